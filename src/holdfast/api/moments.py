"""Times that callers say: RFC 3339 outside, nanoseconds inside."""

from __future__ import annotations

from holdfast.api.operation import Refused
from holdfast.messages.refusals import Reason, Refusal
from holdfast.model.numbers import Nanos
from holdfast.model.times import MOMENT_RULE, parse_moment


def moment(text: str, field: str = "until") -> Nanos | Refused | None:
    """Read a time, None where none is given."""
    if not text:
        return None
    at = parse_moment(text)
    if at is None:
        detail = f"{field} {text} {MOMENT_RULE}"
        return Refused((Refusal(Reason.INVALID_ORDER, detail, field),))
    return at
