"""Exposure: what is held at the market's price, and what open orders could still add to it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import msgspec

from holdfast.core.ledger import AccountState, Ledger, Order
from holdfast.core.position import Position
from holdfast.core.valuation import Marking, mark
from holdfast.model.ids import AccountId, InstrumentId
from holdfast.model.numbers import ZERO, trimmed
from holdfast.model.order import OrderStatus
from holdfast.model.quote import Quote


class Reserved(msgspec.Struct, frozen=True):
    """What orders hold of the account, at their reserve price, by what is known of them."""

    in_flight: Decimal = ZERO  # sent, no answer yet
    unknown: Decimal = ZERO  # the answer was lost
    working: Decimal = ZERO  # at the venue, changes and cancels on their way included
    not_given_out: Decimal = ZERO  # of parents: what their algos may still send

    @property
    def total(self) -> Decimal:
        return self.in_flight + self.unknown + self.working + self.not_given_out


class ExposureRow(msgspec.Struct, frozen=True):
    """One instrument of one account; amounts in `currency`, multiplier included.

    `long_worst` and `short_worst` are the quantities if everything open on that side trades and
    nothing on the other. `gross` and `net` are None without a market price.
    """

    account: AccountId
    instrument: InstrumentId
    currency: str
    qty: Decimal
    gross: Decimal | None
    net: Decimal | None
    buy_open: Decimal
    sell_open: Decimal
    long_worst: Decimal
    short_worst: Decimal
    reserved: Reserved
    reserved_total: Decimal


class AccountExposure(msgspec.Struct, frozen=True):
    """An account's sums over its instruments; `gross` and `net` are None if one has no price."""

    account: AccountId
    gross: Decimal | None
    net: Decimal | None
    reserved: Reserved
    reserved_total: Decimal
    instruments: tuple[ExposureRow, ...]


def exposure(
    ledger: Ledger,
    quotes: Mapping[InstrumentId, Quote],
    account: AccountId = "",
    marking: Marking = Marking.MID,
) -> tuple[AccountExposure, ...]:
    """Show each account with every instrument that it holds or has open orders in."""
    reserved = _reserved(ledger)
    return tuple(
        _account(ledger, state, reserved.get(account_id, {}), quotes, marking)
        for account_id, state in ledger.accounts.items()
        if account in ("", account_id)
    )


_ByInstrument = dict[InstrumentId, Reserved]


def _reserved(ledger: Ledger) -> dict[AccountId, _ByInstrument]:
    found: dict[AccountId, _ByInstrument] = {}
    for order_id in ledger.open_orders:
        order = ledger.orders[order_id]
        terms = order.terms
        multiplier = ledger.instruments[terms.instrument].multiplier
        value = order.reserved_qty * order.reserve_price * multiplier
        if value:
            own = found.setdefault(terms.account, {})
            before = own.get(terms.instrument, Reserved())
            own[terms.instrument] = _added(before, _of(ledger, order, value))
    return found


def _of(ledger: Ledger, order: Order, value: Decimal) -> Reserved:
    if order.id in ledger.parents:
        return Reserved(not_given_out=value)
    if order.status is OrderStatus.UNKNOWN:
        return Reserved(unknown=value)
    # a cancel may be sent before the venue has answered the order itself
    if order.status is OrderStatus.SENT or not order.venue_order_id:
        return Reserved(in_flight=value)
    return Reserved(working=value)


def _added(one: Reserved, other: Reserved) -> Reserved:
    return Reserved(
        trimmed(one.in_flight + other.in_flight),
        trimmed(one.unknown + other.unknown),
        trimmed(one.working + other.working),
        trimmed(one.not_given_out + other.not_given_out),
    )


def _account(
    ledger: Ledger,
    state: AccountState,
    reserved: _ByInstrument,
    quotes: Mapping[InstrumentId, Quote],
    marking: Marking,
) -> AccountExposure:
    rows = tuple(
        _row(ledger, state, instrument, position, reserved.get(instrument, Reserved()), price)
        for instrument, position in state.positions.items()
        if position.qty or position.buy_open or position.sell_open or instrument in reserved
        for price in (mark(quotes.get(instrument), position.qty, marking),)
    )
    total = Reserved()
    for row in rows:
        total = _added(total, row.reserved)
    return AccountExposure(
        account=state.account.id,
        gross=_sum_or_none([row.gross for row in rows]),
        net=_sum_or_none([row.net for row in rows]),
        reserved=total,
        reserved_total=total.total,
        instruments=rows,
    )


def _row(
    ledger: Ledger,
    state: AccountState,
    instrument_id: InstrumentId,
    position: Position,
    reserved: Reserved,
    price: Decimal | None,
) -> ExposureRow:
    instrument = ledger.instruments[instrument_id]
    value = ZERO if not position.qty else None
    if price is not None:
        value = trimmed(position.qty * price * instrument.multiplier)
    return ExposureRow(
        account=state.account.id,
        instrument=instrument_id,
        currency=instrument.currency,
        qty=position.qty,
        gross=None if value is None else abs(value),
        net=value,
        buy_open=position.buy_open,
        sell_open=position.sell_open,
        long_worst=position.qty + position.buy_open,
        short_worst=position.qty - position.sell_open,
        reserved=reserved,
        reserved_total=reserved.total,
    )


def _sum_or_none(amounts: list[Decimal | None]) -> Decimal | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known, ZERO) if len(known) == len(amounts) else None
