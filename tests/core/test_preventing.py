"""An order that gives way to another of one's own says so, while it goes and once it is gone."""

from __future__ import annotations

from decimal import Decimal as D

from msgspec.structs import replace

from holdfast.messages import commands as c
from holdfast.messages import events as e
from holdfast.messages import reports as r
from holdfast.model.order import OrderStatus, OrderType, SelfTrade, Side
from holdfast.views.blotter import order_row
from tests.algos.emulated.held_desk import ask, children, held_desk
from tests.support.own_orders import OwnOrders

MAKER = SelfTrade.EXPIRE_MAKER


def given_way() -> tuple[OwnOrders, str, str]:
    own = OwnOrders()
    resting = own.rests("o1", Side.SELL, 10, "100")
    own.buy(10, "100", self_trade=MAKER)
    return own, resting, f"gave way to {own.last.id} of the same trade group (EXPIRE_MAKER)"


def test_the_cancel_and_the_order_say_what_it_gave_way_to() -> None:
    own, resting, why = given_way()
    order = own.ledger.orders[resting]
    assert order_row(own.ledger, order).reason == why
    own.take(r.VenueCancels(resting, 0, "on request"))
    assert (order.status, order.reason) == (OrderStatus.CANCELED, f"{why}: on request")


def test_an_order_whose_cancel_was_refused_works_on_and_forgets_why() -> None:
    own, resting, _ = given_way()
    own.take(r.VenueRejectsCancel(resting, "BUSY", "", 0))
    own.take(r.VenueCancels(resting, 0, "by the venue"))
    assert own.ledger.orders[resting].reason == "by the venue"


def test_a_cancel_on_request_has_no_reason_of_the_desk() -> None:
    assert e.CancelSent("E-1").reason == ""


def test_an_order_that_the_desk_works_ends_for_the_reason_of_its_child() -> None:
    desk = held_desk()
    ask(desk, 10, Side.BUY, type=OrderType.LIMIT, limit_price=D("99"), post_only_slide=True)
    (child,) = children(desk)
    desk.take(r.VenueAccepts(child.id, "V1", 0))
    sale = c.SubmitOrder("A", "AAPL", Side.SELL, D(10), OrderType.LIMIT, limit_price=D("99"))
    desk.take(replace(sale, self_trade=MAKER))
    desk.take(r.VenueCancels(child.id, 0, ""))
    desk.wait(0)
    assert "gave way to " in desk.order("o").reason
