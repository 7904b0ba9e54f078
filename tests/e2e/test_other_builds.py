"""A build older than the journal's refuses it; a newer one goes on from what the other left."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from holdfast import __version__
from tests.cli.running import RunningDesk
from tests.cli.terminal import holdfast
from tests.e2e.altered import build, get, orders, post

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]

NEWER = "900.0.0"
NEWEST = "900.0.1"


def contents(folder: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in folder.glob("holdfast*.db*") if each.is_file()}


def test_after_a_crash_an_older_build_refuses_and_a_newer_one_recovers(tmp_path: Path) -> None:
    (tmp_path / "holdfast.toml").write_text("[desk]\nsnapshot_every_entries = 3\n")
    with RunningDesk(tmp_path, command=build(NEWER)) as desk:
        told = {name: post(desk.url, name, 5 + n)[1]["order_id"] for n, name in enumerate("abc")}
        desk.end(signal.SIGKILL)
    before = holdfast("journal", "verify", "holdfast.db", "--json", cwd=tmp_path).json()
    refused = holdfast("serve", "--port", 0, cwd=tmp_path)
    assert refused.code == 4
    said = f"the journal was written by build {NEWER}, this one is {__version__}"
    assert said in refused.err
    after = holdfast("journal", "verify", "holdfast.db", "--json", cwd=tmp_path).json()
    assert after == before, "it decided nothing"
    # upgraded between the crash and the recovery: snapshots of the other build are passed over
    with RunningDesk(tmp_path, command=build(NEWEST)) as desk:
        known = orders(desk.url)
        assert {name: known[name]["id"] for name in told} == told
        assert post(desk.url, "a", 5)[1]["repeated"] is True
        assert post(desk.url, "d", 9)[0] == 200
        health = get(desk.url, "/health")
        assert (health["status"], health["unknown_orders"]) == ("ok", 0)
        assert desk.end() == 0
    # and the one that crashed may not go back on its journal either
    back = holdfast("serve", "--port", 0, cwd=tmp_path)
    assert back.code == 4
    assert NEWEST in back.err


def test_a_refusal_leaves_every_file_as_it_is(tmp_path: Path) -> None:
    with RunningDesk(tmp_path, command=build(NEWER)) as desk:
        assert post(desk.url, "a")[0] == 200
        assert desk.end() == 0
    before = contents(tmp_path)
    for _ in range(2):
        assert holdfast("serve", "--port", 0, cwd=tmp_path).code == 4
    after = contents(tmp_path)
    for name in ("holdfast.db", "holdfast-paper.db"):
        assert after[name] == before[name], name
