"""Through the front door: plans in, orders at the look-alike, fills back; with crashes and faults.

Whatever goes wrong, each intent is one order there, and both sides hold the same.
"""

from __future__ import annotations

import itertools
import signal
import time
from collections.abc import Callable, Iterator
from decimal import Decimal as D
from pathlib import Path

import pytest

from tests.cli.running import RunningDesk
from tests.cli.terminal import holdfast
from tests.e2e.alpaca_desk import LookAlike

pytestmark = pytest.mark.slow

PLAN = """
plan_id: {name}
account: paper
decisions:
  - {{instrument: AAPL, action: BUY, size: {{value: {qty}}}}}
"""


@pytest.fixture
def there() -> Iterator[LookAlike]:
    with LookAlike() as there:
        yield there


def soon(holds: Callable[[], object], seconds: float = 20) -> None:
    """Wait until something holds."""
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, "it never came"
        time.sleep(0.05)


def submit(desk: RunningDesk, folder: Path, name: str, qty: int = 30) -> str:
    """Submit a plan of one order; while the line is down it is refused, and asked again."""
    until = time.monotonic() + 20
    for again in itertools.count():
        path = folder / f"{name}.yaml"
        path.write_text(PLAN.format(name=f"{name}-{again}", qty=qty))
        told = desk.ask("plan", "submit", path, "--json")
        if told.code == 0:
            order_id: str = told.json()["order_ids"][0]
            return order_id
        assert "VENUE_DOWN" in told.out, (told.err, told.out)
        assert time.monotonic() < until, told.out
        time.sleep(0.1)
    raise AssertionError(name)


def held(desk: RunningDesk) -> D:
    rows = desk.ask("positions", "--json").json()["positions"]
    return sum((D(row["qty"]) for row in rows if row["instrument"] == "AAPL"), D(0))


def status(desk: RunningDesk, order_id: str) -> str:
    rows = desk.ask("orders", "--json").json()["orders"]
    return next(row["status"] for row in rows if row["id"] == order_id)


def test_a_plan_is_filled_and_both_sides_agree(there: LookAlike, tmp_path: Path) -> None:
    config = there.settings(tmp_path)
    with RunningDesk(tmp_path, "-c", config) as desk:
        assert "at ALPACA" in desk.greeting
        order_id = submit(desk, tmp_path, "one")
        soon(lambda: status(desk, order_id) == "FILLED")
        assert held(desk) == there.position() == D(30)
        assert there.client_ids() == [order_id]
        told = desk.ask("reconcile", "--json")
        assert told.code == 0, (told.out, told.err)
        assert desk.end() == 0
    assert holdfast("journal", "verify", "holdfast.db", cwd=tmp_path).code == 0


@pytest.mark.parametrize(
    "knobs",
    [
        {"drop_replies": 1},
        {"gateway_timeouts": 1},
        {"duplicate_events": True},
        {"reorder_events": True},
        {"silent_stream": True},
        {"drop_events": 3},
        {"malformed_frames": 3},
        {"cut_stream": True},
        {"rate_limited": 1},
        {"refuse_504": 1},
    ],
    ids=lambda knobs: next(iter(knobs)),
)
def test_with_a_fault_each_intent_is_one_order(
    there: LookAlike, tmp_path: Path, knobs: dict[str, int | bool]
) -> None:
    config = there.settings(tmp_path)
    with RunningDesk(tmp_path, "-c", config) as desk:
        submit(desk, tmp_path, "before")
        soon(lambda: held(desk) == D(30))
        there.turn(**knobs)
        order_id = submit(desk, tmp_path, "fault", 31)
        over = ("FILLED", "REJECTED", "CANCELED", "EXPIRED")
        soon(lambda: status(desk, order_id) in over, 40)
        if "rate_limited" in knobs:
            assert status(desk, order_id) == "FILLED", "it waits for the allowance"
        there.turn(**{name: type(value)(0) for name, value in knobs.items()})
        soon(lambda: held(desk) == there.position())
        submit(desk, tmp_path, "after", 32)
        soon(lambda: held(desk) == there.position() and held(desk) >= D(60))
        ids = there.client_ids()
        assert len(ids) == len(set(ids))
        assert desk.end() == 0


def test_what_happens_while_the_desk_is_dead_is_found(there: LookAlike, tmp_path: Path) -> None:
    config = there.settings(tmp_path)
    with RunningDesk(tmp_path, "-c", config) as desk:
        told = desk.ask("order", "buy", 30, "AAPL", "--limit", "95", "--tif", "gtc", "--json")
        assert told.code == 0, told.err
        order_id = told.json()["order_id"]
        soon(lambda: status(desk, order_id) == "NEW")
        desk.end(signal.SIGKILL)
    there.market("94.90", "94.95")
    soon(lambda: there.position() == D(30))
    with RunningDesk(tmp_path, "-c", config) as desk:
        soon(lambda: status(desk, order_id) == "FILLED")
        assert held(desk) == there.position() == D(30)
        assert there.client_ids() == [order_id]
        assert desk.end() == 0


def test_a_desk_that_dies_as_its_order_leaves_asks_and_does_not_send_again(
    there: LookAlike, tmp_path: Path
) -> None:
    config = there.settings(tmp_path)
    there.turn(latency_ms=400)
    with RunningDesk(tmp_path, "-c", config) as desk:
        path = tmp_path / "one.yaml"
        path.write_text(PLAN.format(name="one", qty=30))
        told = desk.ask("plan", "submit", path, "--json")
        order_id = told.json()["order_ids"][0]
        desk.end(signal.SIGKILL)
    there.turn(latency_ms=0)
    with RunningDesk(tmp_path, "-c", config) as desk:
        over = ("FILLED", "REJECTED", "CANCELED")
        soon(lambda: status(desk, order_id) in over, 40)
        assert there.client_ids().count(order_id) <= 1
        assert held(desk) == there.position()
        assert desk.end() == 0


def test_a_look_alike_that_is_not_there_stops_the_start_with_one_line(tmp_path: Path) -> None:
    with LookAlike() as there:
        config = there.settings(tmp_path)
    done = holdfast("serve", "-c", str(config), "--port", "0", cwd=tmp_path)
    assert done.code == 4
    assert done.err.startswith("holdfast: venue.alpaca.url http://127.0.0.1:")
    assert len(done.err.splitlines()) == 1


def test_a_desk_that_goes_on_starts_without_the_venue_and_trades_once_it_is_back(
    tmp_path: Path,
) -> None:
    with LookAlike() as there:
        config, port = there.settings(tmp_path), there.emulator.port
        with RunningDesk(tmp_path, "-c", config) as desk:
            assert desk.end() == 0
    with RunningDesk(tmp_path, "-c", config) as desk:
        path = tmp_path / "away.yaml"
        path.write_text(PLAN.format(name="away", qty=5))
        told = desk.ask("plan", "submit", path, "--json")
        assert told.code == 1
        assert "VENUE_DOWN" in told.out or "NOT_ARMED" in told.out
        with LookAlike(port) as there:
            soon(lambda: asked_again(desk, tmp_path), 60)
            soon(lambda: there.position() == held(desk) == D(5))
            assert desk.end() == 0


def asked_again(desk: RunningDesk, folder: Path) -> bool:
    """Ask for five under an id of its own; tell whether they were taken."""
    path = folder / "again.yaml"
    path.write_text(PLAN.format(name=f"again-{time.monotonic_ns()}", qty=5))
    return desk.ask("plan", "submit", path, "--json").code == 0


def test_wrong_keys_and_unknown_names_are_told_by_their_fields(
    there: LookAlike, tmp_path: Path
) -> None:
    path = there.settings(tmp_path)
    text = path.read_text(encoding="utf-8")
    for wrong, field in (
        (text.replace('key = "secret"', 'key = "other"'), "venue.alpaca.key_id PK… and its key"),
        (text.replace('["AAPL"]', '["AAPL", "NOPE"]'), "market.instruments NOPE"),
    ):
        path.write_text(wrong, encoding="utf-8")
        done = holdfast("serve", "-c", str(path), "--port", "0", cwd=tmp_path)
        assert done.code == 4
        assert field in done.err
        assert len(done.err.splitlines()) == 1


@pytest.mark.parametrize("lost", ["", "drop_replies", "gateway_timeouts"])
def test_a_cancel_right_behind_a_change_that_takes_its_time_ends_the_order(
    there: LookAlike, tmp_path: Path, lost: str
) -> None:
    with RunningDesk(tmp_path, "-c", there.settings(tmp_path)) as desk:
        told = desk.ask("order", "buy", 5, "AAPL", "--limit", "95", "--tif", "gtc", "--json")
        order_id = str(told.json()["order_id"])
        soon(lambda: status(desk, order_id) == "NEW")
        there.turn(replace_delay_ms=1500, **({lost: 1} if lost else {}))
        assert desk.ask("change", order_id, "--limit", "96").code == 0
        assert desk.ask("cancel", order_id).code == 0
        soon(lambda: status(desk, order_id) == "CANCELED")
        over = ("canceled", "replaced")
        assert {each["status"] for each in there.ask(there.emulator.orders)} <= set(over)
        assert desk.ask("discrepancies", "list", "--json").json()["discrepancies"] == []
        assert desk.end() == 0
