"""What must leave is read off the events, and goes to the venue or timer it belongs to."""

from decimal import Decimal

import pytest

from holdfast.core.must import InvariantBroken
from holdfast.messages import commands as c
from holdfast.messages import requests as q
from holdfast.messages.reports import VenueAccepts
from holdfast.model.instrument import Instrument, Listing
from holdfast.model.order import OrderType, Side, Tactic
from tests.support.desks import OPEN, SECOND, FakeVenue, PlayedDesk, ready_desk
from tests.support.people import TRADER

LIMIT = Decimal("99.00")


@pytest.fixture
def desk() -> PlayedDesk:
    return ready_desk()


def order(**terms: object) -> c.SubmitOrder:
    terms = {"type": OrderType.LIMIT, "limit_price": LIMIT, "client_order_id": "o1", **terms}
    terms["principal"] = TRADER
    return c.SubmitOrder("A", "AAPL", Side.BUY, Decimal(10), **terms)


def resting(desk: PlayedDesk) -> str:
    desk.take(order())
    order_id = desk.order("o1").id
    desk.take(VenueAccepts(order_id, "V1", desk.time.now()))
    desk.venue.sent.clear()
    return order_id


def test_an_order_leaves_with_its_terms_under_our_id(desk: PlayedDesk) -> None:
    desk.take(order())
    assert desk.venue.sent == [q.PlaceOrder(desk.order("o1").id, order())]


def test_a_cancel_names_both_ids(desk: PlayedDesk) -> None:
    order_id = resting(desk)
    desk.take(c.CancelOrder(order_id))
    assert desk.venue.sent == [q.PullOrder(order_id, "V1")]


def test_a_change_leaves_whole(desk: PlayedDesk) -> None:
    order_id = resting(desk)
    desk.take(c.ReplaceOrder(order_id, limit_price=Decimal("98.00")))
    asked = (Decimal(10), Decimal("98.00"), None)
    changed = q.AmendOrder(order_id, "V1", *asked, change_id=f"{order_id}.1")
    assert desk.venue.sent == [changed]


def test_reconciliation_asks_after_orders_and_positions(desk: PlayedDesk) -> None:
    order_id = resting(desk)
    desk.take(c.Reconcile())
    query = q.QueryOrder(order_id, desk.ledger.seq, "", "V1")
    assert desk.venue.sent == [query, q.QueryAccount("A", "sim", OPEN)]


def test_an_order_pinned_to_a_venue_and_all_that_concerns_it_goes_there(desk: PlayedDesk) -> None:
    other = FakeVenue("other")
    desk.desk.venues["other"] = other
    desk.take(c.ListInstrument(Instrument("AAPL"), (Listing("AAPL", "other", "AAPL"),)))
    desk.take(order(venue="other"))
    order_id = desk.order("o1").id
    desk.take(VenueAccepts(order_id, "V1", desk.time.now()))
    desk.take(c.CancelOrder(order_id))
    assert [type(request) for request in other.sent] == [q.PlaceOrder, q.PullOrder]
    assert desk.venue.sent == []


def test_a_venue_that_is_not_connected_is_our_bug(desk: PlayedDesk) -> None:
    desk.desk.venues.clear()
    with pytest.raises(InvariantBroken, match="no venue 'sim' is connected"):
        desk.take(order())


def working(desk: PlayedDesk) -> str:
    params = {"duration_s": 600, "slices": 5, "jitter": "0.5"}
    desk.take(order(tactic=Tactic("twap", params)))
    return desk.order("o1").id


def test_a_parent_is_woken_when_its_algo_asked_for_it(desk: PlayedDesk) -> None:
    order_id = working(desk)
    wake_at = desk.ledger.parents[order_id].wake_at
    desk.wait(wake_at - desk.time.now() - 1)
    assert desk.venue.sent == []
    desk.wait(1)
    assert [type(request) for request in desk.venue.sent] == [q.PlaceOrder]


def test_timers_that_a_restart_lost_are_set_again(desk: PlayedDesk) -> None:
    order_id = working(desk)
    wake_at = desk.ledger.parents[order_id].wake_at
    desk.restart()
    assert desk.time.next_at() == wake_at


def test_a_timer_that_came_while_the_desk_was_down_comes_at_once(desk: PlayedDesk) -> None:
    working(desk)
    desk.time.advance(desk.time.now() + 130 * SECOND)
    desk.restart()
    desk.wait(0)
    assert [type(request) for request in desk.venue.sent if isinstance(request, q.PlaceOrder)]


def test_a_parent_that_is_over_has_no_timer_after_a_restart(desk: PlayedDesk) -> None:
    order_id = working(desk)
    desk.take(c.CancelOrder(order_id))
    assert not desk.order("o1").is_open
    desk.restart()
    assert desk.time.next_at() is None
