"""Orders that somebody else makes in the account: adopted, and then they end as any order does."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from decimal import Decimal as D
from pathlib import Path

import pytest

from holdfast.emulators.alpaca.wanted import read_change, read_order
from tests.cli.running import RunningDesk
from tests.e2e.alpaca_desk import LookAlike
from tests.e2e.test_alpaca import asked_again, held, soon, status

pytestmark = pytest.mark.slow


class Others(LookAlike):
    """The look-alike, and somebody else who trades there by hand."""

    def rests(self, **fields: object) -> str:
        """Rest an order of five far from the market, and return Alpaca's id of it."""
        asked = {"symbol": "AAPL", "side": "buy", "type": "limit", "time_in_force": "gtc"}
        body = {**asked, "qty": "5", "limit_price": "90", **fields}
        return str(self.ask(lambda: self.emulator.broker.submit(read_order(body)))["id"])

    def changes(self, order_id: str, **fields: object) -> str:
        """Change an order, and return the id of what takes its place."""
        broker = self.emulator.broker
        change = read_change(fields)
        return str(self.ask(lambda: broker.replace(broker.orders[order_id], change))["id"])

    def cancels(self, order_id: str) -> None:
        broker = self.emulator.broker
        self.ask(lambda: broker.cancel(broker.orders[order_id]))

    def status(self, order_id: str) -> str:
        return self.ask(lambda: self.emulator.broker.orders[order_id].status)


@pytest.fixture
def there() -> Iterator[Others]:
    with Others() as there:
        yield there


def adopted(desk: RunningDesk) -> dict[str, str]:
    """List the orders of others with what became of them."""
    rows = desk.ask("orders", "--json").json()["orders"]
    return {row["id"]: row["status"] for row in rows if row["id"].startswith("EXT-")}


def inbox(desk: RunningDesk) -> list[str]:
    rows = desk.ask("discrepancies", "list", "--json").json()["discrepancies"]
    return sorted({row["kind"] for row in rows})


def test_two_orders_of_others_whose_names_differ_by_a_number_are_two(
    there: Others, tmp_path: Path
) -> None:
    with RunningDesk(tmp_path, "-c", there.settings(tmp_path)) as desk:
        ids = [there.rests(client_order_id=f"bot.{number}") for number in (1, 2)]
        soon(lambda: len(adopted(desk)) == 2)
        desk.ask("reconcile")
        assert [there.status(each) for each in ids] == ["new", "new"]
        assert adopted(desk) == {f"EXT-ALPACA-{each}": "NEW" for each in ids}
        assert inbox(desk) == ["ORDER_EXTERNAL"]
        assert desk.end() == 0


@pytest.mark.parametrize("name", ["", "bot.1", "grid-7"])
def test_an_order_of_others_ends_by_a_cancel_from_either_side(
    there: Others, tmp_path: Path, name: str
) -> None:
    with RunningDesk(tmp_path, "-c", there.settings(tmp_path)) as desk:
        named = {"client_order_id": name} if name else {}
        first = there.rests(**named)
        second = there.rests()
        soon(lambda: len(adopted(desk)) == 2)
        there.cancels(second)
        soon(lambda: status(desk, f"EXT-ALPACA-{second}") == "CANCELED")
        assert desk.ask("cancel", f"EXT-ALPACA-{first}").code == 0
        soon(lambda: status(desk, f"EXT-ALPACA-{first}") == "CANCELED")
        assert there.status(first) == "canceled"
        assert inbox(desk) == ["ORDER_EXTERNAL"]
        assert desk.end() == 0


def test_an_order_of_others_that_they_change_is_one_and_its_fills_count_once(
    there: Others, tmp_path: Path
) -> None:
    with RunningDesk(tmp_path, "-c", there.settings(tmp_path)) as desk:
        first = there.rests()
        soon(lambda: len(adopted(desk)) == 1)
        there.changes(there.changes(first, qty="6"), limit_price="95")
        there.market("94.90", "94.95")
        soon(lambda: status(desk, f"EXT-ALPACA-{first}") == "FILLED")
        desk.ask("reconcile")
        assert list(adopted(desk)) == [f"EXT-ALPACA-{first}"]
        assert held(desk) == there.position() == D(6)
        assert "REPORT" not in inbox(desk)
        assert desk.end() == 0


@pytest.mark.parametrize("done", ["canceled", "changed", "changed and filled"])
def test_what_becomes_of_an_order_of_others_while_the_desk_is_dead_keeps_it_from_nothing(
    there: Others, tmp_path: Path, done: str
) -> None:
    config = there.settings(tmp_path)
    with RunningDesk(tmp_path, "-c", config) as desk:
        first = there.rests()
        name = f"EXT-ALPACA-{first}"
        soon(lambda: len(adopted(desk)) == 1)
        desk.end(signal.SIGKILL)
    if done == "canceled":
        there.cancels(first)
    else:
        there.changes(first, qty="6", limit_price="95")
    if done == "changed and filled":
        there.market("94.90", "94.95")
        soon(lambda: there.position() == D(6))
    with RunningDesk(tmp_path, "-c", config) as desk:
        # it is armed by itself
        soon(lambda: asked_again(desk, tmp_path))
        soon(lambda: held(desk) == there.position() >= D(5))
        over = {"canceled": "CANCELED", "changed": "NEW", "changed and filled": "FILLED"}
        soon(lambda: adopted(desk) == {name: over[done]})
        assert "REPORT" not in inbox(desk)
        assert desk.end() == 0
