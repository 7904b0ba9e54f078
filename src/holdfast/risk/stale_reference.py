"""Refuse to judge by a quote that is missing or too old."""

from __future__ import annotations

from decimal import Decimal

from holdfast.core.policy import PASSES, Case, Check, Finding
from holdfast.messages.refusals import Reason
from holdfast.model.numbers import ratio

_SECOND_NS = Decimal(10**9)


def judge(case: Case) -> Finding:
    """Measure the age of the quote in nanoseconds; orders that only reduce may go without."""
    oldest = case.limits.reference_age_max_ns
    if oldest is None:
        return case.missing("reference_age_max_ns")
    quote = case.quote
    if quote is None or case.reference is None:
        if case.reduces:
            return PASSES
        detail = f"no two-sided quote of {case.order.instrument}"
        return case.refused(Reason.NO_REFERENCE, detail, "instrument")
    since = case.stamp.at - quote.at
    # a quote from the future would be fresh until then
    passes = -oldest <= since <= oldest or case.reduces
    if passes and not case.tells:
        return PASSES
    age, limit = Decimal(abs(since)), Decimal(oldest)
    if passes:
        return Finding(age, limit)
    when = "old" if since > 0 else "in the future"
    detail = f"the quote of {case.order.instrument} is {ratio(age, _SECOND_NS):.1f} s {when}"
    return case.over(
        Reason.STALE_REFERENCE, detail, "instrument", age, limit, scope="reference_age_max_ns"
    )


stale_reference = Check("stale_reference", ("RC05",), judge)
