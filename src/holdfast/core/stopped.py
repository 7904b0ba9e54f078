"""What is stopped: whether an order is in a scope, and whether a kill holds it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from holdfast.core.exits import has_stop, held_by
from holdfast.core.ledger import Ledger, Order
from holdfast.core.lineage import works_for
from holdfast.core.scoped import ScopeState
from holdfast.messages.commands import SubmitOrder
from holdfast.messages.events import DiscrepancyFound
from holdfast.model.numbers import ZERO, Nanos
from holdfast.model.scope import Scope
from holdfast.model.trading import KILL, Latch, Stop, TradingState

_RANK = {TradingState.ACTIVE: 0, TradingState.REDUCING: 1, TradingState.HALTED: 2}


def strictest_state(stops: Iterable[Stop]) -> TradingState:
    """Say what a scope lets pass with these stops: what each of them does."""
    return max((stop.state for stop in stops), key=_RANK.__getitem__, default=TradingState.ACTIVE)


def lets_pass(
    stop: Stop, at: Nanos, *, is_exit: bool, can_only_reduce: bool, says_so: bool
) -> bool:
    """Tell whether a stop lets an order pass at this time; `says_so` if it is `reduce_only`."""
    if stop.until is not None and stop.until <= at:
        return True
    if not stop.lets_reducing:
        return False
    if is_exit:
        return True
    if stop.state is TradingState.REDUCING:
        return can_only_reduce
    return says_so and can_only_reduce


def is_in(ledger: Ledger, order: Order, scope: Scope) -> bool:
    """Tell whether an order is in scope; that of a single order takes in its slices.

    Its exits it does not: what protects a filled position is not killed with the entry.
    """
    terms = order.terms
    if scope.order_id:
        return works_for(ledger, order, scope.order_id)
    return ledger.is_in(scope, terms)


def is_killed(ledger: Ledger, order: Order) -> bool:
    """Tell whether a kill holds for an order."""
    return any(is_in(ledger, order, scope) for scope in ledger.kills.values())


def outlived_a_kill(ledger: Ledger, order: Order) -> bool:
    """Tell whether a kill holds for an order that it found open: later ones it has let pass."""
    for scope in ledger.kills.values():
        stop = kill_of(ledger.scope_of(scope))
        if stop is not None and order.created_at <= stop.at and is_in(ledger, order, scope):
            return True
    return False


def own_scopes(ledger: Ledger, terms: SubmitOrder, order_id: str) -> Iterator[ScopeState]:
    """Yield the scopes of single orders that a change or a slice is in: its own, its parent's."""
    for name in (order_id, terms.parent_id):
        state = ledger.scopes.get(Scope(order_id=name).key) if name else None
        if state is not None:
            yield state


def tell_unprotected(
    ledger: Ledger, entry: Order, after: str = "a kill"
) -> Iterator[DiscrepancyFound]:
    """Tell a person of what an entry holds without the stop that it was to have."""
    bracket = ledger.brackets[entry.id]
    held = held_by(entry, bracket)
    if has_stop(entry.terms) and held > ZERO:
        evidence = f"{held} {entry.terms.instrument} in {entry.terms.account}"
        yield DiscrepancyFound(entry.id, f"held without a stop after {after}", evidence)


def kill_of(state: ScopeState | None) -> Stop | None:
    """Return the kill that stops a scope, None if none does."""
    return None if state is None else state.stops.get(KILL)


def latched_for_the_day(state: ScopeState) -> tuple[str, ...]:
    """Name the causes that end with the trading day."""
    return tuple(cause for cause, stop in state.stops.items() if stop.latch is Latch.DAY)
