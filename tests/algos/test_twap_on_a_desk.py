"""TWAP on a real desk: restarts repeat nothing, and what never fills is given up."""

from decimal import Decimal

import msgspec
import pytest

from holdfast.messages.reports import VenueAccepts, VenueFills
from holdfast.messages.requests import PlaceOrder, QueryOrder
from holdfast.model.order import Liquidity, OrderStatus
from tests.algos.twap_terms import terms
from tests.support.desks import SECOND, PlayedDesk, ready_desk


def sent(desk: PlayedDesk) -> list[Decimal]:
    return [each.terms.qty for each in desk.venue.sent if isinstance(each, PlaceOrder)]


def fill_all(desk: PlayedDesk) -> None:
    """Have the venue accept and fill whatever is open there."""
    at = desk.time.now()
    for order_id in list(desk.ledger.open_orders):
        if order_id in desk.ledger.parents:
            continue
        qty = desk.ledger.orders[order_id].leaves_qty
        desk.take(VenueAccepts(order_id, f"V{order_id}", at))
        fee = Decimal(0)
        price = Decimal("100.01")
        desk.take(VenueFills(order_id, f"X{order_id}", qty, price, fee, "USD", Liquidity.TAKER, at))


@pytest.mark.parametrize("jitter", ["0", "0.9"])
def test_a_restart_at_any_moment_repeats_nothing_and_goes_on(jitter: str) -> None:
    desk = ready_desk()
    order = msgspec.structs.replace(
        terms(slices=5, duration_s=300, jitter=jitter), venue="", client_order_id="o1"
    )
    desk.take(order)
    for _ in range(15):
        fill_all(desk)
        desk.restart()
        fill_all(desk)
        desk.wait(20 * SECOND)
        fill_all(desk)
    assert sent(desk) == [200] * 5
    parent = desk.order("o1")
    assert (parent.status, parent.cum_qty) == (OrderStatus.FILLED, 1000)
    assert desk.ledger.position("A", "AAPL").qty == -1000
    desk.check()
    desk.check_decisions()


def test_slices_still_unknown_after_a_crash_are_asked_after_and_not_given_out_again() -> None:
    desk = ready_desk()
    desk.take(msgspec.structs.replace(terms(), venue="", client_order_id="o1"))
    assert sent(desk) == [100]
    desk.restart()
    child = desk.ledger.parents[desk.order("o1").id].children[0]
    assert desk.ledger.orders[child].status is OrderStatus.UNKNOWN
    assert isinstance(desk.venue.sent[1], QueryOrder)
    desk.wait(60 * SECOND)
    assert sent(desk) == [100, 100]
    assert desk.ledger.parents[desk.order("o1").id].committed == 200


def test_a_parent_whose_slices_are_all_refused_expires_with_what_is_left() -> None:
    desk = ready_desk()
    desk.take(msgspec.structs.replace(terms(), venue="", client_order_id="o1"))
    fill_all(desk)
    desk.quotes.clear()
    desk.wait(900 * SECOND)
    parent = desk.order("o1")
    assert (parent.status, parent.cum_qty) == (OrderStatus.EXPIRED, 100)
    assert parent.reason == "time is over with 900 of 1000 not filled, at_end cancel"
    desk.check()
