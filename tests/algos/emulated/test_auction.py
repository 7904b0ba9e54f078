"""Orders for the open and the close, at a venue without auctions."""

from __future__ import annotations

from holdfast.messages import commands as c
from holdfast.messages import control as k
from holdfast.model.calendar import Session
from holdfast.model.instrument import Instrument, Listing
from holdfast.model.order import OrderStatus, OrderType, Side, TimeInForce
from tests.algos.emulated.held_desk import D, children, held_desk
from tests.support.desks import OPEN, SECOND, PlayedDesk

HOUR = 3600 * SECOND
SESSIONS = (Session(OPEN - HOUR, OPEN + HOUR), Session(OPEN + 2 * HOUR, OPEN + 4 * HOUR))


def desk_with_sessions() -> PlayedDesk:
    desk = held_desk()
    desk.take(k.SetSessions("XNYS", SESSIONS))
    listing = Listing("MSFT", "sim", "MSFT", calendar="XNYS")
    desk.take(c.ListInstrument(Instrument("MSFT"), (listing,)))
    desk.quote("99.99", "100.01", "MSFT")
    return desk


def test_on_close_it_leaves_in_the_last_seconds_and_is_over_with_the_session() -> None:
    desk = desk_with_sessions()
    terms = {"type": OrderType.LIMIT_ON_CLOSE, "limit_price": D(99), "client_order_id": "o"}
    desk.take(c.SubmitOrder("A", "MSFT", Side.BUY, D(10), **terms))
    desk.wait(HOUR - 11 * SECOND)
    desk.quote("99.99", "100.01", "MSFT")
    assert children(desk) == []
    desk.wait(SECOND)
    (child,) = children(desk)
    assert (child.terms.type, child.terms.time_in_force) == (OrderType.LIMIT, TimeInForce.DAY)
    desk.wait(10 * SECOND)
    assert child.cancel_wanted


def test_on_open_it_waits_for_the_next_session() -> None:
    desk = desk_with_sessions()
    terms = {"time_in_force": TimeInForce.OPG, "client_order_id": "o"}
    desk.take(c.SubmitOrder("A", "MSFT", Side.BUY, D(10), **terms))
    desk.wait(2 * HOUR - SECOND)
    assert children(desk) == []
    desk.quote("99.99", "100.01", "MSFT")
    desk.wait(SECOND)
    assert [each.terms.type for each in children(desk)] == [OrderType.MARKET]


def test_without_sessions_it_is_refused() -> None:
    desk = held_desk()
    terms = {"type": OrderType.MARKET_ON_CLOSE, "client_order_id": "o"}
    desk.take(c.SubmitOrder("A", "AAPL", Side.BUY, D(10), **terms))
    order = desk.order("o")
    assert order.status is OrderStatus.REFUSED
    assert order.refusals[0].field == "type"
