"""Refuse to hold money to a limit that is in another currency: no rate is known."""

from __future__ import annotations

from holdfast.core.policy import PASSES, Case, Check, Finding
from holdfast.messages.refusals import Reason


def judge(case: Case) -> Finding:
    """Look whether every account in scope has the currency of the scope's limits of money."""
    if not case.clash:
        return PASSES
    return case.refused(Reason.LIMIT_CURRENCY, case.clash, "account")


limit_currency = Check("limit_currency", ("RC06",), judge, lets_reducing=True, stands=True)
