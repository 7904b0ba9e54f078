"""The journal's rate is measured on a real one, batch by batch."""

from holdfast.bench import floor, journal_rate
from holdfast.journal.memory import MemoryJournal


def test_entries_per_second_are_measured() -> None:
    assert journal_rate.measure(floor.sample_entries(), group=4, commits=3) > 0


def test_batches_follow_one_another_without_a_gap() -> None:
    entries = floor.sample_entries()
    journal = MemoryJournal(epoch="bench")
    for first in (1, 5, 9):
        journal.append(journal_rate._batch(entries, first, 4))
    assert [entry.seq for entry in journal.entries()] == list(range(1, 13))
