"""`holdfast emulate`: a look-alike in a process of its own."""

from __future__ import annotations

import subprocess
import sys
import time

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


def test_a_chain_of_options_is_named_and_trades() -> None:
    started = [*COMMAND, "alpaca", "--port", "0", "--options", "AAPL"]
    with subprocess.Popen(started, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            url = process.stdout.readline().split()[-1]
            lines = [process.stdout.readline() for _ in range(7)]
            named = [line.split()[1:] for line in lines if line.startswith("  options")]
            symbols = [each.strip(",") for line in named for each in line]
            assert len(symbols) == 20
            with httpx.Client(base_url=url, headers=KEYS) as http:
                path = "/v2/options/contracts?underlying_symbols=AAPL"
                listed = http.get(path).json()["option_contracts"]
                assert [each["symbol"] for each in listed] == symbols
                body = {
                    "symbol": symbols[2],
                    "qty": "1",
                    "side": "buy",
                    "type": "market",
                    "time_in_force": "day",
                }
                made = http.post("/v2/orders", json=body).json()
                until = time.monotonic() + 10
                while http.get(f"/v2/orders/{made['id']}").json()["status"] != "filled":
                    assert time.monotonic() < until
                    time.sleep(0.05)
        finally:
            process.terminate()
        assert process.wait(20) == 0


@pytest.mark.parametrize(
    "wrong",
    [
        ["nobody"],
        ["alpaca", "--cash", "much"],
        ["alpaca", "--hours", "never"],
        ["alpaca", "--options", "NOPE"],
        ["alpaca", "--data", "nowhere", "--options", "AAPL"],
    ],
)
def test_what_it_cannot_use_is_told(wrong: list[str]) -> None:
    asked = [*COMMAND, *wrong]
    told = subprocess.run(asked, capture_output=True, text=True, timeout=60, check=False)
    assert told.returncode == 2
    assert wrong[-1] in told.stderr
