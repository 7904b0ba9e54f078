"""Reports of a drop copy: executions as a second feed has them, independent of the first."""

from __future__ import annotations

from decimal import Decimal

import msgspec

from holdfast.model.ids import AccountId, ExecId, InstrumentId, VenueId
from holdfast.model.numbers import Nanos
from holdfast.model.order import Side


class _Copy(msgspec.Struct, frozen=True, array_like=True, gc=False, tag=True):
    """The shape of what a drop copy says: `at` is its own clock."""


class DropCopyConnects(_Copy, frozen=True):
    """The feed works: every execution from now on is told, and those since it was last heard."""

    venue: VenueId
    at: Nanos


class DropCopyDisconnects(_Copy, frozen=True):
    """The feed is gone; nothing may be concluded from what it does not say until it is back."""

    venue: VenueId
    detail: str
    at: Nanos


class DropCopyFills(_Copy, frozen=True):
    """An execution; `order_ref` is our id where the feed has it, else the venue's."""

    venue: VenueId
    account: AccountId
    exec_id: ExecId
    order_ref: str
    instrument: InstrumentId
    side: Side
    qty: Decimal
    price: Decimal
    at: Nanos


Copied = DropCopyConnects | DropCopyDisconnects | DropCopyFills
