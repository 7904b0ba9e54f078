"""What other projects' trackers tell of answers that were lost, late or believed too soon."""

from __future__ import annotations

from decimal import Decimal as D
from pathlib import Path

import pytest

from holdfast.core.asking import CANCELS_MAX
from holdfast.journal import Durability
from holdfast.journal.sqlite import SqliteJournal
from holdfast.messages import commands as c
from holdfast.messages import events as e
from holdfast.messages import reports as r
from holdfast.messages import requests as q
from holdfast.messages.refusals import Reason
from holdfast.model.order import Liquidity, OrderStatus, OrderType, Side, Tactic
from tests.support.desks import SECOND, WIDE, PlayedDesk, ready_desk
from tests.support.honest_venue import HonestVenue

HOUR = 3600 * SECOND
EVIDENCE = {
    "accepted": lambda order_id, at: r.VenueAccepts(order_id, "V", at),
    "filled": lambda order_id, at: fill(order_id, 10, "x1", at),
    "canceled": r.VenueCancels,
    "rejected": lambda order_id, at: r.VenueRejects(order_id, "NO", "", at),
}


@pytest.fixture
def desk() -> PlayedDesk:
    return ready_desk()


def limit(name: str = "o1", qty: int = 10, **terms: object) -> c.SubmitOrder:
    return c.SubmitOrder(
        "A", "AAPL", Side.BUY, D(qty), OrderType.LIMIT, D(100), client_order_id=name, **terms
    )


def fill(order_id: str, qty: int, exec_id: str, at: int) -> r.VenueFills:
    return r.VenueFills(order_id, exec_id, D(qty), D(100), D(0), "USD", Liquidity.TAKER, at)


def lost(desk: PlayedDesk, name: str = "o1", **terms: object) -> str:
    desk.take(limit(name, **terms))
    order_id = desk.order(name).id
    desk.take(r.VenueSilent(order_id, "no answer in time", desk.time.now()))
    return order_id


def sent(desk: PlayedDesk, kind: type) -> list[q.Request]:
    return [each for each in desk.venue.sent if isinstance(each, kind)]


# --- nautilus_trader 4215: the retry fired after the stream had accepted -------------------


@pytest.mark.tracker(1)
@pytest.mark.parametrize("told", EVIDENCE.values(), ids=EVIDENCE.keys())
def test_nothing_is_tried_again_once_the_stream_has_spoken(desk: PlayedDesk, told) -> None:
    order_id = lost(desk)
    desk.wait(50_000_000 - 1)
    desk.take(told(order_id, desk.time.now()))
    desk.venue.sent.clear()
    desk.wait(HOUR)
    assert desk.venue.sent == []


@pytest.mark.tracker(1)
def test_an_order_that_is_tried_again_is_a_question_and_never_the_order(desk: PlayedDesk) -> None:
    order_id = lost(desk)
    desk.wait(HOUR)
    assert [each.order_id for each in sent(desk, q.PlaceOrder)] == [order_id]
    assert {type(each) for each in desk.venue.sent[1:]} == {q.QueryOrder}


# --- TradeStation 84 and 91: a fill lost in a change, and cancels without end -------------


@pytest.mark.tracker(12)
def test_a_fill_that_was_lost_in_a_change_ends_the_cancels_by_a_query(desk: PlayedDesk) -> None:
    venue = HonestVenue()
    desk.take(limit())
    order_id = desk.order("o1").id
    for report in venue.answer(desk.venue.sent[0], desk.time.now()):
        desk.take(report)
    desk.take(c.ReplaceOrder(order_id, D(20)))
    venue.fill(order_id, D(10), desk.time.now())  # nobody hears of it, and the change is too late
    desk.take(r.VenueSilent(order_id, "", desk.time.now()))
    desk.take(c.CancelOrder(order_id))
    seen = 2  # the order and its change
    for _ in range(20):
        for request in desk.venue.sent[seen:]:
            seen += 1
            for report in venue.answer(request, desk.time.now()):
                desk.take(report)
        desk.wait(SECOND)
    order = desk.order("o1")
    assert (order.status, order.cum_qty) == (OrderStatus.FILLED, D(10))
    assert len(sent(desk, q.PullOrder)) <= CANCELS_MAX
    assert desk.ledger.questions.open == {}
    desk.check()


@pytest.mark.tracker(12)
def test_a_venue_that_always_refuses_the_cancel_is_not_asked_without_end(desk: PlayedDesk) -> None:
    """Not an open order, it says, and then that the order works: one of both is a lie."""
    twap = Tactic("twap", {"duration_s": 20, "slices": 2, "jitter": "0"})
    desk.take(limit("p", tactic=twap))
    (child,) = desk.ledger.parents[desk.order("p").id].children
    desk.take(r.VenueAccepts(child, "V", desk.time.now()))
    desk.take(c.CancelOrder(desk.order("p").id))
    seen, order = 0, desk.ledger.orders[child]
    for _ in range(600):
        for request in desk.venue.sent[seen:]:
            seen += 1
            at = desk.time.now()
            if isinstance(request, q.PullOrder):
                desk.take(r.VenueRejectsCancel(child, "NOT_OPEN", "not an open order", at))
            elif isinstance(request, q.QueryOrder):
                state = (child, "V", OrderStatus.NEW, order.qty, D(0), D(100), None, at)
                desk.take(r.VenueStates(*state, request.number))
        desk.wait(SECOND)
    # ten minutes of it: one cancel and its questions every half a minute or so
    assert len(sent(desk, q.PullOrder)) < 30
    assert len(sent(desk, q.QueryOrder)) < 120


# --- hummingbot 493, 601, 2342, 3374: a time-out was taken for a failure ------------------


@pytest.mark.tracker(15)
def test_not_found_four_times_is_not_a_failure(desk: PlayedDesk) -> None:
    order_id = lost(desk)
    for _ in range(4):
        desk.take(r.VenueKnowsNot(order_id, final=False, at=desk.time.now()))
        desk.wait(10 * SECOND)
    order = desk.order("o1")
    assert (order.status, order.reserved_qty) == (OrderStatus.UNKNOWN, D(10))
    assert order_id in desk.ledger.questions.open


@pytest.mark.tracker(15)
def test_orders_that_timed_out_and_fill_hours_later_are_ours_and_were_counted(
    desk: PlayedDesk,
) -> None:
    limits = {**{name: getattr(WIDE, name) for name in WIDE.__struct_fields__}}
    limits["position_qty_max"] = D(60)
    desk.take(c.SetLimits("A", type(WIDE)(**limits)))
    unknown = [lost(desk, f"o{number}") for number in range(6)]
    # what might still come counts, so a strategy that thinks them dead gets no further
    (refused,) = [each for each in desk.take(limit("more")) if isinstance(each, e.OrderRefused)]
    assert Reason.POSITION_LIMIT in [each.code for each in refused.refusals]
    desk.wait(6 * HOUR)
    for number, order_id in enumerate(unknown):
        desk.take(fill(order_id, 10, f"x{number}", desk.time.now()))
    assert desk.ledger.position("A", "AAPL").qty == 60
    assert len(sent(desk, q.PlaceOrder)) == 6
    desk.check()


# --- hummingbot 6107: lost orders were not kept over a restart ----------------------------


@pytest.mark.tracker(16)
def test_what_is_lost_is_still_lost_after_a_restart_and_is_asked_after(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    desk = PlayedDesk(SqliteJournal(path, Durability.OS, epoch="E"))
    desk.account()
    desk.instrument()
    desk.quote("99.99", "100.01")
    unknown = {lost(desk, f"o{number}") for number in range(5)}
    desk.desk.snapshot()
    more = lost(desk, "after the snapshot")
    desk.journal.abandon()
    desk.venue.sent.clear()
    desk.journal = SqliteJournal(path, Durability.OS)
    desk.restart()
    assert {each.order_id for each in sent(desk, q.QueryOrder)} == {*unknown, more}
    assert set(desk.ledger.questions.open) == {*unknown, more}
    assert all(desk.ledger.orders[each].reserved_qty == 10 for each in unknown)
    assert sent(desk, q.PlaceOrder) == []


# --- QuantDinger 232: a stale baseline booked a filled order again ------------------------


@pytest.mark.tracker(20)
def test_an_old_picture_after_a_restart_books_nothing_again(desk: PlayedDesk) -> None:
    desk.take(limit(qty=20))
    order_id = desk.order("o1").id
    at = desk.time.now()
    desk.take(r.VenueAccepts(order_id, "V", at))
    desk.take(fill(order_id, 8, "x1", at))
    stale = r.VenueStates(
        order_id, "V", OrderStatus.PARTIALLY_FILLED, D(20), D(8), D(100), None, at, 1
    )
    desk.take(fill(order_id, 4, "x2", at))
    desk.restart()
    # the venue's cache is behind: it tells the first fill again, and a picture of before
    for told in (fill(order_id, 8, "x1", at), stale, fill(order_id, 4, "x2", at)):
        desk.take(told)
    order = desk.order("o1")
    assert (order.cum_qty, desk.ledger.position("A", "AAPL").qty) == (D(12), D(12))
    desk.take(fill(order_id, 8, "x3", at))
    assert desk.order("o1").status is OrderStatus.FILLED
    # and the picture of before does not open it again
    desk.take(stale)
    assert (desk.order("o1").status, desk.order("o1").cum_qty) == (OrderStatus.FILLED, D(20))
    desk.check()


# --- trading-signals 1178, kalshi-starter 135: a new id for each retry --------------------


@pytest.mark.tracker(21)
def test_an_agent_that_tries_again_under_its_own_id_has_one_order(desk: PlayedDesk) -> None:
    lost(desk, "intent-of-2012-06-21-AAPL-buy")
    for _ in range(3):
        assert desk.take(limit("intent-of-2012-06-21-AAPL-buy")) == []
        desk.restart()
    assert len(sent(desk, q.PlaceOrder)) == 1
    assert desk.ledger.orders_made == 1


@pytest.mark.tracker(21)
def test_an_agent_that_draws_a_new_id_is_stopped_by_what_its_orders_share(
    desk: PlayedDesk,
) -> None:
    values = {name: getattr(WIDE, name) for name in WIDE.__struct_fields__}
    values["duplicate_window_ns"] = 60 * SECOND
    desk.take(c.SetLimits("A", type(WIDE)(**values)))
    lost(desk, "a-new-uuid")
    told = desk.take(limit("another-new-uuid"))
    assert [type(each) for each in told] == [e.OrderRefused]
    assert told[0].refusals[0].code is Reason.LOOK_ALIKE
    assert len(sent(desk, q.PlaceOrder)) == 1
