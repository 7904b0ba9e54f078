"""The server as a process: it says where it listens, ends in good order, and goes on."""

import json
import signal
import socket
import sqlite3
import time
from pathlib import Path

import httpx
import pytest

from tests.cli.running import RunningDesk
from tests.cli.terminal import holdfast
from tests.e2e.altered import configure

pytestmark = pytest.mark.slow

PLAN = """
plan_id: morning
account: paper
decisions:
  - instrument: AAPL
    action: BUY
    size: {value: 300}
    tactic: {name: twap, params: {duration_s: 600, slices: 10}}
    stop_loss: 150
  - {instrument: MSFT, action: BUY, size: {value: 10}}
"""


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "plan.yaml"
    path.write_text(PLAN)
    return path


def let_quotes_age(folder: Path) -> None:
    """At sixty times the speed a machine that halts for a moment has only old quotes."""
    configure(folder, reference_age_max_ns=3_600 * 10**9)


def soon(holds: object, seconds: float = 20) -> None:
    """Wait until something holds."""
    assert callable(holds)
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, "it did not come true in time"
        time.sleep(0.1)


def test_orders_are_still_there_after_a_restart(tmp_path: Path, plan: Path) -> None:
    let_quotes_age(tmp_path)
    with RunningDesk(tmp_path, "--speed", 60) as desk:
        assert "0 orders" in desk.greeting
        first = desk.ask("plan", "submit", plan, "--json")
        assert first.code == 0, first.err
        soon(lambda: len(desk.ask("fills", "--json").json()["fills"]) >= 2)
        before = desk.ask("orders", "--json").json()["orders"]
        assert desk.end() == 0
    assert holdfast("journal", "verify", "holdfast.db", cwd=tmp_path).code == 0
    with RunningDesk(tmp_path, "--speed", 60) as desk:
        after = {row["id"]: row for row in desk.ask("orders", "--json").json()["orders"]}
        assert {row["id"] for row in before} <= set(after)
        for row in before:
            # client order ids, and whatever was filled, are as they were or further on
            assert after[row["id"]]["client_order_id"] == row["client_order_id"]
            assert float(after[row["id"]]["cum_qty"]) >= float(row["cum_qty"])
        again = desk.ask("plan", "submit", plan, "--json").json()
        assert again["repeated"] is True
        assert again["order_ids"] == first.json()["order_ids"]
        twap = first.json()["order_ids"][0]
        soon(lambda: len(desk.ask("orders", "--parent", twap, "--json").json()["orders"]) >= 4)
        assert desk.end() == 0


def test_the_end_leaves_a_snapshot_and_the_tables_for_people_with_sql(
    tmp_path: Path, plan: Path
) -> None:
    let_quotes_age(tmp_path)
    with RunningDesk(tmp_path, "--speed", 60) as desk:
        assert desk.ask("plan", "submit", plan).code == 0
        soon(lambda: desk.ask("fills", "--json").json()["fills"])
        assert desk.end(signal.SIGINT) == 0
    with sqlite3.connect(tmp_path / "holdfast.db") as database:
        snapshots = database.execute("SELECT count(*) FROM snapshots").fetchone()[0]
        orders = database.execute("SELECT count(*) FROM orders").fetchone()[0]
        trades = database.execute("SELECT count(*) FROM trades").fetchone()[0]
    database.close()
    fills = holdfast("fills", "--journal", "holdfast.db", "--json", cwd=tmp_path).json()["fills"]
    known = holdfast("orders", "--journal", "holdfast.db", "--json", cwd=tmp_path).json()["orders"]
    assert snapshots >= 1
    assert (orders, trades) == (len(known), len(fills))


def test_a_kill_loses_no_order_that_was_acknowledged(tmp_path: Path) -> None:
    with RunningDesk(tmp_path) as desk:
        # no two alike, which the gate would take for one sent twice
        sizes = (1, 2, 3)
        told = [desk.ask("order", "buy", n, "AAPL", "--json").json()["order_id"] for n in sizes]
        desk.end(signal.SIGKILL)
    with RunningDesk(tmp_path) as desk:
        rows = desk.ask("orders", "--json").json()["orders"]
        assert [row["id"] for row in rows] == told
        desk.end()


def test_a_port_that_is_taken_is_one_line(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        done = holdfast("serve", "--port", other.getsockname()[1], cwd=tmp_path)
    assert done.code == 4
    assert done.err.count("\n") == 1
    assert "cannot be listened on: Address already in use" in done.err
    assert not (tmp_path / "holdfast.db").exists()


def test_a_journal_that_is_taken_is_one_line(tmp_path: Path) -> None:
    with RunningDesk(tmp_path) as desk:
        done = holdfast("serve", "--port", 0, cwd=tmp_path)
        assert done.code == 4
        assert "holdfast.db is open in another desk" in done.err.splitlines()[-1]
        desk.end()


def test_logs_are_one_json_object_a_line(tmp_path: Path) -> None:
    with RunningDesk(tmp_path) as desk:
        desk.end()
        lines = [json.loads(line) for line in desk.log.splitlines()]
    assert [line["event"] for line in lines] == ["desk started", "ending", "snapshot", "ended"]
    assert all({"level", "timestamp"} <= set(line) for line in lines)


def test_the_clock_reconciles_and_takes_snapshots(tmp_path: Path) -> None:
    (tmp_path / "holdfast.toml").write_text(
        "[desk]\nreconcile_every_s = 1\nsnapshot_every_entries = 5\n"
    )
    with RunningDesk(tmp_path) as desk:
        desk.ask("order", "buy", 1, "AAPL", "--limit", "181")
        soon(lambda: '"event": "snapshot"' in desk.log)
        asked = "SELECT count(*) FROM order_events WHERE event = 'QuerySent'"

        def was_queried() -> bool:
            with sqlite3.connect(tmp_path / "holdfast.db") as database:
                count: int = database.execute(asked).fetchone()[0]
            database.close()
            return count > 0

        soon(was_queried)
        assert desk.end() == 0


def test_a_journal_that_fails_halts_the_desk_and_health_says_so(tmp_path: Path) -> None:
    with RunningDesk(tmp_path) as desk:
        # the row of the next batch is there already, as if another writer had been here
        with sqlite3.connect(tmp_path / "holdfast.db") as database:
            # the desk arms itself meanwhile, and must not write between the two
            database.execute("BEGIN IMMEDIATE")
            last = database.execute("SELECT max(last_seq) FROM batches").fetchone()[0]
            row = "INSERT INTO batches VALUES (?, ?, 0, x'', x'', x'')"
            database.execute(row, (last + 1, last + 1))
        database.close()
        refused = desk.ask("order", "buy", 1, "AAPL")
        assert refused.code == 4
        assert "DESK_HALTED" in refused.err
        told = httpx.get(f"{desk.url}/health").json()
        assert told["status"] == "halted"
        assert "another writer was here" in told["reason"]
        assert '"level": "critical"' in desk.log
        assert desk.end() == 4


def test_a_recorded_market_is_served(tmp_path: Path, shared: Path) -> None:
    tape = shared / "marketdata/us_equity_l3/AAPL_2012-06-21_first998_message_10.csv"
    with RunningDesk(tmp_path, "--data", tape, "--speed", 5) as desk:
        assert "recorded market × 5" in desk.greeting
        assert desk.ask("order", "buy", 10, "AAPL").code == 0
        order = desk.ask("orders", "--json").json()["orders"][0]
        assert order["created"].startswith("2012-06-21T13:30:")
        desk.end()
