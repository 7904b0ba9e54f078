"""Kill -9 at the write system calls of a real process, and disks that fail: a spread of each.

All of them are a command, `make crash`; `HOLDFAST_CRASH_EVERY=1` has this test try them all, too.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import missing
from tests.support import strace

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

ROOT = Path(__file__).resolve().parents[2]
EVERY = int(os.environ.get("HOLDFAST_CRASH_EVERY", "211"))  # of about 16,000
# what a start does once, and hardly anybody sees fail
RARE = "openat,unlink,rename,fsync,ftruncate,fallocate"


def swept(*words: object) -> tuple[int, int]:
    """Sweep by command, and return how many points were tried, of how many.

    It is a process by itself, since one with threads, as this one may be, must not fork.
    """
    if why_not := strace.why_not():
        missing(why_not)
    done = subprocess.run(
        [sys.executable, "-m", "tests.e2e.crash_points", "--jobs", "1", *map(str, words)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    print(done.stdout)
    assert done.returncode == 0, done.stdout + done.stderr
    found = re.match(r"\w+ at (\d+) of (\d+) write calls of 200 orders", done.stdout)
    assert found, done.stdout
    tried, count = found.groups()
    return int(tried), int(count)


def test_no_write_at_which_the_process_dies_loses_an_answer_or_doubles_an_order() -> None:
    tried, count = swept("--every", EVERY)
    assert tried == len(range(EVERY // 2, count, EVERY))
    assert count > 10_000


@pytest.mark.parametrize("fault", ["EIO", "ENOSPC"])
def test_no_write_that_fails_loses_an_answer_or_doubles_an_order(fault: str) -> None:
    tried, _ = swept("--every", 8 * EVERY, "--fault", fault)
    assert tried


@pytest.mark.parametrize("fault", ["kill", "EIO"])
def test_a_first_start_may_die_or_fail_at_any_of_its_steps(fault: str) -> None:
    tried, _ = swept("--life", 0, "--calls", RARE, "--fault", fault)
    assert tried > 30
