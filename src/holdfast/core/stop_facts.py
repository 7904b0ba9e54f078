"""Facts of stops: a scope stopped for a cause, a cause lifted, the day's latches let go."""

from __future__ import annotations

from holdfast.core.flow import REPEATED, forget_signals
from holdfast.core.governed import governed
from holdfast.core.lapse_times import earliest
from holdfast.core.ledger import Ledger
from holdfast.core.scoped import ScopeState
from holdfast.core.stopped import latched_for_the_day, strictest_state
from holdfast.messages import rulings as g
from holdfast.model.trading import KILL


def scope_stopped(ledger: Ledger, event: g.ScopeStopped) -> None:
    state = governed(ledger, event.scope)
    stop = event.stop
    state.stops[stop.cause] = stop
    if stop.cause == KILL:
        ledger.kills[event.scope.key] = event.scope
    if stop.until is not None and stop.until < ledger.next_lapse:
        ledger.next_lapse = stop.until
    state.state = strictest_state(state.stops.values())


def stop_lifted(ledger: Ledger, event: g.StopLifted) -> None:
    state = governed(ledger, event.scope)
    state.stops.pop(event.cause, None)
    if event.cause == KILL:
        ledger.kills.pop(event.scope.key, None)
    elif event.cause == REPEATED:
        forget_signals(ledger, event.scope)
    state.state = strictest_state(state.stops.values())
    ledger.next_lapse = earliest(ledger)


def end_day_latches(ledger: Ledger) -> None:
    """Let go of what was stopped for the trading day that is over."""
    for account in ledger.accounts.values():
        _end_day(account.scope)
    for state in ledger.scopes.values():
        _end_day(state)


def _end_day(state: ScopeState) -> None:
    ended = latched_for_the_day(state)
    if ended:
        for cause in ended:
            del state.stops[cause]
        state.state = strictest_state(state.stops.values())
