"""Refuse an order that does not say who is behind it, and of a machine's which strategy."""

from __future__ import annotations

from holdfast.core.policy import PASSES, Case, Check, Finding
from holdfast.messages.refusals import Reason
from holdfast.model.principal import PrincipalKind

_PERSON = PrincipalKind.PERSON


def judge(case: Case) -> Finding:
    """Look for the principal, and for the strategy where it is no person.

    An exit has its entry's, and must not fail for what an entry of old days lacked.
    """
    order = case.order
    if not order.principal:
        if order.exit_of:
            return PASSES
        return case.refused(Reason.UNATTRIBUTED, "the order names no principal", "principal")
    if not order.strategy:
        principal = case.principal
        if principal is not None and principal.kind is not _PERSON and not order.exit_of:
            detail = f"{order.principal} is no person, so its orders must name a strategy"
            return case.refused(Reason.UNATTRIBUTED, detail, "strategy")
    return PASSES


attribution = Check("attribution", ("RC16",), judge, stands=True)
