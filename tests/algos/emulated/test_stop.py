"""Stops that the desk holds: one child, once the price is met."""

from __future__ import annotations

from holdfast.messages import reports as r
from holdfast.model.order import OrderStatus, OrderType, Side
from tests.algos.emulated.held_desk import D, ask, children, fill, held_desk, prints


def test_a_stop_becomes_a_market_order_once_its_price_is_met() -> None:
    desk = held_desk()
    order = ask(desk, 10, type=OrderType.STOP, stop_price=D(95))
    assert (order.status, order.reserved_qty, children(desk)) == (OrderStatus.NEW, 10, [])
    prints(desk, "95.01")
    assert children(desk) == []
    prints(desk, "94.98")
    (child,) = children(desk)
    assert (child.terms.type, child.qty, child.stop_price) == (OrderType.MARKET, 10, None)
    assert desk.ledger.parents[order.id].memory["triggered"] == "LAST 94.98"
    prints(desk, "90")
    fill(desk, child, 10)
    assert (order.status, len(children(desk))) == (OrderStatus.FILLED, 1)
    desk.check()
    desk.check_decisions()


def test_a_buy_waits_for_a_price_at_or_above_its_stop() -> None:
    desk = held_desk()
    order = ask(desk, 5, Side.BUY, type=OrderType.STOP_LIMIT, stop_price=D(101), limit_price=D(102))
    prints(desk, "100.99")
    assert children(desk) == []
    prints(desk, "101")
    (child,) = children(desk)
    assert (child.terms.type, child.limit_price, order.is_open) == (OrderType.LIMIT, D(102), True)


def test_what_the_venue_rejects_ends_the_stop_and_tells_why() -> None:
    desk = held_desk()
    order = ask(desk, 10, type=OrderType.STOP, stop_price=D(95))
    prints(desk, "95")
    desk.take(r.VenueRejects(children(desk)[0].id, "NO", "not today", desk.time.now()))
    assert order.status is OrderStatus.CANCELED
    assert "NO: not today" in order.reason
    prints(desk, "94")
    assert len(children(desk)) == 1
    desk.check()


def test_what_the_gate_refuses_is_tried_again_a_few_times_and_no_more() -> None:
    desk = held_desk()
    order = ask(desk, 10, type=OrderType.STOP, stop_price=D(95))
    del desk.quotes["AAPL"]  # nothing is sent without a price of now
    prints(desk, "95")
    assert children(desk) == []
    assert order.is_open
    desk.quote("94.99", "95.01")
    desk.wait(40_000_000_000)
    assert len(children(desk)) <= 1
    desk.check()
