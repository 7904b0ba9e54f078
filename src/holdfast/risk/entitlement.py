"""Refuse an order of somebody who may not trade, or not this account."""

from __future__ import annotations

from holdfast.core.entitled import may_not_trade
from holdfast.core.policy import PASSES, Case, Check, Finding
from holdfast.model.principal import Role

_TRADER = Role.TRADER


def judge(case: Case) -> Finding:
    """Look up the principal's role and accounts.

    An exit closes what was let in, so it outlives the rights of who is behind it; an order
    that names nobody is refused by attribution.
    """
    order, principal = case.order, case.principal
    if principal is not None and _TRADER in principal.roles:
        # most orders, at a glance
        if order.account in principal.accounts:
            return PASSES
    if not order.principal or order.exit_of:
        return PASSES
    refusal = may_not_trade(case.ledger, order.principal, order.account)
    return PASSES if refusal is None else Finding(refusal=refusal)


entitlement = Check("entitlement", ("RC15",), judge, stands=True)
