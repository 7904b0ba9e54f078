"""A snapshot counts only where it fits the chain, the build and its own digest."""

from pathlib import Path

import apsw
import pytest

from holdfast.journal import Durability, JournalCorrupt, JournalError
from holdfast.journal.sqlite import SqliteJournal
from tests.journal.lines import batch, batches, write


def journal_at(path: Path, build: str = "b1", **more) -> SqliteJournal:
    return SqliteJournal(path, Durability.OS, build=build, **more)


def with_snapshots(path: Path) -> None:
    journal = journal_at(path)
    for each in batches(30, 4):
        journal.append(each)
    for seq in (7, 18, 25):
        journal.save_snapshot(seq, b"state %d" % seq)
    journal.close()


def sql(path: Path, statement: str) -> None:
    database = apsw.Connection(str(path))
    database.execute(statement)
    database.close()


def test_the_newest_up_to_a_seq_is_returned(tmp_path: Path) -> None:
    with_snapshots(tmp_path / "j.sqlite")
    journal = journal_at(tmp_path / "j.sqlite")
    assert journal.latest_snapshot().state == b"state 25"
    assert journal.latest_snapshot(24).seq == 18
    assert journal.latest_snapshot(6) is None
    assert journal.latest_snapshot().build == "b1"
    journal.close()


def test_only_the_newest_few_are_kept(tmp_path: Path) -> None:
    with_snapshots(tmp_path / "j.sqlite")
    journal = journal_at(tmp_path / "j.sqlite")
    journal.save_snapshot(30, b"state 30")
    assert journal.latest_snapshot(17) is None
    assert journal.latest_snapshot(18).seq == 18
    journal.close()


def test_there_is_no_snapshot_of_what_is_not_written(tmp_path: Path) -> None:
    journal = journal_at(tmp_path / "j.sqlite")
    journal.append(batch(1, 2))
    for seq in (0, 3):
        with pytest.raises(JournalError):
            journal.save_snapshot(seq, b"")
    journal.close()


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("UPDATE snapshots SET hash = zeroblob(32) WHERE seq = 25", "does not fit the chain"),
        ("UPDATE snapshots SET state = x'00' WHERE seq = 25", "state is damaged"),
        ("UPDATE snapshots SET seq = 31 WHERE seq = 25", "does not reach so far"),
        ("UPDATE snapshots SET build = 'b0' WHERE seq = 25", "another build"),
    ],
)
def test_one_that_does_not_fit_is_noted_and_the_one_before_taken(tmp_path, statement, why) -> None:
    path = tmp_path / "j.sqlite"
    with_snapshots(path)
    sql(path, statement)
    journal = journal_at(path)
    assert journal.latest_snapshot().seq == 18
    assert [why in note for note in journal.opening.notes] == [True]
    assert journal.head().seq == 30
    journal.close()


def test_another_build_starts_from_the_first_entry(tmp_path: Path) -> None:
    with_snapshots(tmp_path / "j.sqlite")
    journal = journal_at(tmp_path / "j.sqlite", build="b2")
    assert journal.latest_snapshot() is None
    journal.close()


def test_damage_before_the_snapshot_shows_when_all_is_checked(tmp_path: Path) -> None:
    path = tmp_path / "j.sqlite"
    with_snapshots(path)
    sql(path, "UPDATE batches SET hash = zeroblob(32) WHERE first_seq = 5")
    journal = journal_at(path)
    with pytest.raises(JournalCorrupt):
        list(journal.entries())
    journal.close()
    with pytest.raises(JournalCorrupt):
        journal_at(path, check_whole=True)


def test_a_torn_tail_takes_the_snapshots_beyond_it_along(tmp_path: Path) -> None:
    path = tmp_path / "j.sqlite"
    with_snapshots(path)
    sql(path, "UPDATE batches SET entries = x'93' WHERE first_seq > 20")
    journal = journal_at(path)
    assert journal.head().seq == 20
    assert journal.latest_snapshot().seq == 18
    assert journal.opening.cut_back_entries == 10
    journal.append(batch(21, 30))
    journal.close()
    write(tmp_path / "other.sqlite", 30, 5)
    assert journal_at(path).head() == journal_at(tmp_path / "other.sqlite").head()
