"""Cancels by name and by scope: whoever is in it, and nobody else."""

from __future__ import annotations

from decimal import Decimal

import pytest

from holdfast.messages import commands as c
from holdfast.messages import events as e
from holdfast.messages import reports as r
from holdfast.messages import requests as q
from holdfast.messages.refusals import Reason
from holdfast.model.order import OrderRole, OrderStatus, OrderType, Side, Tactic
from tests.support.desks import SECOND, PlayedDesk, ready_desk
from tests.support.people import TRADER


def submit(desk: PlayedDesk, name: str, side: Side = Side.BUY, **terms: object) -> str:
    wanted = {"type": OrderType.LIMIT, "limit_price": Decimal(100), **terms}
    desk.take(c.SubmitOrder("A", "AAPL", side, Decimal(10), client_order_id=name, **wanted))
    return desk.order(name).id


@pytest.fixture
def desk() -> PlayedDesk:
    played = ready_desk()
    submit(played, "buy", strategy="s")
    played.wait(60 * SECOND)
    played.quote("99.99", "100.01")
    submit(played, "sell", Side.SELL, short_sale=True)
    submit(played, "stop", type=OrderType.STOP, limit_price=None, stop_price=Decimal(101))
    params = {"duration_s": 60, "slices": 2}
    twap = {"tactic": Tactic("twap", params), "type": OrderType.MARKET, "limit_price": None}
    submit(played, "twap", **twap)
    played.wait(SECOND)
    return played


def stopped(desk: PlayedDesk, command: c.CancelAll) -> set[str]:
    """Name whose cancels are sent, a parent's slices by their parent."""
    names = set()
    for event in desk.take(command):
        if isinstance(event, e.CancelSent | e.ParentStopping):
            terms = desk.ledger.orders[event.order_id].terms
            names.add(terms.client_order_id or f"slice of {terms.parent_id}")
    desk.check()
    return names


@pytest.mark.parametrize(
    ("scope", "names"),
    [
        ({"side": Side.SELL}, {"sell"}),
        ({"side": Side.BUY, "strategy": "s"}, {"buy"}),
        ({"type": OrderType.STOP}, {"stop"}),
        ({"type": OrderType.LIMIT}, {"buy", "sell"}),
        ({"older_than_ns": 30 * SECOND}, {"buy"}),
        ({"older_than_ns": 62 * SECOND}, set()),
        ({"owner": "nobody"}, set()),
        ({"owner": TRADER, "side": Side.SELL}, {"sell"}),
        ({"venue": "elsewhere"}, set()),
        ({"venue": "sim", "type": OrderType.STOP}, {"stop"}),
        ({"role": OrderRole.STOP_LOSS}, set()),
    ],
)
def test_what_a_scope_names_is_cancelled_and_nothing_else(
    desk: PlayedDesk, scope: dict, names: set[str]
) -> None:
    assert stopped(desk, c.CancelAll(**scope)) == names


def test_slices_go_with_their_parent_and_alone_only_where_that_is_asked(desk: PlayedDesk) -> None:
    parent = desk.order("twap").id
    desk.wait(10 * SECOND)
    assert desk.ledger.parents[parent].open_children
    own = f"slice of {parent}"
    # the slice is a market order too, and its parent is not
    assert own not in stopped(desk, c.CancelAll(side=Side.SELL))
    assert stopped(desk, c.CancelAll(role=OrderRole.SLICE)) == {own}
    assert desk.order("twap").is_open


def test_each_of_several_has_its_own_answer(desk: PlayedDesk) -> None:
    buy, sell = desk.order("buy").id, desk.order("sell").id
    desk.take(r.VenueCancels(sell, 0))
    told = desk.desk.ask(c.CancelOrders((buy, sell, "nope", buy), TRADER))
    assert told.ok
    assert told.order_ids == (buy,)
    codes = [[refusal.code for refusal in each.refusals] for each in told.outcomes]
    assert codes == [[], [Reason.ORDER_CLOSED], [Reason.UNKNOWN_ORDER], []]
    assert [each.order_id for each in told.outcomes] == [buy, sell, "nope", buy]
    # a cancel that is under way is not sent again, and is no refusal
    again = desk.desk.ask(c.CancelOrders((buy,), TRADER))
    assert again.ok
    assert again.order_ids == ()
    desk.check()


@pytest.mark.parametrize("count", [0, 1_001])
def test_too_many_and_none_are_refused_whole(desk: PlayedDesk, count: int) -> None:
    told = desk.desk.ask(c.CancelOrders(("x",) * count, TRADER))
    assert [each.field for each in told.refusals] == ["order_ids"]


@pytest.fixture
def changing() -> PlayedDesk:
    """A desk whose order was cancelled while a change of it is in flight, and the venue said no."""
    played = ready_desk()
    order_id = submit(played, "o")
    played.take(r.VenueAccepts(order_id, "V1", played.time.now()))
    played.take(c.ReplaceOrder(order_id, limit_price=Decimal(99)))
    assert kinds(played.take(c.CancelOrder(order_id)), e.CancelSent) == 1
    told = played.take(r.VenueRejectsCancel(order_id, "PENDING", "replace", played.time.now()))
    assert kinds(told, e.CancelSent) == 0
    return played


def kinds(events: list[e.Event], kind: type) -> int:
    return sum(isinstance(each, kind) for each in events)


def test_a_cancel_that_a_change_was_in_the_way_of_is_sent_again_once_that_is_made(
    changing: PlayedDesk,
) -> None:
    order, at = changing.order("o"), changing.time.now()
    made = r.VenueReplaces(order.id, "V2", Decimal(10), Decimal(99), None, at)
    assert kinds(changing.take(made), e.CancelSent) == 1
    changing.take(r.VenueCancels(order.id, at))
    assert order.status is OrderStatus.CANCELED
    changing.check()
    changing.check_decisions()


def test_so_it_is_once_the_change_is_rejected(changing: PlayedDesk) -> None:
    order, at = changing.order("o"), changing.time.now()
    told = changing.take(r.VenueRejectsReplace(order.id, "NO", "", at))
    assert kinds(told, e.CancelSent) == 1
    changing.check()
    changing.check_decisions()


def test_while_the_change_is_undecided_no_answer_sends_it_at_once(changing: PlayedDesk) -> None:
    order, at = changing.order("o"), changing.time.now()
    states = r.VenueStates(
        order.id, "V1", OrderStatus.NEW, Decimal(10), Decimal(0), Decimal(100), None, at
    )
    for _ in range(5):
        assert kinds(changing.take(states), e.CancelSent) == 0
    changing.wait(60 * SECOND)
    sent = [each for each in changing.venue.sent if isinstance(each, q.PullOrder)]
    assert 1 < len(sent) < 10
    changing.check()
    changing.check_decisions()


def test_one_that_is_refused_for_another_reason_stays_refused(changing: PlayedDesk) -> None:
    order, at = changing.order("o"), changing.time.now()
    changing.take(r.VenueReplaces(order.id, "V2", Decimal(10), Decimal(99), None, at))
    changing.take(r.VenueRejectsCancel(order.id, "NO", "not now", at))
    assert not order.cancel_wanted
    changing.check()
