"""`holdfast emulate`: a look-alike in a process of its own."""

from __future__ import annotations

import subprocess
import sys

import httpx
import pytest

from tests.emulators.alpaca.playing import KEYS

COMMAND = [sys.executable, "-m", "holdfast.cli", "emulate"]


def test_it_says_where_it_listens_and_trades_on_a_generated_market() -> None:
    started = [*COMMAND, "alpaca", "--port", "0", "--cash", "5000"]
    with subprocess.Popen(started, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            url = process.stdout.readline().split()[-1]
            with httpx.Client(base_url=url, headers=KEYS) as http:
                assert http.get("/v2/account").json()["cash"] == "5000"
                quote = http.get("/v2/stocks/AAPL/quotes/latest").json()["quote"]
                assert 0 < quote["bp"] < quote["ap"]
        finally:
            process.terminate()
        assert process.wait(20) == 0


@pytest.mark.parametrize(
    "wrong", [["nobody"], ["alpaca", "--cash", "much"], ["alpaca", "--hours", "never"]]
)
def test_what_it_cannot_use_is_told(wrong: list[str]) -> None:
    asked = [*COMMAND, *wrong]
    told = subprocess.run(asked, capture_output=True, text=True, timeout=60, check=False)
    assert told.returncode == 2
    assert wrong[-1] in told.stderr
