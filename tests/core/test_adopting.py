"""Orders of somebody else: one order however often they change it, and named as they name it."""

from decimal import Decimal

import pytest
from msgspec.structs import replace

from holdfast.messages import commands as c
from holdfast.messages import differences as d
from holdfast.messages import events as e
from holdfast.messages import reports as r
from holdfast.messages import requests as q
from holdfast.model.difference import Kind
from holdfast.model.order import Liquidity, OrderStatus, OrderType, Side, TimeInForce
from tests.support.desks import SECOND, PlayedDesk, ready_desk
from tests.support.pictures import picture

D = Decimal
THEIRS = "EXT-sim-V1"
RESTING = r.HeldOrder(
    "human", "V1", "AAPL", Side.BUY, OrderType.LIMIT, D(10), D(0), D(99), None, TimeInForce.DAY
)  # fmt: skip


@pytest.fixture
def desk() -> PlayedDesk:
    return ready_desk()


def traded(desk: PlayedDesk, name: str, venue_order_id: str, exec_id: str, qty: int) -> r.HeldFill:
    at = desk.time.now()
    price, fee = D(99), D(0)
    whose = (name, venue_order_id, exec_id, "AAPL", Side.BUY)
    return r.HeldFill(*whose, D(qty), price, fee, "USD", Liquidity.MAKER, at)


def adopted(desk: PlayedDesk) -> None:
    desk.take(picture(desk, orders=(RESTING,)))
    assert list(desk.ledger.open_orders) == [THEIRS]
    desk.venue.sent.clear()


def found(desk: PlayedDesk) -> list[Kind]:
    return [each.kind for each in desk.ledger.reconciled.inbox.open.values()]


def test_it_is_asked_after_and_cancelled_by_the_names_that_its_venue_has_for_it(
    desk: PlayedDesk,
) -> None:
    adopted(desk)
    desk.take(c.Reconcile())
    query = q.QueryOrder("human", desk.ledger.seq, "", "V1")
    desk.take(r.VenueReplaces("human", "V2", D(10), D(98), None, desk.time.now()))
    desk.take(c.CancelOrder(THEIRS))
    sent = [each for each in desk.venue.sent if not isinstance(each, q.QueryAccount)]
    assert sent == [query, q.PullOrder("human", "V2")]
    desk.take(r.VenueCancels("human", desk.time.now()))
    assert desk.ledger.orders[THEIRS].status is OrderStatus.CANCELED
    desk.check()
    desk.check_decisions()


def test_a_change_by_its_owner_is_taken_over_and_is_nothing_to_look_at(desk: PlayedDesk) -> None:
    adopted(desk)
    told = desk.take(r.VenueReplaces("human", "V2", D(12), D(98), None, desk.time.now()))
    assert [type(each) for each in told] == [e.OrderReplaced]
    order = desk.ledger.orders[THEIRS]
    assert (order.venue_order_id, order.qty, order.limit_price) == ("V2", D(12), D(98))
    # looked up later it is told from its beginning
    assert desk.take(r.VenueAccepts("human", "V1", desk.time.now())) == []
    assert found(desk) == [Kind.ORDER_EXTERNAL]
    desk.check_decisions()


def test_a_change_by_its_owner_that_a_picture_shows_is_none_either(desk: PlayedDesk) -> None:
    adopted(desk)
    desk.wait(10 * SECOND)
    changed = replace(RESTING, venue_order_id="V2", qty=D(12))
    told = desk.take(picture(desk, orders=(changed,)))
    assert [type(each) for each in told] == [e.OrderReplaced]
    assert found(desk) == [Kind.ORDER_EXTERNAL]
    desk.check_decisions()


def test_an_order_whose_first_id_was_never_heard_of_is_adopted_by_that_of_now(
    desk: PlayedDesk,
) -> None:
    adopted(desk)
    assert desk.take(r.VenueAccepts("human", "V0", desk.time.now())) == []
    assert desk.ledger.orders[THEIRS].venue_order_id == "V1"


def test_what_all_its_incarnations_have_traded_is_booked_on_one(desk: PlayedDesk) -> None:
    fills = (traded(desk, "human", "V1", "x1", 3), traded(desk, "human", "V2", "x2", 4))
    told = desk.take(picture(desk, fills=fills, positions={"AAPL": D(7)}))
    assert [each.order_id for each in told if isinstance(each, d.OrderAdopted)] == [THEIRS]
    order = desk.ledger.orders[THEIRS]
    assert (order.status, order.qty, order.cum_qty) == (OrderStatus.FILLED, D(7), D(7))
    assert not [each for each in told if isinstance(each, e.OrderOverfilled)]
    desk.check_decisions()


def ours(desk: PlayedDesk) -> str:
    """Rest an order of ours that has been changed once."""
    desk.take(c.SubmitOrder("A", "AAPL", Side.BUY, D(10), OrderType.LIMIT, D(99)))
    (name,) = desk.ledger.open_orders
    desk.take(r.VenueAccepts(name, "V1", desk.time.now()))
    desk.take(c.ReplaceOrder(name, limit_price=D(98)))
    desk.take(r.VenueReplaces(name, "V2", D(10), D(98), None, desk.time.now()))
    return name


def test_a_fill_that_is_told_by_an_id_of_before_a_change_is_of_the_order(desk: PlayedDesk) -> None:
    name = ours(desk)
    told = desk.take(picture(desk, fills=(traded(desk, "", "V1", "x1", 3),)))
    assert [each.order_id for each in told if isinstance(each, e.OrderFilled)] == [name]
    assert list(desk.ledger.open_orders) == [name]


def test_an_order_that_was_changed_is_accepted_once_though_it_is_told_from_its_beginning(
    desk: PlayedDesk,
) -> None:
    name = ours(desk)
    assert desk.take(r.VenueAccepts(name, "V1", desk.time.now())) == []
