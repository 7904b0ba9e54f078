"""Stops that their venue trails: where they stand is shown, and neither compared nor judged."""

from __future__ import annotations

from decimal import Decimal

import pytest

from holdfast.messages import commands as c
from holdfast.messages import control as k
from holdfast.messages import differences as d
from holdfast.messages import events as e
from holdfast.messages import reports as r
from holdfast.messages import requests as q
from holdfast.messages.refusals import Reason
from holdfast.model.abilities import Abilities, Instruction
from holdfast.model.instructions import Trail, TrailUnit
from holdfast.model.order import OrderStatus, OrderType, Side, TimeInForce
from tests.support.desks import SECOND, PlayedDesk, ready_desk
from tests.support.pictures import picture

D = Decimal
ABLE = Abilities(
    (OrderType.MARKET, OrderType.LIMIT, OrderType.TRAILING_STOP),
    (TimeInForce.DAY, TimeInForce.GTC),
    (Instruction.REDUCE_ONLY,),
    plain_trails=True,
)
BARE = Abilities((OrderType.MARKET, OrderType.LIMIT), (TimeInForce.DAY, TimeInForce.GTC), ())


@pytest.fixture
def desk() -> PlayedDesk:
    """A desk whose venue works a trailing stop over one share."""
    played = ready_desk()
    played.take(k.DeclareVenue("sim", ABLE))
    sent(played)
    return played


def sent(desk: PlayedDesk) -> None:
    order = c.SubmitOrder(
        "A",
        "AAPL",
        Side.BUY,
        D(1),
        OrderType.TRAILING_STOP,
        time_in_force=TimeInForce.GTC,
        trail=Trail(D(1), TrailUnit.PERCENT),
        client_order_id="t",
    )
    desk.take(order)
    if desk.venue.sent:
        desk.take(r.VenueAccepts(desk.order("t").id, "V1", 0))


def changed(desk: PlayedDesk, **wish: object) -> list[e.Event]:
    return desk.take(c.ReplaceOrder(desk.order("t").id, **wish))  # type: ignore[arg-type]


def replaced(desk: PlayedDesk, qty: int, stop: str | None, name: str = "V2") -> list[e.Event]:
    told = None if stop is None else D(stop)
    return desk.take(r.VenueReplaces(desk.order("t").id, name, D(qty), None, told, 0))


def stated(desk: PlayedDesk, qty: int, stop: str, name: str = "V1") -> list[e.Event]:
    order_id = desk.order("t").id
    return desk.take(r.VenueStates(order_id, name, OrderStatus.NEW, D(qty), D(0), None, D(stop), 0))


def held(desk: PlayedDesk, qty: int, stop: str, name: str = "V1") -> list[e.Event]:
    """Tell the whole account, once the order has been quiet."""
    desk.wait(60 * SECOND)
    order = r.HeldOrder(
        desk.order("t").id, name, "AAPL", Side.BUY, OrderType.TRAILING_STOP, D(qty), D(0), None,
        D(stop), TimeInForce.GTC,
    )  # fmt: skip
    return desk.take(picture(desk, orders=(order,)))


def strange(told: list[e.Event]) -> list[e.Event]:
    return [each for each in told if isinstance(each, e.DiscrepancyFound | d.DifferenceFound)]


def end(desk: PlayedDesk) -> None:
    desk.check()
    desk.check_decisions()


def test_a_change_of_its_size_names_no_stop_and_takes_the_one_that_is_told(
    desk: PlayedDesk,
) -> None:
    changed(desk, qty=D(2))
    asked = desk.venue.sent[-1]
    assert isinstance(asked, q.AmendOrder)
    assert asked.stop_price is None
    assert not strange(replaced(desk, 2, "101.0101"))
    order = desk.order("t")
    assert (order.qty, order.stop_price) == (2, D("101.0101"))
    changed(desk, qty=D(3))
    asked = desk.venue.sent[-1]
    assert isinstance(asked, q.AmendOrder)
    assert asked.stop_price is None
    assert not strange(replaced(desk, 3, "100.9", "V3"))
    end(desk)


def test_where_it_stands_is_no_price_that_a_tick_judges(desk: PlayedDesk) -> None:
    assert not strange(stated(desk, 1, "101.0099"))
    assert desk.order("t").stop_price == D("101.0099")
    assert isinstance(changed(desk, qty=D(8))[0], e.ReplaceSent)
    end(desk)


def test_what_a_person_names_is_judged(desk: PlayedDesk) -> None:
    (told,) = changed(desk, stop_price=D("101.0099"))
    assert isinstance(told, e.RequestRefused)
    assert told.refusals[0].code is Reason.TICK


def test_as_it_moves_looks_and_pictures_find_nothing_strange(desk: PlayedDesk) -> None:
    for number in range(3):
        assert not strange(stated(desk, 1, f"101.{number}"))
    assert desk.order("t").stop_price == D("101.2")
    assert not strange(stated(desk, 1, "101.2"))
    for number in range(3):
        told = held(desk, 1, f"100.{number}")
        assert not strange(told)
        assert desk.order("t").stop_price == D(f"100.{number}")
    assert not any(isinstance(each, e.OrderReplaced) for each in held(desk, 1, "100.2"))
    end(desk)


def test_another_size_is_still_a_difference(desk: PlayedDesk) -> None:
    assert strange(stated(desk, 5, "101"))
    assert strange(held(desk, 5, "101"))
    assert desk.order("t").qty == 5
    changed(desk, qty=D(6))
    assert strange(replaced(desk, 7, "101"))
    end(desk)


def test_a_change_whose_answer_is_lost_is_found_made(desk: PlayedDesk) -> None:
    changed(desk, qty=D(2))
    desk.take(r.VenueSilent(desk.order("t").id, "no answer", 0))
    assert not strange(stated(desk, 2, "101.5", "V2"))
    order = desk.order("t")
    assert (order.status, order.qty, order.stop_price) == (OrderStatus.NEW, 2, D("101.5"))
    end(desk)


def test_a_change_that_was_not_made_is_told_so_however_far_it_trailed(desk: PlayedDesk) -> None:
    stated(desk, 1, "101.5")
    changed(desk, qty=D(2))
    desk.take(r.VenueSilent(desk.order("t").id, "no answer", 0))
    told = stated(desk, 1, "101.2")
    assert not strange(told)
    assert [each.code for each in told if isinstance(each, e.ReplaceRejected)] == ["NOT_MADE"]
    assert desk.order("t").stop_price == D("101.2")
    end(desk)


def test_one_that_the_desk_trails_keeps_the_stop_that_it_was_given() -> None:
    desk = ready_desk()
    desk.take(k.DeclareVenue("sim", BARE))
    sent(desk)
    changed(desk, stop_price=D("101.00"))
    changed(desk, qty=D(3))
    order = desk.order("t")
    assert (order.id in desk.ledger.parents, order.qty) == (True, 3)
    assert order.stop_price == D("101.00")
    end(desk)
