"""Cancels by scope, and changes that make no sense."""

from __future__ import annotations

from decimal import Decimal

import pytest

from holdfast.messages import changes as h
from holdfast.messages import commands as c
from holdfast.messages import events as e
from holdfast.messages import reports as r
from holdfast.messages.refusals import Reason
from holdfast.model.order import OrderType, Side
from tests.support.desks import PlayedDesk, ready_desk


@pytest.fixture
def desk() -> PlayedDesk:
    desk = ready_desk()
    desk.account("B")
    desk.instrument("MSFT")
    desk.quote("99.99", "100.01", "MSFT")
    for name, account, instrument, strategy in (
        ("o1", "A", "AAPL", "s"),
        ("o2", "A", "MSFT", "t"),
        ("o3", "B", "AAPL", "t"),
    ):
        price = Decimal(100)
        terms = (account, instrument, Side.BUY, Decimal(10), OrderType.LIMIT, price)
        order = c.SubmitOrder(*terms, client_order_id=name, strategy=strategy)
        desk.take(order)
    return desk


@pytest.mark.parametrize(
    ("scope", "names"),
    [
        (c.CancelAll(), ["o1", "o2", "o3"]),
        (c.CancelAll("A"), ["o1", "o2"]),
        (c.CancelAll(instrument="AAPL"), ["o1", "o3"]),
        (c.CancelAll(strategy="t"), ["o2", "o3"]),
        (c.CancelAll("A", strategy="t"), ["o2"]),
        (c.CancelAll("B", "MSFT"), []),
    ],
)
def test_everything_in_scope_is_cancelled_once(
    desk: PlayedDesk, scope: c.CancelAll, names: list[str]
) -> None:
    told = desk.take(scope)
    sent = [each.order_id for each in told if isinstance(each, e.CancelSent)]
    assert [desk.ledger.orders[each].terms.client_order_id for each in sent] == names
    assert len(sent) == len(told)
    assert desk.take(scope) == []


def test_a_cancel_of_nothing_known_is_refused(desk: PlayedDesk) -> None:
    (told,) = desk.take(c.CancelOrder("E-99"))
    assert isinstance(told, e.RequestRefused)
    assert told.refusals[0].code is Reason.UNKNOWN_ORDER


@pytest.mark.parametrize("number", ["NaN", "-Infinity", "sNaN"])
@pytest.mark.parametrize("field", ["qty", "limit_price", "stop_price"])
def test_a_change_to_no_number_is_refused(desk: PlayedDesk, field: str, number: str) -> None:
    order = desk.order("o1")
    desk.take(r.VenueAccepts(order.id, "V", 0))
    (told,) = desk.take(c.ReplaceOrder(order.id, **{field: Decimal(number)}))
    assert isinstance(told, e.RequestRefused)
    assert told.refusals[0].field == field


def test_a_change_upwards_reserves_the_new_price_until_the_end(desk: PlayedDesk) -> None:
    order = desk.order("o1")
    desk.take(r.VenueAccepts(order.id, "V", 0))
    assert desk.ledger.accounts["A"].open_value == 2000
    desk.take(c.ReplaceOrder(order.id, Decimal(20), Decimal(101)))
    assert desk.ledger.accounts["A"].open_value == 1000 + 20 * 101
    desk.take(r.VenueCancels(order.id, 0))
    assert desk.ledger.accounts["A"].open_value == 1000
    desk.check()


def test_a_refused_cancel_does_not_let_a_second_change_forget_the_first(desk: PlayedDesk) -> None:
    order = desk.order("o1")
    desk.take(r.VenueAccepts(order.id, "V", 0))
    desk.take(c.ReplaceOrder(order.id, Decimal(20)))
    desk.take(c.CancelOrder(order.id))
    desk.take(r.VenueRejectsCancel(order.id, "LATE", "", 0))
    (told,) = desk.take(c.ReplaceOrder(order.id, Decimal(11)))
    assert isinstance(told, h.ChangeQueued)
    # the venue may still have made it twenty
    assert order.reserved_qty == 20
    sent = desk.take(r.VenueRejectsReplace(order.id, "NO", "", 0))[-1]
    assert isinstance(sent, e.ReplaceSent)
    assert sent.qty == 11
    desk.check()


def test_an_entry_does_not_move_beyond_its_own_exits(desk: PlayedDesk) -> None:
    prices = {"stop_loss": Decimal(97), "take_profit": Decimal(104)}
    entry = c.SubmitOrder(
        "A", "AAPL", Side.BUY, Decimal(10), OrderType.LIMIT, Decimal(100), **prices
    )
    desk.take(entry)
    name = next(reversed(desk.ledger.orders))
    desk.take(r.VenueAccepts(name, "v", 0))
    (no,) = desk.take(c.ReplaceOrder(name, limit_price=Decimal(96)))
    assert isinstance(no, e.RequestRefused)
    assert no.refusals[0].field == "stop_loss"
    (yes,) = desk.take(c.ReplaceOrder(name, Decimal(9), Decimal(98)))
    assert isinstance(yes, e.ReplaceSent)
    desk.check()
    desk.check_decisions()


def test_a_change_that_comes_too_soon_is_told_when_to_ask_again(desk: PlayedDesk) -> None:
    order = desk.order("o1")
    told = []
    for report in (None, r.VenueSilent(order.id, "no answer", 0), c.CancelOrder(order.id)):
        if report is not None:
            desk.take(report)
        (refused,) = desk.take(c.ReplaceOrder(order.id, Decimal(20)))
        assert isinstance(refused, e.RequestRefused)
        assert refused.refusals[0].code is Reason.ORDER_PENDING
        told.append(refused.refusals[0].detail)
    assert told == [
        f"order {order.id} is SENT: ask again once its venue has answered",
        f"order {order.id} is UNKNOWN: ask again once its venue has told what became of it",
        f"order {order.id} is UNKNOWN: ask again once its venue has told what became of it",
    ]
    other = desk.order("o2")
    desk.take(r.VenueAccepts(other.id, "V", 0))
    desk.take(c.CancelOrder(other.id))
    (refused,) = desk.take(c.ReplaceOrder(other.id, Decimal(20)))
    assert isinstance(refused, e.RequestRefused)
    assert refused.refusals[0].detail == f"order {other.id} is PENDING_CANCEL: it is to go"
