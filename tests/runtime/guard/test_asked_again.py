"""What a guard asks again: cancels and queries that never left, and never an order."""

from holdfast.messages import commands as c
from holdfast.messages import events as e
from holdfast.messages import reports as r
from holdfast.model.order import OrderStatus
from holdfast.runtime.guard import GuardRules
from holdfast.transport.retry import BackOff
from tests.runtime.guard.guarded_desk import accept, guarded, sent, status, submit
from tests.support.desks import SECOND


def test_a_cancel_that_never_left_is_tried_again_and_the_desk_need_not_hear() -> None:
    desk = guarded(GuardRules(retry=BackOff(jitter_pct=0)))
    order_id = submit(desk)
    accept(desk, order_id)
    desk.take(c.CancelOrder(order_id))
    for wait_ms in (100, 200):
        desk.venue.deliver(r.VenueUnreachable(order_id, "refused", desk.time.now()))
        desk.wait(wait_ms * 1_000_000 - 1)
        before = len(desk.venue.sent)
        desk.wait(1)
        assert sent(desk)[before:] == [f"PullOrder {order_id}"]
    desk.venue.deliver(r.VenueUnreachable(order_id, "refused", desk.time.now()))
    events = desk.wait(0)
    assert any(isinstance(each, e.CancelRejected) for each in events)


def test_an_answer_ends_the_retries() -> None:
    desk = guarded(GuardRules(retry=BackOff(jitter_pct=0)))
    order_id = submit(desk)
    accept(desk, order_id)
    desk.take(c.CancelOrder(order_id))
    desk.venue.deliver(r.VenueUnreachable(order_id, "refused", desk.time.now()))
    desk.venue.deliver(r.VenueCancels(order_id, desk.time.now()))
    desk.wait(SECOND)
    assert sent(desk).count(f"PullOrder {order_id}") == 1


def test_a_query_that_never_left_says_nothing_of_its_order() -> None:
    desk = guarded(GuardRules(retry=BackOff(attempts=2, jitter_pct=0)))
    order_id = submit(desk)
    desk.take(c.Reconcile())
    for _ in range(2):
        desk.venue.deliver(r.VenueUnreachable(order_id, "refused", desk.time.now()))
        desk.wait(100_000_000)
    assert desk.ledger.orders[order_id].status in (OrderStatus.SENT, OrderStatus.UNKNOWN)
    assert sent(desk).count(f"QueryOrder {order_id}") >= 2


def test_an_order_is_never_tried_again() -> None:
    desk = guarded(GuardRules())
    order_id = submit(desk)
    desk.venue.deliver(r.VenueUnreachable(order_id, "refused", desk.time.now()))
    desk.wait(10 * SECOND)
    assert sent(desk) == [f"PlaceOrder {order_id}"]
    assert status(desk, order_id)[0] is OrderStatus.REJECTED
