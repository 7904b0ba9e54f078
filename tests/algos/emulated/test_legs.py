"""Legs: in their ratio, at their net price, and no slice before the last is whole."""

from __future__ import annotations

from decimal import Decimal

import pytest

from holdfast.messages import spreads as s
from holdfast.model.order import OrderType, TimeInForce
from holdfast.model.spread import SpreadStatus, SpreadTerms
from tests.support.desks import SECOND, PlayedDesk
from tests.support.pairs import LEGS, children, fill, paired_desk, spread_of, submit

D = Decimal


@pytest.fixture
def desk() -> PlayedDesk:
    return paired_desk()


def test_all_legs_leave_together_at_the_touch_that_comes_to_the_net_price(
    desk: PlayedDesk,
) -> None:
    submit(desk)
    assert children(desk) == ["BUY 3 NEAR 10.00", "SELL 6 FAR 3.00"]
    desk.check()


def test_it_waits_for_its_net_price_and_leaves_when_a_leg_brings_it(desk: PlayedDesk) -> None:
    submit(desk, limit_price=D("3.80"))
    assert children(desk) == []
    desk.quote("3.05", "3.15", "FAR")
    desk.wait(0)
    assert children(desk) == [], "3.90 is not 3.80"
    desk.quote("3.10", "3.15", "FAR")
    desk.wait(0)
    assert children(desk) == ["BUY 3 NEAR 10.00", "SELL 6 FAR 3.10"]
    desk.check()


def test_two_legs_that_move_a_little_each_are_noticed(desk: PlayedDesk) -> None:
    submit(desk, limit_price=D("3.80"))
    desk.quote("9.85", "9.90", "NEAR")
    desk.wait(0)
    desk.quote("3.05", "3.15", "FAR")
    desk.wait(0)
    assert children(desk) == ["BUY 3 NEAR 9.90", "SELL 6 FAR 3.05"]


def test_a_slice_is_no_larger_than_what_every_leg_shows(desk: PlayedDesk) -> None:
    given = SpreadTerms("A", LEGS, D(80), D(4), principal="trader", short_sale=True)
    desk.take(s.SubmitSpread(given))
    assert children(desk) == ["BUY 50 NEAR 10.00", "SELL 100 FAR 3.00"]
    fill(desk, "NEAR", "50")
    fill(desk, "FAR", "100")
    desk.wait(SECOND)
    assert children(desk) == ["BUY 30 NEAR 10.00", "SELL 60 FAR 3.00"]
    desk.check()


def test_a_leg_that_is_missing_is_tried_at_the_touch_and_then_at_the_market(
    desk: PlayedDesk,
) -> None:
    submit(desk, patience_s=2)
    fill(desk, "NEAR", "2")
    fill(desk, "FAR", "0")
    desk.wait(0)
    desk.wait(SECOND)
    assert children(desk) == ["SELL 4 FAR 3.00"], "the ratio of what NEAR has traded"
    fill(desk, "FAR", "1")
    desk.wait(0)
    assert children(desk) == [], "what is not there is not asked for twice in a second"
    desk.wait(SECOND)
    assert children(desk) == ["SELL 3 FAR 3.00"]
    desk.wait(2 * SECOND)
    fill(desk, "FAR", "0")
    desk.wait(0)
    assert children(desk) == ["SELL 3 FAR None"]
    fill(desk, "FAR", "3")
    desk.wait(SECOND)
    assert children(desk) == ["BUY 1 NEAR 10.00", "SELL 2 FAR 3.00"], "and it goes on"
    desk.check()


def test_without_a_limit_the_legs_go_at_the_market(desk: PlayedDesk) -> None:
    submit(desk, limit_price=None)
    assert children(desk) == ["BUY 3 NEAR None", "SELL 6 FAR None"]
    assert all(
        each.terms.type is OrderType.MARKET
        for each in desk.ledger.orders.values()
        if each.terms.parent_id
    )


def test_one_that_must_trade_at_once_ends_where_the_price_is_not_there(desk: PlayedDesk) -> None:
    submit(desk, limit_price=D(1), time_in_force=TimeInForce.IOC)
    assert spread_of(desk).status is SpreadStatus.CANCELED
    assert "IOC" in spread_of(desk).detail


def test_one_with_an_end_expires_then(desk: PlayedDesk) -> None:
    until = desk.time.now() + 10 * SECOND
    submit(desk, limit_price=D(1), time_in_force=TimeInForce.GTD, expire_at=until)
    desk.wait(11 * SECOND)
    assert spread_of(desk).status is SpreadStatus.EXPIRED
    desk.check()
