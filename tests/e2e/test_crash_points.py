"""Kill -9 at the write system calls of a real process, a spread of them: all are a command."""

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
# of about 16,000; `HOLDFAST_CRASH_EVERY=1` tries them all
EVERY = os.environ.get("HOLDFAST_CRASH_EVERY", "151")


def test_no_write_at_which_the_process_dies_loses_an_answer_or_doubles_an_order() -> None:
    if why_not := strace.why_not():
        missing(why_not)
    # by itself, since a process with threads must not fork
    swept = subprocess.run(
        [sys.executable, "-m", "tests.e2e.crash_points", "--every", EVERY, "--jobs", "1"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    print(swept.stdout)
    assert swept.returncode == 0, swept.stdout + swept.stderr
    found = re.match(r"(\d+) of (\d+) crash points of 200 orders", swept.stdout)
    assert found, swept.stdout
    tried, count = map(int, found.groups())
    assert tried == len(range(int(EVERY) // 2, count, int(EVERY)))
    assert count > 10_000
