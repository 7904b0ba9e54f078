"""What a strategy holds of the desk: it asks, reads and sets timers, and nothing else."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from random import Random

import msgspec

from holdfast.core.family import recollect
from holdfast.core.ledger import Ledger, Order
from holdfast.core.position import Position
from holdfast.core.valuation import equity
from holdfast.market.last import LastQuotes
from holdfast.messages import commands as c
from holdfast.messages.refusals import Reason, Refusal
from holdfast.model.ids import AccountId, InstrumentId, OrderId, PrincipalId, StrategyId
from holdfast.model.instrument import Instrument, Listing
from holdfast.model.numbers import ZERO, Nanos
from holdfast.model.order import OrderType, Side, TimeInForce
from holdfast.model.quote import Bar, Quote
from holdfast.model.times import SECOND_NS
from holdfast.runtime.answers import Answer
from holdfast.runtime.front import well_typed
from holdfast.strategies.bars import BarMaker, BarsOf
from holdfast.strategies.blame import asked_at
from holdfast.strategies.told import LogLine
from holdfast.venues import Time

LOG_MAX = 10_000
LOG_LENGTH_MAX = 1_000
TIMERS_MAX = 1_000
TIMER_LEAST_NS = 1_000_000  # a timer that rings at its own moment would hold the clock there
SUBSCRIPTIONS_MAX = 1_000
BARS_KEPT_MAX = 100_000

Ask = Callable[[c.Command], Answer]
Number = Decimal | int | str


class Identity(msgspec.Struct, frozen=True):
    """Under which names a strategy trades."""

    strategy: StrategyId
    principal: PrincipalId
    account: AccountId


class Subscription(msgspec.Struct):
    """Bars that were asked for: how they are made, and the last ones; `where` is who asked."""

    of: BarsOf
    maker: BarMaker
    kept: deque[Bar]
    where: str = ""


class Context:
    """A strategy's desk. Numbers are Decimals, times nanoseconds UTC.

    Whole numbers and text may be given where a decimal is meant. What it returns of the ledger
    (orders, positions) is to be read, never written. Where a command has the wrong kind of
    value it raises msgspec.ValidationError, which names the field.
    """

    def __init__(
        self,
        who: Identity,
        ask: Ask,
        ledger: Ledger,
        market: LastQuotes,
        time: Time,
        seed: int,
        tell_timer: Callable[[str], None],
    ) -> None:
        self.who = who
        self.random = Random(f"{seed} {who.strategy}")
        self.log_lines: list[LogLine] = []
        self.log_lines_lost = 0
        self.subscriptions: dict[InstrumentId, dict[int, Subscription]] = {}
        self._ask = ask
        self._ledger = ledger
        self._market = market
        self._time = time
        self._timers: dict[str, Nanos] = {}
        self._tell_timer = tell_timer

    # --- what is ---------------------------------------------------------------------------

    @property
    def now(self) -> Nanos:
        """The desk's clock."""
        return self._time.now()

    @property
    def account(self) -> AccountId:
        return self.who.account

    @property
    def instruments(self) -> tuple[InstrumentId, ...]:
        """All that is listed, in the order of their listing."""
        return tuple(self._ledger.instruments)

    def instrument(self, name: InstrumentId) -> Instrument:
        """What it is; raises KeyError for one that is not listed."""
        return self._ledger.instruments[name]

    def listing(self, name: InstrumentId) -> Listing:
        """Its tick, lot and hours at the account's venue; raises KeyError where it has none."""
        venue = self._ledger.accounts[self.account].account.venue
        return self._ledger.listings[venue][name]

    def quote(self, name: InstrumentId) -> Quote | None:
        """The last quote; a side that is not quoted is zero."""
        return self._market.quote(name)

    def last_price(self, name: InstrumentId) -> Decimal | None:
        """The price of the last print."""
        return self._market.last_price(name)

    @property
    def cash(self) -> Decimal:
        """The account's cash in its base currency."""
        state = self._ledger.accounts[self.account]
        return state.cash.get(state.account.base_currency, ZERO)

    @property
    def equity(self) -> Decimal | None:
        """The account's cash and positions at their mids; None where one has no quote."""
        state = self._ledger.accounts[self.account]
        return equity(state, self._ledger.instruments, self._market.quotes)

    def position(self, name: InstrumentId) -> Decimal:
        """Units that its own orders hold, negative for a short."""
        held = self._own().get(name)
        return ZERO if held is None else held.qty

    def avg_px(self, name: InstrumentId) -> Decimal | None:
        """Average cost per unit of what it holds, fees left out; None where it is flat."""
        held = self._own().get(name)
        return None if held is None else held.avg_px(self.instrument(name).multiplier)

    @property
    def positions(self) -> Mapping[InstrumentId, Decimal]:
        """What it holds, by instrument; what is flat is left out."""
        return {name: held.qty for name, held in self._own().items() if held.qty}

    def open_orders(self, instrument: InstrumentId = "") -> tuple[Order, ...]:
        """Its open orders, the oldest first; slices of its tactics included."""
        orders = self._ledger.orders
        found = (orders[each] for each in self._ledger.open_orders)
        return tuple(
            order
            for order in found
            if order.terms.strategy == self.who.strategy
            and instrument in ("", order.terms.instrument)
        )

    def order(self, order_id: OrderId) -> Order | None:
        """An order by its id, None where the desk no longer has it."""
        return recollect(self._ledger, order_id)

    def bars(self, instrument: InstrumentId, span_s: int) -> tuple[Bar, ...]:
        """The last bars of a subscription, the oldest first; raises KeyError without one."""
        return tuple(self.subscriptions[instrument][span_s * SECOND_NS].kept)

    # --- what it asks ----------------------------------------------------------------------

    def submit(self, order: c.SubmitOrder) -> Answer:
        """Submit an order under the strategy's own names; the answer may hold refusals.

        It is durable, and on its way to the venue, when this returns.
        """
        who = self.who
        named = msgspec.structs.replace(
            order,
            account=order.account or who.account,
            strategy=who.strategy,
            principal=who.principal,
        )
        return self._ask(well_typed(named))

    def buy(
        self,
        instrument: InstrumentId,
        qty: Number,
        *,
        limit_price: Number | None = None,
        stop_price: Number | None = None,
        time_in_force: TimeInForce = TimeInForce.DAY,
        **terms: object,
    ) -> Answer:
        """Buy at the market, or by a limit, a stop or both; `terms` are SubmitOrder's others."""
        prices = (limit_price, stop_price)
        return self._simple(instrument, Side.BUY, qty, prices, time_in_force, terms)

    def sell(
        self,
        instrument: InstrumentId,
        qty: Number,
        *,
        limit_price: Number | None = None,
        stop_price: Number | None = None,
        time_in_force: TimeInForce = TimeInForce.DAY,
        **terms: object,
    ) -> Answer:
        """Sell as `buy` buys; more than is held goes short, where the account may."""
        prices = (limit_price, stop_price)
        return self._simple(instrument, Side.SELL, qty, prices, time_in_force, terms)

    def close(self, instrument: InstrumentId) -> Answer:
        """Close what it holds by a market order; NOTHING_TO_DO where it holds nothing."""
        held = self.position(instrument)
        if not held:
            return Answer(refusals=(Refusal(Reason.NOTHING_TO_DO, f"{instrument} is flat"),))
        return self.sell(instrument, held) if held > 0 else self.buy(instrument, -held)

    def cancel(self, order_id: OrderId) -> Answer:
        """Ask for the cancel of one of its orders, which may still fill before that."""
        told = self._others(order_id)
        return told or self._ask(c.CancelOrder(order_id, principal=self.who.principal))

    def cancel_all(self, instrument: InstrumentId = "") -> Answer:
        """Ask for the cancel of all its orders, or of those in one instrument."""
        who = self.who
        return self._ask(c.CancelAll(who.account, instrument, who.strategy, who.principal))

    def replace(
        self,
        order_id: OrderId,
        *,
        qty: Number | None = None,
        limit_price: Number | None = None,
        stop_price: Number | None = None,
    ) -> Answer:
        """Ask for another total quantity or other prices of one of its orders."""
        told = self._others(order_id)
        if told is not None:
            return told
        command = c.ReplaceOrder(
            order_id,
            qty=_decimal(qty),
            limit_price=_decimal(limit_price),
            stop_price=_decimal(stop_price),
            principal=self.who.principal,
        )
        return self._ask(well_typed(command))

    def set_timer(
        self, name: str, *, after_s: Number | None = None, at: Nanos | None = None
    ) -> None:
        """Have `on_timer` called once, at the soonest in a millisecond; set again, it is moved.

        Raises ValueError without a time, or for more than 1,000 names.
        """
        if (after_s is None) == (at is None):
            raise ValueError("set_timer takes either after_s or at")
        if name not in self._timers and len(self._timers) >= TIMERS_MAX:
            raise ValueError(f"{TIMERS_MAX} timers are set already")
        due = at if at is not None else self.now + int(Decimal(after_s or 0) * SECOND_NS)
        due = max(due, self.now + TIMER_LEAST_NS)
        self._timers[name] = due
        self._time.call_at(due, lambda: self._rings(name, due))

    def cancel_timer(self, name: str) -> None:
        """Forget a timer; one that is not set is no error."""
        self._timers.pop(name, None)

    def subscribe_bars(
        self,
        instrument: InstrumentId,
        span_s: int,
        of: BarsOf = BarsOf.TRADES,
        keep: int = 500,
    ) -> None:
        """Have `on_bar` told of bars of this span, and the last `keep` remembered.

        `of` may be its word, "trades" or "quotes". Raises ValueError for one that is neither, and
        for a span or a number that makes no sense.
        """
        if span_s < 1 or not 1 <= keep <= BARS_KEPT_MAX:
            raise ValueError(f"span_s must be at least 1, and keep from 1 to {BARS_KEPT_MAX}")
        if sum(map(len, self.subscriptions.values())) >= SUBSCRIPTIONS_MAX:
            raise ValueError(f"{SUBSCRIPTIONS_MAX} bars are subscribed to already")
        span_ns = span_s * SECOND_NS
        maker = BarMaker(instrument, span_ns)
        made = Subscription(BarsOf(of), maker, deque(maxlen=keep), asked_at())
        self.subscriptions.setdefault(instrument, {})[span_ns] = made

    def log(self, text: str) -> None:
        """Write a line into the report, at most 10,000 of up to 1,000 characters."""
        if len(self.log_lines) >= LOG_MAX:
            self.log_lines_lost += 1
            return
        self.log_lines.append(LogLine(self.now, str(text)[:LOG_LENGTH_MAX]))

    # --- prices ----------------------------------------------------------------------------

    def tick_down(self, instrument: InstrumentId, price: Decimal) -> Decimal:
        """Round a price down to the listing's tick."""
        tick = self.listing(instrument).tick
        return (price / tick).to_integral_value(ROUND_FLOOR) * tick

    def tick_up(self, instrument: InstrumentId, price: Decimal) -> Decimal:
        """Round a price up to the listing's tick."""
        tick = self.listing(instrument).tick
        return (price / tick).to_integral_value(ROUND_CEILING) * tick

    # --- private ---------------------------------------------------------------------------

    def _own(self) -> dict[InstrumentId, Position]:
        return self._ledger.accounts[self.account].strategies.get(self.who.strategy, {})

    def _others(self, order_id: OrderId) -> Answer | None:
        """Refuse to touch what is not the strategy's own."""
        order = recollect(self._ledger, order_id)
        if order is not None and order.terms.strategy == self.who.strategy:
            return None
        detail = f"order {order_id} is none of strategy {self.who.strategy}"
        return Answer(order_id, (Refusal(Reason.UNKNOWN_ORDER, detail, "order_id"),))

    def _simple(  # the terms of an order
        self,
        instrument: InstrumentId,
        side: Side,
        qty: Number,
        prices: tuple[Number | None, Number | None],
        time_in_force: TimeInForce,
        terms: dict[str, object],
    ) -> Answer:
        limit_price, stop_price = map(_decimal, prices)
        kind = _KINDS[limit_price is not None, stop_price is not None]
        order = c.SubmitOrder(
            self.account,
            instrument,
            side,
            _decimal(qty) or ZERO,
            kind,
            limit_price,
            stop_price,
            time_in_force,
            **terms,  # type: ignore[arg-type]  # well_typed reads them, and names what is wrong
        )
        return self.submit(order)

    def _rings(self, name: str, due: Nanos) -> None:
        if self._timers.get(name) == due:
            del self._timers[name]
            self._tell_timer(name)


# by whether there is a limit price, and a stop price
_KINDS = {
    (False, False): OrderType.MARKET,
    (True, False): OrderType.LIMIT,
    (False, True): OrderType.STOP,
    (True, True): OrderType.STOP_LIMIT,
}


def _decimal(number: Number | None) -> Decimal | None:
    return number if number is None or isinstance(number, Decimal) else Decimal(number)
