"""Transaction cost analysis: what each parent order cost against the price at its decision.

Implementation shortfall after A. Perold, "The Implementation Shortfall: Paper versus Reality",
Journal of Portfolio Management 14(3), 1988: the paper trade has the whole order done at once
at the arrival mid and for nothing; what reality falls short of it by is the cost. It is split
as W. Wagner and M. Edwards do in "Best Execution", Financial Analysts Journal 49(1), 1993.
With s = +1 for a buy and -1 for a sale, per unit of the instrument:

    delay       = s x (mid at first sending - arrival mid)  x filled
    execution   = s x (average price - mid at first sending) x filled
    opportunity = s x (end mid - arrival mid)                x unfilled
    shortfall   = delay + execution + opportunity + fees
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Protocol

import msgspec

from holdfast.core.ledger import Ledger, Order
from holdfast.messages.events import OrderFilled
from holdfast.model.ids import AccountId, InstrumentId, OrderId, StrategyId
from holdfast.model.numbers import ONE, ZERO, Nanos, ratio, trimmed
from holdfast.model.order import Liquidity, OrderStatus, Side
from holdfast.model.quote import Quote
from holdfast.model.times import rfc3339, rfc3339_or_none

BPS = Decimal(10_000)


class Traded(Protocol):
    """What the market traded between two times: `notional` is the sum of price x volume."""

    @property
    def volume(self) -> Decimal: ...
    @property
    def notional(self) -> Decimal: ...
    @property
    def exact(self) -> bool:
        """Tell whether the tape still remembers every print of the interval."""
        ...


class MarketTape(Protocol):
    """Who remembers the market's volume."""

    def traded(self, instrument: InstrumentId, since: Nanos, until: Nanos, /) -> Traded:
        """Sum what was printed from `since` to `until`, both included."""
        ...


class TcaFilter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which orders to analyse; an empty field means any."""

    account: AccountId = ""
    instrument: InstrumentId = ""
    strategy: StrategyId = ""
    order_id: OrderId = ""


_ANY = TcaFilter()


class CostRow(msgspec.Struct, frozen=True):
    """The cost of one order: positive amounts are costs, negative ones gains.

    Amounts are in `currency`, multiplier included. What needs a price that is not known (no
    arrival mid, no end mid, no market volume) is None. `shortfall_bps` is of the whole order at
    its arrival mid, `slippage_bps` and `vwap_bps` of what filled. Fees in other currencies are
    in `other_fees` and in no sum. While the order is open, `final` is false and what is
    unfilled is valued at the end mid all the same. `reason` says why it ended as it did, of a
    parent that ended short what is missing and why.
    """

    order_id: OrderId
    account: AccountId
    strategy: StrategyId
    instrument: InstrumentId
    currency: str
    side: Side
    tactic: str
    status: OrderStatus
    final: bool
    qty: Decimal
    filled: Decimal
    unfilled: Decimal
    arrival_price: Decimal | None
    sent_price: Decimal | None
    avg_px: Decimal | None
    end_price: Decimal | None
    market_vwap: Decimal | None
    market_volume: Decimal | None
    market_exact: bool
    participation: Decimal | None
    delay: Decimal | None
    execution: Decimal | None
    opportunity: Decimal | None
    fees: Decimal
    other_fees: dict[str, Decimal]
    shortfall: Decimal | None
    shortfall_bps: Decimal | None
    slippage_bps: Decimal | None
    vwap_bps: Decimal | None
    children: int
    fills: int
    maker_share: Decimal | None
    created: str
    first_sent: str | None
    last_fill: str | None
    duration_ns: int
    reason: str = ""


def tca(
    ledger: Ledger,
    tape: MarketTape,
    quotes: Mapping[InstrumentId, Quote],
    only: TcaFilter = _ANY,
) -> tuple[CostRow, ...]:
    """Analyse every order that is nobody's child and no exit, in the order of acceptance.

    Orders that the desk refused never were trades and are left out. `quotes` give the end mid:
    hand in those of the moment that the analysis is for.
    """
    wanted = {order.id: order for order in _in_scope(ledger, only)}
    fills: dict[OrderId, list[OrderFilled]] = {order_id: [] for order_id in wanted}
    for fill in _good_fills(ledger, only.account):
        root = ledger.orders[fill.order_id].terms.parent_id or fill.order_id
        if root in fills:
            fills[root].append(fill)
    return tuple(
        _cost(ledger, order, fills[order.id], tape, quotes.get(order.terms.instrument))
        for order in wanted.values()
    )


def _in_scope(ledger: Ledger, only: TcaFilter) -> Iterator[Order]:
    for order in ledger.orders.values():
        terms = order.terms
        if (
            not terms.parent_id
            and not terms.exit_of
            and order.status is not OrderStatus.REFUSED
            and only.account in ("", terms.account)
            and only.instrument in ("", terms.instrument)
            and only.strategy in ("", terms.strategy)
            and only.order_id in ("", order.id)
        ):
            yield order


def _good_fills(ledger: Ledger, account: AccountId) -> Iterator[OrderFilled]:
    for account_id, state in ledger.accounts.items():
        if account in ("", account_id):
            for fill in state.fills.values():
                if fill.exec_id not in state.busted:
                    yield fill


class _Done(msgspec.Struct, frozen=True):
    """What an order has done: sums over its fills, and when and at which mid it was first sent."""

    filled: Decimal
    cost: Decimal  # sum of quantity x price, without multiplier
    maker: Decimal
    fees: dict[str, Decimal]
    fills: int
    first_sent: Nanos
    sent_price: Decimal | None
    last_fill: Nanos


class _Market(msgspec.Struct, frozen=True):
    """What the market did between the first sending and the last fill."""

    volume: Decimal | None = None
    notional: Decimal = ZERO
    exact: bool = True


class _Split(msgspec.Struct, frozen=True):
    """The parts of the shortfall, in the instrument's currency."""

    unfilled: Decimal
    end_price: Decimal | None
    delay: Decimal | None
    execution: Decimal | None
    opportunity: Decimal | None
    trading: Decimal | None  # delay and execution, known even where their border is not


def _cost(
    ledger: Ledger, order: Order, fills: list[OrderFilled], tape: MarketTape, quote: Quote | None
) -> CostRow:
    instrument = ledger.instruments[order.terms.instrument]
    done = _done(ledger, order, fills)
    end = quote.mid if quote is not None and quote.bid and quote.ask else None
    sign = ONE if order.terms.side is Side.BUY else -ONE
    split = _split(order, done, end, sign * instrument.multiplier)
    return _row(ledger, order, done, _market(tape, instrument.id, done), split)


def _row(ledger: Ledger, order: Order, done: _Done, market: _Market, split: _Split) -> CostRow:
    terms = order.terms
    instrument = ledger.instruments[terms.instrument]
    sign = ONE if terms.side is Side.BUY else -ONE
    fees = done.fees.get(instrument.currency, ZERO)
    shortfall = _sum(split.trading, split.opportunity, fees)
    arrival = order.arrival_price or ZERO
    children = ledger.parents[order.id].children if order.id in ledger.parents else ()
    return CostRow(
        order_id=order.id,
        account=terms.account,
        strategy=terms.strategy,
        instrument=terms.instrument,
        currency=instrument.currency,
        side=terms.side,
        tactic=terms.tactic.name if terms.tactic is not None else "",
        status=order.status,
        final=not order.is_open,
        qty=order.qty,
        filled=done.filled,
        unfilled=split.unfilled,
        arrival_price=order.arrival_price,
        sent_price=done.sent_price,
        avg_px=_ratio(done.cost, done.filled),
        end_price=split.end_price,
        market_vwap=_ratio(market.notional, market.volume),
        market_volume=market.volume,
        market_exact=market.exact,
        participation=_ratio(done.filled, market.volume),
        delay=_trimmed(split.delay),
        execution=_trimmed(split.execution),
        opportunity=_trimmed(split.opportunity),
        fees=trimmed(fees),
        other_fees={c: trimmed(f) for c, f in done.fees.items() if c != instrument.currency},
        shortfall=_trimmed(shortfall),
        shortfall_bps=_bps(shortfall, arrival * order.qty * instrument.multiplier),
        slippage_bps=_bps(sign * (done.cost - arrival * done.filled), arrival * done.filled),
        vwap_bps=_vwap_bps(sign, done, market),
        children=len(children),
        fills=done.fills,
        maker_share=_ratio(done.maker, done.filled),
        created=rfc3339(order.created_at),
        first_sent=rfc3339_or_none(done.first_sent),
        last_fill=rfc3339_or_none(done.last_fill),
        duration_ns=max(done.last_fill - order.created_at, 0),
        reason=order.reason,
    )


def _done(ledger: Ledger, order: Order, fills: list[OrderFilled]) -> _Done:
    first = order
    parent = ledger.parents.get(order.id)
    if parent is not None and parent.children:
        first = ledger.orders[parent.children[0]]
    fees: dict[str, Decimal] = {}
    for fill in fills:
        fees[fill.fee_currency] = fees.get(fill.fee_currency, ZERO) + fill.fee
    return _Done(
        filled=sum((fill.qty for fill in fills), ZERO),
        cost=sum((fill.qty * fill.price for fill in fills), ZERO),
        maker=sum((fill.qty for fill in fills if fill.liquidity is Liquidity.MAKER), ZERO),
        fees=fees,
        fills=len(fills),
        first_sent=first.sent_at,
        sent_price=first.arrival_price if first.sent_at else None,
        last_fill=max((fill.traded_at for fill in fills), default=0),
    )


def _market(tape: MarketTape, instrument: InstrumentId, done: _Done) -> _Market:
    if not done.fills:
        return _Market()
    traded = tape.traded(instrument, done.first_sent, done.last_fill)
    return _Market(traded.volume, traded.notional, traded.exact)


def _split(order: Order, done: _Done, end: Decimal | None, scale: Decimal) -> _Split:
    """Price each part; `scale` is the multiplier, signed so that a cost is positive."""
    arrival = order.arrival_price
    unfilled = max(order.qty - done.filled, ZERO)
    delay = execution = trading = opportunity = None
    if not done.filled:
        delay = execution = trading = ZERO
    elif arrival is not None:
        trading = scale * (done.cost - arrival * done.filled)
        if done.sent_price is not None:
            delay = scale * (done.sent_price - arrival) * done.filled
            execution = trading - delay
    if not unfilled:
        opportunity = ZERO
    elif arrival is not None and end is not None:
        opportunity = scale * (end - arrival) * unfilled
    return _Split(unfilled, end, delay, execution, opportunity, trading)


def _sum(*parts: Decimal | None) -> Decimal | None:
    known = [part for part in parts if part is not None]
    return sum(known, ZERO) if len(known) == len(parts) else None


def _vwap_bps(sign: Decimal, done: _Done, market: _Market) -> Decimal | None:
    """Compare the average price with the market's, by cross products so that nothing is rounded."""
    if not market.volume:
        return None
    paid, benchmark = done.cost * market.volume, market.notional * done.filled
    return _bps(sign * (paid - benchmark), benchmark)


def _bps(amount: Decimal | None, base: Decimal) -> Decimal | None:
    return None if amount is None else _ratio(amount * BPS, abs(base))


def _ratio(numerator: Decimal, denominator: Decimal | None) -> Decimal | None:
    return ratio(numerator, denominator) if denominator else None


def _trimmed(amount: Decimal | None) -> Decimal | None:
    return None if amount is None else trimmed(amount)
