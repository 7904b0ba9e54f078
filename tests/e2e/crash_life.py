"""One life of the flow as a process of its own, which strace kills at a system call."""

from __future__ import annotations

import ctypes
import os
import signal
import traceback
from collections.abc import Iterator, Mapping
from pathlib import Path

from holdfast.journal import JournalError
from holdfast.venues.paper.records import RecordsError
from tests.e2e import crash_flow as flow
from tests.support import strace

SEED = 1
ORDERS_EACH = 20
FILES = (
    *(f"journal.db{end}" for end in ("", "-wal", "-shm", "-journal", ".lock", ".reserve")),
    *(f"journal.db.new{end}" for end in ("", "-wal", "-shm", "-journal")),
    *(f"paper.db{end}" for end in ("", "-wal", "-shm", "-journal", ".lock")),
)
_PR_SET_PTRACER = 0x59616D61
_ANY_PROCESS = -1


def live(folder: Path, number: int, tell: flow.Tell) -> None:
    """Start on what is in the folder and ask for this life's share of the orders."""
    flowing = flow.open_desk(folder)
    first = number * ORDERS_EACH
    flow.trade(flowing, SEED, range(first, first + ORDERS_EACH), tell)


def killed(
    folder: Path, number: int, faults: Mapping[str, str], log: Path | str = os.devnull
) -> list[str]:
    """Run a life until the injected fault or its own hand kills it; return what it told.

    It dies by its own hand when all its orders were asked for, with everything under way, and
    when its disk has failed.
    """
    go_in, go_out = os.pipe()
    told_in, told_out = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(go_out)
        os.close(told_in)
        _be_killed(folder, number, go_in, told_out)
    os.close(go_in)
    os.close(told_out)
    with os.fdopen(told_in, encoding="utf-8") as told:
        try:
            paths = [folder, *(folder / name for name in FILES)]
            tracing = strace.Attached(child, faults, paths, log)
            os.write(go_out, b"g")
        finally:
            os.close(go_out)
        lines = told.read().splitlines()
    _, status = os.waitpid(child, 0)
    tracing.wait()
    assert os.WIFSIGNALED(status), f"it was not killed: {lines[-20:]}"
    return lines


def _be_killed(folder: Path, number: int, go: int, told: int) -> None:  # pragma: no cover
    """Be the process that dies; nobody can count its lines."""
    # where only parents may trace, strace is allowed to
    ctypes.CDLL(None).prctl(_PR_SET_PTRACER, _ANY_PROCESS, 0, 0, 0)
    if not os.read(go, 1):
        os._exit(2)
    try:
        live(folder, number, lambda line: _tell(told, line))
        _tell(told, "finished")
        os.kill(os.getpid(), signal.SIGKILL)
    except (JournalError, RecordsError) as failed:
        _tell(told, f"failed {type(failed).__name__} {failed}")
        os.kill(os.getpid(), signal.SIGKILL)
    except BaseException:
        _tell(told, traceback.format_exc())
    os._exit(1)


def _tell(to: int, line: str) -> None:
    os.write(to, f"{line}\n".encode())


def calls_of(log: str) -> Iterator[str]:
    """Read the names of calls off strace's log: `1234 pwrite64(5, …) = 24`."""
    for line in log.splitlines():
        name, bracket, _ = line.partition(" ")[2].strip().partition("(")
        if bracket and name in strace.WRITES:
            yield name
