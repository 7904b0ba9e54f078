"""Orders that a venue turns away for their number: each waits for the allowance, once."""

from decimal import Decimal as D

import pytest

from holdfast.messages import commands as c
from holdfast.messages import control as k
from holdfast.messages import reports as r
from holdfast.model.order import OrderStatus
from holdfast.model.scope import FIRM
from holdfast.model.trading import TradingState
from holdfast.runtime.guard import GuardRules
from holdfast.transport.rate_limit import Limit
from tests.runtime.guard.guarded_desk import accept, fail, guard_of, guarded, sent, status, submit
from tests.support.desks import SECOND, PlayedDesk

WHY = "429: too many requests"
RULES = GuardRules(limits=(Limit(100, SECOND, 100),))
NEVER = (OrderStatus.REJECTED, f"UNREACHABLE: {WHY}")


@pytest.fixture
def desk() -> PlayedDesk:
    return guarded(RULES)


def turn_away(desk: PlayedDesk, order_id: str, wait_ns: int = SECOND) -> None:
    now = desk.time.now()
    desk.venue.deliver(r.VenueUnreachable(order_id, WHY, now, True, now + wait_ns))
    desk.wait(0)


def places(desk: PlayedDesk, order_id: str) -> int:
    return sent(desk).count(f"PlaceOrder {order_id}")


def test_an_order_that_was_not_taken_waits_for_the_allowance_and_is_sent_again(
    desk: PlayedDesk,
) -> None:
    order_id = submit(desk)
    turn_away(desk, order_id)
    assert status(desk, order_id)[0] is OrderStatus.SENT
    desk.wait(SECOND - 1)
    assert places(desk, order_id) == 1
    desk.wait(1)
    assert places(desk, order_id) == 2
    accept(desk, order_id)
    assert status(desk, order_id)[0] is OrderStatus.NEW
    desk.check()
    desk.check_decisions()


def test_it_is_sent_again_once(desk: PlayedDesk) -> None:
    order_id = submit(desk)
    turn_away(desk, order_id)
    desk.wait(SECOND)
    turn_away(desk, order_id)
    assert status(desk, order_id) == NEVER
    desk.wait(10 * SECOND)
    assert places(desk, order_id) == 2
    desk.check()


def test_it_does_not_wait_longer_than_its_approval_is_good_for(desk: PlayedDesk) -> None:
    order_id = submit(desk)
    turn_away(desk, order_id, RULES.wait_max_ns + 1)
    assert status(desk, order_id) == NEVER
    assert places(desk, order_id) == 1


def test_where_the_answer_is_in_doubt_or_names_no_time_nothing_is_sent_again(
    desk: PlayedDesk,
) -> None:
    first, second, third = submit(desk), submit(desk, 11), submit(desk, 12)
    now = desk.time.now()
    desk.venue.deliver(r.VenueSilent(first, WHY, now))
    desk.venue.deliver(r.VenueUnreachable(second, WHY, now, True))
    desk.venue.deliver(r.VenueUnreachable(third, WHY, now, False, now + SECOND))
    desk.wait(3 * SECOND)
    assert [places(desk, each) for each in (first, second, third)] == [1, 1, 1]
    assert status(desk, first)[0] is OrderStatus.UNKNOWN


def test_a_cancel_does_not_wait_behind_and_takes_it_out(desk: PlayedDesk) -> None:
    other = submit(desk)
    accept(desk, other)
    order_id = submit(desk, 11)
    turn_away(desk, order_id)
    desk.take(c.CancelOrder(other))
    assert sent(desk)[-1] == f"PullOrder {other}"
    desk.take(c.CancelOrder(order_id))
    assert not status(desk, order_id)[0].startswith("SENT")
    desk.wait(5 * SECOND)
    assert places(desk, order_id) == 1
    assert f"PullOrder {order_id}" not in sent(desk)
    desk.check()


def test_one_whose_cancel_has_left_is_not_sent_again(desk: PlayedDesk) -> None:
    order_id = submit(desk)
    desk.take(c.CancelOrder(order_id))
    desk.take(r.VenueRejectsCancel(order_id, "404", "no such order", 0))
    turn_away(desk, order_id)
    desk.wait(5 * SECOND)
    assert places(desk, order_id) == 1
    assert not desk.ledger.orders[order_id].is_open


def test_what_comes_meanwhile_keeps_it_here(desk: PlayedDesk) -> None:
    order_id = submit(desk)
    turn_away(desk, order_id)
    desk.take(k.SetState(FIRM, TradingState.HALTED, why="a test"))
    desk.wait(5 * SECOND)
    assert places(desk, order_id) == 1
    assert status(desk, order_id)[0] is OrderStatus.REJECTED
    desk.check()


def test_what_is_asked_meanwhile_waits_for_the_allowance_too(desk: PlayedDesk) -> None:
    order_id = submit(desk)
    turn_away(desk, order_id)
    other = submit(desk, 11)
    assert places(desk, other) == 0
    desk.wait(SECOND)
    assert [places(desk, each) for each in (order_id, other)] == [2, 1]


def test_a_change_that_was_not_taken_is_sent_again(desk: PlayedDesk) -> None:
    order_id = submit(desk)
    accept(desk, order_id)
    desk.take(c.ReplaceOrder(order_id, D(20)))
    turn_away(desk, order_id)
    desk.wait(SECOND)
    assert sent(desk).count(f"AmendOrder {order_id}") == 2
    assert status(desk, order_id)[0] is OrderStatus.PENDING_REPLACE
    desk.check()


def test_behind_an_open_circuit_none_waits(desk: PlayedDesk) -> None:
    order_id = submit(desk)
    fail(desk, 5)
    assert guard_of(desk).breaker.why
    turn_away(desk, order_id)
    assert status(desk, order_id) == NEVER
