"""Start-up is measured in processes of its own."""

import subprocess

import pytest

from holdfast.bench import startup


def test_a_fresh_process_is_timed() -> None:
    assert 0 < startup._once_s("pass") < 10


def test_a_process_that_fails_is_no_measurement() -> None:
    with pytest.raises(subprocess.CalledProcessError):
        startup._once_s("raise SystemExit(3)")
