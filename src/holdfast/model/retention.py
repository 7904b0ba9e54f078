"""How long the desk keeps orders that are over, and how many."""

from __future__ import annotations

import msgspec

from holdfast.model.numbers import Nanos


class Retention(msgspec.Struct, frozen=True):
    """Orders that are over: how long and how many stay whole; how many stay packed after that."""

    closed_ns: Nanos
    closed_max: int
    packed_max: int
