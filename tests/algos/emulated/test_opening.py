"""A second entry in a name whose stop rests: the stop is watched while it works."""

from __future__ import annotations

import pytest

from holdfast.algos.emulated.opening import WAIT_NS
from holdfast.core.brackets import unprotected_qty
from holdfast.core.ledger import Order
from holdfast.messages import commands as c
from holdfast.messages import reports as r
from holdfast.model.bracket import BracketTerms, StopMove, Target
from holdfast.model.order import (
    OrderRole,
    OrderStatus,
    OrderType,
    Side,
    Tactic,
    TimeInForce,
)
from tests.algos.emulated.held_desk import D, fill
from tests.algos.emulated.holding_desk import (
    HOLDS,
    accept,
    at_venue,
    enter,
    holding_desk,
    kinds,
    let_go,
    market,
    out,
    sound,
)
from tests.support.desks import SECOND, PlayedDesk


@pytest.fixture
def desk() -> PlayedDesk:
    """Ten are held, and their stop rests."""
    desk = holding_desk()
    fill(desk, enter(desk), 10)
    accept(desk)
    assert kinds(desk) == [("STOP", D(10))]
    return desk


def add(desk: PlayedDesk, qty: int = 5, side: Side = Side.BUY, **terms: object) -> Order:
    """Ask for more, called m."""
    desk.take(c.SubmitOrder("A", "AAPL", side, D(qty), client_order_id="m", **terms))
    return desk.order("m")


def entries(desk: PlayedDesk) -> list[Order]:
    return [each for each in at_venue(desk) if not each.terms.exit_of]


def bare(desk: PlayedDesk) -> D:
    return sum((unprotected_qty(desk.ledger, each) for each in desk.ledger.brackets), D(0))


def test_it_leaves_once_the_stop_is_watched_and_then_both_rest(desk: PlayedDesk) -> None:
    more = add(desk, stop_loss=D(94))
    assert desk.ledger.parents[more.id].algo == "opening"
    desk.wait(0)
    assert ([each[3] for each in out(desk)], entries(desk)) == ([OrderStatus.PENDING_CANCEL], [])
    assert bare(desk) == 0
    let_go(desk)
    desk.wait(0)
    (child,) = entries(desk)
    assert (child.qty, child.terms.type, out(desk)) == (5, OrderType.MARKET, [])
    fill(desk, child, 5)
    assert more.status is OrderStatus.FILLED
    assert sorted(kinds(desk)) == [("STOP", D(5)), ("STOP", D(10))]
    assert bare(desk) == 0
    sound(desk)


def test_while_it_rests_the_stop_is_watched_and_fires(desk: PlayedDesk) -> None:
    more = add(desk, type=OrderType.LIMIT, limit_price=D(90), time_in_force=TimeInForce.GTC)
    desk.wait(0)
    let_go(desk)
    desk.wait(0)
    assert [each.limit_price for each in entries(desk)] == [90]
    assert (kinds(desk), bare(desk)) == ([], 0)
    desk.trade("94.9")
    market(desk, "94.9", "94.92")
    (child,) = entries(desk)
    assert (child.status, kinds(desk)) == (OrderStatus.PENDING_CANCEL, [])
    desk.take(r.VenueCancels(child.id, desk.time.now()))
    desk.wait(0)
    assert kinds(desk) == [("MARKET", D(10))]
    assert (more.status, "stop" in more.reason) == (OrderStatus.CANCELED, True)
    sound(desk)


def test_the_stop_rests_again_when_it_is_taken_back(desk: PlayedDesk) -> None:
    more = add(desk, type=OrderType.LIMIT, limit_price=D(90))
    desk.wait(0)
    let_go(desk)
    desk.wait(0)
    (child,) = entries(desk)
    desk.take(c.CancelOrder(more.id))
    desk.take(r.VenueCancels(child.id, desk.time.now()))
    assert more.status is OrderStatus.CANCELED
    assert (kinds(desk), bare(desk)) == ([("STOP", D(10))], 0)
    sound(desk)


def test_one_that_is_taken_back_before_it_left_lets_the_stop_rest(desk: PlayedDesk) -> None:
    more = add(desk)
    desk.wait(0)
    desk.take(c.CancelOrder(more.id))
    let_go(desk)
    desk.wait(0)
    assert (more.status, entries(desk)) == (OrderStatus.CANCELED, [])
    assert (kinds(desk), bare(desk)) == ([("STOP", D(10))], 0)
    sound(desk)


def test_a_stop_that_fills_first_is_none_in_the_way(desk: PlayedDesk) -> None:
    stop = desk.ledger.orders[out(desk)[0][0]]
    add(desk)
    desk.wait(0)
    fill(desk, stop, 10, "95")
    desk.wait(0)
    assert [each.qty for each in entries(desk)] == [5]
    assert desk.ledger.position("A", "AAPL").qty == 0
    sound(desk)


def test_a_stop_that_does_not_go_is_left_to_the_venue_to_judge(desk: PlayedDesk) -> None:
    add(desk)
    desk.wait(WAIT_NS - 1)
    assert entries(desk) == []
    desk.wait(SECOND)
    assert [each.qty for each in entries(desk)] == [5]
    sound(desk)


def test_slices_wait_for_it_once_and_it_rests_when_all_are_over(desk: PlayedDesk) -> None:
    add(desk, 6, tactic=Tactic("twap", {"duration_s": 20, "slices": 2, "jitter": "0"}))
    desk.wait(0)
    assert entries(desk) == []
    let_go(desk)
    desk.wait(0)
    (first,) = entries(desk)
    fill(desk, first, int(first.qty))
    assert (kinds(desk), bare(desk)) == ([], 0)
    desk.wait(10 * SECOND)
    (second,) = entries(desk)
    assert (first.qty, second.qty) == (3, 3)
    fill(desk, second, 3)
    desk.wait(20 * SECOND)
    assert (kinds(desk), bare(desk)) == ([("STOP", D(10))], 0)
    sound(desk)


def test_an_order_for_later_leaves_the_stop_where_it_is(desk: PlayedDesk) -> None:
    touched = {"type": OrderType.MARKET_IF_TOUCHED, "stop_price": D(97)}
    more = add(desk, **touched)
    desk.wait(0)
    assert desk.ledger.parents[more.id].algo == "touched"
    assert [each[3] for each in out(desk)] == [OrderStatus.NEW]
    market(desk, "96.9", "96.92")
    desk.wait(0)
    assert [each[3] for each in out(desk)] == [OrderStatus.PENDING_CANCEL]
    let_go(desk)
    desk.wait(0)
    assert [each.qty for each in entries(desk)] == [5]
    sound(desk)


def test_a_restart_goes_on_where_it_was(desk: PlayedDesk) -> None:
    add(desk)
    desk.wait(0)
    desk.restart()
    ((stop_id, *_),) = out(desk)
    desk.take(r.VenueCancels(stop_id, desk.time.now()))
    desk.wait(0)
    assert [each.qty for each in entries(desk)] == [5]
    assert bare(desk) == 0
    sound(desk)


def test_elsewhere_it_leaves_at_once() -> None:
    assert HOLDS.holds_for_orders
    desk = holding_desk()
    add(desk)
    assert [each.qty for each in entries(desk)] == [5]
    desk.check()


def moved(desk: PlayedDesk, role: OrderRole, price: str) -> None:
    """A person puts an exit of the first entry elsewhere, and the venue makes the change."""
    ledger = desk.ledger
    (exit_,) = [
        each
        for each in map(ledger.orders.__getitem__, ledger.open_orders)
        if each.terms.role is role and not each.terms.parent_id
    ]
    name = "stop_price" if role is OrderRole.STOP_LOSS else "limit_price"
    desk.take(c.ReplaceOrder(exit_.id, **{name: D(price)}))
    desk.wait(0)
    for order_id, kind, qty, _ in out(desk):
        if kind == "STOP" and role is OrderRole.STOP_LOSS:
            at = desk.time.now()
            desk.take(r.VenueReplaces(order_id, f"W{order_id}", qty, None, D(price), at))


def stop_after_another_entry(desk: PlayedDesk) -> Order:
    """Let a second entry come and go, and return the stop that rests again."""
    add(desk)
    desk.wait(0)
    let_go(desk)
    desk.wait(0)
    fill(desk, entries(desk)[0], 5)
    (stop,) = [desk.ledger.orders[each[0]] for each in out(desk)]
    return stop


@pytest.mark.parametrize("price", ["97", "93"])
def test_a_stop_that_a_person_has_moved_stays_there(desk: PlayedDesk, price: str) -> None:
    moved(desk, OrderRole.STOP_LOSS, price)
    stop = stop_after_another_entry(desk)
    assert (stop.stop_price, stop.qty) == (D(price), 10)
    sound(desk)


def test_a_target_that_a_person_has_moved_stays_there(desk: PlayedDesk) -> None:
    moved(desk, OrderRole.TAKE_PROFIT, "120")
    desk.take(c.SubmitOrder("A", "AAPL", Side.SELL, D(4), client_order_id="s"))
    desk.wait(0)
    let_go(desk)
    desk.wait(0)
    market(desk, "110", "110.02")
    assert [each[1] for each in out(desk)] == ["STOP"]
    market(desk, "120", "120.02")
    let_go(desk)
    desk.wait(0)
    sound(desk)


def test_of_a_stop_that_a_rule_has_moved_the_tighter_price_holds() -> None:
    desk = holding_desk()
    bracket = BracketTerms(
        targets=(Target(D(120)),), stop=D(95), moves=(StopMove(D(98), at_price=D(105)),)
    )
    fill(desk, enter(desk, stop_loss=None, take_profit=None, bracket=bracket), 10)
    accept(desk)
    moved(desk, OrderRole.STOP_LOSS, "97")
    market(desk, "105.1", "105.12")
    stop = stop_after_another_entry(desk)
    assert stop.stop_price == 98
    sound(desk)
