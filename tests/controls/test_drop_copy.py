"""RC22: an independent feed of executions is held against our own, one by one."""

from __future__ import annotations

from decimal import Decimal

from holdfast.messages import control as k
from holdfast.messages import drop_copy as d
from holdfast.messages.refusals import Reason
from holdfast.model.order import Side
from holdfast.model.scope import Scope
from holdfast.model.trading import TradingState
from tests.controls.doors import Door
from tests.controls.rows import accepts, rejects
from tests.support.people import TRADER


def _copied(door: Door, exec_id: str, order_id: str, qty: str, price: str = "100") -> None:
    numbers = (Decimal(qty), Decimal(price), door.stage.time.now())
    door.stage.tell(d.DropCopyFills("sim", "A1", exec_id, order_id, "ABC", Side.BUY, *numbers))


def _connected(door: Door) -> None:
    door.stage.tell(d.DropCopyConnects("sim", door.stage.time.now()))


@accepts("RC22")
def test_equal_sets_of_executions_raise_nothing_whichever_side_comes_first(door: Door) -> None:
    _connected(door)
    order_id = door.yes(door.buy("10", "100.00"))
    door.stage.fill(order_id, "4")
    door.stage.wait(4)
    _copied(door, "X1", order_id, "4")
    _copied(door, "X2", order_id, "6")
    door.stage.wait(4)
    door.stage.fill(order_id, "6")
    door.stage.wait(60)
    door.stage.quote()
    assert door.stage.desk.ledger.discrepancies == []
    assert door.stage.desk.ledger.watch.waiting == {}
    door.yes(door.buy("11", "99.00"))


@rejects("RC22")
def test_one_execution_more_in_the_feed_freezes_the_instrument_within_five_seconds(
    door: Door,
) -> None:
    _connected(door)
    door.stage.list_instrument("XYZ")
    order_id = door.yes(door.buy("10", "100.00"))
    door.stage.fill(order_id, "4")
    _copied(door, "X1", order_id, "4")
    _copied(door, "X2", order_id, "6")
    door.stage.wait("4.9")
    door.stage.quote()
    door.yes(door.buy("11", "99.00"))
    door.stage.wait("0.1")
    (found,) = door.stage.desk.ledger.discrepancies
    assert found.detail == "execution stands in the drop copy alone"
    door.no(Reason.TRADING_HALTED, door.buy, "12", "99.00")
    door.stage.quote(instrument="XYZ")
    door.yes(door.buy("12", "99.00", instrument="XYZ"))
    door.restart()
    door.stage.quote()
    door.no(Reason.TRADING_HALTED, door.buy, "12", "99.00")
    lift = k.SetState(
        Scope(instrument="ABC"), TradingState.ACTIVE, TRADER, "booked by hand", "drop_copy"
    )
    assert door.govern(lift).ok
    door.yes(door.buy("12", "99.00"))


@rejects("RC22")
def test_an_execution_of_another_quantity_or_price_freezes_it_at_once(door: Door) -> None:
    _connected(door)
    order_id = door.yes(door.buy("10", "100.00"))
    door.stage.fill(order_id, "4")
    _copied(door, "X1", order_id, "4", "100.01")
    door.no(Reason.TRADING_HALTED, door.buy, "12", "99.00")


@rejects("RC22")
def test_an_execution_of_our_own_that_the_feed_never_has_freezes_it_too(door: Door) -> None:
    _connected(door)
    order_id = door.yes(door.buy("10", "100.00"))
    door.stage.fill(order_id, "4")
    door.stage.wait(5)
    door.stage.quote()
    door.no(Reason.TRADING_HALTED, door.buy, "12", "99.00")
