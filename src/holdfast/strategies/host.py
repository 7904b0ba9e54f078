"""Who runs a strategy: it hears market and desk, and tells the strategy in turn.

What is heard waits in one line, in the order in which it happened; `turn` tells it, with all
that the strategy causes meanwhile. Who drives the desk calls it when everything of a moment is
durable, so a strategy never acts on half of a moment.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from holdfast.core.ledger import Ledger, Order
from holdfast.core.must import InvariantBroken
from holdfast.journal import JournalError
from holdfast.market.last import LastQuotes
from holdfast.messages import events as e
from holdfast.model.ids import InstrumentId, OrderId
from holdfast.model.numbers import ZERO
from holdfast.model.order import OrderStatus
from holdfast.model.quote import Bar, BookMessage, MarketEvent, Quote, Trade
from holdfast.runtime.engine import Halted
from holdfast.strategies.bars import BarsOf
from holdfast.strategies.blame import place_of
from holdfast.strategies.context import Ask, Context, Identity, Subscription
from holdfast.strategies.told import Ending, Fault, Fill, OrderChange
from holdfast.venues import Time

HANDLERS = (
    "on_start",
    "on_quote",
    "on_trade",
    "on_bar",
    "on_fill",
    "on_order",
    "on_timer",
    "on_stop",
)
WAITING_MAX = 1_000_000
# at one moment: what a strategy causes by itself must come to an end
CALLS_AT_ONCE_MAX = 100_000
STATUSES_KEPT_MAX = 20_000

_Call = tuple[str, Any]
# what a strategy meets in asking and is not to blame for: the desk itself has stopped
_DESKS_OWN = (Halted, InvariantBroken, JournalError)
_HEARD: dict[type, str] = {
    Quote: "on_quote",
    Trade: "on_trade",
    Bar: "on_bar",
    BookMessage: "",
}
_BAR_IS_OVER = ""  # stands in the line for a bar whose span has passed


class Host:
    """One strategy on one desk; `fault` says why it was stopped, None while it runs.

    `native` are the instruments whose trades come as recorded bars.
    """

    def __init__(  # noqa: PLR0913  # a desk has as many parts
        self,
        strategy: object,
        who: Identity,
        *,
        ask: Ask,
        ledger: Ledger,
        market: LastQuotes,
        time: Time,
        seed: int = 0,
        native: frozenset[InstrumentId] = frozenset(),
        ending: Ending = Ending.CANCEL,
    ) -> None:
        self.who = who
        self.context = Context(who, ask, ledger, market, time, seed, self._rings)
        self.fault: Fault | None = None
        self._counted = 0  # calls of its methods at the time below
        self._counted_at = -1
        self.is_running = False
        self._ledger = ledger
        self._time = time
        self._native = native
        self._ending = ending
        self._waiting: deque[_Call] = deque()
        self._told: dict[OrderId, OrderStatus] = {}
        methods = {name: getattr(strategy, name, None) for name in HANDLERS}
        self._methods: dict[str, Callable[..., object]] = {
            name: method for name, method in methods.items() if callable(method)
        }
        self._strategy = strategy
        # found while hearing, told in a turn: method, error, and where if that is known
        self._broken: tuple[str, Exception, str] | None = None
        self._heard_bar = False

    @property
    def misses_bars(self) -> bool:
        """Tell whether the strategy waits for bars and has never heard one."""
        return "on_bar" in self._methods and not self._heard_bar

    def start(self) -> None:
        """Begin: the strategy is told, and hears from now on."""
        self.is_running = True
        self._call("on_start")
        self.turn()

    def stop(self) -> None:
        """End: what waits is told, then `on_stop`, then what it leaves is dealt with."""
        if not self.is_running:
            return
        self.turn()
        self._call("on_stop")
        self.turn()
        if self.is_running:
            self.is_running = False
            self._end()

    def on_market(self, event: MarketEvent) -> None:
        """Hear what the market does; only what the strategy wants waits to be told."""
        if not self.is_running:
            return
        if self.context.subscriptions:
            self._build(event)
        name = _HEARD[type(event)]
        if name not in self._methods:
            return
        if name == "on_bar" and event.instrument in self.context.subscriptions:
            return
        if name == "on_bar":
            self._heard_bar = True
        self._wait(name, event)

    def on_events(self, events: Sequence[e.Event]) -> None:
        """Hear what became of orders, once it is durable: fills first, then what they changed."""
        if not self.is_running:
            return
        orders = self._ledger.orders
        touched: dict[OrderId, Order] = {}
        for event in events:
            order = orders.get(getattr(event, "order_id", ""))
            if order is None or order.terms.strategy != self.who.strategy:
                continue
            if type(event) is e.OrderFilled:
                self._wait("on_fill", _fill(order, event))
            touched[order.id] = order
        for order in touched.values():
            self._note(order)

    def turn(self) -> None:
        """Tell all that waits, and what comes of it, until nothing does."""
        waiting = self._waiting
        if self._broken is not None and self.is_running:
            self._fail(*self._broken)
        if not waiting:
            return
        now = self._time.now()
        if now != self._counted_at:
            self._counted_at, self._counted = now, 0
        context, methods = self.context, self._methods
        while waiting:
            name, what = waiting.popleft()
            if name == _BAR_IS_OVER:
                self._over(*what)
                continue
            try:
                methods[name](context, what)
            except _DESKS_OWN:
                raise
            except Exception as error:
                self._fail(name, error)
                return
            self._counted += 1
            if self._counted >= CALLS_AT_ONCE_MAX and waiting:
                why = f"it caused {CALLS_AT_ONCE_MAX} calls of its methods at one moment"
                self._fail(name, RuntimeError(why))

    # --- private ---------------------------------------------------------------------------

    def _wait(self, name: str, what: object) -> None:
        if name not in self._methods:
            return
        if len(self._waiting) >= WAITING_MAX:
            why = f"it is so slow that {WAITING_MAX} calls of its methods wait"
            self._broken = (name, RuntimeError(why), "")
            return
        self._waiting.append((name, what))

    def _rings(self, name: str) -> None:
        if self.is_running:
            self._wait("on_timer", name)

    def _note(self, order: Order) -> None:
        """Tell of a status once; what was refused at once is told in the answer alone."""
        known = self._told.get(order.id)
        if order.status is known or (known is None and order.status is OrderStatus.REFUSED):
            return
        if known is None and len(self._told) >= STATUSES_KEPT_MAX:
            del self._told[next(iter(self._told))]
        self._told[order.id] = order.status
        self._wait(
            "on_order",
            OrderChange(
                order.id,
                order.terms.instrument,
                order.status,
                order.cum_qty,
                order.leaves_qty,
                order.reason,
            ),
        )

    def _build(self, event: MarketEvent) -> None:
        waiting = self._waiting
        for asked in self.context.subscriptions.get(event.instrument, {}).values():
            was_making = asked.maker.ends_at
            try:
                self._tell_bars(asked, self._made(asked, event))
            except ValueError as error:
                self._broken = ("subscribe_bars", error, asked.where)
            due = asked.maker.ends_at
            if due and due != was_making:
                # the last print or bar of the span may be heard after the timer
                self._time.call_at(due, partial(waiting.append, (_BAR_IS_OVER, (asked, due))))

    def _made(self, asked: Subscription, event: MarketEvent) -> list[Bar]:
        match event:
            case Quote() if asked.of is BarsOf.QUOTES and event.bid and event.ask:
                return asked.maker.on_print(event.mid, ZERO, event.at)
            case Bar() if asked.of is BarsOf.TRADES:
                return asked.maker.on_bar(event)
            case Trade() if asked.of is BarsOf.TRADES and event.instrument not in self._native:
                return asked.maker.on_print(event.price, event.size, event.at)
        return []

    def _over(self, asked: Subscription, due: int) -> None:
        if self.is_running and asked.maker.ends_at == due:
            self._tell_bars(asked, asked.maker.over(due))

    def _tell_bars(self, asked: Subscription, bars: list[Bar]) -> None:
        for bar in bars:
            asked.kept.append(bar)
            self._heard_bar = True
            self._wait("on_bar", bar)

    def _call(self, name: str) -> None:
        """Call a method that is told of nothing."""
        method = self._methods.get(name)
        if method is None or not self.is_running:
            return
        try:
            method(self.context)
        except _DESKS_OWN:
            raise
        except Exception as error:
            self._fail(name, error)

    def _fail(self, name: str, error: Exception, where: str = "") -> None:
        """Stop the strategy for good, say where, and deal with what it leaves."""
        self.is_running = False
        self._waiting.clear()
        told = f"{type(error).__name__}: {error}"
        where = where or place_of(error, self._strategy)
        self.fault = Fault(name, told, where, self._time.now())
        self._end()

    def _end(self) -> None:
        if self._ending is Ending.KEEP:
            return
        self.context.cancel_all()
        if self._ending is Ending.FLATTEN:
            for instrument in self.context.positions:
                self.context.close(instrument)


def _fill(order: Order, event: e.OrderFilled) -> Fill:
    return Fill(
        order.id,
        order.terms.instrument,
        order.terms.side,
        event.qty,
        event.price,
        event.fee,
        event.fee_currency,
        event.liquidity,
        event.traded_at,
    )
