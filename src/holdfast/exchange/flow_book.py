"""What generated participants know of their own resting orders: ids by price level."""

from __future__ import annotations

from bisect import bisect_left
from random import Random


class FlowSide:
    """One side's orders by distance in ticks, `key`, the best first.

    Keys are ticks for asks and minus ticks for bids, so that better is smaller on both sides.
    Nobody tells which orders have traded. Whatever is better than the best price has, and is
    forgotten; some at the best price may have, and cancelling them changes nothing.
    """

    __slots__ = ("count", "ids", "keys")

    def __init__(self) -> None:
        self.keys: list[int] = []  # ascending, each with at least one id
        self.ids: dict[int, list[int]] = {}
        self.count = 0

    def add(self, key: int, flow_id: int) -> None:
        found = self.ids.get(key)
        if found is None:
            self.ids[key] = [flow_id]
            self.keys.insert(bisect_left(self.keys, key), key)
        else:
            found.append(flow_id)
        self.count += 1

    def forget_better_than(self, key: int) -> None:
        keys = self.keys
        while keys and keys[0] < key:
            self.count -= len(self.ids.pop(keys.pop(0)))

    def take(self, at: int, rng: Random) -> int:
        """Take a random order out of the level at this place in the order of levels."""
        key = self.keys[at]
        ids = self.ids[key]
        n = int(rng.random() * len(ids))
        ids[n], ids[-1] = ids[-1], ids[n]
        flow_id = ids.pop()
        self.count -= 1
        if not ids:
            del self.ids[key], self.keys[at]
        return flow_id
