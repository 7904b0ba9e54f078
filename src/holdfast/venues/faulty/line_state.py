"""What state the line to the venue is in, and until when."""

from __future__ import annotations

import msgspec

from holdfast.model.numbers import Nanos
from holdfast.venues.faulty.kinds import FaultName

_F = FaultName
_WHY = {
    _F.OUTAGE: "the venue is in an outage",
    _F.CUT_BEFORE_SEND: "the connection is down",
    _F.CUT_MID_SEND: "the connection is down",
    _F.CUT_AFTER_SEND: "the connection is down",
    _F.GARBLED: "the connection is down",
    _F.RATE_LIMITED: "429 retry after {} s",
    _F.BANNED: "418",
}
DOWN = frozenset((_F.OUTAGE, _F.CUT_BEFORE_SEND, _F.CUT_MID_SEND, _F.CUT_AFTER_SEND, _F.GARBLED))
"""Spans in which there is no connection at all."""

_HOLDS_REPORTS = DOWN | {_F.STREAM_HANGS}
_SECOND_NS = 1_000_000_000


class _Span(msgspec.Struct, frozen=True):
    until: Nanos
    loses: bool


class LineState:
    """Every span that has begun; one that has ended is forgotten when it is next looked at."""

    def __init__(self) -> None:
        self._spans: dict[FaultName, _Span] = {}

    def begin(self, fault: FaultName, until: Nanos, loses: bool) -> None:
        """Begin a span, or make one that lasts longer of one that is under way."""
        before = self._spans.get(fault)
        if before is not None:
            until = max(until, before.until)
        self._spans[fault] = _Span(until, loses)

    def end_all(self) -> None:
        self._spans.clear()

    def is_in(self, fault: FaultName, now: Nanos) -> bool:
        return fault in self._now(now)

    def is_down(self, now: Nanos) -> bool:
        """Tell whether there is no connection."""
        return not DOWN.isdisjoint(self._now(now))

    def closed(self, now: Nanos) -> str:
        """Say why nothing can leave, empty if it can."""
        for fault, span in self._now(now).items():
            if fault in _WHY:
                return _WHY[fault].format(-((now - span.until) // _SECOND_NS))
        return ""

    def loses_report(self, now: Nanos) -> FaultName | None:
        """Name the span in which what is said now is lost, if there is one."""
        for fault, span in self._now(now).items():
            if fault is FaultName.PARTITION_IN or (span.loses and fault in _HOLDS_REPORTS):
                return fault
        return None

    def heard_from(self, now: Nanos) -> Nanos:
        """Return when what is said now can be heard: now, or when the line is back."""
        return max(
            (span.until for fault, span in self._now(now).items() if fault in _HOLDS_REPORTS),
            default=now,
        )

    def _now(self, now: Nanos) -> dict[FaultName, _Span]:
        spans = self._spans
        if spans and any(span.until <= now for span in spans.values()):
            spans = self._spans = {fault: span for fault, span in spans.items() if span.until > now}
        return spans
