"""A server on damaged files: a torn end is cut back and told; any other damage refuses to start."""

from __future__ import annotations

import json
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import apsw
import pytest

from tests.cli.running import RunningDesk
from tests.cli.terminal import holdfast
from tests.e2e.altered import get, orders, post

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]

NAME = "holdfast.db"


@pytest.fixture
def told(tmp_path: Path) -> dict[str, str]:
    """Leave a journal of some orders behind; return their ids by ours."""
    with RunningDesk(tmp_path) as desk:
        ids = {name: post(desk.url, name, 5 + n)[1]["order_id"] for n, name in enumerate("abcdef")}
        assert desk.end() == 0
    return ids


def sql(folder: Path, *statements: str) -> list[tuple[Any, ...]]:
    """Change the journal as nobody should; return the rows of the last statement."""
    database = apsw.Connection(str(folder / NAME))
    rows: list[tuple[Any, ...]] = []
    for each in statements:
        rows = database.execute(each).fetchall()
    database.close()
    return rows


def flip(folder: Path, where: str) -> int:
    """Turn a bit over in a row's entries, wherever the file has them; return the row's number."""
    row = sql(folder, f"SELECT first_seq, entries FROM batches ORDER BY first_seq {where} LIMIT 1")
    first_seq, entries = row[0]
    path = folder / NAME
    content = path.read_bytes()
    # of a long row the beginning lies in one piece
    piece = bytes(entries[:100])
    assert piece in content
    # pages that SQLite has given up may still hold a copy
    path.write_bytes(content.replace(piece, piece[:-1] + bytes([piece[-1] ^ 1])))
    return int(first_seq)


def warnings(desk: RunningDesk) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in desk.log.splitlines()]
    return [line for line in lines if line["level"] == "warning"]


def verified(folder: Path) -> tuple[int, str]:
    done = holdfast("journal", "verify", NAME, cwd=folder)
    return done.code, done.out + done.err


def test_a_flip_in_the_middle_refuses_to_start_by_the_number_of_its_entry(
    tmp_path: Path, told: dict[str, str]
) -> None:
    first_bad = flip(tmp_path, "LIMIT 1 OFFSET 2 --")
    code, out = verified(tmp_path)
    assert code == 1
    assert str(first_bad) in out
    damaged = (tmp_path / NAME).read_bytes()
    refused = holdfast("serve", "--port", 0, cwd=tmp_path)
    assert refused.code == 4
    assert f"journal is corrupt: entry {first_bad}" in refused.err
    assert (tmp_path / NAME).read_bytes() == damaged


def test_a_flip_in_the_last_row_is_cut_back_and_told_and_the_evidence_kept(
    tmp_path: Path, told: dict[str, str]
) -> None:
    flip(tmp_path, "DESC")
    assert verified(tmp_path)[0] == 1
    with RunningDesk(tmp_path) as desk:
        notes = warnings(desk)
        assert any("cut back to entry" in line.get("note", "") for line in notes)
        assert any(line["event"] == "journal cut back" for line in notes)
        assert set(orders(desk.url)) == set(told)
        assert get(desk.url, "/health")["status"] == "ok"
        assert desk.end() == 0
    assert verified(tmp_path)[0] == 0
    assert (tmp_path / f"{NAME}.damaged-1").exists()


def test_a_write_that_the_crash_has_torn_is_dropped_and_told(tmp_path: Path) -> None:
    with RunningDesk(tmp_path) as desk:
        first = post(desk.url, "first")[1]["order_id"]
        desk.end(signal.SIGKILL)
    wal = tmp_path / f"{NAME}-wal"
    whole = wal.read_bytes()
    # the last page of the last commit is half written
    wal.write_bytes(whole[:-2_000])
    with RunningDesk(tmp_path) as desk:
        assert any("never finished" in line.get("note", "") for line in warnings(desk))
        # power took what had been answered: the venue has it, and it is found there
        assert get(desk.url, "/health")["status"] == "ok"
        again = post(desk.url, "first")
        assert again[0] == 200, (again, first)
        assert desk.end() == 0
    assert verified(tmp_path)[0] == 0


def newer(folder: Path) -> None:
    sql(folder, "DELETE FROM batches WHERE first_seq = (SELECT max(first_seq) FROM batches)")


def missing(folder: Path) -> None:
    sql(folder, "DELETE FROM snapshots")


def garbage(folder: Path) -> None:
    sql(folder, "UPDATE snapshots SET state = zeroblob(1000)")


@pytest.mark.parametrize("damage", [newer, missing, garbage])
def test_a_snapshot_that_does_not_fit_costs_time_and_nothing_else(
    damage: Callable[[Path], None], tmp_path: Path, told: dict[str, str]
) -> None:
    damage(tmp_path)
    with RunningDesk(tmp_path) as desk:
        known = orders(desk.url)
        assert {name: known[name]["id"] for name in told} == told
        if damage is not missing:
            assert any("snapshot" in line.get("note", "") for line in warnings(desk))
        assert post(desk.url, "more", 30)[0] == 200
        assert get(desk.url, "/health")["status"] == "ok"
        assert desk.end() == 0
    assert verified(tmp_path)[0] == 0
