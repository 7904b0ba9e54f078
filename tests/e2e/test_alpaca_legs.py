"""Option spreads through the front door: one order at the look-alike, whatever goes wrong."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from decimal import Decimal as D
from pathlib import Path
from typing import Any

import pytest

from holdfast.emulators.alpaca.wanted import read_order
from tests.cli.running import RunningDesk
from tests.cli.terminal import holdfast
from tests.e2e.alpaca_desk import LookAlike
from tests.e2e.test_alpaca import soon

pytestmark = pytest.mark.slow

LOW, HIGH = "AAPL301220C00100000", "AAPL301220C00110000"
OVER = ("FILLED", "CANCELED", "EXPIRED")


class Options(LookAlike):
    """The look-alike with two calls of one expiry, at 5.00/5.04 and 2.00/2.02."""

    low = (D("5.00"), D("5.04"))

    def settings(self, folder: Path) -> Path:
        path = super().settings(folder)
        text = path.read_text(encoding="utf-8")
        named = f'instruments = ["AAPL", "{LOW}", "{HIGH}"]'
        path.write_text(text.replace('instruments = ["AAPL"]', named), encoding="utf-8")
        return path

    def move(self, bid: str, ask: str) -> None:
        """Quote the lower call otherwise, now and from now on."""

        def moved() -> None:
            self.low = (D(bid), D(ask))
            self._quote()

        self.ask(moved)

    def held(self) -> dict[str, D]:
        return self.ask(self.emulator.positions)

    def wholes(self) -> list[dict[str, Any]]:
        """List the orders of several legs there ever were."""
        told = self.ask(self.emulator.orders)
        return [each for each in told if each["order_class"] == "mleg" and each["legs"]]

    def by_hand(self) -> None:
        """Let somebody else place one that rests."""
        legs = [
            {"symbol": leg, "ratio_qty": "1", "side": side}
            for leg, side in ((LOW, "buy"), (HIGH, "sell"))
        ]
        body = {"order_class": "mleg", "qty": "1", "type": "limit", "limit_price": "1"}
        self.emulator.broker.submit(read_order({**body, "legs": legs}))

    def _quote(self) -> None:
        super()._quote()
        self.emulator.quote(LOW, *self.low, D(50))
        self.emulator.quote(HIGH, D("2.00"), D("2.02"), D(50))


@pytest.fixture
def there() -> Iterator[Options]:
    with Options() as there:
        yield there


def submit(desk: RunningDesk, limit: str, *more: object) -> str:
    """Submit two units; while the line is down that is refused, and asked again."""
    legs = ("--leg", f"buy:{LOW}", "--leg", f"sell:{HIGH}")
    until = time.monotonic() + 20
    while True:
        told = desk.ask("spread", "submit", 2, *legs, "--limit", limit, "--short", *more, "--json")
        if told.code == 0:
            break
        assert "VENUE_DOWN" in told.out, (told.out, told.err)
        assert time.monotonic() < until, told.out
        time.sleep(0.1)
    spread_id: str = told.json()["spread_id"]
    return spread_id


def spread(desk: RunningDesk, spread_id: str) -> dict[str, Any]:
    rows = desk.ask("spread", "list", "--json").json()["spreads"]
    found: dict[str, Any] = next(row for row in rows if row["spread_id"] == spread_id)
    return found


def agrees(desk: RunningDesk, there: Options) -> bool:
    rows = desk.ask("positions", "--json").json()["positions"]
    held = {row["instrument"]: D(row["qty"]) for row in rows if D(row["qty"])}
    return held == there.held()


def test_a_spread_rests_there_as_one_order_and_fills(there: Options, tmp_path: Path) -> None:
    config = there.settings(tmp_path)
    with RunningDesk(tmp_path, "-c", config) as desk:
        spread_id = submit(desk, "3.00")
        soon(lambda: [each["status"] for each in there.wholes()] == ["new"])
        (whole,) = there.wholes()
        assert (whole["qty"], whole["limit_price"], whole["type"]) == ("2", "3", "limit")
        assert [leg["position_intent"] for leg in whole["legs"]] == ["buy_to_open", "sell_to_open"]
        there.move("4.90", "4.94")
        soon(lambda: spread(desk, spread_id)["status"] == "FILLED")
        assert there.held() == {LOW: D(2), HIGH: D(-2)}
        assert agrees(desk, there)
        told = desk.ask("reconcile", "--json")
        assert told.code == 0, (told.out, told.err)
        closing = desk.ask(
            "spread", "submit", 2, "--leg", f"sell:{LOW}", "--leg", f"buy:{HIGH}",
            "--limit", "-2.80", "--json",
        )  # fmt: skip
        assert closing.code == 0, (closing.out, closing.err)
        soon(lambda: not there.held())
        soon(lambda: agrees(desk, there))
        intents = [leg["position_intent"] for leg in there.wholes()[-1]["legs"]]
        assert sorted(intents) == ["buy_to_close", "sell_to_close"]
        assert desk.end() == 0
    assert holdfast("journal", "verify", "holdfast.db", cwd=tmp_path).code == 0


def test_a_cancel_takes_all_of_it_back(there: Options, tmp_path: Path) -> None:
    config = there.settings(tmp_path)
    with RunningDesk(tmp_path, "-c", config) as desk:
        spread_id = submit(desk, "2.00")
        soon(lambda: [each["status"] for each in there.wholes()] == ["new"])
        assert desk.ask("cancel", spread_id).code == 0
        soon(lambda: spread(desk, spread_id)["status"] == "CANCELED")
        assert [each["status"] for each in there.wholes()] == ["canceled"]
        assert desk.end() == 0


@pytest.mark.parametrize(
    "knobs",
    [
        {"drop_replies": 1},
        {"gateway_timeouts": 1},
        {"refuse_504": 1},
        {"duplicate_events": True},
        {"silent_stream": True},
        {"drop_events": 4},
        {"cut_stream": True},
        {"rate_limited": 1},
        {"reject_orders": 1},
    ],
    ids=lambda knobs: next(iter(knobs)),
)
def test_with_a_fault_both_sides_hold_the_same(
    there: Options, tmp_path: Path, knobs: dict[str, int | bool]
) -> None:
    config = there.settings(tmp_path)
    with RunningDesk(tmp_path, "-c", config) as desk:
        there.turn(**knobs)
        spread_id = submit(desk, "3.20")
        soon(lambda: spread(desk, spread_id)["status"] in OVER, 60)
        there.turn(**{name: type(value)(0) for name, value in knobs.items()})
        soon(lambda: agrees(desk, there))
        names = [each["client_order_id"] for each in there.wholes()]
        assert len(names) == len(set(names))
        filled = [each for each in there.wholes() if each["status"] == "filled"]
        is_filled = spread(desk, spread_id)["status"] == "FILLED"
        assert len(filled) == int(is_filled)
        assert is_filled is ("reject_orders" not in knobs)
        assert desk.end() == 0


def test_what_fills_while_the_desk_is_dead_is_found(there: Options, tmp_path: Path) -> None:
    config = there.settings(tmp_path)
    with RunningDesk(tmp_path, "-c", config) as desk:
        spread_id = submit(desk, "3.00")
        soon(lambda: [each["status"] for each in there.wholes()] == ["new"])
        soon(lambda: all(leg["status"] == "NEW" for leg in legs_at_venue(desk)))
        desk.end(signal.SIGKILL)
    there.move("4.90", "4.94")
    soon(lambda: there.held() == {LOW: D(2), HIGH: D(-2)})
    with RunningDesk(tmp_path, "-c", config) as desk:
        soon(lambda: spread(desk, spread_id)["status"] == "FILLED")
        assert agrees(desk, there)
        assert len(there.wholes()) == 1
        assert desk.end() == 0


@pytest.mark.parametrize("knobs", [{"latency_ms": 400}, {"drop_replies": 1}], ids=["slow", "lost"])
def test_a_desk_that_dies_as_it_leaves_asks_and_does_not_send_again(
    there: Options, tmp_path: Path, knobs: dict[str, int]
) -> None:
    config = there.settings(tmp_path)
    there.turn(**knobs)
    with RunningDesk(tmp_path, "-c", config) as desk:
        spread_id = submit(desk, "2.00")
        desk.end(signal.SIGKILL)
    there.turn(**dict.fromkeys(knobs, 0))
    with RunningDesk(tmp_path, "-c", config) as desk:
        # found, or proven to have never arrived and sent anew
        soon(lambda: len(legs_at_venue(desk)) == 2, 40)
        soon(lambda: [each["status"] for each in there.wholes()] == ["new"], 40)
        there.move("3.91", "3.94")
        soon(lambda: spread(desk, spread_id)["status"] == "FILLED", 40)
        assert there.held() == {LOW: D(2), HIGH: D(-2)}
        assert agrees(desk, there)
        assert desk.end() == 0


def test_what_fills_before_its_answer_is_heard_is_found(there: Options, tmp_path: Path) -> None:
    config = there.settings(tmp_path)
    there.turn(drop_replies=1, silent_stream=True)
    with RunningDesk(tmp_path, "-c", config) as desk:
        spread_id = submit(desk, "3.20")
        soon(lambda: there.held() == {LOW: D(2), HIGH: D(-2)})
        desk.end(signal.SIGKILL)
    there.turn(silent_stream=False)
    with RunningDesk(tmp_path, "-c", config) as desk:
        soon(lambda: spread(desk, spread_id)["status"] == "FILLED", 40)
        assert agrees(desk, there)
        assert len(there.wholes()) == 1
        rows = desk.ask("orders", "--json").json()["orders"]
        assert {row["strategy"] for row in rows} == {""}, "nothing is taken for somebody else's"
        assert desk.end() == 0


def test_what_somebody_places_by_hand_is_counted_leg_by_leg_and_cancelled_whole(
    there: Options, tmp_path: Path
) -> None:
    config = there.settings(tmp_path)
    with RunningDesk(tmp_path, "-c", config) as desk:
        submit(desk, "2.00")
        soon(lambda: len(legs_at_venue(desk)) == 2)
        there.ask(there.by_hand)
        assert desk.ask("reconcile", "--json").json()["discrepancies"] == 2
        soon(lambda: len(external(desk)) == 2)
        assert {row["instrument"] for row in external(desk)} == {LOW, HIGH}
        assert holdfast("kill", "--all", "--why", "test", cwd=tmp_path).code == 0
        soon(lambda: {each["status"] for each in there.wholes()} == {"canceled"}, 40)
        assert desk.end() == 0


def external(desk: RunningDesk) -> list[dict[str, Any]]:
    rows = desk.ask("orders", "--json").json()["orders"]
    return [row for row in rows if row["strategy"] == "EXTERNAL"]


def legs_at_venue(desk: RunningDesk) -> list[dict[str, Any]]:
    """List the orders that are legs of an order at the venue and open there."""
    rows = desk.ask("orders", "--json").json()["orders"]
    return [row for row in rows if row["parent_id"] and row["status"] == "NEW"]
