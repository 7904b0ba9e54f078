"""What a check says when the limit it needs is not set: no."""

from __future__ import annotations

from holdfast.core.policy import Case
from holdfast.messages.refusals import Reason, Refusal


def limit_missing(case: Case, name: str) -> Refusal:
    """Refuse for want of a limit: a missing limit never means that there is none."""
    return Refusal(Reason.LIMIT_MISSING, f"account {case.order.account} has no limit {name}", name)
