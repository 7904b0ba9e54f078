"""Lanes: what must wait for a rate limit waits in order, and what matters more goes first.

A cancel has no lane: it leaves at once and is counted.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from enum import StrEnum
from typing import Generic, TypeVar

import msgspec

from holdfast.model.numbers import Nanos
from holdfast.transport.rate_limit import BucketKey, RateLimit

Request = TypeVar("Request")


class Lane(StrEnum):
    """Which goes first, in this order."""

    REDUCE = "reduce"
    NEW = "new"
    DATA = "data"


class Waiting(msgspec.Struct, Generic[Request], frozen=True):
    """A request in its lane by its name, what it takes, and since when it waits."""

    name: str
    lane: Lane
    endpoint: str
    key: str
    request: Request
    since: Nanos


class Lanes(Generic[Request]):
    """The queues of one venue, each in its own order and of at most `waiting_max` requests.

    A lower lane does not take what the head of a higher one waits for.
    """

    def __init__(self, limit: RateLimit, waiting_max: int) -> None:
        self._limit = limit
        self._waiting_max = waiting_max
        self._lanes: dict[Lane, OrderedDict[str, Waiting[Request]]]
        self._lanes = {lane: OrderedDict() for lane in Lane}

    def put(self, waiting: Waiting[Request]) -> bool:
        """Put a request at the end of its lane; False where the lane is full.

        One that waits there under the same name already gives it its place.
        """
        lane = self._lanes[waiting.lane]
        known = lane.get(waiting.name)
        if known is not None:
            lane[waiting.name] = msgspec.structs.replace(waiting, since=known.since)
            return True
        if len(lane) >= self._waiting_max:
            return False
        lane[waiting.name] = waiting
        return True

    def ready(self, now: Nanos) -> Waiting[Request] | None:
        """Return the head that may leave now, and go first; it stays until it is taken out."""
        return next((head for head, wait_ns in self._heads(now) if not wait_ns), None)

    def next_at(self, now: Nanos) -> Nanos | None:
        """Say when the next head may leave, None where nothing waits."""
        waits = [wait_ns for _, wait_ns in self._heads(now)]
        return now + min(waits) if waits else None

    def take_out(self, lane: Lane, name: str) -> Waiting[Request] | None:
        """Take a request out of a lane; None where it does not wait there."""
        return self._lanes[lane].pop(name, None)

    def head(self, lane: Lane) -> Waiting[Request] | None:
        """Return what has waited longest in a lane, None where nothing does."""
        return next(iter(self._lanes[lane].values()), None)

    def depth(self, lane: Lane) -> int:
        """Say how many wait in a lane."""
        return len(self._lanes[lane])

    def _heads(self, now: Nanos) -> Iterator[tuple[Waiting[Request], Nanos]]:
        """Yield the heads that wait for nothing but their own tokens, and for how long."""
        awaited: frozenset[BucketKey] = frozenset()
        for lane in self._lanes.values():
            if not lane:
                continue
            head = next(iter(lane.values()))
            keys = self._limit.keys(head.endpoint, head.key)
            if not keys & awaited:
                yield head, self._limit.wait_ns(head.endpoint, head.key, now)
            awaited |= keys
