"""The simulated disk keeps what was synced, and of the rest what chance leaves."""

from pathlib import Path
from random import Random

import apsw
import pytest

from holdfast.simulation.disk import sim_disk


def rows(path: Path) -> int:
    return apsw.Connection(str(path)).execute("SELECT count(*) FROM t").fetchone()[0]


def database(path: Path, vfs: str, synchronous: str) -> apsw.Connection:
    opened = apsw.Connection(str(path), vfs=vfs)
    opened.execute("PRAGMA journal_mode = WAL")
    opened.execute(f"PRAGMA synchronous = {synchronous}")
    opened.execute("CREATE TABLE IF NOT EXISTS t (x)")
    return opened


def end(opened: apsw.Connection) -> None:
    opened.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)
    opened.close()


@pytest.mark.parametrize("seed", range(20))
def test_a_commit_that_was_synced_outlives_the_loss_of_power(tmp_path: Path, seed: int) -> None:
    path = tmp_path / "a.db"
    with sim_disk(f"sound-{seed}", Random(seed)) as disk:
        opened = database(path, disk.name, "FULL")
        for number in range(10):
            opened.execute("INSERT INTO t VALUES (?)", (number,))
        disk.die()
        end(opened)
        disk.loses_power = True
        disk.crash()
    assert rows(path) == 10


def test_a_commit_that_was_not_synced_may_be_lost(tmp_path: Path) -> None:
    left = set()
    for seed in range(20):
        path = tmp_path / f"{seed}.db"
        with sim_disk(f"loose-{seed}", Random(seed)) as disk:
            opened = database(path, disk.name, "FULL")
            opened.execute("INSERT INTO t VALUES (0)")
            opened.execute("PRAGMA synchronous = OFF")
            for number in range(1, 10):
                opened.execute("INSERT INTO t VALUES (?)", (number,))
            assert disk.unsynced_bytes > 0
            disk.die()
            end(opened)
            disk.loses_power = True
            assert disk.crash()
        left.add(rows(path))
    assert min(left) >= 1
    assert len(left) > 1


def test_a_process_that_is_killed_leaves_what_it_wrote(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with sim_disk("killed", Random(1)) as disk:
        opened = database(path, disk.name, "OFF")
        opened.execute("INSERT INTO t VALUES (0)")
        disk.die()
        end(opened)
        assert not disk.crash()
    assert rows(path) == 1


def test_the_dead_write_nothing(tmp_path: Path) -> None:
    with sim_disk("dead", Random(1)) as disk:
        opened = database(tmp_path / "a.db", disk.name, "FULL")
        disk.writes_left = 0
        with pytest.raises(apsw.IOError):
            opened.execute("INSERT INTO t VALUES (0)")
        with pytest.raises(apsw.IOError):
            opened.execute("INSERT INTO t VALUES (0)")
        end(opened)
        disk.crash()
    assert rows(tmp_path / "a.db") == 0


def test_a_sync_that_fails_is_told(tmp_path: Path) -> None:
    with sim_disk("failing", Random(1)) as disk:
        opened = database(tmp_path / "a.db", disk.name, "FULL")
        disk.is_sync_failing = True
        with pytest.raises(apsw.IOError):
            opened.execute("INSERT INTO t VALUES (0)")
        end(opened)
