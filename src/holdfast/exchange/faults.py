"""What goes wrong on purpose between the desk and its venue: knobs, and the decision by draw."""

from __future__ import annotations

from enum import StrEnum
from random import Random

import msgspec

from holdfast.exchange.latency import NanosSpan, PartsPerMillion

_MILLION = 1_000_000


class RequestFate(StrEnum):
    """What becomes of one request."""

    ARRIVES = "ARRIVES"
    REJECTED = "REJECTED"  # the venue says no without looking
    LOST = "LOST"  # it never arrives, and nobody says so
    ANSWER_LOST = "ANSWER_LOST"  # it arrives and counts, but its own answer does not come back


class Faults(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How often each fault happens, in parts per million of requests or of reports."""

    reject_ppm: PartsPerMillion = 0
    lose_request_ppm: PartsPerMillion = 0
    lose_answer_ppm: PartsPerMillion = 0
    repeat_report_ppm: PartsPerMillion = 0
    delay_ppm: PartsPerMillion = 0
    delay_ns: NanosSpan = 0

    @property
    def is_calm(self) -> bool:
        """Tell whether nothing ever goes wrong, so that nothing need be drawn."""
        return self == _CALM


class ReportFate(msgspec.Struct, frozen=True):
    """How often a report comes, and how much later than it would."""

    copies: int
    delay_ns: int


def fate_of_request(faults: Faults, rng: Random) -> RequestFate:
    """Decide by one draw; a fault with a larger share of the line is hit more often."""
    draw = rng.randrange(_MILLION)
    for share, fate in (
        (faults.reject_ppm, RequestFate.REJECTED),
        (faults.lose_request_ppm, RequestFate.LOST),
        (faults.lose_answer_ppm, RequestFate.ANSWER_LOST),
    ):
        if draw < share:
            return fate
        draw -= share
    return RequestFate.ARRIVES


def fate_of_report(faults: Faults, rng: Random) -> ReportFate:
    """Decide by two draws, always both: whether it is told twice, and whether it is late."""
    repeats = rng.randrange(_MILLION) < faults.repeat_report_ppm
    is_late = rng.randrange(_MILLION) < faults.delay_ppm
    return ReportFate(2 if repeats else 1, faults.delay_ns if is_late else 0)


_CALM = Faults()
