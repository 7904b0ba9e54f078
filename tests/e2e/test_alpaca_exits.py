"""Exits at Alpaca, where open orders hold back what they would close: one of the two rests there.

Played through the front door against the look-alike, with its checks for quantity at hand and
wash trades in force.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from decimal import Decimal as D
from pathlib import Path

import pytest

from tests.cli.running import RunningDesk
from tests.e2e.alpaca_desk import LookAlike
from tests.e2e.test_alpaca import held, soon, status

pytestmark = pytest.mark.slow

PLAN = """
plan_id: bracket
account: paper
decisions:
  - instrument: AAPL
    action: BUY
    size: {{value: {qty}}}
    stop_loss: "95"
    take_profit: "110"
{more}
"""


@pytest.fixture
def there() -> Iterator[LookAlike]:
    with LookAlike() as there:
        # as there, a cancel is answered at once and decided a moment later
        there.turn(cancel_delay_ms=200)
        yield there


def enter(desk: RunningDesk, folder: Path, qty: str = "30", more: str = "") -> str:
    path = folder / "bracket.yaml"
    path.write_text(PLAN.format(qty=qty, more=more))
    told = desk.ask("plan", "submit", path, "--json")
    assert told.code == 0, (told.out, told.err)
    order_id: str = told.json()["order_ids"][0]
    return order_id


def filled_in_part(desk: RunningDesk, there: LookAlike, folder: Path) -> str:
    """Enter at a limit that only a part of is offered at."""
    limit = '    order_type: LIMIT\n    limit_price: "100.01"\n    time_in_force: GTC'
    there.market("99.99", "100.02")
    order_id = enter(desk, folder, more=limit)
    soon(lambda: status(desk, order_id) == "NEW")
    there.ask(lambda: there.emulator.quote("AAPL", D("100.00"), D("100.01"), D(10)))
    soon(lambda: D(0) < held(desk) < D(30))
    return order_id


def resting(there: LookAlike) -> list[tuple[str, D]]:
    """What of the exits rests at the look-alike: type and quantity."""
    over = ("filled", "canceled", "expired", "rejected", "replaced")
    return [
        (str(each["type"]), D(str(each["qty"])))
        for each in there.ask(there.emulator.orders)
        if each["side"] == "sell" and each["status"] not in over
    ]


def rejected(there: LookAlike) -> list[str]:
    return [
        str(each["id"]) for each in there.ask(there.emulator.orders) if each["status"] == "rejected"
    ]


def open_orders(desk: RunningDesk) -> list[str]:
    over = ("FILLED", "CANCELED", "EXPIRED", "REJECTED", "REFUSED")
    rows = desk.ask("orders", "--json").json()["orders"]
    return [str(each["id"]) for each in rows if each["status"] not in over]


def test_the_stop_rests_and_the_target_takes_its_place_once_touched(
    there: LookAlike, tmp_path: Path
) -> None:
    with RunningDesk(tmp_path, "-c", there.settings(tmp_path)) as desk:
        enter(desk, tmp_path)
        soon(lambda: held(desk) == D(30))
        soon(lambda: resting(there) == [("stop", D(30))])
        there.market("110.00", "110.02")
        soon(lambda: there.position() == D(0))
        soon(lambda: held(desk) == D(0))
        assert resting(there) == []
        assert open_orders(desk) == []
        assert desk.end() == 0


def test_the_stop_ends_the_position(there: LookAlike, tmp_path: Path) -> None:
    with RunningDesk(tmp_path, "-c", there.settings(tmp_path)) as desk:
        enter(desk, tmp_path)
        soon(lambda: resting(there) == [("stop", D(30))])
        there.market("94.90", "94.95")
        there.print("94.90")
        soon(lambda: there.position() == D(0))
        soon(lambda: held(desk) == D(0))
        there.market("110.00", "110.02")
        desk.ask("reconcile", "--json")
        assert held(desk) == there.position() == D(0)
        assert open_orders(desk) == []
        assert desk.end() == 0


def test_a_target_that_did_not_trade_gives_the_place_back_to_the_stop(
    there: LookAlike, tmp_path: Path
) -> None:
    with RunningDesk(tmp_path, "-c", there.settings(tmp_path)) as desk:
        enter(desk, tmp_path)
        soon(lambda: resting(there) == [("stop", D(30))])
        # only ten of thirty are bought there
        there.market("110.00", "110.02", 10)
        soon(lambda: there.position() < D(30))
        there.market("100.00", "100.02")
        soon(lambda: there.position() > 0 and resting(there) == [("stop", there.position())])
        assert held(desk) == there.position()
        assert desk.end() == 0


def test_an_entry_that_is_filled_in_part_has_its_stop_watched_until_it_is_over(
    there: LookAlike, tmp_path: Path
) -> None:
    with RunningDesk(tmp_path, "-c", there.settings(tmp_path)) as desk:
        order_id = filled_in_part(desk, there, tmp_path)
        assert resting(there) == []
        told = desk.ask("cancel", order_id, "--json")
        assert told.code == 0, told.err
        soon(lambda: resting(there) == [("stop", there.position())])
        assert held(desk) == there.position()
        assert rejected(there) == []
        assert desk.end() == 0


def test_a_watched_stop_takes_back_what_is_left_of_its_entry(
    there: LookAlike, tmp_path: Path
) -> None:
    with RunningDesk(tmp_path, "-c", there.settings(tmp_path)) as desk:
        order_id = filled_in_part(desk, there, tmp_path)
        # bids fall away, while nobody offers at the entry's limit
        there.market("94.00", "101.00")
        soon(lambda: there.position() == D(0) and held(desk) == D(0))
        assert status(desk, order_id) == "CANCELED"
        assert open_orders(desk) == []
        assert rejected(there) == []
        assert desk.end() == 0


def test_exits_of_a_fraction_are_for_the_day_and_sent_anew(
    there: LookAlike, tmp_path: Path
) -> None:
    with RunningDesk(tmp_path, "-c", there.settings(tmp_path)) as desk:
        enter(desk, tmp_path, qty="2.5")
        soon(lambda: resting(there) == [("stop", D("2.5"))])
        there.market("110.00", "110.02")
        soon(lambda: there.position() == D(0) and held(desk) == D(0))
        assert rejected(there) == []
        assert desk.end() == 0


def test_a_desk_that_dies_with_its_exits_goes_on_with_them(
    there: LookAlike, tmp_path: Path
) -> None:
    config = there.settings(tmp_path)
    with RunningDesk(tmp_path, "-c", config) as desk:
        enter(desk, tmp_path)
        soon(lambda: resting(there) == [("stop", D(30))])
        there.turn(latency_ms=300)
        there.market("110.00", "110.02")
        soon(lambda: resting(there) != [("stop", D(30))])
        desk.end(signal.SIGKILL)
    there.turn(latency_ms=0)
    with RunningDesk(tmp_path, "-c", config) as desk:
        soon(lambda: there.position() == D(0) and held(desk) == D(0))
        assert open_orders(desk) == []
        assert desk.end() == 0


def test_a_close_waits_for_the_exits_to_make_way(there: LookAlike, tmp_path: Path) -> None:
    with RunningDesk(tmp_path, "-c", there.settings(tmp_path)) as desk:
        enter(desk, tmp_path)
        soon(lambda: resting(there) == [("stop", D(30))])
        path = tmp_path / "close.yaml"
        path.write_text(
            "plan_id: close\naccount: paper\ndecisions:\n  - {instrument: AAPL, action: CLOSE}\n"
        )
        told = desk.ask("plan", "submit", path, "--json")
        assert told.code == 0, (told.out, told.err)
        soon(lambda: there.position() == D(0) and held(desk) == D(0))
        assert open_orders(desk) == []
        assert desk.end() == 0


def test_a_part_is_sold_while_the_rest_stays_protected(there: LookAlike, tmp_path: Path) -> None:
    with RunningDesk(tmp_path, "-c", there.settings(tmp_path)) as desk:
        enter(desk, tmp_path)
        soon(lambda: resting(there) == [("stop", D(30))])
        told = desk.ask("order", "sell", "10", "AAPL", "--json")
        assert told.code == 0, told.err
        soon(lambda: there.position() == D(20) == held(desk))
        soon(lambda: resting(there) == [("stop", D(20))])
        assert rejected(there) == []
        assert desk.end() == 0


def more(desk: RunningDesk, *args: object) -> str:
    told = desk.ask("order", "buy", 5, "AAPL", *args, "--json")
    assert told.code == 0, (told.out, told.err)
    return str(told.json()["order_id"])


def test_a_second_entry_waits_for_the_stop_to_be_watched_and_both_rest_after_it(
    there: LookAlike, tmp_path: Path
) -> None:
    with RunningDesk(tmp_path, "-c", there.settings(tmp_path)) as desk:
        enter(desk, tmp_path)
        soon(lambda: resting(there) == [("stop", D(30))])
        more(desk, "--stop-loss", "94")
        soon(lambda: there.position() == D(35))
        soon(lambda: sorted(resting(there)) == [("stop", D(5)), ("stop", D(30))])
        assert held(desk) == D(35)
        assert rejected(there) == []
        assert desk.end() == 0


def test_while_a_second_entry_rests_the_stop_is_watched_and_ends_the_position(
    there: LookAlike, tmp_path: Path
) -> None:
    with RunningDesk(tmp_path, "-c", there.settings(tmp_path)) as desk:
        enter(desk, tmp_path)
        soon(lambda: resting(there) == [("stop", D(30))])
        second = more(desk, "--limit", "90", "--tif", "gtc")
        soon(lambda: status(desk, second) == "NEW" and resting(there) == [])
        there.market("94.90", "94.95")
        there.print("94.90")
        soon(lambda: there.position() == D(0))
        soon(lambda: held(desk) == D(0))
        assert desk.end() == 0
