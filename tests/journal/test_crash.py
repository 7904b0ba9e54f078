"""Kill -9 at random moments: what was acknowledged is there, and nothing is in part."""

import os
import random
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from holdfast.journal import Durability
from holdfast.journal.sqlite import SqliteJournal
from holdfast.journal.verify import verify
from tests.journal.lines import order

_WRITER = """
import sys
from holdfast.journal import Durability
from holdfast.journal.sqlite import SqliteJournal
from tests.journal.lines import batch, order

journal = SqliteJournal(sys.argv[1], Durability(sys.argv[2]))
seq = journal.head().seq + 1
for step in range(100_000):
    size = 1 + step * 7 % 90
    each = batch(seq, seq + size - 1, order)
    journal.append(each)
    seq += size
    print(seq - 1, flush=True)
"""


def killed_writer(path: Path, level: Durability, acknowledgements: int, rest: float) -> int:
    """Let a writer run, kill it after so many acknowledgements, and return the last it gave."""
    writer = subprocess.Popen(
        [sys.executable, "-c", _WRITER, str(path), level], stdout=subprocess.PIPE
    )
    last = 0
    for _ in range(acknowledgements):
        last = int(writer.stdout.readline())
    with suppress(subprocess.TimeoutExpired):
        writer.wait(rest)
    writer.kill()
    complete = writer.stdout.read().rsplit(b"\n", 1)[0]
    writer.stdout.close()
    writer.wait()
    return int(complete.splitlines()[-1]) if complete else last


@pytest.mark.slow
@pytest.mark.parametrize("level", list(Durability))
def test_kill_9_loses_nothing_that_was_acknowledged(tmp_path: Path, level) -> None:
    rng = random.Random(f"kill {level}")
    path = tmp_path / "j.sqlite"
    before = 0
    for _ in range(6):
        acknowledged = killed_writer(path, level, rng.randint(1, 60), rng.random() * 0.03)
        sound = verify(path)
        assert sound.ok, sound
        journal = SqliteJournal(path, check_whole=True)
        seq = journal.head().seq
        assert journal.head().hash == sound.hash
        assert journal.opening.cut_back_entries == 0
        assert seq >= before
        if level is not Durability.NONE:
            assert seq >= acknowledged
        assert all(entry == order(entry.seq) for entry in journal.entries(before + 1))
        journal.close()
        before = seq
    assert before > 500 or level is Durability.NONE
    assert not [name for name in os.listdir(tmp_path) if "damaged" in name]
