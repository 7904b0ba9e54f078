"""Fills, positions and money, compared once everything that the venue told is booked."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import islice

from holdfast.core.adopting import price_of
from holdfast.core.asking import query
from holdfast.core.comparison import LATE_FILLS_MAX, Comparison
from holdfast.core.position import Position
from holdfast.core.readiness import POSITION
from holdfast.core.valuation import free_funds
from holdfast.messages import events as e
from holdfast.model.difference import Kind, Mend, Repair
from holdfast.model.ids import InstrumentId
from holdfast.model.numbers import ZERO
from holdfast.model.order import Side

_BOTH = "desk and venue differ"


def compare(picture: Comparison) -> Iterator[e.Event]:
    """Compare what fills come to; the picture is whole."""
    untold: dict[InstrumentId, None] = {}
    yield from _untold_fills(picture, untold)
    yield from _positions(picture, untold)
    yield from _cash(picture, untold)
    yield from _buying_power(picture)


def _untold_fills(picture: Comparison, untold: dict[InstrumentId, None]) -> Iterator[e.Event]:
    """Find fills that we have and the venue's books lack: it may have taken them back."""
    if picture.asked.asked_at is None:
        return
    told = {fill.exec_id: None for fill in picture.report.fills}
    state, orders = picture.state, picture.ledger.orders
    for fill in islice(reversed(state.fills.values()), LATE_FILLS_MAX):
        subject = f"fill {fill.exec_id}"
        if fill.exec_id in told or fill.exec_id in state.busted:
            continue
        terms = orders[fill.order_id].terms
        if not picture.asked.asked_since <= fill.traded_at <= picture.traded_quiet:
            # whatever was said of an older one stands
            picture.keep(Kind.FILL_UNTOLD, subject)
            if not picture.is_new(Kind.FILL_UNTOLD, subject):
                untold[terms.instrument] = None
            continue
        untold[terms.instrument] = None
        detail = f"{fill.order_id} traded with us and not at the venue"
        evidence = f"{terms.side} {fill.qty} {terms.instrument} at {fill.price}"
        repair = Repair(Mend.BUST_FILL, fill.exec_id)
        is_new = picture.is_new(Kind.FILL_UNTOLD, subject)
        yield from picture.found(Kind.FILL_UNTOLD, subject, detail, evidence, repair)
        if is_new:
            # the answer to a query tells busts too
            yield query(fill.order_id, picture.stamp)


def _positions(picture: Comparison, untold: dict[InstrumentId, None]) -> Iterator[e.Event]:
    report, state = picture.report, picture.state
    held = {name: None for name, position in state.positions.items() if position.qty}
    for name in {**report.positions, **held}:
        ours = state.positions.get(name, _FLAT).qty
        theirs = report.positions.get(name, ZERO)
        subject = f"{POSITION}{report.account} {name}"
        if ours == theirs:
            continue
        if picture.is_traded(name) or picture.in_flight(name):
            picture.hold_back(Kind.POSITION, subject)
        elif name in untold:
            # one difference has one repair
            picture.keep(Kind.POSITION, subject)
        elif name not in picture.ledger.instruments:
            detail, evidence = f"{name} is held and not listed", f"{report.venue} {theirs}"
            yield from picture.found(Kind.INSTRUMENT_UNKNOWN, name, detail, evidence)
        else:
            evidence = f"desk {ours}, {report.venue} {theirs}"
            if name not in report.positions:
                evidence += " (not named)"
            side = Side.BUY if theirs > ours else Side.SELL
            price = price_of(picture, name, side)
            repair = Repair(Mend.ADJUST_POSITION, name, theirs - ours, ours, price)
            yield from picture.found(Kind.POSITION, subject, _BOTH, evidence, repair)


_FLAT = Position()


def _cash(picture: Comparison, untold: dict[InstrumentId, None]) -> Iterator[e.Event]:
    report, tolerance = picture.report, picture.ledger.reconciled.policy.cash_tolerance
    for currency, theirs in report.cash.items():
        ours = picture.state.cash.get(currency, ZERO)
        subject = f"cash {report.account} {currency}"
        if abs(theirs - ours) <= tolerance:
            continue
        if picture.is_traded(None):
            picture.hold_back(Kind.CASH, subject)
        elif untold:
            picture.keep(Kind.CASH, subject)
        else:
            evidence = f"desk {ours}, {report.venue} {theirs}"
            repair = Repair(Mend.ADJUST_CASH, currency, theirs - ours, ours)
            yield from picture.found(Kind.CASH, subject, _BOTH, evidence, repair)


def _buying_power(picture: Comparison) -> Iterator[e.Event]:
    report, state = picture.report, picture.state
    if report.buying_power is None:
        return
    subject = f"buying power {report.account}"
    if picture.is_held_back or picture.is_traded(None):
        picture.hold_back(Kind.BUYING_POWER, subject)
        return
    ours: Decimal = free_funds(state, Side.BUY, state.open_value)
    most = abs(ours) * picture.ledger.reconciled.policy.buying_power_tolerance
    if abs(report.buying_power - ours) > most:
        evidence = f"desk {ours}, {report.venue} {report.buying_power}"
        yield from picture.found(Kind.BUYING_POWER, subject, _BOTH, evidence)
