"""Who may: whether a principal may trade an account, or decide what takes a person with a role."""

from __future__ import annotations

from holdfast.core.ledger import Ledger
from holdfast.messages.refusals import Reason, Refusal
from holdfast.model.ids import AccountId, PrincipalId
from holdfast.model.principal import Principal, PrincipalKind, Role

CONFIG = "config"  # who sets up the first start; afterwards nobody is called so
RESERVED = frozenset({CONFIG, "desk", "clock", "exit"})

_TRADER = Role.TRADER


def may_not_trade(ledger: Ledger, name: PrincipalId, account: AccountId) -> Refusal | None:
    """Say why a principal may not trade an account, None if it may."""
    principal = ledger.principals.get(name)
    if principal is None:
        if not name:
            return Refusal(Reason.UNATTRIBUTED, "no principal is named", "principal")
        return _no(f"principal {name} is not known")
    if _TRADER not in principal.roles:
        return _no(f"principal {name} has not the role TRADER")
    if not principal.may_trade(account):
        return _no(f"principal {name} may not trade account {account}")
    return None


def may_not_decide(ledger: Ledger, name: PrincipalId, *roles: Role) -> Refusal | None:
    """Say why a principal is no person with one of these roles, None if it is."""
    principal = ledger.principals.get(name)
    if principal is None:
        return _no(f"principal {name} is not known" if name else "no principal is named")
    if principal.kind is not PrincipalKind.PERSON:
        return _no(f"principal {name} is no person, but {principal.kind}")
    if not any(role in principal.roles for role in roles):
        return _no(f"principal {name} has not the role {' or '.join(roles)}")
    return None


def eyes_of(ledger: Ledger, name: PrincipalId) -> str:
    """Name the person behind a principal, the name itself where it is not known."""
    principal: Principal | None = ledger.principals.get(name)
    return name if principal is None else principal.eyes


def _no(detail: str) -> Refusal:
    return Refusal(Reason.NOT_ENTITLED, detail, "principal")
