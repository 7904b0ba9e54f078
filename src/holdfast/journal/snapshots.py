"""Snapshots of the ledger, each bound to the chain at its seq and to the build that wrote it."""

from __future__ import annotations

from contextlib import suppress
from hashlib import sha256

import apsw

from holdfast.journal import Snapshot
from holdfast.journal.database import translated
from holdfast.journal.errors import JournalCorrupt, JournalError
from holdfast.journal.walk import hash_at

KEPT = 3

_SELECT = "SELECT seq, hash, build, digest, state FROM snapshots WHERE seq <= ? ORDER BY seq DESC"
_INSERT = "INSERT OR REPLACE INTO snapshots VALUES (?, ?, ?, ?, ?)"
_DROP = (
    "DELETE FROM snapshots WHERE seq NOT IN (SELECT seq FROM snapshots ORDER BY seq DESC LIMIT ?)"
)
_SEQ_MAX = (1 << 63) - 1


def save(database: apsw.Connection, seq: int, state: bytes, build: str) -> None:
    """Keep a snapshot of the state after `seq`, and only the newest few."""
    chain = hash_at(database, seq)
    if chain is None:
        raise JournalError(f"no entry {seq} to bind a snapshot to")
    with translated(), database:
        database.execute(_INSERT, (seq, chain, build, sha256(state).digest(), state))
        database.execute(_DROP, (KEPT,))


def latest(
    database: apsw.Connection, build: str, max_seq: int | None, notes: list[str]
) -> Snapshot | None:
    """Return the newest snapshot that fits, and note why newer ones do not."""
    limit = _SEQ_MAX if max_seq is None else max_seq
    with translated():
        for seq, chain, its_build, digest, state in database.execute(_SELECT, (limit,)):
            whole = sha256(state).digest() == digest
            misfit = _misfit(database, seq, chain, its_build == build, whole)
            if not misfit:
                return Snapshot(seq=seq, hash=chain.hex(), build=its_build, state=state)
            note = f"snapshot at {seq} ignored: {misfit}"
            if note not in notes:
                notes.append(note)
    return None


def _misfit(
    database: apsw.Connection, seq: int, chain: bytes, same_build: bool, same_state: bool
) -> str:
    if not same_build:
        return "another build wrote it"
    if not same_state:
        return "its state is damaged"
    try:
        there = hash_at(database, seq)
    except JournalCorrupt as error:
        return error.detail
    if there is None:
        return "the journal does not reach so far"
    return "" if there == chain else "it does not fit the chain"


def copy(source: apsw.Connection, target: apsw.Connection, seq_max: int) -> None:
    """Carry over the snapshots up to `seq_max`; one that cannot be read is no loss."""
    with suppress(apsw.Error):
        rows = source.execute(_SELECT, (seq_max,)).fetchall()
        target.executemany(_INSERT, rows)
