"""Times that callers say: RFC 3339 outside, nanoseconds inside."""

from __future__ import annotations

from holdfast.api.operation import Refused
from holdfast.messages.refusals import Reason, Refusal
from holdfast.model.numbers import Nanos
from holdfast.model.times import RFC3339_RULE, parse_rfc3339


def moment(text: str, field: str = "until") -> Nanos | Refused | None:
    """Read a time, None where none is given."""
    if not text:
        return None
    at = parse_rfc3339(text)
    if at is None:
        detail = f"{field} {text} {RFC3339_RULE}"
        return Refused((Refusal(Reason.INVALID_ORDER, detail, field),))
    return at
