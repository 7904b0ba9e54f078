"""What forgotten fills did is carried on: sums of cash, positions and of every scope's share."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

import msgspec

from holdfast.core.ledger import Ledger
from holdfast.core.memory import Carried, Share, Whose
from holdfast.core.position import Position
from holdfast.messages.commands import SubmitOrder
from holdfast.messages.events import OrderFilled
from holdfast.model.numbers import ZERO, share_of
from holdfast.model.order import Side

_BUY = Side.BUY

# account, strategy, principal, instrument, venue, side, currency of the fees
_Key = tuple[str, str, str, str, str, Side, str]


class _Sum(msgspec.Struct, gc=False):
    """Fills of one side that share everything else, added up."""

    terms: SubmitOrder
    qty: Decimal = ZERO
    value: Decimal = ZERO  # quantity x price
    fee: Decimal = ZERO
    last_px: Decimal = ZERO


def carry(
    ledger: Ledger, fills: Iterable[tuple[SubmitOrder, OrderFilled]], *, back: bool = False
) -> None:
    """Add fills that are forgotten to what is carried on, or take them `back` out of it.

    Most of those that are forgotten together share all but quantity and price, so they are
    added up before they are booked.
    """
    sums: dict[_Key, _Sum] = {}
    for terms, fill in fills:
        key = (
            terms.account,
            terms.strategy,
            terms.principal,
            terms.instrument,
            terms.venue,
            terms.side,
            fill.fee_currency,
        )
        each = sums.get(key)
        if each is None:
            each = sums[key] = _Sum(terms)
        each.qty += fill.qty
        each.value += fill.qty * fill.price
        each.fee += fill.fee
        each.last_px = fill.price
    for key, each in sums.items():
        _book(ledger, each, key[-1], back=back)


def _book(ledger: Ledger, told: _Sum, fee_currency: str, *, back: bool) -> None:
    terms = told.terms
    instrument = ledger.instruments[terms.instrument]
    is_in = (terms.side is _BUY) is not back
    signed = told.qty if is_in else -told.qty
    value = told.value * instrument.multiplier
    flow = value if is_in else -value
    fee = -told.fee if back else told.fee
    carried = ledger.memory.accounts.setdefault(terms.account, Carried())
    cash, currency = carried.cash, instrument.currency
    cash[currency] = cash.get(currency, ZERO) - flow
    cash[fee_currency] = cash.get(fee_currency, ZERO) - fee
    books = [carried.positions]
    if terms.strategy:
        books.append(carried.strategies.setdefault(terms.strategy, {}))
    for book in books:
        position = book.setdefault(terms.instrument, Position())
        _trade(position, signed, flow)
        position.fees += fee
        position.last_px = told.last_px
        if terms.side is _BUY:
            position.bought += signed
        else:
            position.sold -= signed
    share = ledger.memory.shares.setdefault(_whose(ledger, terms), Share())
    share.qty += signed
    share.flow -= flow + fee if fee_currency == currency else flow


def _whose(ledger: Ledger, terms: SubmitOrder) -> Whose:
    venue = ledger.venue_of(terms)
    return (terms.account, terms.strategy, terms.principal, terms.instrument, venue)


def _trade(position: Position, signed: Decimal, flow: Decimal) -> None:
    """Move a position by a sum of trades, so that realised - cost stays the sum of flows."""
    held = position.qty
    after = held + signed
    position.qty = after
    if not held or (held > 0) == (signed > 0):
        position.cost += flow
        return
    if (after > 0) == (held > 0) or not after:
        closed_flow, closed_cost = flow, share_of(position.cost, -signed, held)
    else:
        closed_flow, closed_cost = share_of(flow, -held, signed), position.cost
    position.realised -= closed_flow + closed_cost
    position.cost += flow - closed_flow - closed_cost
