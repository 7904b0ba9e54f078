"""The journal that forgets keeps the same contract as the one that does not."""

import pytest

from holdfast.journal import JournalClosed, JournalError
from holdfast.journal.memory import MemoryJournal
from tests.journal.lines import batch, batches, wake


def journal_of(last: int, size: int) -> MemoryJournal:
    journal = MemoryJournal(epoch="e", build="b1")
    for each in batches(last, size):
        journal.append(each)
    return journal


def test_what_was_appended_is_read_back_from_any_seq() -> None:
    journal = journal_of(10, 3)
    assert list(journal.entries()) == [wake(seq) for seq in range(1, 11)]
    assert [entry.seq for entry in journal.entries(8)] == [8, 9, 10]
    assert list(journal.entries(11)) == []


def test_the_hash_is_the_same_however_entries_are_grouped_and_whenever_it_is_asked() -> None:
    asked_often = MemoryJournal()
    for each in batches(10, 1):
        asked_often.append(each)
        asked_often.head()
    assert asked_often.head() == journal_of(10, 4).head()


def test_a_batch_that_leaves_a_gap_or_repeats_is_refused() -> None:
    journal = journal_of(3, 3)
    for first in (3, 5):
        with pytest.raises(JournalError):
            journal.append(batch(first, 6))
    assert journal.head().seq == 3


def test_the_newest_snapshot_up_to_a_seq_is_returned_with_the_hash_there() -> None:
    journal = journal_of(10, 3)
    journal.save_snapshot(4, b"four")
    journal.save_snapshot(9, b"nine")
    assert journal.latest_snapshot().state == b"nine"
    assert journal.latest_snapshot(8).hash == journal_of(4, 1).head().hash
    assert journal.latest_snapshot(3) is None
    with pytest.raises(JournalError):
        journal.save_snapshot(11, b"")


def test_a_closed_journal_takes_nothing() -> None:
    journal = journal_of(1, 1)
    journal.close()
    journal.close()
    with pytest.raises(JournalClosed):
        journal.append(batch(2, 2))
