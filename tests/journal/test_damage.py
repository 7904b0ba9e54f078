"""Damage is named, cut back at the tail, and refused anywhere else."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import apsw
import pytest

from holdfast.journal import JournalCorrupt, JournalError
from holdfast.journal.chain import GENESIS, extend
from holdfast.journal.entry import encode
from holdfast.journal.rows import pack
from holdfast.journal.sqlite import SqliteJournal
from holdfast.journal.verify import verify
from tests.journal.lines import batch, batches, order, wake, write

ROWS, SIZE = 4, 3
LAST = ROWS * SIZE


@pytest.fixture(scope="module")
def sound(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("sound") / "j.sqlite"
    write(path, LAST, SIZE)
    return path


def hash_after(seq: int, make=wake) -> str:
    return extend(GENESIS, [encode(make(n)) for n in range(1, seq + 1)]).hex()


def bytes_of_rows(path: Path) -> Iterator[tuple[int, int]]:
    """Yield every place in the file that belongs to a row, and the entry to be named for it."""
    file = path.read_bytes()
    before = GENESIS
    for each in batches(LAST, SIZE):
        first, last, _, blob, tags, chain = pack(each.first_seq, 0, each.entries, before)
        before = chain
        start = file.index(blob)
        yield start, last  # what says how many entries there are
        place = start + 1
        for seq, line in enumerate(each.entries, first):
            for _ in range(2 + len(line)):
                yield place, seq
                place += 1
        for nth in range(len(tags)):
            yield place + nth, first + nth // 4
        for nth in range(len(chain)):
            yield place + len(tags) + nth, last


def flipped(path: Path, place: int, to: Path) -> Path:
    file = bytearray(path.read_bytes())
    file[place] ^= 1 << place % 8
    to.write_bytes(file)
    return to


def test_verify_names_the_entry_of_every_byte_of_every_row(sound: Path, tmp_path: Path) -> None:
    places = list(bytes_of_rows(sound))
    assert len(places) > 400
    for place, seq in places:
        found = verify(flipped(sound, place, tmp_path / "j.sqlite"))
        assert not found.ok
        assert found.first_bad == seq, (place, found)
        assert found.entries == seq - 1
        assert found.hash == hash_after(seq - 1)


def test_opening_refuses_a_flip_before_the_last_row_and_leaves_the_file_as_it_is(
    sound: Path, tmp_path: Path
) -> None:
    for place, seq in list(bytes_of_rows(sound))[::11]:
        if seq > LAST - SIZE:
            continue
        path = flipped(sound, place, tmp_path / "j.sqlite")
        damaged = path.read_bytes()
        with pytest.raises(JournalCorrupt) as refused:
            SqliteJournal(path)
        assert refused.value.first_bad == seq
        assert path.read_bytes() == damaged
        assert verify(path).first_bad == seq
        assert not list(tmp_path.glob("*.repaired*"))


def test_opening_cuts_a_flip_in_the_last_row_back_to_the_last_sound_entry(
    sound: Path, tmp_path: Path
) -> None:
    for number, (place, seq) in enumerate(list(bytes_of_rows(sound))[::11]):
        if seq <= LAST - SIZE:
            continue
        (tmp_path / str(number)).mkdir()
        path = flipped(sound, place, tmp_path / str(number) / "j.sqlite")
        journal = SqliteJournal(path)
        head = journal.head()
        assert head.seq in (seq - 1, LAST), "all is kept where the row's hash proves all"
        assert head.hash == hash_after(head.seq)
        assert journal.opening.cut_back_entries == LAST - head.seq
        assert "cut back" in journal.opening.notes[0]
        assert (path.parent / "j.sqlite.damaged-1").exists()
        journal.append(batch(head.seq + 1, head.seq + 1))
        journal.close()
        assert verify(path).entries == head.seq + 1


@pytest.mark.slow
def test_no_flip_anywhere_in_the_file_passes_for_other_entries(sound, tmp_path) -> None:
    whole = hash_after(LAST)
    for place in range(0, sound.stat().st_size, 5):
        path = flipped(sound, place, tmp_path / "j.sqlite")
        try:
            found = verify(path)
        except JournalError:
            continue
        assert not found.ok or (found.hash, found.entries) == (whole, LAST), place
        for rest in tmp_path.glob("j.sqlite-*"):
            rest.unlink()


def test_a_missing_row_in_the_middle_is_refused_by_the_first_entry_it_lacks(
    sound: Path, tmp_path: Path
) -> None:
    path = tmp_path / "j.sqlite"
    shutil.copy(sound, path)
    database = apsw.Connection(str(path))
    database.execute("DELETE FROM batches WHERE first_seq = 4")
    database.close()
    assert verify(path).first_bad == 4
    with pytest.raises(JournalCorrupt, match="entry 4"):
        SqliteJournal(path)


@pytest.fixture(scope="module")
def large(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("large") / "j.sqlite"
    write(path, 600, 10, order)
    return path


def test_a_database_cut_short_anywhere_keeps_its_sound_entries_or_is_refused(
    large: Path, tmp_path: Path
) -> None:
    size = large.stat().st_size
    kept = []
    for number, length in enumerate([*range(0, size, size // 37), size - 1, size - 4096]):
        (tmp_path / str(number)).mkdir()
        path = tmp_path / str(number) / "j.sqlite"
        path.write_bytes(large.read_bytes()[:length])
        found = verify(path)
        if found.ok:  # what was cut off held nothing
            assert length > size - 4096
            assert found.hash == hash_after(600, order)
            continue
        try:
            journal = SqliteJournal(path)
        except JournalCorrupt:
            assert path.stat().st_size == length
            continue
        head = journal.head()
        assert head.hash == hash_after(head.seq, order)
        assert journal.opening.cut_back_bytes >= size - length
        assert journal.opening.notes
        journal.append(batch(head.seq + 1, head.seq + 5, order))
        journal.close()
        assert verify(path).entries == head.seq + 5
        kept.append(head.seq)
    assert kept == sorted(kept) and len(kept) > 15, kept
    assert kept[-1] > 500


def unclosed(path: Path, to: Path) -> int:
    """Write a journal and copy its files as a crash would leave them; return the last seq."""
    journal = SqliteJournal(path)
    for each in batches(60, 4, order):
        journal.append(each)
    for end in ("", "-wal"):
        shutil.copy(f"{path}{end}", f"{to}{end}")
    journal.close()
    return 60


def test_a_write_ahead_file_cut_short_anywhere_leaves_a_sound_prefix(tmp_path: Path) -> None:
    crashed = tmp_path / "crashed.sqlite"
    last = unclosed(tmp_path / "j.sqlite", crashed)
    wal = Path(f"{crashed}-wal").read_bytes()
    kept = []
    for number, length in enumerate([*range(0, len(wal), len(wal) // 41), len(wal)]):
        path = tmp_path / f"{number}.sqlite"
        shutil.copy(crashed, path)
        Path(f"{path}-wal").write_bytes(wal[:length])
        journal = SqliteJournal(path)
        head = journal.head()
        assert head.hash == hash_after(head.seq, order)
        partial = (length - 32) % (4096 + 24) if length > 32 else 0
        assert (journal.opening.cut_back_bytes > 0) >= (partial > 0), (length, journal.opening)
        journal.append(batch(head.seq + 1, head.seq + 2, order))
        journal.close()
        assert verify(path).entries == head.seq + 2
        kept.append(head.seq)
    assert kept == sorted(kept)
    assert (kept[0], kept[-1]) == (0, last)


FRAME = 24 + 4096
# a page, the salt and the checksum of a frame's header, the salt of the file's header
PLACES = {"page": 32 + 20 * FRAME + 999, "salt": 32 + 20 * FRAME + 9, "sum": 32 + 20 * FRAME + 17}


@pytest.mark.parametrize("place", [*PLACES.values(), 17], ids=[*PLACES, "header"])
def test_a_flip_in_the_middle_of_the_write_ahead_file_is_refused_not_passed_over(
    tmp_path: Path, place: int
) -> None:
    crashed = tmp_path / "crashed.sqlite"
    unclosed(tmp_path / "j.sqlite", crashed)
    wal = Path(f"{crashed}-wal")
    damaged = bytearray(wal.read_bytes())
    damaged[place] ^= 1
    wal.write_bytes(damaged)
    found = verify(crashed)
    assert not found.ok
    assert found.first_bad == found.entries + 1 < 60
    with pytest.raises(JournalCorrupt, match="commits follow"):
        SqliteJournal(crashed)
    assert wal.read_bytes() == damaged


@pytest.mark.parametrize("content", [b"", b"not a database at all" * 400, bytes(8192)])
def test_a_file_that_is_no_journal_is_refused_and_left_alone(tmp_path: Path, content) -> None:
    path = tmp_path / "j.sqlite"
    path.write_bytes(content)
    with pytest.raises(JournalCorrupt):
        SqliteJournal(path)
    assert not verify(path).ok
    assert path.read_bytes() == content


def test_another_database_is_no_journal(tmp_path: Path) -> None:
    path = tmp_path / "j.sqlite"
    other = apsw.Connection(str(path))
    other.execute("CREATE TABLE t (a)")
    other.close()
    with pytest.raises(JournalCorrupt, match="holds no journal"):
        SqliteJournal(path)
    with pytest.raises(JournalError, match="no journal at"):
        verify(tmp_path / "nowhere.sqlite")


def test_a_write_ahead_file_without_its_journal_is_refused(tmp_path: Path) -> None:
    crashed = tmp_path / "crashed.sqlite"
    unclosed(tmp_path / "j.sqlite", crashed)
    crashed.unlink()
    with pytest.raises(JournalCorrupt, match="is gone"):
        SqliteJournal(crashed)


@pytest.mark.parametrize("moves", [1, 2])
def test_a_repair_that_was_interrupted_is_taken_up(tmp_path: Path, moves: int) -> None:
    path = tmp_path / "j.sqlite"
    write(path, 9, 3)
    path.rename(tmp_path / "j.sqlite.repaired")
    if moves == 1:
        Path(f"{path}-wal").write_bytes(b"of the damaged one")
    journal = SqliteJournal(path)
    assert journal.head().seq == 9
    journal.close()


def test_every_length_of_a_journal_of_one_row_opens_or_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "one.sqlite", 2, 2)
    file = (tmp_path / "one.sqlite").read_bytes()
    for length in range(0, len(file), 997):
        path = tmp_path / f"{length}.sqlite"
        path.write_bytes(file[:length])
        try:
            journal = SqliteJournal(path)
        except JournalCorrupt:
            continue
        assert journal.head().seq in (0, 2)
        journal.close()
