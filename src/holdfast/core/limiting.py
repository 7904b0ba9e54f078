"""Setting limits: what tightens holds at once, what loosens takes a reason, an end, two persons."""

from __future__ import annotations

from collections.abc import Iterable

from holdfast.core.entitled import CONFIG, may_not_decide
from holdfast.core.ledger import Ledger
from holdfast.core.limit_faults import sheet_fault
from holdfast.core.loosening import loosened
from holdfast.core.policy import Policies
from holdfast.core.proposing import propose
from holdfast.core.scoped import ScopeState
from holdfast.messages import commands as c
from holdfast.messages import events as e
from holdfast.messages.refusals import Reason, Refusal
from holdfast.messages.stamp import Stamp
from holdfast.model.ids import PrincipalId
from holdfast.model.limits import Limits
from holdfast.model.numbers import Nanos
from holdfast.model.principal import Role

ROWS = ("RC24",)  # the controls that it holds, by their ids

_NO_LIMITS = Limits()


def set_limits(
    ledger: Ledger, command: c.SetLimits, stamp: Stamp, policies: Policies
) -> Iterable[e.Event]:
    """Set every limit of a scope, or propose to where anything is loosened by it."""
    fault = sheet_fault(ledger, command, stamp.at)
    if fault is not None:
        return _refused(command, fault)
    state = ledger.scope_of(command.whose)
    if _is_first_sheet(ledger, command, state):
        return (limits_set(command),)
    fault = may_not_decide(ledger, command.principal, Role.RISK)
    if fault is not None:
        return _refused(command, fault)
    if state is not None and _is_in_force(state, command):
        return ()
    names = _raised(ledger, command, state)
    if not names:
        return (limits_set(command),)
    fault = _unexplained(command, names)
    return propose(ledger, command, stamp) if fault is None else _refused(command, fault)


def limits_set(command: c.SetLimits, approved_by: PrincipalId = "") -> e.LimitsSet:
    """Say that what was asked holds from now on."""
    return e.LimitsSet(
        command.account,
        command.limits,
        command.principal,
        command.why,
        command.scope,
        command.until,
        approved_by,
    )


def limits_refusal(ledger: Ledger, command: c.SetLimits, at: Nanos) -> Refusal | None:
    """Say why what was proposed cannot be set any more, None if it can."""
    return sheet_fault(ledger, command, at) or may_not_decide(ledger, command.principal, Role.RISK)


def _is_first_sheet(ledger: Ledger, command: c.SetLimits, state: ScopeState | None) -> bool:
    """Tell whether the settings give an account its limits, before its desk has done anything."""
    return (
        command.principal == CONFIG
        and state is not None
        and command.whose.is_account
        and not state.version
        and ledger.starts == 1
        and not ledger.orders_made
    )


def _is_in_force(state: ScopeState, command: c.SetLimits) -> bool:
    until = None if state.temporary is None else state.temporary.until
    return state.limits == command.limits and command.until == until


def _raised(ledger: Ledger, command: c.SetLimits, state: ScopeState | None) -> tuple[str, ...]:
    """Name what is loosened, also against what a temporary sheet would have gone back to."""
    whose, after = command.whose, command.limits
    if state is None:
        return loosened(ledger, whose, _NO_LIMITS, after)
    names = loosened(ledger, whose, state.limits, after)
    temporary = state.temporary
    if temporary is not None:
        if command.until is None or command.until > temporary.until:
            names += loosened(ledger, whose, temporary.before, after)
        elif command.until < temporary.until:
            # what was tightened for a time would be loose again before that is over
            names += loosened(ledger, whose, state.limits, temporary.before)
    return tuple(dict.fromkeys(names))


def _unexplained(command: c.SetLimits, names: tuple[str, ...]) -> Refusal | None:
    what = f"a raise of {', '.join(names)}"
    if not command.why.strip():
        return Refusal(Reason.INVALID_LIMIT, f"why must say a reason: this is {what}", "why")
    if command.until is None and not command.permanent:
        detail = f"until must say when it ends, or permanent that it does not: this is {what}"
        return Refusal(Reason.INVALID_LIMIT, detail, "until")
    return None


def _refused(command: c.SetLimits, refusal: Refusal) -> tuple[e.Event, ...]:
    return (e.RequestRefused(command.whose.key, (refusal,)),)
