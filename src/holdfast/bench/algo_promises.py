"""What is promised of the algos on recorded markets, and whether a study bears it out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from holdfast.bench.algo_figures import Figure
from holdfast.bench.algo_terms import HOUR_PCT

FILLED_LEAST = 0.99
TRACK_MEAN_MOST = 0.05
RATE_OFF_MOST = 0.01
MUST_FILL = ("twap", "vwap", "is")
MUST_BEAT = ("vwap", "is")


class Promise(msgspec.Struct, frozen=True):
    """One sentence, and whether the figures bear it out."""

    what: str
    told: str
    ok: bool


def promises(figures: Sequence[Figure], *, touch: float) -> tuple[Promise, ...]:
    """Hold every figure to what was promised of its algo."""
    return tuple(each for one in figures if one.algo for each in _of(one, touch))


def _of(one: Figure, touch: float) -> Iterator[Promise]:
    name = f"{one.algo}, {one.size}"
    if one.algo in MUST_FILL:
        yield Promise(f"{name}: fills", f"{one.filled:.2%}", one.filled >= FILLED_LEAST)
    if one.track_mean is not None:
        told = f"{one.track_mean:.2%} of the parent away on average"
        yield Promise(f"{name}: keeps its schedule", told, one.track_mean <= TRACK_MEAN_MOST)
    if one.share_off is not None and one.size == HOUR_PCT:
        told = f"at most {one.share_off:.2%} of all volume from its rate"
        yield Promise(f"{name}: keeps its rate", told, one.share_off <= RATE_OFF_MOST)
    if one.algo in MUST_BEAT and one.qty > touch and one.saved is not None:
        told = f"saves {one.saved.mean:.2f} bp"
        yield Promise(f"{name}: beats an immediate market order", told, one.saved.mean > 0)
