"""Exits at a venue where open orders hold back what they would close."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from holdfast.algos.emulated.reducing import ROOM_WAIT_NS
from holdfast.algos.emulated.taking import RETRY_NS
from holdfast.core.brackets import unprotected_qty
from holdfast.messages import commands as c
from holdfast.messages import reports as r
from holdfast.model.bracket import BracketTerms, Target
from holdfast.model.contingency import Contingency
from holdfast.model.order import OrderStatus, OrderType, Side, TimeInForce
from tests.algos.emulated.held_desk import D, fill
from tests.algos.emulated.holding_desk import (
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
from tests.support.desks import PlayedDesk


@pytest.fixture
def desk() -> PlayedDesk:
    return holding_desk()


def test_the_stop_rests_and_the_target_is_watched(desk: PlayedDesk) -> None:
    fill(desk, enter(desk), 10)
    assert kinds(desk) == [("STOP", D(10))]
    assert unprotected_qty(desk.ledger, desk.order("e").id) == 0
    sound(desk)


def test_a_touched_target_leaves_once_the_stop_is_gone(desk: PlayedDesk) -> None:
    fill(desk, enter(desk), 10)
    accept(desk)
    market(desk, "110", "110.02")
    ((stop_id, _, _, status),) = out(desk)
    assert status is OrderStatus.PENDING_CANCEL
    assert unprotected_qty(desk.ledger, desk.order("e").id) == 0
    let_go(desk)
    ((target_id, kind, qty, _),) = out(desk)
    target = desk.ledger.orders[target_id]
    assert (kind, qty, target.limit_price) == ("LIMIT", 10, 110)
    assert target.terms.time_in_force is TimeInForce.IOC
    fill(desk, target, 10, "110")
    assert desk.ledger.orders[stop_id].status is OrderStatus.CANCELED
    assert desk.ledger.open_orders == {}
    sound(desk)


def test_a_stop_that_fills_before_its_cancel_leaves_nothing_to_take(desk: PlayedDesk) -> None:
    fill(desk, enter(desk), 10)
    accept(desk)
    stop = desk.ledger.orders[out(desk)[0][0]]
    market(desk, "110", "110.02")
    fill(desk, stop, 10, "94.9")
    assert desk.ledger.open_orders == {}
    assert desk.ledger.position("A", "AAPL").qty == 0
    sound(desk)


def test_what_others_hold_back_for_too_long_is_left_to_the_venue_to_judge(
    desk: PlayedDesk,
) -> None:
    fill(desk, enter(desk), 10)
    accept(desk)
    market(desk, "110", "110.02")
    desk.wait(ROOM_WAIT_NS - 1)
    assert len(out(desk)) == 1
    desk.wait(RETRY_NS)
    assert kinds(desk) == [("STOP", D(10)), ("LIMIT", D(10))]
    sound(desk)


def test_of_several_targets_the_stop_gives_way_to_each_alone(desk: PlayedDesk) -> None:
    targets = (Target(D(105), qty=D(4)), Target(D(110)))
    bracket = BracketTerms(targets=targets, stop=D(95))
    fill(desk, enter(desk, stop_loss=None, take_profit=None, bracket=bracket), 10)
    accept(desk)
    market(desk, "105", "105.02")
    let_go(desk)
    # six are protected again while four are for sale
    assert sorted(kinds(desk)) == [("LIMIT", D(4)), ("STOP", D(6))]
    target = next(each for each, kind, _, _ in out(desk) if kind == "LIMIT")
    fill(desk, desk.ledger.orders[target], 4, "105")
    accept(desk)
    assert kinds(desk) == [("STOP", D(6))]
    market(desk, "110", "110.02")
    let_go(desk)
    assert kinds(desk) == [("LIMIT", D(6))]
    sound(desk)


def test_while_the_entry_is_open_its_stop_is_watched_and_rests_after_it(desk: PlayedDesk) -> None:
    entry = enter(desk, type=OrderType.LIMIT, limit_price=D(100))
    desk.take(r.VenueAccepts(entry.id, "V1", 0))
    fill(desk, entry, 4)
    assert out(desk) == []
    assert unprotected_qty(desk.ledger, entry.id) == 0
    fill(desk, entry, 6)
    assert kinds(desk) == [("STOP", D(10))]
    sound(desk)


@pytest.mark.parametrize("ends", ["cancel", "expiry"])
def test_the_stop_of_an_entry_that_ends_short_rests_at_once(desk: PlayedDesk, ends: str) -> None:
    entry = enter(desk, type=OrderType.LIMIT, limit_price=D(100))
    desk.take(r.VenueAccepts(entry.id, "V1", 0))
    fill(desk, entry, 4)
    if ends == "cancel":
        desk.take(c.CancelOrder(entry.id))
        assert out(desk) == []
        desk.take(r.VenueCancels(entry.id, desk.time.now()))
    else:
        desk.take(r.VenueExpires(entry.id, desk.time.now()))
    assert kinds(desk) == [("STOP", D(4))]
    sound(desk)


def test_a_watched_stop_that_is_met_takes_back_its_entry_before_it_leaves(
    desk: PlayedDesk,
) -> None:
    entry = enter(desk, type=OrderType.LIMIT, limit_price=D(100))
    desk.take(r.VenueAccepts(entry.id, "V1", 0))
    fill(desk, entry, 4)
    market(desk, "94.9", "101")
    assert entry.status is OrderStatus.PENDING_CANCEL
    assert out(desk) == []
    desk.take(r.VenueCancels(entry.id, desk.time.now()))
    desk.wait(RETRY_NS)
    assert kinds(desk) == [("MARKET", D(4))]
    fill(desk, desk.ledger.orders[out(desk)[0][0]], 4, "94.9")
    assert desk.ledger.open_orders == {}
    sound(desk)


def test_a_short_position_is_held_back_the_same_way(desk: PlayedDesk) -> None:
    fill(desk, enter(desk, Side.SELL, stop_loss=D(105), take_profit=D(90)), 10)
    accept(desk)
    assert kinds(desk) == [("STOP", D(10))]
    market(desk, "89.98", "90")
    let_go(desk)
    ((target_id, kind, qty, _),) = out(desk)
    assert (kind, qty, desk.ledger.orders[target_id].is_buy) == ("LIMIT", 10, True)
    sound(desk)


def test_all_of_it_survives_a_restart_at_any_point(desk: PlayedDesk) -> None:
    fill(desk, enter(desk), 10)
    accept(desk)
    desk.restart()
    market(desk, "110", "110.02")
    assert out(desk)[0][3] is OrderStatus.PENDING_CANCEL
    desk.restart()
    let_go(desk)
    desk.wait(RETRY_NS)
    assert kinds(desk) == [("LIMIT", D(10))]
    desk.restart()
    desk.wait(RETRY_NS)
    assert len(out(desk)) == 1
    sound(desk)


@pytest.mark.parametrize("contingency", [Contingency.OCO, Contingency.OUO])
def test_siblings_that_close_the_same_are_watched_and_one_leaves(
    desk: PlayedDesk, contingency: Contingency
) -> None:
    desk.take(c.SubmitOrder("A", "AAPL", Side.BUY, D(10), client_order_id="e"))
    fill(desk, desk.order("e"), 10)
    sale = c.SubmitOrder("A", "AAPL", Side.SELL, D(10), time_in_force=TimeInForce.GTC)
    stop = replace(sale, type=OrderType.STOP, stop_price=D(95), client_order_id="s")
    target = replace(sale, type=OrderType.LIMIT, limit_price=D(110), client_order_id="t")
    desk.take(c.SubmitList((stop, target), contingency))
    assert at_venue(desk) == []
    market(desk, "110", "110.02")
    (leaf,) = at_venue(desk)
    assert (leaf.terms.type, leaf.terms.time_in_force) == (OrderType.LIMIT, TimeInForce.IOC)
    fill(desk, leaf, 10, "110")
    assert desk.order("s").status is OrderStatus.CANCELED
    assert desk.ledger.open_orders == {}
    sound(desk)


def sell(desk: PlayedDesk, qty: int, **terms: object) -> None:
    desk.take(c.SubmitOrder("A", "AAPL", Side.SELL, D(qty), client_order_id="c", **terms))


def test_exits_make_way_for_a_part_that_is_closed_at_once(desk: PlayedDesk) -> None:
    fill(desk, enter(desk), 10)
    accept(desk)
    sell(desk, 4)
    assert [each.status for each in at_venue(desk)] == [OrderStatus.PENDING_CANCEL]
    let_go(desk)
    assert unprotected_qty(desk.ledger, desk.order("e").id) == 0
    stop, sale = sorted(at_venue(desk), key=lambda each: each.terms.type, reverse=True)
    assert (stop.terms.type, stop.qty) == (OrderType.STOP, 6)
    assert (sale.terms.type, sale.qty) == (OrderType.MARKET, 4)
    fill(desk, sale, 4, "100")
    accept(desk)
    assert kinds(desk) == [("STOP", D(6))]
    assert desk.order("c").status is OrderStatus.FILLED
    assert desk.ledger.lists.waiting == {}
    sound(desk)


def test_exits_come_back_once_what_they_made_way_for_is_cancelled(desk: PlayedDesk) -> None:
    fill(desk, enter(desk), 10)
    accept(desk)
    sell(desk, 10)
    desk.take(c.CancelOrder(desk.order("c").id))
    let_go(desk)
    assert kinds(desk) == [("STOP", D(10))]
    assert unprotected_qty(desk.ledger, desk.order("e").id) == 0
    assert desk.ledger.lists.waiting == {}
    sound(desk)


def test_what_rests_or_is_more_than_is_held_is_the_venues_to_judge(desk: PlayedDesk) -> None:
    fill(desk, enter(desk), 10)
    accept(desk)
    sell(desk, 4, type=OrderType.LIMIT, limit_price=D(120))
    assert desk.order("c").id not in desk.ledger.parents
    desk.take(c.SubmitOrder("A", "AAPL", Side.SELL, D(11), client_order_id="d"))
    assert desk.order("d").id not in desk.ledger.parents
    sound(desk)


def test_a_restart_while_exits_make_way_changes_nothing(desk: PlayedDesk) -> None:
    fill(desk, enter(desk), 10)
    accept(desk)
    sell(desk, 4)
    desk.restart()
    let_go(desk)
    desk.wait(RETRY_NS)
    sizes = sorted((each.terms.type, each.qty) for each in at_venue(desk))
    assert sizes == [("MARKET", D(4)), ("STOP", D(6))]
    sound(desk)


def test_a_stop_is_watched_while_another_order_opposes_it_and_rests_after(desk: PlayedDesk) -> None:
    other = c.SubmitOrder(
        "A", "AAPL", Side.BUY, D(1), OrderType.STOP, stop_price=D(120), client_order_id="w"
    )
    desk.take(other)
    waiting = desk.order("w")
    desk.take(r.VenueAccepts(waiting.id, "V1", 0))
    fill(desk, enter(desk), 10)
    assert out(desk) == []
    assert unprotected_qty(desk.ledger, desk.order("e").id) == 0
    desk.restart()
    desk.take(c.CancelOrder(waiting.id))
    assert out(desk) == []
    desk.take(r.VenueCancels(waiting.id, desk.time.now()))
    assert kinds(desk) == [("STOP", D(10))]
    assert desk.ledger.lists.waiting == {}
    sound(desk)


def test_a_stop_that_could_not_leave_is_sent_later_and_not_at_once(desk: PlayedDesk) -> None:
    fill(desk, enter(desk), 10)
    for tries in (1, 2, 3):
        ((stop_id, _, _, _),) = out(desk)
        at = desk.time.now()
        desk.take(r.VenueUnreachable(stop_id, "circuit open", at, unsent=True))
        assert out(desk) == []
        assert desk.order("e").id in desk.ledger.questions.exits
        desk.wait(60 * RETRY_NS)
        assert len(desk.ledger.brackets[desk.order("e").id].exits) == 2 + tries
    sound(desk)


def test_what_waits_for_exits_to_make_way_sends_none_of_them_anew(desk: PlayedDesk) -> None:
    """Else a venue that nothing can leave for would be asked without end, at one moment."""
    fill(desk, enter(desk), 10)
    accept(desk)
    sell(desk, 4)
    let_go(desk)
    stop = next(each for each in at_venue(desk) if each.terms.type is OrderType.STOP)
    before = len(desk.ledger.orders)
    desk.take(r.VenueUnreachable(stop.id, "circuit open", desk.time.now(), unsent=True))
    assert len(desk.ledger.orders) == before
    desk.wait(60 * RETRY_NS)
    assert [(each.terms.type, each.qty) for each in at_venue(desk)] == [
        (OrderType.MARKET, D(4)),
        (OrderType.STOP, D(6)),
    ]
    sound(desk)


def test_a_watched_stop_has_other_buys_make_way_before_it_leaves(desk: PlayedDesk) -> None:
    entry = enter(desk)
    terms = {"client_order_id": "b", "limit_price": D(90)}
    desk.take(c.SubmitOrder("A", "AAPL", Side.BUY, D(5), OrderType.LIMIT, **terms))
    fill(desk, entry, 10)
    # opposite to what still bids it may not rest
    assert kinds(desk) == []
    desk.trade("94.9")
    market(desk, "94.9", "94.92")
    bid = desk.order("b")
    assert (bid.status, kinds(desk)) == (OrderStatus.PENDING_CANCEL, [])
    desk.take(r.VenueCancels(bid.id, desk.time.now()))
    desk.wait(0)
    assert kinds(desk) == [("MARKET", D(10))]
    assert "was set off" in bid.reason
    sound(desk)
