"""An order goes by its id, and by the client order id that its caller gave it."""

from __future__ import annotations

from decimal import Decimal as D

from holdfast.core.names import id_of
from holdfast.messages import commands as c
from holdfast.messages import reports as r
from holdfast.model.order import OrderStatus, OrderType, Side
from tests.support.desks import PlayedDesk, ready_desk


def resting(name: str = "mine") -> tuple[PlayedDesk, str]:
    desk = ready_desk()
    desk.quote("99.99", "100.01")
    order = c.SubmitOrder(
        "A", "AAPL", Side.BUY, D(10), OrderType.LIMIT, D(90), client_order_id=name
    )
    desk.take(order)
    order_id = desk.order(name).id
    desk.take(r.VenueAccepts(order_id, "V1", desk.time.now()))
    return desk, order_id


def test_a_cancel_takes_either_name() -> None:
    desk, order_id = resting()
    assert desk.desk.ask(c.CancelOrder("mine", principal="trader")).ok
    assert desk.ledger.orders[order_id].status is OrderStatus.PENDING_CANCEL


def test_a_change_takes_either_name_and_its_own_name_after_it() -> None:
    desk, order_id = resting()
    change = c.ReplaceOrder("mine", qty=D(12), client_order_id="again", principal="trader")
    assert desk.desk.ask(change).ok
    assert desk.desk.ask(change).repeated
    assert desk.ledger.orders[order_id].pending_qty == D(12)
    assert id_of(desk.ledger, "again") == order_id
    assert desk.desk.ask(c.CancelOrder("again", principal="trader")).ok


def test_what_is_nobodys_or_several_accounts_names_none() -> None:
    desk, order_id = resting()
    assert id_of(desk.ledger, "other") == "other"
    assert id_of(desk.ledger, order_id) == order_id
    desk.account("B")
    desk.take(
        c.SubmitOrder("B", "AAPL", Side.BUY, D(10), OrderType.LIMIT, D(90), client_order_id="mine")
    )
    assert id_of(desk.ledger, "mine") == "mine"
    told = desk.desk.ask(c.CancelOrder("mine", principal="trader"))
    assert told.refusals[0].detail == "order mine is not known"
