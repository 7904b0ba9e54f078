"""The sessions of venues: what passes while one is down, and what is asked when it is up."""

from __future__ import annotations

from decimal import Decimal as D

import pytest

from holdfast.core.brackets import unprotected_qty
from holdfast.core.invariants import audit
from holdfast.messages import commands as c
from holdfast.messages import differences as d
from holdfast.messages import events as e
from holdfast.messages import links as n
from holdfast.messages import reports as r
from holdfast.messages import requests as q
from holdfast.messages.refusals import Reason
from holdfast.model.account import Account
from holdfast.model.instrument import Instrument, Listing
from holdfast.model.order import Liquidity, OrderStatus, OrderType, Side
from tests.support.desks import OPEN, WIDE, PlayedDesk, ready_desk

DETAIL = "the line is cut"


@pytest.fixture
def desk() -> PlayedDesk:
    return ready_desk()


def limit(name: str, side: Side = Side.BUY, qty: int = 10, **terms: object) -> c.SubmitOrder:
    return c.SubmitOrder(
        "A", "AAPL", side, D(qty), OrderType.LIMIT, D(99), client_order_id=name, **terms
    )


def down(desk: PlayedDesk, venue: str = "sim") -> list[e.Event]:
    return desk.take(r.VenueDisconnects(venue, DETAIL, desk.time.now()))


def up(desk: PlayedDesk, venue: str = "sim") -> list[e.Event]:
    return desk.take(r.VenueConnects(venue, desk.time.now()))


def fill(desk: PlayedDesk, order_id: str, qty: int, exec_id: str) -> list[e.Event]:
    taker = Liquidity.TAKER
    at = desk.time.now()
    return desk.take(r.VenueFills(order_id, exec_id, D(qty), D(99), D(0), "USD", taker, at))


def codes(events: list[e.Event]) -> list[Reason]:
    refused = [each for each in events if isinstance(each, e.OrderRefused | e.RequestRefused)]
    return [refusal.code for each in refused for refusal in each.refusals]


def test_a_session_that_is_down_is_told_once_with_its_reason(desk: PlayedDesk) -> None:
    assert down(desk) == [n.VenueDisconnected("sim", DETAIL, desk.time.now())]
    assert down(desk) == []
    (refused,) = desk.take(limit("o1"))
    assert isinstance(refused, e.OrderRefused)
    assert refused.refusals[0].code is Reason.VENUE_DOWN
    assert DETAIL in refused.refusals[0].detail
    desk.check()
    desk.check_decisions()


def test_what_reduces_passes_and_so_does_a_cancel_and_a_change_that_only_shrinks(
    desk: PlayedDesk,
) -> None:
    desk.take(limit("held"))
    fill(desk, desk.order("held").id, 10, "x1")
    desk.take(limit("rests"))
    rests = desk.order("rests").id
    desk.take(r.VenueAccepts(rests, "V", desk.time.now()))
    down(desk)
    assert codes(desk.take(limit("out", Side.SELL))) == []
    assert codes(desk.take(limit("opens", Side.SELL, 1))) == [Reason.VENUE_DOWN]
    assert codes(desk.take(c.ReplaceOrder(rests, D(11)))) == [Reason.VENUE_DOWN]
    assert codes(desk.take(c.ReplaceOrder(rests, D(9)))) == []
    assert codes(desk.take(c.CancelOrder(rests))) == []


def test_another_venue_is_none_of_its_business(desk: PlayedDesk) -> None:
    listing = Listing("MSFT", "other", "MSFT")
    desk.take(c.ListInstrument(Instrument("MSFT"), (listing,)))
    down(desk, "other")
    assert codes(desk.take(limit("o1"))) == []
    desk.quote("99.99", "100.01", "MSFT")
    pinned = c.SubmitOrder("A", "MSFT", Side.BUY, D(1), OrderType.LIMIT, D(99), venue="other")
    assert codes(desk.take(pinned)) == [Reason.VENUE_DOWN]


def test_a_session_that_comes_up_is_asked_after_every_open_order_and_its_accounts(
    desk: PlayedDesk,
) -> None:
    desk.take(c.OpenAccount(Account("B", "other"), {"USD": D(1000)}))
    desk.take(c.SetLimits("B", WIDE))
    for name in ("o1", "o2", "o3"):
        desk.take(limit(name))
    first, second, third = (desk.order(name).id for name in ("o1", "o2", "o3"))
    desk.take(r.VenueAccepts(first, "V1", desk.time.now()))
    desk.take(r.VenueCancels(third, desk.time.now()))
    down(desk)
    desk.venue.sent.clear()
    told = up(desk)
    assert told[0] == n.VenueConnected("sim", desk.time.now())
    # what was on its way when the line was cut has lost its answer
    assert [each.order_id for each in told if isinstance(each, e.OrderUnknown)] == [second]
    asked = [each.order_id for each in desk.venue.sent if isinstance(each, q.QueryOrder)]
    assert asked == [first, second]
    assert desk.venue.sent[-1] == q.QueryAccount("A", "sim", OPEN)
    assert codes(desk.take(limit("o4"))) == []


def test_a_session_that_comes_up_unannounced_is_asked_all_the_same(desk: PlayedDesk) -> None:
    desk.take(limit("o1"))
    order_id = desk.order("o1").id
    desk.take(r.VenueAccepts(order_id, "V1", desk.time.now()))
    assert [type(each) for each in up(desk)] == [
        n.VenueConnected,
        e.QuerySent,
        d.AccountQueried,
    ]


def test_a_bracket_converges_once_the_venue_answers(desk: PlayedDesk) -> None:
    desk.take(limit("b", stop_loss=D(90), take_profit=D(120)))
    entry = desk.order("b").id
    down(desk)
    fill(desk, entry, 10, "x1")
    for _ in range(4):
        for order_id in tuple(desk.ledger.brackets[entry].open_exits):
            desk.take(r.VenueUnreachable(order_id, DETAIL, desk.time.now(), unsent=True))
        assert unprotected_qty(desk.ledger, entry) == 10
        desk.wait(1_000_000_000)
    for order_id in tuple(desk.ledger.brackets[entry].open_exits):
        desk.take(r.VenueUnreachable(order_id, DETAIL, desk.time.now(), unsent=True))
    # one discrepancy for the outage, not one for each time that it was tried
    assert len(desk.ledger.discrepancies) == 1
    up(desk)
    exits = [desk.ledger.orders[each] for each in desk.ledger.brackets[entry].open_exits]
    assert sorted(each.qty for each in exits) == [10, 10]
    for each in exits:
        desk.take(r.VenueAccepts(each.id, f"V{each.id}", desk.time.now()))
    assert unprotected_qty(desk.ledger, entry) == 0
    assert desk.ledger.questions.exits == {}
    assert desk.wait(3600 * 1_000_000_000) == []
    assert audit(desk.ledger) == ()
    desk.check()
    desk.check_decisions()


def test_what_could_not_leave_does_not_count_as_ended_by_the_venue(desk: PlayedDesk) -> None:
    """A long outage must not use up the number of times that an exit is sent again."""
    desk.take(limit("b", stop_loss=D(90)))
    entry = desk.order("b").id
    fill(desk, entry, 10, "x1")
    for _ in range(20):
        (order_id,) = desk.ledger.brackets[entry].open_exits
        desk.take(r.VenueUnreachable(order_id, DETAIL, desk.time.now(), unsent=True))
        desk.wait(31 * 1_000_000_000)
    (order_id,) = desk.ledger.brackets[entry].open_exits
    desk.take(r.VenueAccepts(order_id, "V", desk.time.now()))
    desk.take(r.VenueCancels(order_id, desk.time.now()))
    assert len(desk.ledger.brackets[entry].open_exits) == 1
    assert unprotected_qty(desk.ledger, entry) == 0


def test_exits_that_a_trader_has_ended_meanwhile_are_not_sent(desk: PlayedDesk) -> None:
    desk.take(limit("b", stop_loss=D(90), take_profit=D(120)))
    entry = desk.order("b").id
    fill(desk, entry, 10, "x1")
    stop, target = desk.ledger.brackets[entry].exits
    desk.take(r.VenueUnreachable(stop, DETAIL, desk.time.now(), unsent=True))
    desk.take(r.VenueAccepts(target, "V", desk.time.now()))
    desk.take(c.CancelOrder(target))
    told = up(desk)
    assert not any(isinstance(each, e.OrderSent) for each in told)
    assert desk.ledger.questions.exits == {}


def test_a_cancel_of_an_exit_that_never_left_is_sent_when_the_session_is_up(
    desk: PlayedDesk,
) -> None:
    desk.take(limit("b", stop_loss=D(90), take_profit=D(120)))
    entry = desk.order("b").id
    fill(desk, entry, 10, "x1")
    stop, target = desk.ledger.brackets[entry].exits
    for order_id in (stop, target):
        desk.take(r.VenueAccepts(order_id, f"V{order_id}", desk.time.now()))
    down(desk)
    fill(desk, target, 10, "x2")
    desk.take(r.VenueUnreachable(stop, DETAIL, desk.time.now()))
    assert desk.ledger.orders[stop].status is OrderStatus.NEW
    told = up(desk)
    assert [each.order_id for each in told if isinstance(each, e.CancelSent)] == [stop]
