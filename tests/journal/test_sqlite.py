"""The embedded journal keeps what it was given, at every level, for one writer."""

import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
import pytest

from holdfast.journal import (
    Batch,
    Durability,
    JournalBroken,
    JournalClosed,
    JournalError,
    JournalLocked,
)
from holdfast.journal.entry import encode
from holdfast.journal.memory import MemoryJournal
from holdfast.journal.sqlite import SqliteJournal
from holdfast.journal.verify import verify
from tests.journal.lines import batch, batches, order, wake, write

levels = pytest.mark.parametrize("level", list(Durability))


@levels
def test_what_was_appended_is_there_after_opening_again(tmp_path: Path, level) -> None:
    path = tmp_path / "j.sqlite"
    write(path, 50, 7, order, level)
    journal = SqliteJournal(path, level)
    assert list(journal.entries()) == [order(seq) for seq in range(1, 51)]
    assert [entry.seq for entry in journal.entries(36)] == list(range(36, 51))
    assert journal.opening.notes == []
    journal.append(batch(51, 52, order))
    assert journal.head().seq == 52
    journal.close()
    assert verify(path).entries == 52


@levels
def test_what_was_appended_is_read_while_open(tmp_path: Path, level) -> None:
    journal = SqliteJournal(tmp_path / "j.sqlite", level)
    for each in batches(20, 3):
        journal.append(each)
        assert sum(1 for _ in journal.entries()) == each.first_seq + len(each.entries) - 1
    journal.close()


@levels
@pytest.mark.parametrize("size", [1, 7, 40])
def test_the_hash_is_that_of_memory_however_entries_are_grouped(tmp_path, level, size) -> None:
    memory = MemoryJournal()
    for each in batches(40, 13):
        memory.append(each)
    journal = SqliteJournal(tmp_path / "j.sqlite", level)
    for each in batches(40, size):
        journal.append(each)
    assert journal.head() == memory.head()
    journal.close()
    assert verify(tmp_path / "j.sqlite").hash == memory.head().hash


def test_the_epoch_is_given_once_and_stays(tmp_path: Path) -> None:
    SqliteJournal(tmp_path / "j.sqlite", epoch="first").close()
    journal = SqliteJournal(tmp_path / "j.sqlite", epoch="second")
    assert journal.epoch == "first"
    journal.close()
    drawn = [SqliteJournal(tmp_path / f"{n}.sqlite") for n in range(2)]
    assert drawn[0].epoch != drawn[1].epoch
    for each in drawn:
        each.close()


def test_a_batch_that_does_not_follow_is_refused_and_nothing_written(tmp_path: Path) -> None:
    journal = SqliteJournal(tmp_path / "j.sqlite", Durability.OS)
    journal.append(batch(1, 3))
    head = journal.head()
    back_in_time = encode(msgspec.structs.replace(wake(4), at=1))
    wrong = [
        batch(3, 4),
        batch(5, 5),
        Batch(4, []),
        Batch(4, [encode(wake(9))]),
        Batch(4, [encode(wake(4)), encode(wake(6))]),
        Batch(4, [back_in_time]),
    ]
    for each in wrong:
        with pytest.raises(JournalError):
            journal.append(each)
    assert journal.head() == head
    journal.append(batch(4, 4))
    journal.close()


def test_a_worker_thread_may_append_while_others_read(tmp_path: Path) -> None:
    journal = SqliteJournal(tmp_path / "j.sqlite", Durability.OS)
    with ThreadPoolExecutor(2) as pool:
        writing = pool.submit(lambda: [journal.append(each) for each in batches(3000, 3)])
        while not writing.done():
            seqs = [entry.seq for entry in journal.entries()]
            assert seqs == list(range(1, len(seqs) + 1))
        writing.result()
    assert journal.head().seq == 3000
    journal.close()


def test_a_second_desk_is_refused_in_this_process_and_in_another(tmp_path: Path) -> None:
    path = tmp_path / "j.sqlite"
    journal = SqliteJournal(path)
    with pytest.raises(JournalLocked, match="open in another desk"):
        SqliteJournal(path)
    program = f"from holdfast.journal.sqlite import SqliteJournal; SqliteJournal({str(path)!r})"
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert ran.returncode != 0
    assert "JournalLocked" in ran.stderr
    journal.append(batch(1, 1))
    journal.close()
    SqliteJournal(path).close()


def test_people_with_sql_can_read_while_a_desk_is_running(tmp_path: Path) -> None:
    journal = SqliteJournal(tmp_path / "j.sqlite")
    program = "import sqlite3, sys; print(*sqlite3.connect(sys.argv[1]).execute(sys.argv[2]))"
    for first, last in ((1, 5), (6, 6)):
        journal.append(batch(first, last))
        statement = "SELECT max(last_seq) FROM batches"
        ran = subprocess.run(
            [sys.executable, "-c", program, tmp_path / "j.sqlite", statement],
            capture_output=True,
            text=True,
            check=True,
        )
        assert ran.stdout.strip() == f"({last},)"
    journal.close()


def test_another_sqlite_library_in_this_process_is_found_out_before_it_costs_an_entry(
    tmp_path: Path,
) -> None:
    path = tmp_path / "j.sqlite"
    journal = SqliteJournal(path)
    journal.append(batch(1, 5))
    # closing it drops this process's locks, so it takes itself for the last user
    stranger = sqlite3.connect(path)
    stranger.execute("SELECT count(*) FROM batches").fetchone()
    stranger.close()
    with pytest.raises(JournalBroken, match="write-ahead file"):
        journal.append(batch(6, 6))
    with pytest.raises(JournalBroken):
        journal.append(batch(6, 6))
    journal.close()
    assert verify(path).entries == 5
    SqliteJournal(path).close()


def test_a_write_ahead_file_that_a_person_deletes_breaks_the_journal_at_its_next_checkpoint(
    tmp_path: Path,
) -> None:
    journal = SqliteJournal(tmp_path / "j.sqlite", Durability.OS)
    journal.append(batch(1, 5))
    (tmp_path / "j.sqlite-wal").unlink()
    with pytest.raises(JournalBroken, match="write-ahead file"):
        for seq in range(6, 3000):
            journal.append(batch(seq, seq))
    journal.close()


def test_a_reader_that_stops_half_way_does_not_hold_up_the_writer(tmp_path: Path) -> None:
    journal = SqliteJournal(tmp_path / "j.sqlite", Durability.OS)
    for each in batches(600, 1):
        journal.append(each)
    half_read = journal.entries()
    next(half_read)
    for each in range(601, 4000):
        journal.append(batch(each, each))
    # had the reader kept its place in the write-ahead file, that would hold every page since
    assert (tmp_path / "j.sqlite-wal").stat().st_size < 12 << 20
    half_read.close()
    journal.close()


@levels
def test_a_closed_journal_takes_nothing_and_closes_twice(tmp_path: Path, level) -> None:
    journal = SqliteJournal(tmp_path / "j.sqlite", level)
    journal.append(batch(1, 1))
    journal.close()
    journal.close()
    for use in (
        lambda: journal.append(batch(2, 2)),
        lambda: list(journal.entries()),
        lambda: journal.save_snapshot(1, b""),
        journal.latest_snapshot,
    ):
        with pytest.raises(JournalClosed):
            use()
    assert sorted(each.name for each in tmp_path.iterdir()) == ["j.sqlite", "j.sqlite.lock"]


def test_none_holds_back_a_bounded_amount(tmp_path: Path) -> None:
    journal = SqliteJournal(tmp_path / "j.sqlite", Durability.NONE)
    lines = [encode(order(seq)) for seq in range(1, 30_001)]
    for first in range(0, len(lines), 100):
        journal.append(Batch(first + 1, lines[first : first + 100]))
    written = verify(tmp_path / "j.sqlite").entries
    held_back = sum(map(len, lines[written:]))
    assert 0 < written < 30_000
    assert held_back <= 4 << 20
    journal.close()
    assert verify(tmp_path / "j.sqlite").entries == 30_000
