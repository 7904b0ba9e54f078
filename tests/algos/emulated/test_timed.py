"""Times in force that a venue lacks."""

from __future__ import annotations

from holdfast.algos.emulated.timed import LOOK_NS, UNHEARD_NS
from holdfast.messages import commands as c
from holdfast.messages import control as k
from holdfast.messages import reports as r
from holdfast.model.abilities import Instruction
from holdfast.model.calendar import Session
from holdfast.model.instrument import Instrument, Listing
from holdfast.model.order import OrderStatus, OrderType, Side, TimeInForce
from tests.algos.emulated.held_desk import D, ask, children, fill, held_desk
from tests.support.desks import OPEN, SECOND

ONLY_DAY, ONLY_GTC = (TimeInForce.DAY,), (TimeInForce.GTC,)
LIMIT = {"type": OrderType.LIMIT, "limit_price": D(100)}


def test_what_an_ioc_does_not_trade_at_once_is_cancelled() -> None:
    desk = held_desk(ONLY_GTC)
    order = ask(desk, 10, Side.BUY, time_in_force=TimeInForce.IOC, **LIMIT)
    (child,) = children(desk)
    assert (child.terms.time_in_force, child.cancel_wanted) == (TimeInForce.GTC, False)
    desk.take(r.VenueAccepts(child.id, "V1", desk.time.now()))
    desk.wait(LOOK_NS)
    assert child.cancel_wanted, "the venue has it, so what trades at once has traded"
    fill(desk, child, 4)
    desk.take(r.VenueCancels(child.id, desk.time.now()))
    assert (order.status, order.cum_qty) == (OrderStatus.CANCELED, 4)
    desk.check()


def test_an_ioc_that_the_venue_says_nothing_of_is_cancelled_after_a_while() -> None:
    desk = held_desk(ONLY_GTC)
    ask(desk, 10, Side.BUY, time_in_force=TimeInForce.IOC, **LIMIT)
    desk.wait(UNHEARD_NS - LOOK_NS)
    assert not children(desk)[0].cancel_wanted
    desk.wait(2 * LOOK_NS)
    assert children(desk)[0].cancel_wanted


def test_gtd_is_cancelled_at_its_time_and_ends_expired() -> None:
    desk = held_desk(ONLY_GTC)
    ends = {"time_in_force": TimeInForce.GTD, "expire_at": OPEN + 10 * SECOND}
    order = ask(desk, 10, Side.BUY, **ends, **LIMIT)
    desk.wait(9 * SECOND)
    assert not children(desk)[0].cancel_wanted
    desk.wait(SECOND)
    desk.take(r.VenueCancels(children(desk)[0].id, desk.time.now()))
    assert order.status is OrderStatus.EXPIRED


def test_gtc_is_sent_anew_after_its_day() -> None:
    desk = held_desk(ONLY_DAY)
    order = ask(desk, 10, Side.BUY, time_in_force=TimeInForce.GTC, **LIMIT)
    fill(desk, children(desk)[0], 4)
    desk.take(r.VenueExpires(children(desk)[0].id, desk.time.now()))
    desk.wait(2 * SECOND)
    assert [each.qty for each in children(desk)] == [10, 6]
    assert order.is_open
    desk.check()


def test_a_market_order_that_may_not_slip_is_limited_and_ends_at_once() -> None:
    desk = held_desk(ONLY_DAY)
    desk.quote("99.98", "100.02")
    order = ask(desk, 10, Side.BUY, max_slippage_bps=D(10))
    (child,) = children(desk)
    assert (child.terms.type, child.terms.limit_price) == (OrderType.LIMIT, D("100.1"))
    assert (child.terms.time_in_force, child.terms.max_slippage_bps) == (TimeInForce.DAY, None)
    desk.take(r.VenueAccepts(child.id, "V1", desk.time.now()))
    fill(desk, child, 4)
    desk.wait(LOOK_NS)
    desk.take(r.VenueCancels(child.id, desk.time.now()))
    assert (order.status, order.cum_qty) == (OrderStatus.CANCELED, 4)
    assert order.reason.startswith("max_slippage_bps: 6 did not trade at once")
    desk.check()


def test_with_extended_hours_gtc_is_sent_anew_as_the_extended_session_begins() -> None:
    desk = held_desk(ONLY_DAY, (Instruction.EXTENDED_HOURS,))
    listing = Listing("AAPL", "sim", "AAPL", calendar="X")
    desk.take(c.ListInstrument(Instrument("AAPL"), (listing,)))
    today, tomorrow = OPEN - 60 * SECOND, OPEN + 1000 * SECOND
    sessions = tuple(Session(at, at + 200 * SECOND) for at in (today, tomorrow))
    days = tuple(Session(at - 50 * SECOND, at + 300 * SECOND) for at in (today, tomorrow))
    desk.take(k.SetSessions("X", sessions, days))
    order = ask(desk, 10, Side.BUY, time_in_force=TimeInForce.GTC, extended_hours=True, **LIMIT)
    desk.wait(240 * SECOND)
    desk.take(r.VenueExpires(children(desk)[0].id, desk.time.now()))
    desk.wait(tomorrow - 51 * SECOND - desk.time.now())
    assert len(children(desk)) == 1
    desk.quote("99.99", "100.01")
    desk.wait(2 * SECOND)
    assert [each.terms.extended_hours for each in children(desk)] == [True, True]
    assert order.is_open
    desk.check()
    desk.check_decisions()
