"""A trailing stop at the look-alike: changed, killed and looked at while it moves by itself."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from decimal import Decimal as D
from pathlib import Path
from typing import Any

import pytest

from tests.cli.running import RunningDesk
from tests.e2e.alpaca_desk import LookAlike
from tests.e2e.test_alpaca import soon

pytestmark = pytest.mark.slow


@pytest.fixture
def there() -> Iterator[LookAlike]:
    with LookAlike() as there:
        yield there


def row(desk: RunningDesk, order_id: str) -> dict[str, Any]:
    rows = desk.ask("orders", "--json").json()["orders"]
    return dict(next(each for each in rows if each["id"] == order_id))


def stop_there(there: LookAlike) -> D | None:
    """Say where the one order that is open there has its stop."""
    open_there = there.ask(
        lambda: [each["stop_price"] for each in there.emulator.orders() if each["status"] == "new"]
    )
    return D(str(open_there[0])) if open_there and open_there[0] else None


def moved(there: LookAlike, bid: str, ask: str) -> D:
    """Move the market down, and wait until the stop of a purchase has followed."""
    before = stop_there(there)
    there.market(bid, ask)
    there.print(ask)
    soon(lambda: stop_there(there) not in (None, before))
    stop = stop_there(there)
    assert stop is not None
    return stop


def resized(desk: RunningDesk, order_id: str, qty: int) -> None:
    told = desk.ask("change", order_id, "--qty", qty, "--json")
    assert told.code == 0, (told.out, told.err)
    soon(lambda: D(row(desk, order_id)["qty"]) == qty)


def agrees(desk: RunningDesk, order_id: str, stop: D) -> None:
    """Have the account compared: the stop is shown as it is there, and nothing is strange."""
    told = desk.ask("reconcile", "--json")
    assert told.code == 0, (told.out, told.err)
    soon(lambda: D(row(desk, order_id)["stop_price"] or 0) == stop)
    listed = desk.ask("discrepancies", "list", "--json")
    assert listed.code == 0, listed.out
    story = desk.ask("explain", order_id).out
    assert "otherwise" not in story, story
    assert "other terms" not in story, story


def test_a_trail_is_changed_killed_and_compared_as_it_moves(
    there: LookAlike, tmp_path: Path
) -> None:
    config = there.settings(tmp_path)
    with RunningDesk(tmp_path, "-c", config) as desk:
        told = desk.ask(
            "order", "buy", 1, "AAPL", "--trail", "1%", "--tif", "gtc", "--json"
        )  # fmt: skip
        assert told.code == 0, (told.out, told.err)
        order_id = told.json()["order_id"]
        soon(lambda: row(desk, order_id)["status"] == "NEW")
        moved(there, "97.31", "97.33")
        resized(desk, order_id, 2)
        agrees(desk, order_id, moved(there, "95.55", "95.57"))
        desk.end(signal.SIGKILL)
    stop = moved(there, "93.11", "93.13")
    with RunningDesk(tmp_path, "-c", config) as desk:
        agrees(desk, order_id, stop)
        resized(desk, order_id, 8)
        agrees(desk, order_id, moved(there, "90.03", "90.07"))
        assert desk.end() == 0
