"""Shadow mode: a check that only records what it would refuse, by two persons and for a time."""

from __future__ import annotations

from collections.abc import Iterable

from holdfast.core.entitled import may_not_decide
from holdfast.core.ledger import NEVER, Ledger
from holdfast.core.policy import Policies
from holdfast.core.proposing import propose
from holdfast.messages import control as k
from holdfast.messages import events as e
from holdfast.messages import rulings as g
from holdfast.messages.refusals import Reason, Refusal
from holdfast.messages.stamp import Stamp
from holdfast.model.ids import PrincipalId
from holdfast.model.numbers import Nanos
from holdfast.model.principal import Role
from holdfast.model.trading import RuleMode


def set_rule_mode(
    ledger: Ledger, command: k.SetRuleMode, stamp: Stamp, policies: Policies
) -> Iterable[e.Event]:
    """Let a check refuse again at once, or propose that it only records."""
    refusal = mode_refusal(ledger, command, stamp.at, policies)
    if refusal is not None:
        return (e.RequestRefused(command.check, (refusal,)),)
    if command.mode is RuleMode.SHADOW:
        return propose(ledger, command, stamp)
    return (mode_set(command),) if command.check in ledger.rule_modes else ()


def mode_set(command: k.SetRuleMode, approved_by: PrincipalId = "") -> g.RuleModeSet:
    return g.RuleModeSet(
        command.check, command.mode, command.principal, command.why, command.until, approved_by
    )


def mode_refusal(
    ledger: Ledger, command: k.SetRuleMode, at: Nanos, policies: Policies
) -> Refusal | None:
    """Say why a check's mode cannot be set so, None if it can."""
    refusal = may_not_decide(ledger, command.principal, Role.RISK)
    if refusal is not None:
        return refusal
    check = next((each for each in policies.checks if each.name == command.check), None)
    if check is None:
        names = ", ".join(each.name for each in policies.checks)
        return _fault("check", f"check {command.check} is none of {names}")
    if not command.why.strip():
        return _fault("why", "why must say a reason")
    if command.mode is RuleMode.ENFORCED:
        return None if command.until is None else _fault("until", "until belongs to SHADOW")
    if check.stands:
        detail = f"check {check.name} always refuses"
        return Refusal(Reason.NOT_OVERRIDABLE, detail, "check")
    if command.until is None or not at < command.until < NEVER:
        return _fault("until", f"until {command.until} must be in the future: a shadow has an end")
    return None


def _fault(field: str, detail: str) -> Refusal:
    return Refusal(Reason.INVALID_ORDER, detail, field)
