"""How much an instrument usually trades at which time of its day."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

import msgspec

from holdfast.model.ids import InstrumentId
from holdfast.model.numbers import ZERO, Nanos, ratio
from holdfast.model.times import SECOND_NS

DAY_S = 24 * 3600
BUCKETS_MAX = 1_440  # one a minute


class VolumeCurve(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Units that trade in each of the `bucket_s` seconds long buckets of a usual day.

    The first bucket begins `first_s` seconds after midnight UTC or, with `from_open`, after the
    open of the session, which is what daylight saving time moves. `days` tells how many days it
    is the mean of.
    """

    instrument: InstrumentId
    bucket_s: int
    volumes: tuple[Decimal, ...]
    first_s: int = 0
    from_open: bool = False
    days: int = 1

    def faults(self) -> list[tuple[str, str]]:
        """Name each field that is wrong, with the rule that it breaks."""
        found = []
        if not 1 <= self.bucket_s <= DAY_S:
            found.append(("bucket_s", f"{self.bucket_s} must be 1 to {DAY_S}"))
        if not 1 <= len(self.volumes) <= BUCKETS_MAX:
            found.append(("volumes", f"must be 1 to {BUCKETS_MAX}, not {len(self.volumes)}"))
        for index, each in enumerate(self.volumes):
            if not each.is_finite() or not 0 <= each < Decimal(10**12):
                found.append((f"volumes[{index}]", f"{each} must be at least 0 and below 1E12"))
        if not found and not sum(self.volumes):
            found.append(("volumes", "must not all be 0"))
        if not 0 <= self.first_s < DAY_S:
            found.append(("first_s", f"{self.first_s} must be 0 to {DAY_S - 1}"))
        elif not found and self.first_s + self.bucket_s * len(self.volumes) > DAY_S:
            found.append(("volumes", "must not reach beyond a day"))
        return found

    def between(self, since: Nanos, until: Nanos, opens: Iterable[Nanos] = ()) -> Decimal:
        """Return what usually trades between two times; `opens` are those of the sessions."""
        anchors = opens if self.from_open else _midnights(since, until)
        total = ZERO
        for anchor in anchors:
            first = anchor + self.first_s * SECOND_NS
            total += self._until(until - first) - self._until(since - first)
        return total

    def _until(self, ns: Nanos) -> Decimal:
        """Sum up to so long after the first bucket's begin; within a bucket evenly."""
        if ns <= 0:
            return ZERO
        span = self.bucket_s * SECOND_NS
        whole, rest = divmod(ns, span)
        if whole >= len(self.volumes):
            return sum(self.volumes, ZERO)
        part = ratio(self.volumes[whole] * rest, Decimal(span)) if rest else ZERO
        return sum(self.volumes[:whole], ZERO) + part


def _midnights(since: Nanos, until: Nanos) -> Iterable[Nanos]:
    day = DAY_S * SECOND_NS
    return range(since // day * day, until + 1, day)
