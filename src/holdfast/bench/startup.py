"""How long a fresh process takes to import the package, and to print its help."""

from __future__ import annotations

import subprocess
import sys
import time
from statistics import median

ROUNDS = 5


def import_s(rounds: int = ROUNDS) -> float:
    """Return the median seconds of `import holdfast` and its front, over an empty run."""
    code = "import holdfast; holdfast.SubmitOrder"
    return _median_s(code, rounds) - _median_s("pass", rounds)


def help_s(rounds: int = ROUNDS) -> float:
    """Return the median seconds of `holdfast --help`, interpreter included."""
    code = "import sys; sys.argv = ['holdfast', '--help']; import holdfast.cli as c; c.main()"
    return _median_s(code, rounds)


def _median_s(code: str, rounds: int) -> float:
    return median(_once_s(code) for _ in range(rounds))


def _once_s(code: str) -> float:
    began = time.perf_counter()
    run = [sys.executable, "-c", code]
    subprocess.run(run, check=True, stdout=subprocess.DEVNULL)  # noqa: S603  (the code is ours)
    return time.perf_counter() - began
