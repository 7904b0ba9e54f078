"""Orders that wait for conditions."""

from __future__ import annotations

from holdfast.algos.emulated.armed import is_met
from holdfast.api.conditions import condition_of
from holdfast.messages import commands as c
from holdfast.model.order import OrderStatus, OrderType, Side
from tests.algos.emulated.held_desk import D, ask, children, fill, held_desk, prints


def test_all_and_any_are_judged_by_the_places_of_their_parts() -> None:
    arm = condition_of("AAPL >= 1 and (AAPL >= 2 or AAPL <= 3) and AAPL >= 4")
    assert is_met(arm, {0, 1, 3})
    assert is_met(arm, {0, 2, 3})
    assert not is_met(arm, {0, 1, 2})
    assert not is_met(arm, {1, 2, 3})


def test_what_was_met_once_stays_met_over_a_restart() -> None:
    desk = held_desk()
    ask(desk, 10, Side.BUY, arm=condition_of("AAPL >= 101 and AAPL <= 99"))
    prints(desk, "101")
    desk.restart()
    prints(desk, "100")
    assert children(desk) == []
    prints(desk, "99")
    (child,) = children(desk)
    assert (child.terms.arm, child.qty) == (None, 10)
    prints(desk, "98")
    assert len(children(desk)) == 1
    desk.check_decisions()


def test_a_position_that_was_reached_for_a_moment_arms_it() -> None:
    desk = held_desk()
    ask(desk, 10, Side.SELL, arm=condition_of("position AAPL >= 5"))
    desk.take(c.SubmitOrder("A", "AAPL", Side.BUY, D(5), client_order_id="b"))
    fill(desk, desk.order("b"), 4)
    assert children(desk) == []
    fill(desk, desk.order("b"), 1)
    assert len(children(desk)) == 1
    desk.check()
    desk.check_decisions()


def test_another_orders_state_arms_it_and_its_own_stop_is_held_then() -> None:
    desk = held_desk()
    arm = condition_of("order b is CANCELED")
    desk.take(
        c.SubmitOrder(
            "A",
            "AAPL",
            Side.BUY,
            D(5),
            OrderType.STOP,
            stop_price=D(150),
            client_order_id="b",
        )
    )
    ask(desk, 10, type=OrderType.STOP, stop_price=D(95), arm=arm)
    desk.take(c.CancelOrder(desk.order("b").id))
    (child,) = children(desk)
    assert desk.ledger.parents[child.id].algo == "stop"
    assert child.status is OrderStatus.NEW
    assert desk.ledger.waiting == {}
