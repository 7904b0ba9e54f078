"""What an order is expected to cost, and what an account would look like once all has traded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

import msgspec

from holdfast.core.ledger import AccountState, Ledger
from holdfast.core.valuation import equity, free_funds
from holdfast.core.working import Algo, Sliced
from holdfast.messages.commands import SubmitOrder
from holdfast.model.ids import InstrumentId
from holdfast.model.numbers import ZERO, Nanos, ratio, round_down, trimmed
from holdfast.model.order import Liquidity, OrderType, Side
from holdfast.model.quote import Quote
from holdfast.runtime.verdicts import plain
from holdfast.venues import Estimates

Quotes = Mapping[InstrumentId, Quote]

_BPS = Decimal(10_000)
_HALF = Decimal("0.5")


class Cost(msgspec.Struct, frozen=True):
    """What trading is expected to cost against the mid, in the account's currency.

    `fees` is what the venue declares that it charges, None where it declares nothing; an order
    that an algo cuts by a schedule pays for each slice. An order
    that takes pays half the spread; one that rests is expected to pay none. `bps` is `total`
    in hundredths of a percent of the value at the mid.
    """

    fees: Decimal | None
    half_spread: Decimal | None
    total: Decimal | None
    bps: Decimal | None
    liquidity: Liquidity | None = None  # None for a whole plan


class Outlook(msgspec.Struct, frozen=True):
    """An account at one moment, in its base currency; None where something has no price."""

    equity: Decimal | None
    gross: Decimal | None
    net: Decimal | None
    open_value: Decimal
    buying_power: Decimal


class PositionOutlook(msgspec.Struct, frozen=True):
    """A position before the orders, and once all of each that passes has traded."""

    instrument: InstrumentId
    before: Decimal
    after: Decimal
    value_after: Decimal | None  # at the mid, below zero where it is short


class Expected(msgspec.Struct, frozen=True):
    """One order that would pass: what it would trade, at which price, for what."""

    order: SubmitOrder
    price: Decimal | None
    value: Decimal | None  # at the mid
    cost: Cost


def expected(
    ledger: Ledger,
    order: SubmitOrder,
    quotes: Quotes,
    venue: object,
    at: Nanos,
    algos: Mapping[str, Algo],
) -> Expected:
    """Say at which price an order is likely to trade, and what that costs."""
    quote = quotes.get(order.instrument)
    price, liquidity = _price(order, quote)
    instrument = ledger.instruments[order.instrument]
    units = order.qty * instrument.multiplier
    fees = half_spread = value = None
    if price is not None and isinstance(venue, Estimates):
        fees = ZERO
        for count, qty in _parts(ledger, order, at, algos):
            fees += count * venue.estimate(instrument, order.side, qty, price, liquidity, at)
    if quote is not None and quote.bid and quote.ask:
        value = units * quote.mid
        spread = (quote.ask - quote.bid) * _HALF if liquidity is Liquidity.TAKER else ZERO
        half_spread = units * spread
    return Expected(order, price, plain(value), _cost(fees, half_spread, value, liquidity))


def _parts(
    ledger: Ledger, order: SubmitOrder, at: Nanos, algos: Mapping[str, Algo]
) -> Iterator[tuple[int, Decimal]]:
    """Cut an order as its algo would, in equal parts: each pays a venue's least fee by itself."""
    algo = None if order.tactic is None else algos.get(order.tactic.name)
    listing = ledger.listings[ledger.venue_of(order)][order.instrument]
    count = algo.slices(order, listing, at) if isinstance(algo, Sliced) else 1
    part = round_down(order.qty / count, listing.lot)
    if count > 1:
        yield count - 1, part
    yield 1, order.qty - (count - 1) * part


def total_cost(orders: Iterable[Expected]) -> Cost:
    """Add up what several orders are expected to cost; unknown if one is."""
    each = tuple(orders)
    return _cost(
        _sum(one.cost.fees for one in each),
        _sum(one.cost.half_spread for one in each),
        _sum(one.value for one in each),
        None,
    )


def _price(order: SubmitOrder, quote: Quote | None) -> tuple[Decimal | None, Liquidity]:
    is_buy = order.side is Side.BUY
    touch = None if quote is None else (quote.ask if is_buy else quote.bid) or None
    limit = order.limit_price
    if order.type is OrderType.LIMIT and limit is not None:
        if touch is not None and (limit >= touch if is_buy else limit <= touch):
            return touch, Liquidity.TAKER
        return limit, Liquidity.MAKER
    if order.stop_price is not None:
        return order.stop_price, Liquidity.TAKER
    return touch, Liquidity.TAKER


def _cost(
    fees: Decimal | None,
    half_spread: Decimal | None,
    value: Decimal | None,
    liquidity: Liquidity | None,
) -> Cost:
    total = None if fees is None or half_spread is None else fees + half_spread
    bps = None if total is None or not value else ratio(total * _BPS, value)
    return Cost(plain(fees), plain(half_spread), plain(total), _rounded(bps), liquidity)


def _rounded(bps: Decimal | None) -> Decimal | None:
    return None if bps is None else trimmed(bps.quantize(Decimal("0.0001")))


def _sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    total = ZERO
    for amount in amounts:
        if amount is None:
            return None
        total += amount
    return total


# --- the account ----------------------------------------------------------------------


def outlook(
    ledger: Ledger,
    state: AccountState,
    quotes: Quotes,
    trades: Iterable[Expected] = (),
    cost: Decimal | None = ZERO,
) -> Outlook:
    """Show an account as it is, or with these trades done at this cost.

    `open_value` and `buying_power` are the ledger's: with all orders sent and none filled.
    """
    worth = equity(state, ledger.instruments, quotes)
    held = holdings(state, trades)
    values = [_value(ledger, name, qty, quotes) for name, qty in held.items() if qty]
    known = [value for value in values if value is not None]
    is_known = len(known) == len(values)
    return Outlook(
        equity=None if worth is None or cost is None else trimmed(worth - cost),
        gross=trimmed(sum(map(abs, known), ZERO)) if is_known else None,
        net=trimmed(sum(known, ZERO)) if is_known else None,
        open_value=trimmed(state.open_value),
        buying_power=trimmed(free_funds(state, Side.BUY, state.open_value)),
    )


def holdings(state: AccountState, trades: Iterable[Expected]) -> dict[InstrumentId, Decimal]:
    """Return what is held once these orders have traded in full."""
    held = {name: position.qty for name, position in state.positions.items()}
    for each in trades:
        order = each.order
        signed = order.qty if order.side is Side.BUY else -order.qty
        held[order.instrument] = held.get(order.instrument, ZERO) + signed
    return held


def positions(
    ledger: Ledger, state: AccountState, quotes: Quotes, trades: Iterable[Expected]
) -> tuple[PositionOutlook, ...]:
    """Show what the orders make of each position that they trade."""
    each = tuple(trades)
    after = holdings(state, each)
    return tuple(
        PositionOutlook(
            name,
            trimmed(ledger.position(state.account.id, name).qty),
            trimmed(after[name]),
            plain(_value(ledger, name, after[name], quotes)),
        )
        for name in dict.fromkeys(one.order.instrument for one in each)
    )


def _value(ledger: Ledger, name: InstrumentId, qty: Decimal, quotes: Quotes) -> Decimal | None:
    quote = quotes.get(name)
    if quote is None or not quote.bid or not quote.ask:
        return None
    return qty * quote.mid * ledger.instruments[name].multiplier
