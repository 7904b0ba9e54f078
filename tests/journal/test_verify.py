"""Verification judges a journal alone or beside a running desk, and changes nothing."""

from pathlib import Path

import msgspec
import pytest

from holdfast.journal import Batch, Durability, JournalError
from holdfast.journal import database as db
from holdfast.journal.chain import GENESIS
from holdfast.journal.entry import encode
from holdfast.journal.rows import pack
from holdfast.journal.sqlite import SqliteJournal
from holdfast.journal.verify import verify
from tests.journal.lines import batch, batches, wake, write


def forged(path: Path, rows: list[list[bytes]]) -> None:
    """Write rows with a right chain and no look at what the entries say."""
    database = db.blank(str(path), {"format": db.FORMAT, "epoch": "e"})
    seq, chain = 1, GENESIS
    for lines in rows:
        packed = pack(seq, msgspec.msgpack.decode(lines[-1])[1], lines, chain)
        database.execute(db.INSERT, packed)
        seq, chain = seq + len(lines), packed[5]
    database.close()


def test_an_empty_journal_is_sound(tmp_path: Path) -> None:
    SqliteJournal(tmp_path / "j.sqlite").close()
    found = verify(tmp_path / "j.sqlite")
    assert (found.ok, found.entries, found.hash) == (True, 0, GENESIS.hex())


def test_a_journal_in_use_is_verified_up_to_its_last_commit(tmp_path: Path) -> None:
    path = tmp_path / "j.sqlite"
    journal = SqliteJournal(path, Durability.OS)
    for each in batches(90, 7):
        journal.append(each)
        found = verify(path)
        assert found.ok
        assert (found.entries, found.hash) == (journal.head().seq, journal.head().hash)
    journal.close()


def test_the_files_stay_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "j.sqlite"
    write(path, 20, 3)
    before = path.read_bytes()
    assert verify(path).ok
    assert path.read_bytes() == before


def test_a_seq_that_is_skipped_inside_a_row_is_named(tmp_path: Path) -> None:
    lines = [encode(wake(seq)) for seq in (1, 2, 9, 4)]
    forged(tmp_path / "j.sqlite", [lines])
    found = verify(tmp_path / "j.sqlite")
    assert (found.ok, found.first_bad, found.entries) == (False, 3, 2)
    assert found.detail == "it says that it is entry 9"


def test_time_that_runs_backwards_is_named(tmp_path: Path) -> None:
    early = encode(msgspec.structs.replace(wake(4), at=5))
    forged(tmp_path / "j.sqlite", [[encode(wake(seq)) for seq in (1, 2, 3)], [early]])
    found = verify(tmp_path / "j.sqlite")
    assert (found.ok, found.first_bad, found.entries) == (False, 4, 3)
    assert "before" in found.detail


def test_another_format_is_not_read(tmp_path: Path) -> None:
    db.blank(str(tmp_path / "j.sqlite"), {"format": "2", "epoch": "e"}).close()
    assert "format" in verify(tmp_path / "j.sqlite").detail
    with pytest.raises(JournalError, match="format"):
        SqliteJournal(tmp_path / "j.sqlite")


def test_the_hash_does_not_show_the_batches(tmp_path: Path) -> None:
    for size in (1, 4, 20):
        write(tmp_path / f"{size}.sqlite", 20, size)
    assert len({verify(tmp_path / f"{size}.sqlite").hash for size in (1, 4, 20)}) == 1
    assert isinstance(batch(1, 1), Batch)
