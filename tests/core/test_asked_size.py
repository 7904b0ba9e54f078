"""Orders for money and to a target: their quantity is the desk's, their terms the caller's."""

from __future__ import annotations

from decimal import Decimal

import pytest

from holdfast.messages import commands as c
from holdfast.messages.refusals import Reason
from holdfast.model.order import OrderStatus, OrderType, Side
from tests.support.desks import PlayedDesk, ready_desk

D = Decimal


def ask(desk: PlayedDesk, name: str, side: Side = Side.BUY, qty: int = 0, **terms: object) -> None:
    order = c.SubmitOrder("A", "AAPL", side, D(qty), client_order_id=name, **terms)
    desk.take(order)


def test_money_is_turned_into_units_and_the_journal_keeps_both() -> None:
    desk = ready_desk()
    ask(desk, "m", quote_qty=D(1050))
    order = desk.order("m")
    assert (order.qty, order.terms.quote_qty) == (10, 1050)
    entry = [each for each in desk.journal.entries() if isinstance(each.message, c.SubmitOrder)][-1]
    assert isinstance(entry.message, c.SubmitOrder)
    assert entry.message.qty == 0
    desk.check()
    desk.check_decisions()


@pytest.mark.parametrize(
    ("terms", "code"),
    [
        ({"quote_qty": D(0)}, Reason.INVALID_ORDER),
        ({"quote_qty": D("NaN")}, Reason.INVALID_ORDER),
        ({"quote_qty": D(1)}, Reason.LOT),
        ({"quote_qty": D(10**13)}, Reason.INVALID_ORDER),
        ({"quote_qty": D(1000), "target_position": D(1)}, Reason.INVALID_ORDER),
        ({"target_position": D("1.5")}, Reason.LOT),
        ({"target_position": D(0)}, Reason.NOTHING_TO_DO),
    ],
)
def test_what_makes_no_sense_is_refused(terms: dict[str, object], code: Reason) -> None:
    desk = ready_desk()
    ask(desk, "o", **terms)
    order = desk.order("o")
    assert (order.status, order.refusals[0].code) == (OrderStatus.REFUSED, code)


def test_a_target_counts_open_orders_and_leaves_exits_out() -> None:
    desk = ready_desk()
    ask(desk, "l", qty=4, type=OrderType.LIMIT, limit_price=D(99))
    ask(desk, "t", Side.SELL, target_position=D(10))
    assert (desk.order("t").qty, desk.order("t").terms.side) == (6, Side.BUY)
    # asked again, with whatever side, it is the same order
    ask(desk, "t", Side.SELL, target_position=D(10))
    assert len(desk.ledger.orders) == 2


def test_without_a_price_there_are_no_units() -> None:
    desk = ready_desk()
    del desk.quotes["AAPL"]
    ask(desk, "o", quote_qty=D(1000))
    assert desk.order("o").refusals[0].code is Reason.NO_REFERENCE
