"""Who may what: fewer rights hold at once, more rights take a second person."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from holdfast.core.entitled import RESERVED, may_not_decide
from holdfast.core.ledger import Ledger
from holdfast.core.policy import Policies
from holdfast.core.proposing import propose
from holdfast.messages import control as k
from holdfast.messages import events as e
from holdfast.messages import rulings as g
from holdfast.messages.refusals import Reason, Refusal, fault
from holdfast.messages.stamp import Stamp
from holdfast.model.ids import ID_PATTERN, PrincipalId
from holdfast.model.principal import ANY_ACCOUNT, Principal, PrincipalKind, Role

PRINCIPALS_MAX = 10_000

_NOBODY = Principal("", PrincipalKind.AGENT)
_IS_ID = re.compile(ID_PATTERN)


def set_principal(
    ledger: Ledger, command: k.SetPrincipal, stamp: Stamp, policies: Policies
) -> Iterable[e.Event]:
    """Set what a principal may, or propose to where that is more than before."""
    refusal = principal_refusal(ledger, command)
    if refusal is not None:
        return (e.RequestRefused(command.holder.id, (refusal,)),)
    known = ledger.principals.get(command.holder.id)
    if known == command.holder:
        return ()
    if not _gains(known or _NOBODY, command.holder):
        return (principal_set(command),)
    return propose(ledger, command, stamp)


def principal_set(command: k.SetPrincipal, approved_by: PrincipalId = "") -> g.PrincipalSet:
    return g.PrincipalSet(command.holder, command.principal, command.why, approved_by)


def principal_refusal(ledger: Ledger, command: k.SetPrincipal) -> Refusal | None:
    """Say why a principal cannot be set so, None if it can."""
    refusal = may_not_decide(ledger, command.principal, Role.ADMIN)
    if refusal is not None:
        return refusal
    holder = command.holder
    if not _IS_ID.fullmatch(holder.id) or holder.id in RESERVED:
        return fault("holder.id", holder.id, "must be an id that the desk has no use for itself")
    if holder.id not in ledger.principals and len(ledger.principals) >= PRINCIPALS_MAX:
        return fault("holder.id", holder.id, f"would be one more than {PRINCIPALS_MAX}")
    for place, account in enumerate(holder.accounts):
        if account != ANY_ACCOUNT and account not in ledger.accounts:
            path = f"holder.accounts[{place}]"
            return Refusal(Reason.UNKNOWN_ACCOUNT, f"{path} {account} is not known", path)
    if not command.why.strip():
        return Refusal(Reason.INVALID_ORDER, "why must say a reason", "why")
    rule = _ungoverned(ledger, holder)
    if rule:
        return fault("holder.roles", ", ".join(holder.roles) or "none", rule)
    return None


def _ungoverned(ledger: Ledger, holder: Principal) -> str:
    """Say what nobody could decide any more afterwards, empty if all could still be decided.

    Consent takes a second person: where one is left, no raise and no end of a kill could ever
    be approved again, and no other person be named.
    """
    before, after = ledger.principals, {**ledger.principals, holder.id: holder}
    if not _persons(after, Role.ADMIN):
        return "would leave nobody with the role ADMIN"
    if len(_persons(after, Role.RISK)) < 2 <= len(_persons(before, Role.RISK)):
        return "would leave fewer than two persons with the role RISK"
    return ""


def _persons(principals: Mapping[PrincipalId, Principal], role: Role) -> set[str]:
    return {
        each.eyes
        for each in principals.values()
        if each.kind is PrincipalKind.PERSON and role in each.roles
    }


def _gains(before: Principal, after: Principal) -> bool:
    """Tell whether rights grow: a role, an account, a machine that becomes a person, other eyes."""
    if any(role not in before.roles for role in after.roles):
        return True
    if any(not before.may_trade(account) for account in after.accounts):
        return True
    if after.kind is PrincipalKind.PERSON and before.kind is not PrincipalKind.PERSON:
        return True
    return bool(before.id) and before.eyes != after.eyes
