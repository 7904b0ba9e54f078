"""Extended hours at Alpaca, through the front door against the look-alike."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal as D
from pathlib import Path

import pytest

from holdfast.emulators.alpaca.hours import Hour
from tests.cli.running import RunningDesk
from tests.e2e.alpaca_desk import LookAlike
from tests.e2e.test_alpaca import held, soon, status

pytestmark = pytest.mark.slow

PLAN = """
plan_id: late
account: paper
decisions:
  - instrument: AAPL
    action: BUY
    size: {value: 5}
    order_type: LIMIT
    limit_price: "100.05"
    extended_hours: true
"""


@pytest.fixture
def there() -> Iterator[LookAlike]:
    with LookAlike() as there:
        yield there


def bought(desk: RunningDesk, qty: float, *more: object) -> str:
    told = desk.ask("order", "buy", qty, "AAPL", "--limit", "100.05", *more, "--json")
    assert told.code == 0, told.err
    return str(told.json()["order_id"])


def test_after_the_close_what_asks_for_it_trades_and_the_rest_waits_for_the_open(
    there: LookAlike, tmp_path: Path
) -> None:
    config = there.settings(tmp_path)
    there.hour(Hour.EXTENDED)
    with RunningDesk(tmp_path, "-c", config) as desk:
        waits = bought(desk, 10)
        late = bought(desk, 4, "--extended-hours", "--tif", "gtc")
        soon(lambda: status(desk, late) == "FILLED")
        plan = tmp_path / "plan.yaml"
        plan.write_text(PLAN)
        told = desk.ask("plan", "submit", plan, "--json")
        assert told.code == 0, told.out
        planned = told.json()["order_ids"][0]
        soon(lambda: status(desk, planned) == "FILLED")
        assert held(desk) == there.position() == D(9)
        assert status(desk, waits) == "NEW"
        assert "extended hours" in desk.ask("explain", late).out
        there.hour(Hour.REGULAR)
        soon(lambda: status(desk, waits) == "FILLED")
        assert held(desk) == there.position() == D(19)
        assert desk.end() == 0


def test_a_tactic_works_after_the_close_by_limit_orders(there: LookAlike, tmp_path: Path) -> None:
    config = there.settings(tmp_path)
    there.hour(Hour.EXTENDED)
    with RunningDesk(tmp_path, "-c", config) as desk:
        algo = ("--algo", "twap", "--for", "4s", "--slices", "2")
        order_id = bought(desk, 10, "--extended-hours", *algo)
        soon(lambda: status(desk, order_id) == "FILLED", 40)
        assert held(desk) == there.position() == D(10)
        told = there.ask(there.emulator.orders)
        assert {(each["type"], each["extended_hours"]) for each in told} == {("limit", True)}
        assert desk.end() == 0


def test_what_does_not_go_with_it_never_leaves(there: LookAlike, tmp_path: Path) -> None:
    config = there.settings(tmp_path)
    with RunningDesk(tmp_path, "-c", config) as desk:
        for more in ((), ("--limit", 100, "--tif", "ioc"), ("--limit", 100, "--stop-loss", 90)):
            told = desk.ask("order", "buy", 1, "AAPL", *more, "--extended-hours", "--json")
            assert told.code == 1
            (refusal,) = told.json()["error"]["refusals"]
            assert (refusal["code"], refusal["field"]) == ("INVALID_ORDER", "extended_hours")
        assert there.client_ids() == []
        assert desk.end() == 0
