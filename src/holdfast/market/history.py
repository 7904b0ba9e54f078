"""How the mid of each instrument has moved: what it was some time ago, and its extremes since."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from decimal import Decimal, InvalidOperation

from holdfast.model.ids import InstrumentId
from holdfast.model.numbers import ZERO, Nanos
from holdfast.model.quote import Move, Quote

BUCKET_NS = 100_000_000
EPOCH_NS = 60_000_000_000
BUCKETS_MAX = 256  # of each instrument; at most 350 bytes each
BUCKETS_MIN = 4
_HALF = Decimal("0.5")


class History:
    """Quotes as they went by, kept as the least, the most and the last mid of each bucket of time.

    Times are the quotes' own. A bucket spans 100 ms; when there are too many, the older half is
    merged by pairs, so that what is long ago is known less finely, and nothing is forgotten.
    An anchor may so be older than asked by one bucket, and extremes may reach back further by one.
    """

    def __init__(self, buckets_max: int = BUCKETS_MAX) -> None:
        self._tracks: dict[InstrumentId, _Track] = {}
        self._buckets_max = max(buckets_max, BUCKETS_MIN)

    def add(self, quotes: list[Quote]) -> None:
        """Take quotes in their order; what is no two-sided quote of sound prices is left out."""
        tracks = self._tracks
        for quote in quotes:
            bid, ask = quote.bid, quote.ask
            try:
                if bid <= ZERO or ask <= ZERO:
                    continue
            except InvalidOperation:  # NaN
                continue
            twice = bid + ask
            if not twice.is_finite():
                continue
            track = tracks.get(quote.instrument)
            if track is None:
                tracks[quote.instrument] = _Track(quote.at, twice, self._buckets_max)
                continue
            at = quote.at
            if at >= track.until or at < track.at:
                track.turn(at, twice)
            elif twice < track.low:
                track.low = twice
                track.known = None
            elif twice > track.high:
                track.high = twice
                track.known = None
            track.last = twice
            track.at = at

    def bounds(self, instrument: InstrumentId, span_ns: Nanos) -> tuple[Decimal, Decimal] | None:
        """Return a least and a most within which the mid was for at least this long."""
        track = self._tracks.get(instrument)
        if track is None:
            return None
        if span_ns > EPOCH_NS:
            return track.widest()
        return track.known or track.bounds()

    def move(
        self, instrument: InstrumentId, at: Nanos, anchor_ns: Nanos, within_ns: Nanos
    ) -> Move | None:
        """Tell the mid of `anchor_ns` before `at`, and its extremes in the last `within_ns`.

        What stood when a time began counts; before the first quote, that quote does.
        """
        track = self._tracks.get(instrument)
        if track is None:
            return None
        low, high = track.extremes(at - within_ns)
        return Move(instrument, track.standing(at - anchor_ns) * _HALF, low * _HALF, high * _HALF)


class _Track:
    """One instrument; all its prices are bid and ask added, twice the mid."""

    __slots__ = (
        "_buckets_max",
        "_ends",
        "_epoch_high",
        "_epoch_low",
        "_epoch_until",
        "_highs",
        "_lasts",
        "_lows",
        "_old_high",
        "_old_low",
        "at",
        "high",
        "known",
        "last",
        "low",
        "until",
    )

    def __init__(self, at: Nanos, twice: Decimal, buckets_max: int) -> None:
        self._buckets_max = buckets_max
        # closed buckets: when the last quote of each came
        self._ends = array("q", (at,))
        self._lows = [twice]
        self._highs = [twice]
        self._lasts = [twice]
        self._epoch_until = at + EPOCH_NS
        self._epoch_low = self._epoch_high = self._old_low = self._old_high = twice
        # the open bucket
        self.at = at
        self.until = at + BUCKET_NS
        self.low = self.high = self.last = twice
        # the bounds, until they change
        self.known: tuple[Decimal, Decimal] | None = None

    def turn(self, at: Nanos, twice: Decimal) -> None:
        """Close the open bucket and begin one with this quote.

        A time that was ahead of its successor's was wrong, and must not hold up the rest.
        """
        low, high = self.low, self.high
        self.at = min(self.at, at)
        self._ends.append(self.at)
        self._lows.append(low)
        self._highs.append(high)
        self._lasts.append(self.last)
        if len(self._ends) > self._buckets_max:
            self._merge()
        self._epoch_low = min(self._epoch_low, low)
        self._epoch_high = max(self._epoch_high, high)
        if at >= self._epoch_until:
            self._old_low, self._old_high = self._epoch_low, self._epoch_high
            self._epoch_low = self._epoch_high = self.last
            self._epoch_until = at + EPOCH_NS
        self.until = at + BUCKET_NS
        self.low = self.high = twice
        self.known = None

    def bounds(self) -> tuple[Decimal, Decimal]:
        """Look back over the epoch before and what there is of this one: more than one epoch."""
        low = min(self._old_low, self._epoch_low, self.low)
        high = max(self._old_high, self._epoch_high, self.high)
        self.known = known = (low * _HALF, high * _HALF)
        return known

    def widest(self) -> tuple[Decimal, Decimal]:
        """Look back over all that is kept."""
        return min(self.low, *self._lows) * _HALF, max(self.high, *self._highs) * _HALF

    def standing(self, at: Nanos) -> Decimal:
        """Return what the last quote of a bucket that was over by then said."""
        if self.at <= at:
            return self.last
        return self._lasts[max(bisect_right(self._ends, at) - 1, 0)]

    def extremes(self, since: Nanos) -> tuple[Decimal, Decimal]:
        if self.at <= since:
            return self.last, self.last
        first = bisect_right(self._ends, since)
        low, high = self.low, self.high
        if first < len(self._ends):
            low, high = min(low, *self._lows[first:]), max(high, *self._highs[first:])
        standing = self._lasts[max(first - 1, 0)]
        return min(low, standing), max(high, standing)

    def _merge(self) -> None:
        """Make one of each two of the older half."""
        pairs = range(0, len(self._ends) // 4 * 2, 2)
        past = pairs.stop
        lows, highs = self._lows, self._highs
        self._lows[:past] = [min(lows[i], lows[i + 1]) for i in pairs]
        self._highs[:past] = [max(highs[i], highs[i + 1]) for i in pairs]
        self._lasts[:past] = self._lasts[1:past:2]
        self._ends[:past] = self._ends[1:past:2]
