"""What reserves money: an order that could only reduce does once it could do more."""

from __future__ import annotations

from decimal import Decimal

import pytest
from msgspec.structs import replace

from holdfast.core.invariants import audit
from holdfast.messages import commands as c
from holdfast.messages import reports as r
from holdfast.messages.refusals import Reason
from holdfast.model.order import Liquidity, OrderRole, OrderStatus, OrderType, Side
from tests.support.desks import PlayedDesk, ready_desk
from tests.support.limits import WIDE


@pytest.fixture
def desk() -> PlayedDesk:
    """A desk that is short 10 and has an order open that buys them back."""
    played = ready_desk()
    order(played, Side.SELL, 10, "short")
    fill(played, "short", 10)
    order(played, Side.BUY, 10, "back")
    return played


def order(desk: PlayedDesk, side: Side, qty: int, name: str, **terms: object) -> list[Reason]:
    limit = Decimal(100)
    asked = c.SubmitOrder("A", "AAPL", side, Decimal(qty), OrderType.LIMIT, limit)
    desk.take(replace(asked, client_order_id=name, **terms))
    return [each.code for each in desk.order(name).refusals]


def fill(desk: PlayedDesk, name: str, qty: int) -> None:
    desk.count = getattr(desk, "count", 0) + 1
    at, none, taker = desk.time.now(), Decimal(0), Liquidity.TAKER
    exec_id, price = f"X{desk.count}", Decimal(100)
    order_id = desk.order(name).id
    desk.take(r.VenueFills(order_id, exec_id, Decimal(qty), price, none, "USD", taker, at))


def test_what_only_reduces_reserves_no_money(desk: PlayedDesk) -> None:
    assert desk.order("back").reserve_price == 0
    assert desk.ledger.accounts["A"].open_value == 0
    assert desk.ledger.position("A", "AAPL").buy_free == 10


def test_it_does_once_another_order_has_closed_what_it_was_for(desk: PlayedDesk) -> None:
    order(desk, Side.BUY, 5, "other")
    fill(desk, "other", 5)
    assert desk.order("back").reserve_price == 100
    assert desk.ledger.accounts["A"].open_value == 1_000
    assert desk.ledger.position("A", "AAPL").buy_free == 0
    desk.check()


def test_so_what_is_open_and_held_never_comes_to_more_than_the_limit(desk: PlayedDesk) -> None:
    for name in ("other", "another"):
        order(desk, Side.BUY, 5, name)
        fill(desk, name, 5)
    desk.take(c.SetLimits("A", replace(WIDE, gross_notional_max=Decimal(1_500))))
    # ten more may be bought already, so fifteen would make 2,500 of them
    assert order(desk, Side.BUY, 15, "over") == [Reason.GROSS_NOTIONAL_MAX]
    assert order(desk, Side.BUY, 5, "within") == []
    desk.check()


def test_an_exit_that_was_cut_to_what_is_held_reserves_no_money_again() -> None:
    desk = ready_desk()
    order(desk, Side.BUY, 10, "entry", stop_loss=Decimal(90))
    fill(desk, "entry", 10)
    (exit_id,) = desk.ledger.open_orders
    stop = desk.ledger.orders[exit_id]
    desk.take(r.VenueAccepts(exit_id, "V1", desk.time.now()))
    assert (stop.reserve_price, stop.reserved_qty) == (0, 10)
    order(desk, Side.SELL, 4, "by hand")
    fill(desk, "by hand", 4)
    # until the venue has cut it to six it may still sell ten
    assert (stop.reserve_price, stop.reserved_qty) == (90, 10)
    at = desk.time.now()
    desk.take(r.VenueReplaces(exit_id, "V1", Decimal(6), None, Decimal(90), at))
    assert (stop.reserve_price, stop.reserved_qty) == (0, 6)
    assert desk.ledger.accounts["A"].open_value == 0
    assert audit(desk.ledger) == ()
    desk.check()


@pytest.mark.parametrize("is_unknown", [False, True])
def test_a_target_reserves_of_its_own_once_its_stop_was_asked_to_go(is_unknown: bool) -> None:
    desk = ready_desk()
    order(desk, Side.BUY, 10, "entry", stop_loss=Decimal(90), take_profit=Decimal(110))
    fill(desk, "entry", 10)
    exits = [desk.ledger.orders[each] for each in desk.ledger.open_orders]
    (target,) = [each for each in exits if each.terms.role is OrderRole.TAKE_PROFIT]
    (stop,) = [each for each in exits if each is not target]
    if is_unknown:
        desk.restart()
        target, stop = (desk.ledger.orders[each.id] for each in (target, stop))
    assert (stop.reserved_qty, target.reserved_qty) == (10, 0)
    desk.take(c.CancelOrder(stop.id))
    assert stop.status is (OrderStatus.UNKNOWN if is_unknown else OrderStatus.PENDING_CANCEL)
    # the one may still trade, and the other stays
    assert (stop.reserved_qty, target.reserved_qty) == (10, 10)
    assert audit(desk.ledger) == ()
    desk.check()
