"""A server whose disk fails or fills while it runs: it halts or takes no new risk, and says so."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.cli.running import RunningDesk
from tests.cli.terminal import COMMAND, environment, holdfast
from tests.conftest import missing
from tests.support import strace

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]

JOURNAL = ("holdfast.db", "holdfast.db-wal", "holdfast.db.reserve")
WAIT_S = 20


@pytest.fixture(autouse=True)
def can_inject() -> None:
    if why_not := strace.why_not():
        missing(why_not)


def post(url: str, name: str, qty: int = 5, **more: object) -> tuple[int, Any]:
    """Ask for an order that rests far from the market; return status and answer."""
    order = {
        "account": "paper",
        "instrument": "AAPL",
        "side": "BUY",
        "qty": str(qty),
        "type": "LIMIT",
        "limit_price": "182",
        "client_order_id": name,
        **more,
    }
    answer = httpx.post(f"{url}/v1/orders", json=order, timeout=20, trust_env=False)
    return answer.status_code, answer.json()


def get(url: str, path: str) -> Any:
    return httpx.get(f"{url}{path}", timeout=20, trust_env=False).json()


def soon(holds: Callable[[], bool]) -> None:
    """Wait until this holds."""
    until = time.monotonic() + WAIT_S
    while not holds():
        assert time.monotonic() < until, "it did not come true in time"
        time.sleep(0.05)


def files(folder: Path) -> list[Path]:
    return [folder / name for name in JOURNAL]


def failing(desk: RunningDesk, faults: dict[str, str]) -> Any:
    return strace.failing(desk.process.pid, faults, files(desk.folder))


def code_of(told: Any) -> str:
    return str(told["error"]["code"])


def open_names(url: str) -> set[str]:
    rows = get(url, "/v1/orders?standing=open&limit=1000")["orders"]
    return {row["client_order_id"] for row in rows}


@pytest.mark.parametrize("call", ["fdatasync", "pwrite64"])
def test_a_disk_that_fails_halts_the_desk_and_nothing_is_tried_again(
    call: str, tmp_path: Path
) -> None:
    with RunningDesk(tmp_path) as desk:
        assert post(desk.url, "before")[0] == 200
        with failing(desk, {call: "error=EIO"}):
            status, told = post(desk.url, "during", 6)
            assert (status, code_of(told)) == (503, "DESK_HALTED")
        # the disk is well again, and nobody believes it: what it has lost is not known
        status, told = post(desk.url, "after", 7)
        assert (status, code_of(told)) == (503, "DESK_HALTED")
        health = get(desk.url, "/health")
        assert health["status"] == "halted"
        assert "disk failed" in health["reason"]
        killed = holdfast("kill", "--all", "--why", "a drill", cwd=tmp_path)
        assert killed.code == 4
        assert "halted" in killed.err
        assert desk.log.count("desk halted") == 1
        assert desk.end() == 4
    assert holdfast("journal", "verify", "holdfast.db", cwd=tmp_path).code == 0
    with RunningDesk(tmp_path) as desk:
        # what was answered is there; what was not may be, and is at the venue once or not at all
        assert "before" in open_names(desk.url) <= {"before", "during"}
        for name, qty in (("before", 5), ("during", 6), ("after", 7)):
            assert post(desk.url, name, qty)[0] == 200
        soon(lambda: get(desk.url, "/health")["unknown_orders"] == 0)
        # written and not sent, an order is found never to have arrived, and ends
        assert {"before", "after"} <= open_names(desk.url) <= {"before", "during", "after"}
        assert desk.end() == 0


def test_a_full_disk_takes_no_new_risk_and_cancels_and_kills_until_there_is_room(
    tmp_path: Path,
) -> None:
    with RunningDesk(tmp_path) as desk:
        first = post(desk.url, "first")[1]["order_id"]
        # one write fails, the journal begins its reserve, and there is no room for another
        with failing(desk, {"pwrite64": "error=ENOSPC:when=1", "fallocate": "error=ENOSPC"}):
            last = post(desk.url, "last", 6)
            assert last[0] == 200, "what is under way is still written"
            status, told = post(desk.url, "new", 7)
            assert (status, code_of(told)) == (503, "DISK_LOW")
            again = post(desk.url, "first")
            assert (again[0], again[1]["order_id"], again[1]["repeated"]) == (200, first, True)
            gone = httpx.delete(f"{desk.url}/v1/orders/{first}", trust_env=False)
            assert gone.status_code == 200
            soon(lambda: open_names(desk.url) == {"last"})
            killed = holdfast("kill", "--symbol", "AAPL", "--why", "a drill", cwd=tmp_path)
            assert killed.code == 0, killed.err
            soon(lambda: not open_names(desk.url))
            soon(lambda: "disk" in holdfast("status", cwd=tmp_path).out)
        soon(lambda: "the disk has room again" in desk.log)
        told = post(desk.url, "new", 7, instrument="MSFT", limit_price="405")
        assert told[0] == 200, told
        soon(lambda: get(desk.url, "/health")["status"] == "ok")
        assert desk.end() == 0
    assert holdfast("journal", "verify", "holdfast.db", cwd=tmp_path).code == 0


def test_a_disk_without_room_for_anything_halts_with_nothing_in_part(tmp_path: Path) -> None:
    with RunningDesk(tmp_path) as desk:
        assert post(desk.url, "before")[0] == 200
        entries = get(desk.url, "/health")
        with failing(desk, {"pwrite64": "error=ENOSPC", "fallocate": "error=ENOSPC"}):
            status, told = post(desk.url, "during", 6)
            assert (status, code_of(told)) == (503, "DESK_HALTED")
        assert "no space left" in get(desk.url, "/health")["reason"], entries
        assert desk.end() == 4
    assert holdfast("journal", "verify", "holdfast.db", cwd=tmp_path).code == 0
    with RunningDesk(tmp_path) as desk:
        assert open_names(desk.url) == {"before"}, "no part of a batch is written"
        assert desk.end() == 0


SMALL_MB = 24
FILL = """
import os, sys
with open(sys.argv[1], "wb", buffering=0) as file:
    try:
        while file.write(bytes(4096)):
            pass
    except OSError:
        pass
"""


def test_on_a_small_disk_that_is_really_full_orders_are_refused_and_cancels_pass(
    tmp_path: Path,
) -> None:
    small = tmp_path / "small"
    small.mkdir()
    (tmp_path / "holdfast.toml").write_text(
        '[desk]\njournal = "small/holdfast.db"\n[server]\nport = 0\n', encoding="utf-8"
    )
    mount = f"mount -t tmpfs -o size={SMALL_MB}m tmpfs {small} 2>/dev/null || exit 77"
    with subprocess.Popen(
        ["unshare", "-Urm", "sh", "-c", f'{mount}; exec "$0" "$@"', *COMMAND, "serve"],
        cwd=tmp_path,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout is not None
        greeting = process.stdout.readline()
        if not greeting:
            pytest.skip("this machine lets nobody mount a small disk")
        try:
            fill_and_look(process.pid, greeting.split("listening on ")[1].split()[0], small)
        finally:
            process.terminate()
            process.wait(WAIT_S)
        assert process.returncode == 0


def fill_and_look(pid: int, url: str, small: Path) -> None:
    """Fill the desk's own disk by its eyes, see what it takes, and make room again."""
    first = post(url, "first")[1]["order_id"]
    filler = f"/proc/{pid}/root{small}/filler"
    subprocess.run([sys.executable, "-c", FILL, filler], check=True)
    codes = []
    for number in range(2_000):
        status, told = post(url, f"n{number}", 1 + number % 50)
        codes.append("" if status == 200 else code_of(told))
        if codes[-1]:
            break
    assert codes[-1] == "DISK_LOW", codes[-5:]
    assert httpx.delete(f"{url}/v1/orders/{first}", trust_env=False).status_code == 200
    soon(lambda: "first" not in open_names(url))
    with suppress(FileNotFoundError):
        os.unlink(filler)
    soon(lambda: post(url, "afterwards", 3)[0] == 200)
