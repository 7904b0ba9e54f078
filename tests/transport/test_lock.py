"""A lock file has one holder, in this process and across processes, and outlives none."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from holdfast.transport.lock import FileLock


class Taken(Exception):
    pass


class Failed(Exception):
    pass


HOLD = """
import sys
from holdfast.transport.lock import FileLock
FileLock(sys.argv[1], holder="x", taken=ValueError, failed=OSError)
print("held", flush=True)
sys.stdin.read()
"""


def lock(path: Path) -> FileLock:
    return FileLock(str(path), holder="another desk", taken=Taken, failed=Failed)


def holding(path: Path) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"held\n"
    return process


def test_a_second_holder_in_this_process_is_refused_and_told_who_holds_it(tmp_path: Path) -> None:
    held = lock(tmp_path / "a")
    with pytest.raises(Taken, match=rf"a is open in another desk \(process {os.getpid()}\)"):
        lock(tmp_path / "a")
    held.release()


def test_a_lock_may_be_taken_again_once_it_was_released(tmp_path: Path) -> None:
    lock(tmp_path / "a").release()
    lock(tmp_path / "a").release()


def test_the_lock_of_another_path_is_another_lock(tmp_path: Path) -> None:
    first, second = lock(tmp_path / "a"), lock(tmp_path / "b")
    first.release()
    second.release()


def test_a_process_that_is_killed_lets_go(tmp_path: Path) -> None:
    with holding(tmp_path / "a") as process:
        with pytest.raises(Taken, match=f"process {process.pid}"):
            lock(tmp_path / "a")
        process.send_signal(signal.SIGKILL)
        process.wait()
        lock(tmp_path / "a").release()


def test_a_child_process_does_not_inherit_the_lock(tmp_path: Path) -> None:
    held = lock(tmp_path / "a")
    with subprocess.Popen(
        [sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE
    ):
        held.release()
        lock(tmp_path / "a").release()


def test_the_file_stays_so_that_no_third_process_can_lock_another_one(tmp_path: Path) -> None:
    held = lock(tmp_path / "a")
    number = (tmp_path / "a.lock").stat().st_ino
    held.release()
    assert (tmp_path / "a.lock").stat().st_ino == number


def test_releasing_twice_does_not_close_somebody_elses_file(tmp_path: Path) -> None:
    held = lock(tmp_path / "a")
    held.release()
    other = os.open(tmp_path / "other", os.O_CREAT | os.O_RDWR)
    held.release()
    os.fstat(other)
    os.close(other)


def test_a_holder_that_signed_nothing_is_unknown(tmp_path: Path) -> None:
    held = lock(tmp_path / "a")
    (tmp_path / "a.lock").write_bytes(b"")
    with pytest.raises(Taken, match="process unknown"):
        lock(tmp_path / "a")
    held.release()


def test_a_lock_file_that_cannot_be_made_fails_by_name(tmp_path: Path) -> None:
    with pytest.raises(Failed, match=r"cannot open the lock file .*none/a.lock: No such file"):
        lock(tmp_path / "none" / "a")
