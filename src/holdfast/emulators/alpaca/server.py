"""The look-alike itself: one origin for trading and data, by REST and WebSocket."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from decimal import Decimal
from random import Random
from types import TracebackType

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route, WebSocketRoute

from holdfast.emulators.alpaca import several_legs
from holdfast.emulators.alpaca.account_routes import AccountRoutes
from holdfast.emulators.alpaca.asked import guarded, told
from holdfast.emulators.alpaca.assets import AssetClass
from holdfast.emulators.alpaca.books import Books
from holdfast.emulators.alpaca.broker import Broker
from holdfast.emulators.alpaca.clock_routes import ClockRoutes
from holdfast.emulators.alpaca.data_routes import DataRoutes
from holdfast.emulators.alpaca.data_stream import DataStream
from holdfast.emulators.alpaca.errors import Fields, invalid
from holdfast.emulators.alpaca.front import Front
from holdfast.emulators.alpaca.history import History
from holdfast.emulators.alpaca.hours import Sessions
from holdfast.emulators.alpaca.market import Market
from holdfast.emulators.alpaca.option_chain import OptionQuotes
from holdfast.emulators.alpaca.option_routes import OptionRoutes
from holdfast.emulators.alpaca.order_routes import OrderRoutes
from holdfast.emulators.alpaca.position_routes import PositionRoutes
from holdfast.emulators.alpaca.rules import EmulatorRules, Knobs
from holdfast.emulators.alpaca.trading_stream import TradingStream
from holdfast.emulators.alpaca.wanted import read_body, read_quote
from holdfast.exchange import BeyondDisplay, Exchange, ExchangeConfig, SelfTrade
from holdfast.exchange.source import MarketSource
from holdfast.model.numbers import Nanos, use_exact_context
from holdfast.model.quote import Quote
from holdfast.model.times import SECOND_NS
from holdfast.runtime.real_time import RealTime

STARTED_POLL_S = 0.005
WATCH_S = 0.02
USUAL_SIZE = Decimal(1_000_000)


class AlpacaEmulator:
    """A server that Alpaca's own client takes for Alpaca; `async with` starts and ends it.

    Without a `source` the market is what `quote` and `trade` are told. `origin` is when its
    clock begins (the wall clock's now without it), `speed` how fast that runs.
    """

    def __init__(
        self,
        rules: EmulatorRules | None = None,
        source: MarketSource | None = None,
        *,
        origin: Nanos | None = None,
        speed: int = 1,
    ) -> None:
        self.rules = rules or EmulatorRules()
        self.knobs = Knobs()
        self._source, self._origin, self._speed = source, origin, speed
        self._listener: socket.socket | None = None
        self._tasks: list[asyncio.Task[None]] = []

    # --- where it is ----------------------------------------------------------------------

    @property
    def port(self) -> int:
        return int(self._listener.getsockname()[1]) if self._listener is not None else 0

    @property
    def url(self) -> str:
        """The origin of REST, trading and data."""
        return f"http://{self.rules.host}:{self.port}"

    @property
    def trading_stream(self) -> str:
        return f"ws://{self.rules.host}:{self.port}/stream"

    @property
    def data_stream(self) -> str:
        return f"ws://{self.rules.host}:{self.port}/v2/iex"

    # --- the truth ------------------------------------------------------------------------

    @property
    def account(self) -> Books:
        """The account's books: cash, holdings, activities."""
        return self.broker.books

    def positions(self) -> dict[str, Decimal]:
        """What is held, by symbol."""
        return {symbol: held.qty for symbol, held in self.broker.books.holdings.items()}

    def orders(self) -> list[Fields]:
        """Every order there ever was, the oldest first, as the venue tells them."""
        return [order.json() for order in self.broker.orders.values()]

    # --- the market by hand ---------------------------------------------------------------

    def quote(
        self,
        symbol: str,
        bid: Decimal,
        ask: Decimal,
        size: Decimal = USUAL_SIZE,
        *,
        ask_size: Decimal | None = None,
    ) -> None:
        """Let somebody quote; a symbol that is not listed is listed by it."""
        self.enlist(symbol)
        self.market.quote(symbol, bid, ask, size, size if ask_size is None else ask_size)

    def trade(self, symbol: str, price: Decimal, size: Decimal = Decimal(100)) -> None:
        """Let somebody trade, which is what triggers stops."""
        self.enlist(symbol)
        self.market.trade(symbol, price, size)

    def decide(self) -> None:
        """Decide the cancels and replacements that a knob delays, now."""
        self.broker.decide()

    def enlist(self, symbol: str) -> None:
        """Make a symbol tradable."""
        asset = self.broker.assets.add(symbol)
        self.broker.exchange.list(*asset.listing())

    # --- life -----------------------------------------------------------------------------

    async def start(self) -> None:
        """Bind, open the market, and serve until `stop`."""
        use_exact_context()
        rules = self.rules
        self._listener = socket.create_server((rules.host, rules.port))
        time = RealTime(asyncio.get_running_loop(), self._origin, self._speed)
        self._furnish(time)
        inner = Starlette(routes=self._routes())
        front = Front(inner, rules, self.knobs, lambda: time.now() / SECOND_NS)
        self._server = _server(front)
        self._tasks = [
            asyncio.create_task(self._server.serve(sockets=[self._listener])),
            asyncio.create_task(self._watch()),
        ]
        while not self._server.started:
            if self._tasks[0].done():
                self._tasks[0].result()
            await asyncio.sleep(STARTED_POLL_S)
        self.sessions.start()
        self.market.start()

    async def stop(self) -> None:
        """End every connection and stop."""
        self.market.close()
        self._cut()
        self._server.should_exit = True
        serving, watching = self._tasks
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching
        await serving
        if self._listener is not None:
            self._listener.close()

    async def __aenter__(self) -> AlpacaEmulator:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()

    # --- private --------------------------------------------------------------------------

    def _furnish(self, time: RealTime) -> None:
        """Make the exchange with all that stands around it, and list what trades."""
        rules = self.rules
        config = ExchangeConfig(
            venue="ALPACA",
            beyond_display=BeyondDisplay.REST,
            self_trade=SelfTrade.EXPIRE_TAKER,
            stop_trigger=rules.stop_trigger,
        )
        exchange = Exchange(config, Random(f"tips of {rules.seed}"))
        broker = self.broker = Broker(rules, self.knobs, exchange, time)
        self.market = Market(broker, self._source)
        made = rules.options if rules.options_quoted else ()
        self.options = OptionQuotes(broker, self.market, made)
        self.stream = TradingStream(rules, self.knobs)
        self.sessions = Sessions(broker)
        self.history = History(broker)
        broker.publish = self.market.publish
        broker.hearers.append(self.stream.hear)
        broker.is_open = self.sessions.is_open
        broker.judge_time = self.sessions.judge_auction
        broker.board.hearers.append(self._hear)
        shared = rules, self.knobs, broker.assets, broker.board
        self.data = {kind: DataStream(*shared, kind) for kind in AssetClass}
        for symbol in (*rules.stocks, *rules.crypto, *rules.options):
            self.enlist(symbol)

    def _hear(self, symbol: str, what: object) -> None:
        if isinstance(what, Quote):
            several_legs.on_quote(self.broker, symbol)

    def _routes(self) -> list[BaseRoute]:
        broker = self.broker
        return [
            *OrderRoutes(broker).routes,
            *PositionRoutes(broker).routes,
            *ClockRoutes(broker, self.sessions).routes,
            *self.history.routes,
            *OptionRoutes(broker.assets).routes,
            *DataRoutes(broker.assets, broker.board).routes,
            *AccountRoutes(broker).routes,
            Route("/emulator/knobs", self._knobs, methods=["GET", "PUT"]),
            Route("/emulator/quotes", guarded(self._quotes), methods=["PUT"]),
            WebSocketRoute("/stream", self.stream.serve),
            WebSocketRoute("/v2/{feed}", self.data[AssetClass.SHARE].serve),
            WebSocketRoute("/v1beta3/crypto/us", self.data[AssetClass.COIN].serve),
            WebSocketRoute("/v1beta1/{feed}", self.data[AssetClass.OPTION].serve),
        ]

    async def _knobs(self, request: Request) -> Response:
        """Tell the faults, or turn those that are named."""
        if request.method == "PUT":
            for name, value in read_body(await request.body()).items():
                now = getattr(self.knobs, name, None)
                if now is None or type(value) is not type(now):
                    return told({"message": f"{name} {value} is no knob"}, 422)
                setattr(self.knobs, name, value)
        return told({name: getattr(self.knobs, name) for name in Knobs.__struct_fields__})

    async def _quotes(self, request: Request) -> Response:
        """Quote a symbol by hand, which lists it; what the market here quotes stays its own."""
        symbol, bid, ask, size = read_quote(read_body(await request.body()))
        if self._source is not None and symbol in (*self.rules.stocks, *self.rules.crypto):
            raise invalid(f"symbol {symbol} is quoted by the market here")
        self.options.leave(symbol)
        self.quote(symbol, bid, ask, size or USUAL_SIZE)
        return told({"symbol": symbol, "bid": bid, "ask": ask, "size": size or USUAL_SIZE})

    def _cut(self) -> None:
        self.stream.cut()
        for each in self.data.values():
            each.cut()

    async def _watch(self) -> None:
        """Look at the knobs that act by themselves."""
        while True:
            await asyncio.sleep(WATCH_S)
            if self.knobs.cut_stream:
                self.knobs.cut_stream = False
                self._cut()
            self.options.quote()
            self.history.sample()
            self.broker.hold_back()
            self.broker.work_waiting()
            if not self.knobs.reorder_events:
                self.stream.flush()


def _server(front: Front) -> _Uvicorn:
    config = uvicorn.Config(
        front,
        http="httptools",
        ws="websockets-sansio",
        lifespan="off",
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=1,
    )
    return _Uvicorn(config)


class _Uvicorn(uvicorn.Server):
    """The server without its own signals: whoever started it ends it."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield
