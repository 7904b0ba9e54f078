"""Inputs made to hurt, and a rule with a bug: a real server refuses or halts, nothing in part."""

from __future__ import annotations

import json
from pathlib import Path

import httpx
import pytest

from tests.cli.running import RunningDesk
from tests.cli.terminal import holdfast
from tests.e2e.altered import RULE, altered, get, orders, post

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]

DEEP = b"[" * 100_000
DEEP_OBJECT = b'{"metadata":' * 20_000 + b"1" + b"}" * 20_000
HUGE = b'{"account":"paper","qty":' + b"9" * 200_000 + b"}"
EXPONENT = b'{"account":"paper","instrument":"AAPL","side":"BUY","qty":"1e999999999"}'
HALF = b'{"account":"paper","instrument":"AA\\ud800PL","side":"BUY","qty":"1"}'
NAN = b'{"account":"paper","instrument":"AAPL","side":"BUY","qty":NaN}'
NUL = b'{"account":"paper","instrument":"AAPL","side":"BUY","qty":"1","client_order_id":"a\\u0000"}'
TOO_LONG = b'{"account":"' + b"x" * 300_000 + b'"}'
BODIES = (DEEP, DEEP_OBJECT, HUGE, EXPONENT, HALF, NAN, NUL, TOO_LONG, b"\xff\xfe", b"", b"{")
BUGS = {13: "ZeroDivisionError", 14: "RecursionError", 15: "MemoryError", 16: "KeyError"}


def entries(folder: Path) -> int:
    found = holdfast("journal", "verify", "holdfast.db", "--json", cwd=folder)
    assert found.code == 0, found.out
    return int(json.loads(found.out)["entries"])


def test_no_body_that_is_sent_to_hurt_does(tmp_path: Path) -> None:
    with RunningDesk(tmp_path) as desk:
        post(desk.url, "before")
        for body in BODIES:
            for path in ("/v1/orders", "/v1/submit-orders"):
                told = httpx.post(f"{desk.url}{path}", content=body, trust_env=False, timeout=20)
                assert 400 <= told.status_code < 500, (body[:60], told.status_code, told.text)
                assert told.json()["error"]["code"]
        assert get(desk.url, "/health")["status"] == "ok"
        assert post(desk.url, "after", 6)[0] == 200
        assert set(orders(desk.url)) == {"before", "after"}
        assert "Traceback" not in desk.log
        assert desk.end() == 0
    assert holdfast("journal", "replay", "holdfast.db", cwd=tmp_path).code == 0


@pytest.mark.parametrize("qty", BUGS)
def test_a_rule_with_a_bug_halts_the_desk_with_nothing_of_the_input_in_the_journal(
    qty: int, tmp_path: Path
) -> None:
    with RunningDesk(tmp_path, command=altered(RULE)) as desk:
        assert post(desk.url, "before")[0] == 200
        status, told = post(desk.url, "poison", qty)
        assert (status, told["error"]["code"]) == (503, "DESK_HALTED"), told
        status, told = post(desk.url, "after", 6)
        assert (status, told["error"]["code"]) == (503, "DESK_HALTED"), told
        health = get(desk.url, "/health")
        assert health["status"] == "halted"
        assert BUGS[qty] in health["reason"]
        assert desk.log.count("desk halted") == 1
        assert desk.end() == 4
    before = entries(tmp_path)
    exported = holdfast("journal", "export", "holdfast.db", cwd=tmp_path).out
    assert "poison" not in exported
    assert len(exported.splitlines()) == before
    with RunningDesk(tmp_path) as desk:
        assert set(orders(desk.url)) == {"before"}
        assert post(desk.url, "poison", qty)[0] == 200, "the rule is mended, and the id is free"
        assert desk.end() == 0
