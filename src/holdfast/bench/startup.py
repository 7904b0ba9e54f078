"""How long a fresh process takes to import the package, and to print its help."""

from __future__ import annotations

import subprocess
import sys
import time
from statistics import median

ROUNDS = 5


def import_s() -> float:
    """Return the median seconds of `import holdfast` and its front, over an empty run."""
    return _median_s("import holdfast; holdfast.SubmitOrder") - _median_s("pass")


def help_s() -> float:
    """Return the median seconds of `holdfast --help`, interpreter included."""
    return _median_s(
        "import sys; sys.argv = ['holdfast', '--help']; import holdfast.cli as c; c.main()"
    )


def _median_s(code: str) -> float:
    return median(_once_s(code) for _ in range(ROUNDS))


def _once_s(code: str) -> float:
    began = time.perf_counter()
    # the code is ours, written above
    subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.DEVNULL)  # noqa: S603
    return time.perf_counter() - began
