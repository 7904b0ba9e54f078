"""Refuse to judge by a quote that is missing or too old (RC05)."""

from __future__ import annotations

from decimal import Decimal

from holdfast.core.policy import Case
from holdfast.messages.refusals import Reason, Refusal
from holdfast.model.numbers import ratio

_SECOND_NS = Decimal(10**9)


def stale_reference(case: Case) -> Refusal | None:
    """Measure the age of the quote in nanoseconds; orders that only reduce may go without."""
    oldest = case.limits.reference_age_max_ns
    if oldest is None:
        return case.limit_missing("reference_age_max_ns")
    quote = case.quote
    if quote is None or case.reference is None:
        if case.reduces:
            return None
        detail = f"no two-sided quote of {case.order.instrument}"
        return Refusal(Reason.NO_REFERENCE, detail, "instrument")
    age = case.stamp.at - quote.at
    if age <= oldest or case.reduces:
        return None
    detail = f"the quote of {case.order.instrument} is {ratio(Decimal(age), _SECOND_NS):.1f} s old"
    return Refusal(
        Reason.STALE_REFERENCE,
        detail,
        "instrument",
        Decimal(age),
        Decimal(oldest),
        Decimal(oldest - age),
    )
