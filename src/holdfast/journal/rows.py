"""One row per committed batch: how entries become a row, and what of a row can be trusted."""

from __future__ import annotations

import msgspec

from holdfast.journal.chain import TAG_BYTES, extend_tagged
from holdfast.journal.entry import mark
from holdfast.journal.errors import JournalCorrupt

_pack = msgspec.msgpack.Encoder().encode
_unpack = msgspec.msgpack.Decoder(list[bytes]).decode

Column = int | float | str | bytes | None
Packed = tuple[int, int, int, bytes, bytes, bytes]


class Row(msgspec.Struct, frozen=True, gc=False):
    """A row of `batches`, as read: a damaged database may give any type in any column."""

    first_seq: Column
    last_seq: Column
    at: Column
    entries: Column
    tags: Column
    hash: Column


class Flaw(msgspec.Struct, frozen=True):
    """The first entry that cannot be trusted, and why."""

    seq: int
    detail: str


class Sound(msgspec.Struct, frozen=True, gc=False):
    """What can be trusted of a row: all entries if the hash proves them, else those before `flaw`.

    `hash` is the chain's after all that were read, so it counts only where there is no flaw.
    """

    entries: list[bytes]
    hash: bytes
    flaw: Flaw | None


def pack(first_seq: int, at: int, entries: list[bytes], before: bytes) -> Packed:
    """Make the row of a batch; `at` is the time of its last entry, `before` the chain so far."""
    chain, tags = extend_tagged(before, entries)
    return first_seq, first_seq + len(entries) - 1, at, _pack(entries), tags, chain


def check(row: Row, expected_seq: int, before: bytes) -> Sound:
    """Read a row that must go on from `before`, and name the first entry that does not."""
    if row.first_seq != expected_seq:
        return Sound([], before, Flaw(expected_seq, f"the next row starts at {row.first_seq!r}"))
    entries, broken = _split(row.entries)
    chain, tags = extend_tagged(before, entries)
    flaw = _flaw(row, expected_seq, entries, chain, tags)
    if flaw is None and broken:
        flaw = Flaw(expected_seq + len(entries) - 1, broken)
    if flaw is None or chain == row.hash:
        return Sound(entries, chain, flaw)
    return Sound(entries[: flaw.seq - expected_seq], chain, flaw)


def looks_whole(row: Row) -> bool:
    """Tell whether a row was once written in full, even if it no longer fits what is before it."""
    entries, broken = _split(row.entries)
    if broken or not entries or not isinstance(row.first_seq, int):
        return False
    try:
        return all(mark(line).seq == row.first_seq + place for place, line in enumerate(entries))
    except JournalCorrupt:
        return False


def _flaw(row: Row, first: int, entries: list[bytes], chain: bytes, tags: bytes) -> Flaw | None:
    if tags != row.tags:
        bad = _first_difference(tags, row.tags)
        return Flaw(first + bad, "it does not fit the chain")
    last = first + len(entries) - 1
    if chain != row.hash:
        return Flaw(max(last, first), "the row's hash is not the chain's")
    if row.last_seq != last:
        return Flaw(max(last, first), f"the row says that it ends at {row.last_seq!r}, not {last}")
    return _misplaced(row, first, entries)


def _misplaced(row: Row, first: int, entries: list[bytes]) -> Flaw | None:
    """Check seq at both ends and the row's time: the chain covers the rest."""
    if not entries:
        return Flaw(first, "the row is empty")
    last = first + len(entries) - 1
    try:
        head, tail = mark(entries[0]), mark(entries[-1])
    except JournalCorrupt as error:
        return Flaw(first, error.detail)
    if head.seq != first:
        return Flaw(first, f"it says that it is entry {head.seq}")
    if tail.seq != last:
        return Flaw(last, f"it says that it is entry {tail.seq}")
    if tail.at != row.at:
        return Flaw(last, f"the row's time is {row.at!r}, the entry's {tail.at}")
    return None


def _first_difference(tags: bytes, stored: Column) -> int:
    """Count the leading tags that agree."""
    if not isinstance(stored, bytes):
        return 0
    common = 0
    while tags[common : common + TAG_BYTES] == stored[common : common + TAG_BYTES] != b"":
        common += TAG_BYTES
    return common // TAG_BYTES


def _split(blob: Column) -> tuple[list[bytes], str]:
    """Take a blob apart into entries, as far as it goes, and say what stopped it."""
    if not isinstance(blob, bytes):
        return [], "the row holds no entries"
    try:
        return _unpack(blob), ""
    except msgspec.MsgspecError:
        return _split_damaged(blob), "the row cannot be taken apart from here"


# msgpack: the bytes of the length that follow an array's or a binary's first byte.
_ARRAY_LENGTH_BYTES = {0xDC: 2, 0xDD: 4}
_BINARY_LENGTH_BYTES = {0xC4: 1, 0xC5: 2, 0xC6: 4}


def _split_damaged(blob: bytes) -> list[bytes]:
    """Walk the binaries one by one up to the first that is cut short or is none."""
    entries: list[bytes] = []
    place = 1 + _ARRAY_LENGTH_BYTES.get(blob[0], 0) if blob else 0
    while place < len(blob):
        width = _BINARY_LENGTH_BYTES.get(blob[place])
        if width is None:
            break
        start = place + 1 + width
        end = start + int.from_bytes(blob[place + 1 : start], "big")
        if end > len(blob):
            break
        entries.append(blob[start:end])
        place = end
    return entries
