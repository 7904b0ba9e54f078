"""How long to wait before an idempotent operation is asked again: ever longer, and by chance.

A query or a cancel may be asked twice; an order never is, since nobody knows what became of it.
"""

from __future__ import annotations

from random import Random
from typing import Annotated

import msgspec

from holdfast.model.numbers import Nanos

MILLISECOND_NS = 1_000_000
_Positive = Annotated[int, msgspec.Meta(ge=1)]


class BackOff(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How often in all, and how long in between.

    The wait grows by `factor` from `first_ns` to at most `most_ns`. Up to `jitter_pct` of it is
    taken off by chance, so that many who failed together do not come back together.
    """

    attempts: _Positive = 3  # the first one counts
    first_ns: _Positive = 100 * MILLISECOND_NS
    factor: _Positive = 2
    most_ns: _Positive = 5_000 * MILLISECOND_NS
    jitter_pct: Annotated[int, msgspec.Meta(ge=0, le=100)] = 50

    def wait_ns(self, made: int, rng: Random) -> Nanos | None:
        """Say how long to wait after so many attempts, None where none is left."""
        if made >= self.attempts:
            return None
        whole = grown(self.first_ns, self.factor, made - 1, self.most_ns)
        return whole - rng.randrange(whole * self.jitter_pct // 100 + 1)


def grown(first_ns: Nanos, factor: int, times: int, most_ns: Nanos) -> Nanos:
    """Multiply a wait so many times, up to its cap; a large count costs no large number."""
    wait_ns = min(first_ns, most_ns)
    for _ in range(times):
        if wait_ns >= most_ns or factor == 1:
            break
        wait_ns = min(wait_ns * factor, most_ns)
    return wait_ns
