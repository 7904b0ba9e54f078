"""A packed family is read as it was."""

from __future__ import annotations

from decimal import Decimal

from holdfast.core.family import family_ledger, recollect
from holdfast.messages import commands as c
from holdfast.messages import reports as r
from holdfast.messages.retention import Forget
from holdfast.model.order import Liquidity, Side
from holdfast.views.blotter import blotter
from holdfast.views.fills import fills_of
from tests.support.desks import PlayedDesk, ready_desk

EVER = 2**62


def forgotten() -> tuple[PlayedDesk, str]:
    desk = ready_desk()
    terms = c.SubmitOrder("A", "AAPL", Side.BUY, Decimal(10), client_order_id="o")
    desk.take(terms)
    order_id, at = desk.order("o").id, desk.time.now()
    ten, price = Decimal(10), Decimal(100)
    desk.take(r.VenueFills(order_id, "x", ten, price, Decimal(0), "USD", Liquidity.TAKER, at))
    desk.take(Forget(EVER, 0, 10, EVER))
    return desk, order_id


def test_a_packed_order_is_read_without_being_brought_back() -> None:
    desk, order_id = forgotten()
    order = recollect(desk.ledger, order_id)
    assert order is not None
    assert (order.cum_qty, order.terms.client_order_id) == (10, "o")
    assert order_id not in desk.ledger.orders
    assert recollect(desk.ledger, "E-99") is None


def test_views_read_a_packed_family_as_a_ledger_of_its_own() -> None:
    desk, order_id = forgotten()
    held = family_ledger(desk.ledger, order_id)
    assert held is not None
    assert [row.id for row in blotter(held).orders] == [order_id]  # type: ignore[union-attr]
    assert [row.exec_id for row in fills_of(held, (order_id,))[order_id]] == ["x"]
    assert not desk.ledger.accounts["A"].fills
    assert family_ledger(desk.ledger, "E-99") is None


def test_lists_say_how_many_older_orders_they_leave_out() -> None:
    desk, _ = forgotten()
    page = blotter(desk.ledger)
    assert (page.orders, page.older) == ((), 1)  # type: ignore[union-attr]
