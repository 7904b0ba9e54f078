"""The passing of days, and what holdings are worth: marks, daily losses, drawdowns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from holdfast.core.equity import drawdown_of, loss_of
from holdfast.core.lapse_times import governed_scopes
from holdfast.core.ledger import Ledger
from holdfast.core.policy import Policies
from holdfast.core.scoped import Held, ScopeState
from holdfast.core.submitting import DESK
from holdfast.messages import control as k
from holdfast.messages import events as e
from holdfast.messages import rulings as g
from holdfast.messages.refusals import Reason, Refusal
from holdfast.messages.stamp import Stamp
from holdfast.model.ids import InstrumentId
from holdfast.model.numbers import Nanos, plain
from holdfast.model.trading import Latch, Stop, TradingState

# what stops a scope for its losses: the names of the checks that hold them, too
LOSS = "loss"
DRAWDOWN = "drawdown"

_DAY_NS = 86_400_000_000_000
_EPOCH_DAY = date(1970, 1, 1).toordinal()


def start_day(
    ledger: Ledger, command: k.StartDay, stamp: Stamp, policies: Policies
) -> Iterable[e.Event]:
    """Begin a trading day, once; what is stopped for the day that is over goes on.

    A day is at most one ahead of the stamp's in UTC, so that nobody begins tomorrow's to be
    rid of today's losses twice.
    """
    try:
        day = date.fromisoformat(command.day)
    except ValueError:
        return _no_day(command.day, "must be a date, yyyy-mm-dd")
    if day.toordinal() - _EPOCH_DAY > stamp.at // _DAY_NS + 1:
        return _no_day(command.day, "has not come yet")
    if command.day <= ledger.day:
        return ()
    return (g.DayStarted(command.day),)


def _no_day(day: str, rule: str) -> tuple[e.Event, ...]:
    refusal = Refusal(Reason.INVALID_ORDER, f"day {day} {rule}", "day")
    return (e.RequestRefused("day", (refusal,)),)


def mark_positions(
    ledger: Ledger, command: k.MarkPositions, stamp: Stamp, policies: Policies
) -> Iterator[e.Event]:
    """Value what is held at what closing it would meet, and stop what has lost too much."""
    marks = _changed(ledger, stamp)
    if marks:
        yield g.PositionsMarked(marks)
        yield from overdrawn(ledger, stamp.at)


def _changed(ledger: Ledger, stamp: Stamp) -> dict[InstrumentId, g.Mark]:
    """Return the marks that make a difference to what is held, by the quotes of the stamp."""
    marks: dict[InstrumentId, g.Mark] = {}
    quotes = stamp.quotes
    for _, name, held in holdings(ledger):
        quote = quotes.get(name)
        if quote is not None and name not in marks:
            price = quote.bid if held.qty > 0 else quote.ask
            if price and price != held.mark:
                marks[name] = g.Mark(quote.bid, quote.ask, quote.at)
    for book in ledger.unmapped.values():
        for name in book:
            quote, known = quotes.get(name), ledger.marks.get(name)
            if quote is not None and (
                known is None or (known.bid, known.ask) != (quote.bid, quote.ask)
            ):
                marks[name] = g.Mark(quote.bid, quote.ask, quote.at)
    return marks


def holdings(ledger: Ledger) -> Iterator[tuple[ScopeState, InstrumentId, Held]]:
    """Yield what is held in each scope: the accounts' positions, and the books of the others."""
    for state in ledger.accounts.values():
        for name, position in state.positions.items():
            if position.qty:
                yield state.scope, name, position
    for scope in ledger.scopes.values():
        for book in scope.books.values():
            for name, held in book.items():
                if held.qty:
                    yield scope, name, held


def overdrawn(ledger: Ledger, at: Nanos) -> Iterator[g.ScopeStopped]:
    """Stop every scope whose losses have come to its limit, whether or not it sends an order."""
    for scope in tuple(governed_scopes(ledger)):
        loss = None if _is_set_aside(ledger, scope, LOSS, at) else loss_of(scope)
        if loss is not None:
            why = f"lost {plain(loss)} today, {plain(scope.limits.loss_max or loss)} is the limit"
            yield _stopped(scope, LOSS, Latch.DAY, why, at)
        fall = None if _is_set_aside(ledger, scope, DRAWDOWN, at) else drawdown_of(ledger, scope)
        if fall is not None:
            why = f"fell by {fall:.4f} of its peak equity"
            yield _stopped(scope, DRAWDOWN, Latch.PERSON, why, at)


def _is_set_aside(ledger: Ledger, scope: ScopeState, cause: str, at: Nanos) -> bool:
    """Tell whether the scope is stopped for it already, or the rule only records."""
    setting = ledger.rule_modes.get(cause)
    in_shadow = setting is not None and (setting.until is None or at < setting.until)
    return in_shadow or cause in scope.stops


def _stopped(scope: ScopeState, cause: str, latch: Latch, why: str, at: Nanos) -> g.ScopeStopped:
    stop = Stop(cause, TradingState.REDUCING, latch, DESK, why, at)
    return g.ScopeStopped(scope.scope, stop)
