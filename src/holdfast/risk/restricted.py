"""Refuse new risk in a name that is on a restricted list, or missing from an allowed one."""

from __future__ import annotations

from holdfast.core.policy import PASSES, Case, Check, Finding
from holdfast.messages.refusals import Reason


def judge(case: Case) -> Finding:
    """Look the instrument up in the lists of every scope: one that names it is enough.

    A list stops new risk alone, so that what was held before can be sold.
    """
    limits, name = case.limits, case.order.instrument
    if name in limits.restricted:
        return case.refused(Reason.RESTRICTED, f"{name} is on a restricted list", "instrument")
    allowed = limits.allowed
    if allowed is None or name in allowed:
        return PASSES
    return case.refused(Reason.RESTRICTED, f"{name} is not on the allowed list", "instrument")


restricted = Check(
    "restricted", ("RC15",), judge, lets_reducing=True, where=("restricted", "allowed")
)
