"""Run order lifecycles through vnpy's event engine and order management and print one JSON line.

Executed by the peer's own Python. vnpy brings no simulated market to its live engine, so a minimal
gateway in this file accepts and fills in process and pushes what a real gateway pushes: submitting,
accepted and filled order, trade, position, account. There is no risk check on the way and the fill
arithmetic is float, so vnpy is asked to do less than the others. Its log is off.

With the closed feed, as the other engines are fed, the next quote is put on the queue when the last
one's events are done. With the open feed a thread of its own puts quotes on the queue as fast as
it can; an order's events then wait behind quotes, so that run's latencies are times in the queue.
It knows market orders only. p50_us and p99_us run from just before the request is made to the
filled order's event; a resting order is filled by the next quote.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import tempfile
import threading
from array import array
from copy import copy
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from time import perf_counter_ns
from typing import ClassVar

from runner_tools import resident_bytes, summary

# vnpy keeps settings and logs under the working directory if it finds this folder there,
# and in the user's home if not; it decides when it is imported.
SCRATCH = tempfile.TemporaryDirectory(prefix="holdfast-vnpy-")
Path(SCRATCH.name, ".vntrader").mkdir()
os.chdir(SCRATCH.name)

from vnpy.event import Event, EventEngine  # noqa: E402
from vnpy.trader.constant import (  # noqa: E402
    Direction,
    Exchange,
    OrderType,
    Product,
    Status,
)
from vnpy.trader.engine import MainEngine  # noqa: E402
from vnpy.trader.event import EVENT_ACCOUNT, EVENT_ORDER, EVENT_TICK  # noqa: E402
from vnpy.trader.gateway import BaseGateway  # noqa: E402
from vnpy.trader.object import (  # noqa: E402
    AccountData,
    CancelRequest,
    ContractData,
    OrderData,
    OrderRequest,
    PositionData,
    SubscribeRequest,
    TickData,
    TradeData,
)
from vnpy.trader.setting import SETTINGS  # noqa: E402

GATEWAY = "BENCH"
SYMBOL = "AAPL"
EXCHANGE = Exchange.NASDAQ
VT_SYMBOL = f"{SYMBOL}.{EXCHANGE.value}"
ACCOUNT = "A"
QTY = 10.0
FEE_RATE = 0.0001
OPENING = datetime(2012, 6, 21, 13, 30, tzinfo=UTC)
DEADLINE_S = 600


class FillingGateway(BaseGateway):
    """Fill a market order at once, and a limit order when a later quote crosses it."""

    default_name = GATEWAY
    default_setting: ClassVar[dict[str, str | int | float | bool]] = {}
    exchanges: ClassVar[list[Exchange]] = [EXCHANGE]

    def __init__(self, event_engine: EventEngine, gateway_name: str) -> None:
        super().__init__(event_engine, gateway_name)
        self._orders_seen = 0
        self._resting: OrderData | None = None
        self._tick: TickData | None = None
        self._position = 0.0
        self._balance = 100_000_000.0

    def connect(self, setting: dict[str, object]) -> None:
        self.on_contract(
            ContractData(
                gateway_name=self.gateway_name,
                symbol=SYMBOL,
                exchange=EXCHANGE,
                name=SYMBOL,
                product=Product.EQUITY,
                size=1,
                pricetick=0.01,
                net_position=True,
            )
        )

    def publish(self, tick: TickData) -> None:
        self._tick = tick
        order = self._resting
        if order is not None:
            buy = order.direction == Direction.LONG
            if tick.ask_price_1 <= order.price if buy else tick.bid_price_1 >= order.price:
                self._resting = None
                self._fill(order, order.price)
        self.on_tick(tick)

    def send_order(self, req: OrderRequest) -> str:
        tick = self._tick
        assert tick is not None
        self._orders_seen += 1
        order = req.create_order_data(str(self._orders_seen), self.gateway_name)
        order.datetime = tick.datetime
        self.on_order(copy(order))
        order.status = Status.NOTTRADED
        self.on_order(copy(order))
        if order.type == OrderType.LIMIT:
            self._resting = order
        else:
            buy = order.direction == Direction.LONG
            self._fill(order, tick.ask_price_1 if buy else tick.bid_price_1)
        return str(order.vt_orderid)

    def _fill(self, order: OrderData, price: float) -> None:
        order.traded = order.volume
        order.status = Status.ALLTRADED
        self.on_order(copy(order))
        self.on_trade(
            TradeData(
                gateway_name=self.gateway_name,
                symbol=order.symbol,
                exchange=order.exchange,
                orderid=order.orderid,
                tradeid=f"T{order.orderid}",
                direction=order.direction,
                offset=order.offset,
                price=price,
                volume=order.volume,
                datetime=order.datetime,
            )
        )
        signed = order.volume if order.direction == Direction.LONG else -order.volume
        self._position += signed
        self._balance -= signed * price + order.volume * price * FEE_RATE
        self.query_position()
        self.query_account()

    def query_position(self) -> None:
        self.on_position(
            PositionData(
                gateway_name=self.gateway_name,
                symbol=SYMBOL,
                exchange=EXCHANGE,
                direction=Direction.NET,
                volume=self._position,
            )
        )

    def query_account(self) -> None:
        account = AccountData(
            gateway_name=self.gateway_name, accountid=ACCOUNT, balance=self._balance
        )
        self.on_account(account)

    def subscribe(self, req: SubscribeRequest) -> None:
        """Publish everything anyway."""

    def cancel_order(self, req: CancelRequest) -> None:
        """Never asked in this work."""

    def close(self) -> None:
        """Hold nothing that needs closing."""


class OneOrderPerQuote:
    """Send one order on each quote, buy and sell in turn, and time it to its fill."""

    def __init__(
        self, main: MainEngine, gateway: FillingGateway, orders: int, resting: bool, feed: str
    ) -> None:
        self._main = main
        self._closed_feed = feed == "closed"
        self._gateway = gateway
        self._orders = orders
        self._resting = resting
        # Kept whole: quotes freed on the way would be taken off the orders' memory.
        self._ticks = ticks(orders + resting)
        self._published = 0
        self._started = array("q", bytes(8 * orders))
        self.filled_after = array("q", bytes(8 * orders))
        self._sent = 0
        self._filled = 0
        self.done = threading.Event()
        engine = main.event_engine
        engine.register(EVENT_TICK + VT_SYMBOL, self._on_tick)
        engine.register(EVENT_ORDER, self._on_order)
        # The gateway's last event for a filled order, so all of it is applied by then.
        engine.register(f"{EVENT_ACCOUNT}{GATEWAY}.{ACCOUNT}", self._on_account)

    def start(self) -> None:
        self.next_tick()
        while not self._closed_feed and self._published < len(self._ticks):
            self.next_tick()

    def next_tick(self) -> None:
        if self._published < len(self._ticks):
            tick = self._ticks[self._published]
            self._published += 1
            self._gateway.publish(tick)

    def _on_tick(self, event: Event) -> None:
        if self._sent == self._orders:
            return
        tick: TickData = event.data
        self._started[self._sent] = perf_counter_ns()
        buy = self._sent % 2 == 0
        self._sent += 1
        request = OrderRequest(
            symbol=SYMBOL,
            exchange=EXCHANGE,
            direction=Direction.LONG if buy else Direction.SHORT,
            type=OrderType.LIMIT if self._resting else OrderType.MARKET,
            volume=QTY,
            price=tick.bid_price_1 if buy else tick.ask_price_1,
        )
        self._main.send_order(request, GATEWAY)

    def _on_order(self, event: Event) -> None:
        order: OrderData = event.data
        if order.status == Status.ALLTRADED:
            number = self._filled
            self.filled_after[number] = perf_counter_ns() - self._started[number]
            self._filled += 1
        elif self._resting and order.status == Status.NOTTRADED:
            self.next_tick()

    def _on_account(self, event: Event) -> None:
        if self._filled == self._orders:
            self.done.set()
        elif self._closed_feed and not self._resting:
            self.next_tick()


def ticks(count: int) -> list[TickData]:
    """Swing between two quotes that do not overlap, so that what rests on one fills on the next."""
    sides = [(100.00, 100.02), (99.96, 99.98)]
    return [
        TickData(
            gateway_name=GATEWAY,
            symbol=SYMBOL,
            exchange=EXCHANGE,
            datetime=OPENING + timedelta(milliseconds=number),
            bid_price_1=sides[number % 2][0],
            ask_price_1=sides[number % 2][1],
            bid_volume_1=1_000,
            ask_volume_1=1_000,
        )
        for number in range(count)
    ]


def run_orders(work: str, orders: int, feed: str) -> dict[str, object]:
    SETTINGS["log.active"] = False
    main = MainEngine(EventEngine())
    try:
        gateway = main.add_gateway(FillingGateway)
        main.connect({}, GATEWAY)
        strategy = OneOrderPerQuote(main, gateway, orders, work == "limit", feed)
        rss_before = resident_bytes()
        gc.freeze()
        begun = perf_counter_ns()
        strategy.start()
        finished = strategy.done.wait(DEADLINE_S)
        elapsed_ns = perf_counter_ns() - begun
        rss_after = resident_bytes()
    finally:
        main.close()
    filled = sum(order.status == Status.ALLTRADED for order in main.get_all_orders())
    trades = len(main.get_all_trades())
    if not finished or filled != orders or trades != orders or main.get_all_active_orders():
        raise SystemExit(f"filled {filled} orders of {orders} with {trades} trades")
    return {
        **summary(orders, elapsed_ns, strategy.filled_after),
        "bytes_per_order": round((rss_after - rss_before) / orders),
        "filled": filled,
        "feed": feed,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", choices=["market", "limit"], default="market")
    parser.add_argument("--orders", type=int, default=50_000)
    parser.add_argument("--feed", choices=["closed", "open"], default="closed")
    asked = parser.parse_args()
    if asked.feed == "open" and asked.work == "limit":
        parser.error("argument --feed: open goes with --work market only")
    measured = run_orders(asked.work, asked.orders, asked.feed)
    print(json.dumps({"peer": "vnpy", "version": version("vnpy"), "work": asked.work, **measured}))


if __name__ == "__main__":
    main()
