"""Executions of a second feed: bounded, told apart by account, and busts are no mismatch."""

from __future__ import annotations

from decimal import Decimal

import pytest

from holdfast.core.watch import WAITING_FILLS_MAX
from holdfast.messages import commands as c
from holdfast.messages import drop_copy as d
from holdfast.messages import reports as r
from holdfast.model.order import Liquidity, Side
from tests.support.desks import SECOND, PlayedDesk, ready_desk

TEN = Decimal(10)


@pytest.fixture
def desk() -> PlayedDesk:
    desk = ready_desk()
    desk.take(d.DropCopyConnects("sim", desk.time.now()))
    return desk


def told(desk: PlayedDesk, exec_id: str, account: str = "A") -> d.DropCopyFills:
    terms = ("x", "AAPL", Side.BUY, TEN, Decimal(100), desk.time.now())
    return d.DropCopyFills("sim", account, exec_id, *terms)


def test_what_waits_is_bounded_and_one_more_is_a_mismatch(desk: PlayedDesk) -> None:
    for nth in range(WAITING_FILLS_MAX):
        desk.desk.engine.take(told(desk, f"f{nth}"))
    desk.desk.engine.commit()
    assert len(desk.ledger.watch.waiting) == WAITING_FILLS_MAX
    desk.desk.engine.take(told(desk, "one more"))
    assert len(desk.ledger.watch.waiting) == WAITING_FILLS_MAX
    assert len(desk.ledger.discrepancies) == 1
    assert "drop_copy" in desk.ledger.scopes["instrument=AAPL"].stops


def test_an_execution_for_an_account_that_is_not_ours_is_a_mismatch(desk: PlayedDesk) -> None:
    desk.take(told(desk, "f1", "ERROR"))
    desk.wait(5 * SECOND)
    (found,) = desk.ledger.discrepancies
    assert found.subject == "drop_copy ERROR f1"
    desk.check()


def test_a_fill_that_was_taken_back_is_not_waited_for(desk: PlayedDesk) -> None:
    desk.take(c.SubmitOrder("A", "AAPL", Side.BUY, TEN, client_order_id="o"))
    order_id, now = desk.order("o").id, desk.time.now()
    desk.take(r.VenueBusts(order_id, "f1", now))
    money = (TEN, Decimal(100), Decimal(0), "USD", Liquidity.TAKER, now)
    desk.take(r.VenueFills(order_id, "f1", *money))
    desk.take(told(desk, "f1"))
    desk.wait(10 * SECOND)
    assert desk.ledger.discrepancies == []
    desk.check()


def test_the_same_mismatch_is_raised_once(desk: PlayedDesk) -> None:
    desk.take(told(desk, "f1"))
    desk.wait(5 * SECOND)
    desk.take(told(desk, "f1"))
    desk.wait(5 * SECOND)
    assert len(desk.ledger.discrepancies) == 1
    desk.check()


def test_after_a_restart_a_feed_that_connects_again_has_its_time_again(desk: PlayedDesk) -> None:
    desk.take(c.SubmitOrder("A", "AAPL", Side.BUY, TEN, client_order_id="o"))
    order_id = desk.order("o").id
    money = (TEN, Decimal(100), Decimal(0), "USD", Liquidity.TAKER, desk.time.now())
    desk.take(r.VenueFills(order_id, "f1", *money))
    desk.restart()
    desk.wait(60 * SECOND)
    assert desk.ledger.discrepancies == []
    desk.take(d.DropCopyConnects("sim", desk.time.now()))
    desk.take(told(desk, "f1"))
    assert desk.ledger.watch.waiting == {}
    desk.wait(10 * SECOND)
    assert desk.ledger.discrepancies == []
    desk.check()
