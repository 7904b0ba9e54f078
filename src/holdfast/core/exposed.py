"""What an order meets in a scope: its exposures, its own instrument at the stamp's prices."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from holdfast.core.equity import funds_of
from holdfast.core.policy import PASSES, Case, Finding
from holdfast.core.scoped import Held, ScopeState
from holdfast.core.valuation import worth
from holdfast.messages.refusals import Reason
from holdfast.model.numbers import ONE, ZERO

_NOTHING = Held()
_FIRM = "firm"


def held_in(case: Case, scope: ScopeState) -> Held:
    """Return what the order's account holds of its instrument in this scope."""
    if scope is case.scopes[0]:
        return case.position
    book = scope.books.get(case.order.account)
    return _NOTHING if book is None else book.get(case.order.instrument, _NOTHING)


def added(case: Case, value: Decimal) -> Decimal:
    """Say what an order of this value adds: of a replacement the worse of old and new price.

    Until the venue answers, the old price may still trade.
    """
    old = case.replaces
    if old is None:
        return value
    return max(value, worth(case.qty, old.reserve_price, case.instrument.multiplier))


def gross_in(case: Case, scope: ScopeState, reference: Decimal) -> Decimal | None:
    """Add holdings, long and short, and all that is open, without the order; None if unmarked.

    What a venue holds for accounts that are none of ours counts for the firm.
    """
    tally = scope.tally
    if scope is case.scopes[0]:
        held: Held = case.position
        gross = tally.gross_value + case.open_value
    else:
        held = held_in(case, scope)
        gross = tally.gross_value + tally.open_buys + tally.open_sells - case.given_value
    if held.qty and held.mark != reference:
        moved = abs(held.qty) * (reference - held.mark)
        multiplier = case.instrument.multiplier
        gross += moved if multiplier == ONE else moved * multiplier
    if case.ledger.unmapped and scope.key == _FIRM:
        strange = _unmapped(case, reference)
        return None if strange is None else gross + strange
    return gross


def net_in(case: Case, scope: ScopeState, reference: Decimal) -> Decimal:
    """Add holdings, shorts below zero."""
    held = held_in(case, scope)
    return scope.tally.net_value + _moved(case, held, reference)


def profit_in(case: Case, scope: ScopeState) -> Decimal | None:
    """Return profit since the beginning, the order's own instrument at what closing it meets.

    None where it is held and its side is not quoted.
    """
    held = case.position if scope is case.scopes[0] else held_in(case, scope)
    if not held.qty:
        return scope.tally.flow + scope.tally.net_value
    quote = case.quote
    price = ZERO if quote is None else quote.bid if held.qty > ZERO else quote.ask
    if not price:
        return None
    return scope.tally.flow + scope.tally.net_value + _moved(case, held, price)


def equity_in(case: Case, scope: ScopeState) -> Decimal | None:
    """Return what the accounts in scope are worth; None where that cannot be said.

    A scope of an account and something narrower is held to the whole account's equity.
    """
    whole = case.scopes[0] if scope.scope.account else scope
    profit = profit_in(case, whole)
    return None if profit is None else funds_of(case.ledger, whole) + profit


def worst_in(case: Case, scope: ScopeState, *, is_buy: bool) -> Decimal:
    """Return what is held of the instrument in scope if all that is open on this side trades.

    The order itself is left out, and a sale counts as a buy would, below zero; the other side
    is never netted.
    """
    if scope is case.scopes[0]:
        return case.worst
    name = case.order.instrument
    total = -case.given
    for book in scope.books.values():
        held = book.get(name)
        if held is not None:
            total += held.qty + held.buy_open if is_buy else held.sell_open - held.qty
    return total


def _moved(case: Case, held: Held, price: Decimal) -> Decimal:
    """Return what a holding gains if it is marked at this price instead."""
    if not held.qty or held.mark == price:
        return ZERO
    return worth(held.qty, price - held.mark, case.instrument.multiplier)


def _unmapped(case: Case, reference: Decimal) -> Decimal | None:
    total, ledger = ZERO, case.ledger
    for book in ledger.unmapped.values():
        for name, qty in book.items():
            mark = ledger.marks.get(name)
            price = ZERO if mark is None else mark.bid if qty > ZERO else mark.ask
            if name == case.order.instrument:
                price = reference
            if not price:
                return None
            instrument = ledger.instruments.get(name)
            total += worth(abs(qty), price, ONE if instrument is None else instrument.multiplier)
    return total


# what is used without the order and what it comes to with it, or why that cannot be said
Measure = Callable[[Case, ScopeState, Decimal, Decimal], tuple[Decimal, Decimal] | Finding]
Words = Callable[[Case, ScopeState, Decimal], str]


def held_to(case: Case, name: str, code: Reason, measure: Measure, words: Words) -> Finding:
    """Hold every scope that sets the limit `name` to it; the tightest is told.

    For limits that few set. `measure` is given the reference and what the order adds in money.
    """
    reference, value = case.reference, case.value
    if value is None or reference is None:
        detail = f"no two-sided quote of {case.order.instrument}"
        return case.refused(Reason.NO_REFERENCE, detail, "instrument")
    value = added(case, value)
    tightest, room = PASSES, None
    for scope in case.scopes:
        limit: Decimal | None = getattr(scope.limits, name)
        if limit is None:
            continue
        found = measure(case, scope, reference, value)
        if isinstance(found, Finding):
            return found
        used, measured = found
        if measured > limit:
            detail = words(case, scope, measured)
            return case.over(code, detail, "qty", measured, limit, used, scope)
        if case.tells and (room is None or limit - measured < room):
            room = limit - measured
            tightest = Finding(measured, limit, used, None, None, scope.key)
    return tightest
