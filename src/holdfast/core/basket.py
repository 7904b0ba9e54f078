"""A plan as a whole, judged before any order of it exists: its total, and what it is meant for.

The order-by-order limits cannot see that three hundred reasonable lines are together a
thousand times what was meant, nor that somebody wrote an amount of money where units belong.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

import msgspec

from holdfast.core.ledger import AccountState, Ledger
from holdfast.core.plan_sizing import Line
from holdfast.core.policy import Finding
from holdfast.core.valuation import worst_price, worth
from holdfast.messages.commands import SubmitOrder, SubmitPlan
from holdfast.messages.refusals import Reason, Refusal
from holdfast.messages.stamp import Stamp
from holdfast.model.ids import InstrumentId
from holdfast.model.numbers import ZERO, plain
from holdfast.model.order import Side

NAME = "basket"
ROWS = ("RC26",)  # the controls that it holds, by their ids
# how far what a plan comes to may be from what it is said to be meant for
INTENT_TOLERANCE = Decimal("0.10")

_BUY = Side.BUY


class Basket(msgspec.Struct, frozen=True):
    """What a whole plan was measured at. `values` are the lines' at worst, by their index."""

    findings: tuple[Finding, ...]
    values: dict[int, Decimal]

    @property
    def refusals(self) -> tuple[Refusal, ...]:
        return tuple(each.refusal for each in self.findings if each.refusal is not None)


def judge_basket(
    ledger: Ledger, state: AccountState, command: SubmitPlan, lines: Sequence[Line], stamp: Stamp
) -> Basket:
    """Add up all lines at their worst value, uncut, and compare with limits and intent.

    Every scope counts those of its lines against its own limit. Sales and closings count too.
    """
    values: dict[int, Decimal] = {}
    for line in lines:
        if line.order is not None:
            value = _value(ledger, state, line, line.order, stamp)
            if value is not None:
                values[line.index] = value
    findings = (
        *_totals(ledger, state, lines, values),
        *_intents(ledger, command, lines),
    )
    return Basket(findings, values)


def _value(
    ledger: Ledger, state: AccountState, line: Line, order: SubmitOrder, stamp: Stamp
) -> Decimal | None:
    collar = ledger.bounds_of(order).limits.price_collar
    quote = stamp.quotes.get(order.instrument)
    price = worst_price(order, quote, collar, order.side is _BUY)
    if price is None:
        return None
    return worth(
        _units(ledger, line, order), price, ledger.instruments[order.instrument].multiplier
    )


def _units(ledger: Ledger, line: Line, order: SubmitOrder) -> Decimal:
    """Say what a line can come to at most: what closes is never more than what is held."""
    if not line.closes:
        return order.qty
    return min(order.qty, abs(ledger.position(order.account, order.instrument).qty))


# --- the total ------------------------------------------------------------------------


def _totals(
    ledger: Ledger, state: AccountState, lines: Sequence[Line], values: dict[int, Decimal]
) -> Iterator[Finding]:
    totals: dict[str, tuple[Decimal, Decimal]] = {}  # limit and total by scope
    unbound: dict[InstrumentId, None] = {}
    adding = _adding(ledger, lines)
    for line in lines:
        order = line.order
        if order is None:
            continue
        bounds = ledger.bounds_of(order)
        if bounds.limits.basket_value_max is None and line.index in adding:
            unbound[order.instrument] = None
        for scope in bounds.scopes:
            limit = scope.limits.basket_value_max
            if limit is not None:
                _, total = totals.get(scope.key, (limit, ZERO))
                totals[scope.key] = (limit, total + values.get(line.index, ZERO))
    if unbound:
        detail = f"account {state.account.id} has no limit basket_value_max"
        yield Finding(refusal=Refusal(Reason.LIMIT_MISSING, detail, "basket_value_max"))
    for scope_key, (limit, total) in totals.items():
        yield _total(scope_key, total, limit, len(lines))


def _total(scope: str, total: Decimal, limit: Decimal, count: int) -> Finding:
    if total <= limit:
        return Finding(total, limit, scope=scope)
    detail = f"the plan's {count} decisions come to {total:.2f} at worst"
    refusal = Refusal(
        Reason.BASKET_VALUE_MAX, detail, "decisions", total, limit, limit, scope=scope
    )
    return Finding(total, limit, refusal=refusal, scope=scope)


def _adding(ledger: Ledger, lines: Sequence[Line]) -> dict[int, None]:
    """Name the lines that can do more than reduce a position, earlier ones counted."""
    taken: dict[tuple[InstrumentId, Side], Decimal] = {}
    adding: dict[int, None] = {}
    for line in lines:
        order = line.order
        if order is None or line.closes:
            continue
        held = ledger.position(order.account, order.instrument)
        is_buy = order.side is _BUY
        key = (order.instrument, order.side)
        opened = held.buy_open if is_buy else held.sell_open
        sum_of_side = taken.get(key, opened) + order.qty
        taken[key] = sum_of_side
        if sum_of_side > (-held.qty if is_buy else held.qty):
            adding[line.index] = None
    return adding


# --- the intent -----------------------------------------------------------------------


def _intents(ledger: Ledger, command: SubmitPlan, lines: Sequence[Line]) -> Iterator[Finding]:
    """Compare what sizes come to with the money that they are said to be meant for."""
    stated = command.plan.notional
    if stated is None and all(line.decision.notional is None for line in lines):
        return
    total: Decimal | None = ZERO
    for line in lines:
        implied = _implied(ledger, line)
        if line.decision.notional is not None:
            path = f"decisions[{line.index}].notional"
            yield _intent(path, line.decision.instrument, line.decision.notional, implied)
        total = None if total is None or implied is None else total + implied
    if stated is not None:
        yield _intent("notional", "the plan", stated, total)


def _implied(ledger: Ledger, line: Line) -> Decimal | None:
    """Say what a line comes to at its expected price; None where no price tells."""
    order = line.order
    if order is None:
        return None if line.refusals and line.price is None else ZERO
    if line.price is None:
        return None
    multiplier = ledger.instruments[order.instrument].multiplier
    return worth(_units(ledger, line, order), line.price, multiplier)


def _intent(path: str, what: str, stated: Decimal, implied: Decimal | None) -> Finding:
    if implied is None:
        detail = f"{path} {plain(stated)} cannot be compared: a price is not known"
        return Finding(refusal=Refusal(Reason.NO_REFERENCE, detail, path))
    slack = stated * INTENT_TOLERANCE
    if abs(implied - stated) <= slack:
        return Finding(implied, stated + slack)
    detail = f"{what} comes to {implied:.2f}, and {plain(stated)} is what it is meant for"
    refusal = Refusal(Reason.INTENT_MISMATCH, detail, path, implied, stated + slack, stated + slack)
    return Finding(implied, stated + slack, refusal=refusal)
