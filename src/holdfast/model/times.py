"""Times as text: RFC 3339 with nanoseconds, UTC, both ways and exact."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from holdfast.model.numbers import Nanos

SECOND_NS = 1_000_000_000
RFC3339_RULE = (
    "must be a time of RFC 3339 with its offset and at most 9 digits after the second, "
    "such as 2012-06-21T13:30:00.000000001Z"
)
MOMENT_RULE = f"{RFC3339_RULE}, and lie between 1678 and 2262"
# the nanoseconds that a journal can hold
_MOMENT_MIN = -(2**63)
_MOMENT_MAX = 2**63 - 1

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = timedelta(seconds=1)
_FIRST_NS = (datetime(1, 1, 1, tzinfo=UTC) - _EPOCH) // _SECOND * SECOND_NS
_LAST_NS = (datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC) - _EPOCH) // _SECOND * SECOND_NS
_LAST_NS += SECOND_NS - 1
_RFC3339 = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(?:[Zz]|([+-])(\d\d):(\d\d))",
    re.ASCII,
)


def rfc3339(at: Nanos) -> str:
    """Write a time with all its nanoseconds, so that text sorts as time does.

    What lies outside the years 1 to 9999, which only a broken clock tells, is shown as the
    first or last moment of them: a blotter must not fail over a venue's nonsense.
    """
    seconds, nanos = divmod(min(max(at, _FIRST_NS), _LAST_NS), SECOND_NS)
    return f"{(_EPOCH + timedelta(seconds=seconds)).isoformat()[:19]}.{nanos:09d}Z"


def rfc3339_or_none(at: Nanos) -> str | None:
    """Write a time, or None for the zero that stands for never."""
    return rfc3339(at) if at else None


def parse_moment(text: str) -> Nanos | None:
    """Read a time that somebody asks for; None where the text breaks MOMENT_RULE."""
    at = parse_rfc3339(text)
    return at if at is not None and _MOMENT_MIN <= at < _MOMENT_MAX else None


def parse_rfc3339(text: str) -> Nanos | None:
    """Read a time; None where the text breaks RFC3339_RULE.

    A leap second is refused, since nanoseconds of UTC cannot tell it from the next second.
    """
    found = _RFC3339.fullmatch(text)
    if found is None:
        return None
    day, clock, fraction, sign, hours, minutes = found.groups()
    try:
        local = datetime.fromisoformat(f"{day}T{clock}+00:00")
    except ValueError:
        return None
    offset = 0
    if sign:
        if int(hours) > 23 or int(minutes) > 59:
            return None
        offset = (int(hours) * 3600 + int(minutes) * 60) * (-1 if sign == "-" else 1)
    seconds = (local - _EPOCH) // _SECOND - offset
    return seconds * SECOND_NS + int((fraction or "").ljust(9, "0"))
