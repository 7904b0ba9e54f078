"""Token buckets in whole nanoseconds: how much may leave for a venue, by key and endpoint.

A bucket's level is kept in tokens times `per_ns`, so that nothing is ever rounded: what a
nanosecond brings is `count`. A clock that runs backwards brings nothing and takes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import msgspec

from holdfast.model.numbers import Nanos

_Positive = Annotated[int, msgspec.Meta(ge=1)]
_Weight = Annotated[int, msgspec.Meta(ge=0)]


class Limit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`count` tokens come back each `per_ns`, and at most `burst` are ever there.

    An endpoint takes its own weight, or 1 where `weights` does not name it; at 0 the limit does
    not concern it. With `by_key` each key has a bucket of its own, else all share one.
    """

    count: _Positive
    per_ns: _Positive
    burst: _Positive
    weights: dict[str, _Weight] = {}
    by_key: bool = False

    def weight(self, endpoint: str) -> int:
        """Say how many tokens a request to this endpoint takes."""
        return self.weights.get(endpoint, 1)


class Bucket:
    """One bucket; full at first, or empty where nobody knows what was spent before."""

    def __init__(self, limit: Limit, now: Nanos, *, is_full: bool = True) -> None:
        self._count = limit.count
        self._unit = limit.per_ns
        self._most = limit.burst * limit.per_ns
        self._level = self._most if is_full else 0
        self._at = now

    def wait_ns(self, weight: int, now: Nanos) -> Nanos:
        """Say how long it is until so many tokens are there, 0 if they are.

        What weighs more than the bucket holds may leave when it is full.
        """
        self._fill(now)
        lacking = min(weight * self._unit, self._most) - self._level
        # a clock behind the bucket's must first catch up
        behind = self._at - now
        return behind + -(-lacking // self._count) if lacking > 0 else 0

    def take(self, weight: int, now: Nanos) -> None:
        """Take so many tokens, whether or not they are there: a debt is paid back by waiting."""
        self._fill(now)
        self._level -= weight * self._unit

    def tokens(self, now: Nanos) -> int:
        """Return how many whole tokens are there, below zero for a debt."""
        self._fill(now)
        return self._level // self._unit

    def _fill(self, now: Nanos) -> None:
        if now > self._at:
            self._level = min(self._level + (now - self._at) * self._count, self._most)
            self._at = now


BucketKey = tuple[int, str]


class RateLimit:
    """Every bucket of one venue. A request leaves when all its buckets have what it takes."""

    def __init__(self, limits: tuple[Limit, ...], now: Nanos, *, is_full: bool = True) -> None:
        self._limits = limits
        self._began = now
        self._is_full = is_full
        self._held = range(0)  # from when to when nothing leaves
        self._buckets: dict[BucketKey, Bucket] = {}
        for index, limit in enumerate(limits):
            if not limit.by_key:
                self._buckets[index, ""] = Bucket(limit, now, is_full=is_full)

    def keys(self, endpoint: str, key: str) -> frozenset[BucketKey]:
        """Name the buckets that a request takes from."""
        return frozenset(each for each, _ in self._concerned(endpoint, key))

    def wait_ns(self, endpoint: str, key: str, now: Nanos) -> Nanos:
        """Say how long it is until the request may leave, 0 if it may now."""
        # a clock that was set back to before it began ends a hold
        held_ns = self._held.stop - now if now in self._held else 0
        waits = (
            self._bucket(each).wait_ns(weight, now)
            for each, weight in self._concerned(endpoint, key)
        )
        return max((held_ns, *waits))

    def hold(self, now: Nanos, until: Nanos) -> None:
        """Let nothing leave before then: the other side has said that it takes no more."""
        self._held = range(now, max(until, self._held.stop if now in self._held else now))

    def take(self, endpoint: str, key: str, now: Nanos) -> None:
        """Count a request that leaves; a cancel leaves and is counted whatever is there."""
        for each, weight in self._concerned(endpoint, key):
            self._bucket(each).take(weight, now)

    def tokens(self, now: Nanos) -> int | None:
        """Return the fewest whole tokens of any bucket, below zero for a debt; None without one."""
        return min((each.tokens(now) for each in self._buckets.values()), default=None)

    def _concerned(self, endpoint: str, key: str) -> Iterator[tuple[BucketKey, int]]:
        for index, limit in enumerate(self._limits):
            weight = limit.weight(endpoint)
            if weight:
                yield (index, key if limit.by_key else ""), weight

    def _bucket(self, key: BucketKey) -> Bucket:
        bucket = self._buckets.get(key)
        if bucket is None:
            limit = self._limits[key[0]]
            bucket = self._buckets[key] = Bucket(limit, self._began, is_full=self._is_full)
        return bucket
