"""Give a journal to people: every entry, or the last ones, as lines of JSON."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator

import apsw

from holdfast.journal import database as db
from holdfast.journal.people import line
from holdfast.journal.walk import read, read_file

POLL_SECONDS = 0.2


def export(path: str | os.PathLike[str], from_seq: int = 1) -> Iterator[str]:
    """Return one line of JSON for each entry; damage raises JournalCorrupt when it is reached.

    An entry has `seq`, `at`, the `quotes`, `moves` and `activity` of its stamp, its `command` or
    its `report`, and its `events`, each named by the key of its kind. Decimals are text, times
    RFC 3339.
    """
    return map(line, read_file(path, from_seq))


def tail(path: str | os.PathLike[str], count: int, follow: bool = False) -> Iterator[str]:
    """Yield the last `count` entries as `export` does; with `follow`, go on waiting for more."""
    database = db.open_reader(os.fspath(path))
    try:
        db.read_meta(database)
        seq = max(0, _last_seq(database) - count)
        while True:
            for entry in read(database, seq + 1):
                seq = entry.seq
                yield line(entry)
            if not follow:
                return
            time.sleep(POLL_SECONDS)
    finally:
        database.close()


def _last_seq(database: apsw.Connection) -> int:
    row = next(db.rows_from_the_end(database), None)
    return row.last_seq if row is not None and isinstance(row.last_seq, int) else 0
