"""Make system calls of a process fail, or kill it, by strace: which calls, which files, when."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

# what changes a file, its length or its name
WRITES = (
    "openat",
    "write",
    "pwrite64",
    "writev",
    "pwritev",
    "fsync",
    "fdatasync",
    "ftruncate",
    "fallocate",
    "rename",
    "renameat2",
    "unlink",
    "unlinkat",
)
ATTACH_WAIT_S = 20


@cache
def why_not() -> str:
    """Say why nothing can be injected on this machine; empty where it can."""
    strace = shutil.which("strace")
    if strace is None:
        return "strace is not installed (Debian's package strace)"
    tried = subprocess.run(
        [strace, "-qq", "-o", os.devnull, "true"], capture_output=True, text=True, check=False
    )
    return "" if tried.returncode == 0 else f"strace may not trace here: {tried.stderr.strip()}"


def command(
    faults: Mapping[str, str], paths: Sequence[Path], log: Path | str = os.devnull
) -> list[str]:
    """Return strace's command line so far as to name its program or process.

    `faults` says what happens at which calls, as `{"fsync,fdatasync": "error=EIO:when=2"}`, and
    nothing where it says nothing. Only calls on `paths` count and are touched. strace counts
    for each thread and each call by itself: `when=3` for two calls is the third of either.
    """
    inside = [f"--inject={calls}:{what}" for calls, what in faults.items() if what]
    files = [each for path in paths for each in ("-P", str(path))]
    trace = f"--trace={','.join(faults)}"
    return ["strace", "-f", "--signal=none", "-o", str(log), trace, *inside, *files]


class Attached:
    """strace on a process that runs already, until it ends or is let go."""

    def __init__(
        self,
        pid: int,
        faults: Mapping[str, str],
        paths: Sequence[Path],
        log: Path | str = os.devnull,
    ) -> None:
        self._process = subprocess.Popen(
            [*command(faults, paths, log), "-p", str(pid)], stderr=subprocess.PIPE, text=True
        )
        assert self._process.stderr is not None
        said = []
        for line in self._process.stderr:
            said.append(line)
            # `Requested path … resolved into …` comes first where a folder is a link
            if "attached" in line:
                return
        self._process.wait()
        raise AssertionError(f"strace could not attach: {said}")

    def wait(self) -> None:
        """Wait until what it traced has ended."""
        self._process.communicate(timeout=ATTACH_WAIT_S)

    def let_go(self) -> None:
        """Stop interfering; the process goes on by itself."""
        with suppress(ProcessLookupError):
            self._process.send_signal(signal.SIGINT)
        self._process.communicate(timeout=ATTACH_WAIT_S)


@contextmanager
def failing(pid: int, faults: Mapping[str, str], paths: Sequence[Path]) -> Iterator[None]:
    """Have a running process's calls on these files fail inside the block."""
    attached = Attached(pid, faults, paths)
    try:
        yield
    finally:
        attached.let_go()
