"""Refuse the orders of a machine whose strategy no person has started."""

from __future__ import annotations

from holdfast.core.policy import PASSES, Case, Check, Finding
from holdfast.core.strategies import unset
from holdfast.messages.refusals import Reason
from holdfast.model.principal import PrincipalKind

_PERSON = PrincipalKind.PERSON


def judge(case: Case) -> Finding:
    """Look the strategy up, and its manifest again: a limit taken away later stops it too.

    A person may trade for a strategy that was not started. Exits close what was let in, and
    orders of nobody or without a strategy are refused by attribution.
    """
    order, ledger = case.order, case.ledger
    principal = case.principal
    if principal is None or principal.kind is _PERSON or not order.strategy or order.exit_of:
        return PASSES
    if order.strategy not in ledger.strategies_started:
        detail = f"strategy {order.strategy} was not started"
        return case.refused(Reason.NOT_STARTED, detail, "strategy")
    lacking = unset(ledger, order.strategy)
    if lacking and not case.reduces:
        detail = f"strategy {order.strategy} no longer has limits {', '.join(lacking)}"
        return case.refused(Reason.NOT_STARTED, detail, "strategy")
    return PASSES


started = Check(
    "started",
    ("RC29",),
    judge,
    lets_slices=True,
    lets_replaces=True,
    stands=True,
    lets_unnamed=True,
)
