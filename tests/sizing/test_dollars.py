"""An amount of money becomes what it buys."""

from decimal import Decimal

import pytest

from holdfast.core.policy import Policies
from holdfast.messages import commands as c
from holdfast.messages.plan import Action, Decision, DecisionPlan, Size, SizeUnit
from holdfast.messages.refusals import Reason, Refusal
from tests.sizing.sized import sized
from tests.support.desks import POLICIES, PlayedDesk, ready_desk


def test_the_amount_is_divided_by_the_price_and_not_rounded_yet() -> None:
    assert sized("1000", SizeUnit.DOLLARS, price="80.00") == Decimal("12.5")


def test_a_contract_costs_its_multiplier_times_its_price() -> None:
    assert sized("1000", SizeUnit.DOLLARS, price="2.50", multiplier="100") == 4


def test_without_a_price_there_is_no_answer() -> None:
    refusal = sized("1000", SizeUnit.DOLLARS, price=None)
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.field) == (Reason.NO_REFERENCE, "size")
    assert refusal.detail == "no price of ABC to turn 1000 into units"


@pytest.fixture
def desk() -> PlayedDesk:
    return ready_desk()


def outcome(desk: PlayedDesk, action: Action, **terms: object) -> object:
    """Submit a decision over 5,000 dollars and return what became of it."""
    size = Size(Decimal(5_000), SizeUnit.DOLLARS)
    plan = DecisionPlan("p", "A", (Decision("AAPL", action, size=size, **terms),))
    desk.take(c.SubmitPlan(plan))
    desk.check()
    (told,) = desk.ledger.accounts["A"].plans["p"].outcomes
    return told


def test_the_desk_rounds_down_to_the_lot_at_the_side_of_the_quote_that_is_taken(
    desk: PlayedDesk,
) -> None:
    desk.quote("99.00", "101.00")
    bought = outcome(desk, Action.BUY)
    assert (bought.qty, bought.refusals) == (49, ())
    assert bought.note == "rounded down from 49.50495 to lots of 1"


def test_a_sale_is_sized_at_the_bid(desk: PlayedDesk) -> None:
    desk.quote("99.00", "101.00")
    assert outcome(desk, Action.SELL).qty == 50


def test_less_than_a_lot_is_refused_rather_than_rounded_up(desk: PlayedDesk) -> None:
    desk.quote("5000.01", "5000.02")
    told = outcome(desk, Action.BUY)
    assert [each.code for each in told.refusals] == [Reason.SIZE_ZERO]
    assert told.order_id == ""


def test_the_registry_knows_every_unit_a_plan_can_name() -> None:
    assert isinstance(POLICIES, Policies)
    assert list(POLICIES.sizers) == list(SizeUnit)
