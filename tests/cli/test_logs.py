"""Logs tell where an error came from, and neither the values there nor for minutes."""

import json
import subprocess
import sys

DEEP = """
from holdfast.cli.logs import configure_logs
import structlog

configure_logs()

def fall(secret):
    return fall(secret + 1)

try:
    fall(1_234_567)
except RecursionError:
    structlog.get_logger("test").exception("fell")
"""


def test_a_deep_recursion_is_told_in_few_frames_and_without_values() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", DEEP], capture_output=True, text=True, check=True, timeout=60
    )
    told = json.loads(ran.stderr)
    (trace,) = told["exception"]
    assert trace["exc_type"] == "RecursionError"
    assert 2 < len(trace["frames"]) <= 41
    assert "1234567" not in ran.stderr
    assert not any(frame.get("locals") for frame in trace["frames"])
