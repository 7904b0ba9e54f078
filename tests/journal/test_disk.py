"""Disks fill up and fail: the journal says which, and never claims what is not written."""

import itertools
import os
import subprocess
import sys
from pathlib import Path

import apsw
import pytest

from holdfast.journal import DiskFull, Durability, JournalBroken
from holdfast.journal.database import close_whole
from holdfast.journal.sqlite import SqliteJournal
from holdfast.journal.verify import verify
from tests.journal.faulty_disk import FaultyDisk
from tests.journal.lines import batch, order

_names = (f"faulty-{number}" for number in itertools.count())


@pytest.fixture
def disk():
    return FaultyDisk(next(_names))


def test_a_failed_fsync_breaks_the_journal_for_good(tmp_path: Path, disk) -> None:
    journal = SqliteJournal(tmp_path / "j.sqlite", vfs=disk.name)
    journal.append(batch(1, 3))
    disk.is_sync_failing = True
    with pytest.raises(JournalBroken):
        journal.append(batch(4, 4))
    disk.is_sync_failing = False
    for _ in range(2):
        with pytest.raises(JournalBroken):
            journal.append(batch(4, 4))
    assert journal.head().seq == 3
    journal.close()
    assert verify(tmp_path / "j.sqlite").entries >= 3


def test_a_failed_write_breaks_the_journal_and_leaves_no_part_of_the_batch(tmp_path, disk) -> None:
    journal = SqliteJournal(tmp_path / "j.sqlite", vfs=disk.name)
    journal.append(batch(1, 3))
    disk.is_write_failing = True
    with pytest.raises(JournalBroken):
        journal.append(batch(4, 500, order))
    disk.is_write_failing = False
    with pytest.raises(JournalBroken):
        journal.append(batch(4, 4))
    journal.close()
    assert verify(tmp_path / "j.sqlite").entries == 3


def test_a_checkpoint_that_cannot_be_synced_breaks_the_journal(tmp_path: Path, disk) -> None:
    journal = SqliteJournal(tmp_path / "j.sqlite", Durability.OS, vfs=disk.name)
    disk.is_sync_failing = True
    with pytest.raises(JournalBroken):
        for seq in itertools.count(1):
            journal.append(batch(seq, seq))
            assert seq < 5000, "no checkpoint was ever tried"
    journal.close()
    assert verify(tmp_path / "j.sqlite").ok


def test_the_reserve_lets_a_full_disk_take_the_batch_and_warns(tmp_path: Path, disk) -> None:
    journal = SqliteJournal(tmp_path / "j.sqlite", vfs=disk.name)
    assert not journal.is_space_low
    disk.has_room = lambda: not (tmp_path / "j.sqlite.reserve").exists()
    journal.append(batch(1, 3))
    assert journal.is_space_low
    disk.has_room = lambda: False
    with pytest.raises(DiskFull):
        journal.append(batch(4, 300, order))
    disk.has_room = lambda: True
    journal.append(batch(4, 300, order))
    assert journal.regain_reserve()
    assert not journal.is_space_low
    journal.close()
    assert verify(tmp_path / "j.sqlite").entries == 300


@pytest.mark.parametrize("level", list(Durability))
def test_a_full_disk_is_told_apart_and_passes(tmp_path: Path, disk, level) -> None:
    journal = SqliteJournal(tmp_path / "j.sqlite", level, vfs=disk.name, reserve_bytes=0)
    journal.append(batch(1, 3))
    journal.flush()
    disk.has_room = lambda: False
    seq = 4
    with pytest.raises(DiskFull):
        for _ in range(40):
            journal.append(batch(seq, seq + 999, order))
            seq += 1000
    assert journal.head().seq == seq - 1
    disk.has_room = lambda: True
    journal.append(batch(seq, seq + 999, order))
    head = journal.head()
    assert head.seq == seq + 999
    journal.close()
    assert verify(tmp_path / "j.sqlite").hash == head.hash


def test_a_database_that_is_to_be_moved_says_so_when_it_cannot_be_made_whole(
    tmp_path, disk
) -> None:
    database = apsw.Connection(str(tmp_path / "new"), vfs=disk.name)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("CREATE TABLE t (x)")
    disk.is_sync_failing = True
    with pytest.raises(JournalBroken):
        close_whole(database)


_FILL = """
import sys
from pathlib import Path
from holdfast.journal import Durability, DiskFull
from holdfast.journal.sqlite import SqliteJournal
from holdfast.journal.verify import verify
from tests.journal.lines import batch, order

path = Path(sys.argv[1]) / "j.sqlite"
journal = SqliteJournal(path, reserve_bytes=1 << 20)
assert not journal.is_space_low
seq = 1
low_since = None
try:
    while True:
        journal.append(batch(seq, seq + 9, order))
        seq += 10
        if journal.is_space_low and low_since is None:
            low_since = seq
except DiskFull:
    pass
assert low_since and seq - low_since > 500, (low_since, seq)
assert journal.head().seq == seq - 1
journal.close()
assert verify(path).entries == seq - 1, verify(path)
journal = SqliteJournal(path, reserve_bytes=0)
assert journal.head().seq == seq - 1
assert journal.opening.cut_back_entries == 0
print("done")
"""


def test_on_a_disk_that_is_really_full_nothing_is_lost_and_no_batch_is_in_part(tmp_path) -> None:
    folder = tmp_path / "small"
    folder.mkdir()
    mount = f"mount -t tmpfs -o size=6m tmpfs {folder} 2>/dev/null || exit 77"
    ran = subprocess.run(
        [
            "unshare",
            "-Urm",
            "sh",
            "-c",
            f'{mount}; exec "$0" "$@"',
            sys.executable,
            "-c",
            _FILL,
            folder,
        ],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    if ran.returncode == 77 or "unshare" in ran.stderr:
        pytest.skip("this machine lets nobody mount a small disk")
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.strip() == "done"


_LIMITED = """
import resource, sys
from holdfast.journal import JournalError
from holdfast.journal.sqlite import SqliteJournal
from tests.journal.lines import batch, order

journal = SqliteJournal(sys.argv[1], reserve_bytes=0)
resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
seq = 1
try:
    while True:
        journal.append(batch(seq, seq + 9, order))
        seq += 10
except JournalError as error:
    print(type(error).__name__, seq - 1)
"""


def test_a_file_that_may_not_grow_breaks_the_journal_with_every_acknowledged_entry_kept(
    tmp_path: Path,
) -> None:
    path = tmp_path / "j.sqlite"
    ran = subprocess.run(
        [sys.executable, "-c", _LIMITED, path], capture_output=True, text=True, check=True
    )
    name, acknowledged = ran.stdout.split()
    assert name == "JournalBroken"
    journal = SqliteJournal(path)
    assert journal.head().seq == int(acknowledged) > 100
    journal.close()
