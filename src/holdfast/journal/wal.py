"""What SQLite silently leaves behind of a write-ahead file that a crash has torn."""

from __future__ import annotations

from typing import BinaryIO

import apsw
import msgspec

from holdfast.journal.database import translated

_HEADER_BYTES = 32
_FRAME_HEADER_BYTES = 24
_SALT = slice(16, 24)
_COMMIT = slice(4, 8)  # the database's size in pages, in the last frame of a commit
_FRAME_SALT = slice(8, 16)
_DAMAGED_BITS_MAX = 4
_LOOK_ONLY = getattr(apsw, "SQLITE_CHECKPOINT_NOOP", apsw.SQLITE_CHECKPOINT_PASSIVE)


class Torn(msgspec.Struct, frozen=True):
    """What of the write-ahead file counts no more: its bytes, and how many commits end in them."""

    bytes: int = 0
    commits: int = 0


def torn(database: apsw.Connection, path: str) -> Torn:
    """Look at what follows the last frame that SQLite accepts.

    Frames of an earlier round carry another salt and are only old, not torn: half of its bits
    are new in each round, so that one which is all but the same is this round's, and damaged. A
    crash of the process tears at most the one commit that it was writing.
    """
    with translated():
        database.execute("SELECT count(*) FROM sqlite_schema").fetchall()
        frames, _ = database.wal_checkpoint(mode=_LOOK_ONLY)
        frame_bytes = _FRAME_HEADER_BYTES + int(database.pragma("page_size"))
    try:
        with open(f"{path}-wal", "rb") as wal:
            salt = wal.read(_HEADER_BYTES)[_SALT]
            wal.seek(_HEADER_BYTES + max(frames, 0) * frame_bytes)
            return _count(wal, salt, frame_bytes)
    except FileNotFoundError:
        return Torn()


def _count(wal: BinaryIO, salt: bytes, frame_bytes: int) -> Torn:
    found = commits = 0
    while frame := wal.read(frame_bytes):
        if _differing_bits(frame[_FRAME_SALT], salt) > _DAMAGED_BITS_MAX:
            continue
        found += len(frame)
        commits += frame[_COMMIT] != b"\0\0\0\0"
    return Torn(found, commits)


def _differing_bits(one: bytes, other: bytes) -> int:
    return (int.from_bytes(one) ^ int.from_bytes(other)).bit_count()
