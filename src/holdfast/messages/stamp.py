"""The stamp: when an input was taken, which number it has, and what the market then was."""

from __future__ import annotations

import msgspec

from holdfast.model.band import Activity
from holdfast.model.ids import InstrumentId
from holdfast.model.numbers import Nanos
from holdfast.model.quote import Move, Quote


class Stamp(msgspec.Struct, frozen=True, gc=False):
    """All that the pure core may know of the world at one input.

    `seq` numbers the inputs without gap from 1; `at` never runs backwards; `quotes` holds
    the last quote of each instrument that the input concerns, or lacks it if there is none.
    `moves` says how an instrument's reference has moved, where that could matter, and `activity`
    what has traded, where an algo is asked.
    """

    seq: int
    at: Nanos
    quotes: dict[InstrumentId, Quote]
    moves: dict[InstrumentId, Move] = {}
    activity: dict[InstrumentId, Activity] = {}
