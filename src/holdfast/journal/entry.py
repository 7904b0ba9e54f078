"""The codec of a journal line: the same entry is the same bytes, on every machine."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from holdfast.journal.errors import JournalCorrupt
from holdfast.messages.commands import Command
from holdfast.messages.entry import Entry
from holdfast.messages.events import Event
from holdfast.messages.reports import Report
from holdfast.model.band import Activity
from holdfast.model.numbers import Nanos
from holdfast.model.quote import Move, Quote

# Maps keep the order in which the caller gave them: sorted here, what is read back would differ
# from what is live. Nothing unordered is ever encoded.
_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(Entry)

# The encoder's own method, since a Python frame around it would cost a tenth of the work.
encode: Callable[[Entry], bytes] = _ENCODER.encode


# An entry's fields in their order, as a tuple: the same bytes, and no struct to make for them.
_Fields = tuple[Nanos, Nanos, tuple[Quote, ...], Command | None, Report | None, list[Event]]
_Moved = tuple[
    Nanos, Nanos, tuple[Quote, ...], Command | None, Report | None, list[Event], tuple[Move, ...]
]
_Active = tuple[
    Nanos,
    Nanos,
    tuple[Quote, ...],
    Command | None,
    Report | None,
    list[Event],
    tuple[Move, ...],
    tuple[Activity, ...],
]
Fields = _Fields | _Moved | _Active
encode_fields: Callable[[Fields], bytes] = _ENCODER.encode


class Mark(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The fields that open every entry: enough to check order and time without the rest."""

    seq: int
    at: Nanos


_MARK_DECODER = msgspec.msgpack.Decoder(Mark)


def decode(line: bytes) -> Entry:
    """Read an entry; bytes that are none raise JournalCorrupt."""
    try:
        return _DECODER.decode(line)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise JournalCorrupt(f"not an entry that this build can read: {error}") from error


def mark(line: bytes) -> Mark:
    """Read seq and time of an entry alone; bytes that are no entry raise JournalCorrupt."""
    try:
        return _MARK_DECODER.decode(line)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise JournalCorrupt(f"not an entry: {error}") from error
