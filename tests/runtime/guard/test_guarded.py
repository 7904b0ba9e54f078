"""A guard on a real desk: what is paced, what is kept here, and what never waits."""

from collections.abc import Callable
from decimal import Decimal as D

import pytest

from holdfast.messages import commands as c
from holdfast.messages import control as k
from holdfast.messages import reports as r
from holdfast.model.order import Liquidity, OrderStatus, Side
from holdfast.model.scope import FIRM
from holdfast.model.trading import TradingState
from holdfast.runtime.guard import GuardRules
from holdfast.transport.lanes import Lane
from holdfast.transport.rate_limit import Limit
from tests.runtime.guard.guarded_desk import (
    accept,
    guard_of,
    guarded,
    sent,
    status,
    submit,
)
from tests.support.desks import SECOND, PlayedDesk

# --- pace -----------------------------------------------------------------------------


def test_orders_leave_at_the_pace_of_the_limit_in_their_order() -> None:
    desk = guarded()
    ids = [submit(desk, qty) for qty in (1, 2, 3)]
    assert sent(desk) == [f"PlaceOrder {ids[0]}"]
    assert [status(desk, each)[0] for each in ids] == [OrderStatus.SENT] * 3
    desk.wait(SECOND)
    assert len(desk.venue.sent) == 2
    desk.wait(SECOND)
    assert sent(desk) == [f"PlaceOrder {each}" for each in ids]
    desk.check()


def test_a_cancel_leaves_at_once_and_is_counted() -> None:
    desk = guarded()
    first = submit(desk)
    accept(desk, first)
    desk.take(c.CancelOrder(first))
    assert sent(desk)[-1] == f"PullOrder {first}"
    second = submit(desk, 11)
    desk.wait(SECOND)
    assert f"PlaceOrder {second}" not in sent(desk), "the cancel has taken the token of this second"
    desk.wait(SECOND)
    assert sent(desk)[-1] == f"PlaceOrder {second}"


def test_what_reduces_overtakes_what_is_new() -> None:
    desk = guarded()
    entry = submit(desk)
    desk.take(r.VenueFills(entry, "f", D(10), D(100), D(0), "USD", Liquidity.TAKER, 0))
    new, out = submit(desk, 1), submit(desk, 10, Side.SELL)
    desk.wait(2 * SECOND)
    assert sent(desk)[1:] == [f"PlaceOrder {out}", f"PlaceOrder {new}"]


def test_a_question_waits_behind_orders_and_is_asked_once() -> None:
    desk = guarded()
    first = submit(desk)
    second = submit(desk, 11)
    desk.take(c.Reconcile())
    desk.take(c.Reconcile())
    assert guard_of(desk).lanes.depth(Lane.DATA) == 3
    desk.wait(10 * SECOND)
    assert sent(desk)[:5] == [
        f"PlaceOrder {first}",
        f"PlaceOrder {second}",
        f"QueryOrder {first}",
        f"QueryOrder {second}",
        "QueryAccount ",
    ]


def test_a_restart_begins_with_an_empty_bucket() -> None:
    desk = guarded()
    desk.restart()
    desk.venue.sent.clear()
    order_id = submit(desk)
    assert f"PlaceOrder {order_id}" not in sent(desk)


def test_without_limits_everything_leaves_at_once() -> None:
    desk = guarded(GuardRules())
    ids = [submit(desk, qty) for qty in (1, 2, 3)]
    assert sent(desk) == [f"PlaceOrder {each}" for each in ids]


# --- what no longer leaves ------------------------------------------------------------


def test_a_cancel_of_what_waits_takes_it_out_and_nothing_of_it_leaves() -> None:
    desk = guarded()
    submit(desk)
    second = submit(desk, 11)
    desk.take(c.CancelOrder(second))
    assert status(desk, second)[0] is OrderStatus.REJECTED
    assert desk.ledger.orders[second].reserved_qty == 0
    desk.wait(10 * SECOND)
    assert len(desk.venue.sent) == 1
    desk.check()


@pytest.mark.parametrize(
    "stop",
    [
        lambda desk: desk.take(k.Kill(FIRM, why="x")),
        lambda desk: desk.take(k.SetState(FIRM, TradingState.HALTED, why="x")),
        lambda desk: desk.take(k.SetState(FIRM, TradingState.REDUCING, why="x")),
        lambda desk: desk.take(k.SelfTest({"clock": "off"})),
        lambda desk: desk.take(k.ExitMismatch("E-1", "x")),
    ],
    ids=["kill", "halt", "reducing", "disarmed", "mismatch"],
)
def test_what_waits_when_the_desk_is_stopped_never_leaves(
    stop: Callable[[PlayedDesk], object],
) -> None:
    desk = guarded()
    ids = [submit(desk, qty) for qty in (1, 2, 3)]
    stop(desk)
    desk.wait(10 * SECOND)
    assert [each for each in sent(desk) if each.startswith("Place")] == [f"PlaceOrder {ids[0]}"]
    assert [status(desk, each)[0] for each in ids[1:]] == [OrderStatus.REJECTED] * 2
    desk.check()


def test_what_waits_behind_a_shut_exit_stays_here() -> None:
    desk = guarded()
    submit(desk)
    waiting = submit(desk, 11)
    desk.desk._dispatch._exit._is_shut = True
    desk.wait(2 * SECOND)
    assert status(desk, waiting) == (
        OrderStatus.REJECTED,
        "UNREACHABLE: the exit was shut before it left",
    )


def test_nothing_that_waits_leaves_a_halted_desk() -> None:
    desk = guarded()
    submit(desk)
    submit(desk, 11)
    desk.desk.engine.halt("a bug")
    while desk.time.step():
        pass
    assert len(desk.venue.sent) == 1


def test_a_new_order_does_not_wait_longer_than_it_may() -> None:
    desk = guarded(GuardRules(limits=(Limit(1, 100 * SECOND, 1),), wait_max_ns=5 * SECOND))
    submit(desk)
    late = submit(desk, 11)
    desk.wait(100 * SECOND)
    assert status(desk, late)[0] is OrderStatus.REJECTED
    assert len(desk.venue.sent) == 1


def test_a_full_lane_says_so_and_takes_no_more() -> None:
    desk = guarded(GuardRules(limits=(Limit(1, SECOND, 1),), waiting_max=2))
    ids = [submit(desk, qty) for qty in (1, 2, 3, 4)]
    assert status(desk, ids[3]) == (
        OrderStatus.REJECTED,
        "UNREACHABLE: lane new is full: 2 wait",
    )


def test_questions_for_which_there_is_no_room_are_counted_and_say_nothing_of_their_orders() -> None:
    desk = guarded(GuardRules(limits=(Limit(1, SECOND, 1),), waiting_max=1))
    order_id = submit(desk)
    desk.take(c.Reconcile())
    assert guard_of(desk).dropped == 1
    assert status(desk, order_id)[0] is OrderStatus.SENT


def test_a_change_that_waits_is_undone_by_a_cancel_and_the_cancel_leaves() -> None:
    desk = guarded()
    first = submit(desk)
    accept(desk, first)
    desk.take(c.ReplaceOrder(first, qty=D(12)))
    desk.take(c.CancelOrder(first))
    desk.wait(10 * SECOND)
    assert sent(desk) == [f"PlaceOrder {first}", f"PullOrder {first}"]
    assert desk.ledger.orders[first].pending_qty is None
    desk.check()


def test_a_change_that_waits_and_was_undone_meanwhile_does_not_end_its_order() -> None:
    """The venue says that the order is unchanged, a cancel follows: the order is still there."""
    desk = guarded()
    first = submit(desk)
    accept(desk, first)
    desk.take(c.ReplaceOrder(first, qty=D(12)))
    order = desk.ledger.orders[first]
    stated = r.VenueStates(first, f"V{first}", OrderStatus.NEW, D(10), D(0), D(100), None, 0, 99)
    desk.desk.deliver(stated)
    desk.wait(0)
    if order.pending_qty is not None:
        # an answer that is too old to say so: something else undoes it
        desk.take(r.VenueRejectsReplace(first, "no", "", 0))
    desk.take(c.CancelOrder(first))
    assert order.status is OrderStatus.PENDING_CANCEL
    assert f"AmendOrder {first}" not in sent(desk)
    desk.check()
