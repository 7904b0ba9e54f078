"""The base of events: a thing that happened and cannot be undone, only followed."""

from __future__ import annotations

import msgspec


class Fact(msgspec.Struct, frozen=True, array_like=True, gc=False, tag=True):
    """What every event is: frozen, written as an array that begins with its name."""
