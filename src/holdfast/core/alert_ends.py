"""Which alerts are about what is over by itself: they still wait for an answer, and say so.

To add one: write a function of the ledger and the alert's subject that says whether it is over,
and add its line to ENDS. What is not in it has happened once, and is never over.
"""

from __future__ import annotations

from collections.abc import Callable

from holdfast.core.alert_kinds import DISK, DROP_COPY, UNKNOWN
from holdfast.core.brackets import unprotected_qty
from holdfast.core.exits import held_by
from holdfast.core.holding import closable
from holdfast.core.ledger import Ledger
from holdfast.core.scoped import ScopeState
from holdfast.core.stopped import kill_of
from holdfast.core.watch import Alert
from holdfast.model.numbers import ZERO
from holdfast.model.order import OrderStatus
from holdfast.model.scope import Scope
from holdfast.model.trading import COMMAND, Phase


def is_over(ledger: Ledger, alert: Alert) -> bool:
    """Tell whether what an alert is about has ended since; what is not known has not."""
    ended = ENDS.get(alert.kind)
    return ended is not None and ended(ledger, alert.subject)


def _state(ledger: Ledger, key: str) -> ScopeState | None:
    state = ledger.scopes.get(key)
    if state is not None:
        return state
    named = (each for name, each in ledger.accounts.items() if Scope(account=name).key == key)
    return next((each.scope for each in named), None)


def _unkilled(ledger: Ledger, key: str) -> bool:
    return kill_of(_state(ledger, key)) is None


def _started(ledger: Ledger, key: str, cause: str = COMMAND) -> bool:
    state = _state(ledger, key)
    return state is None or cause not in state.stops


def _breaker(ledger: Ledger, subject: str) -> bool:
    key, _, cause = subject.rpartition(" ")
    return _started(ledger, key, cause)


def _halt(ledger: Ledger, subject: str) -> bool:
    venue, _, name = subject.partition(" ")
    phases = ledger.phases.get(venue, {})
    return phases.get("" if name == "everything" else name) is not Phase.HALTED


def _circuit(ledger: Ledger, link: str) -> bool:
    return link not in ledger.breakers


def _disconnect(ledger: Ledger, venue: str) -> bool:
    return venue not in ledger.questions.down


def _copy(ledger: Ledger, venue: str) -> bool:
    copy = ledger.watch.copies.get(venue)
    return copy is not None and copy.is_up


def _unknown(ledger: Ledger, order_id: str) -> bool:
    order = ledger.orders.get(order_id)
    return order is None or order.status is not OrderStatus.UNKNOWN


def _unmapped(ledger: Ledger, subject: str) -> bool:
    account, _, instrument = subject.rpartition(" ")
    return not ledger.unmapped.get(account, {}).get(instrument, ZERO)


def _unprotected(ledger: Ledger, entry_id: str) -> bool:
    """What a kill left without exits is bare for as long as it is held."""
    bracket = ledger.brackets.get(entry_id)
    if bracket is None or not bracket.ended:
        return bracket is None or not unprotected_qty(ledger, entry_id)
    entry = ledger.orders[entry_id]
    held = ledger.position(entry.terms.account, entry.terms.instrument).qty
    return not closable(held, not entry.is_buy) or held_by(entry, bracket) <= ZERO


def _session(ledger: Ledger, session_id: str) -> bool:
    """One that has acted is over as a session; what it did is not."""
    session = ledger.watch.sessions.get(session_id)
    return session is not None and not session.is_lost


def _differs_no_more(ledger: Ledger, subject: str) -> bool:
    """Gone by itself, or closed by a person; what found no room in the inbox may still be there."""
    inbox = ledger.reconciled.inbox
    return not inbox.more and all(each.subject != subject for each in inbox.open.values())


ENDS: dict[str, Callable[[Ledger, str], bool]] = {
    "kill": _unkilled,
    "stop": _started,
    "breaker": _breaker,
    "halt": _halt,
    "circuit": _circuit,
    "disconnect": _disconnect,
    DROP_COPY: _copy,
    UNKNOWN: _unknown,
    "discrepancy": _differs_no_more,
    "unmapped": _unmapped,
    "unprotected": _unprotected,
    "session": _session,
    "disk_low": lambda ledger, subject: DISK not in ledger.faults,
    "not_armed": lambda ledger, subject: ledger.is_armed,
}
