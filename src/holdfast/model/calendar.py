"""When a market is open: its sessions, as times."""

from __future__ import annotations

import msgspec

from holdfast.model.numbers import Nanos


class Session(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One session: open at `opens`, no longer at `closes`, both nanoseconds UTC."""

    opens: Nanos
    closes: Nanos
