"""A percentage of equity is what the stop may cost."""

from decimal import Decimal

import pytest

from holdfast.messages import commands as c
from holdfast.messages import events as e
from holdfast.messages.plan import Action, Decision, DecisionPlan, Size, SizeUnit
from holdfast.messages.refusals import Reason, Refusal
from tests.sizing.sized import sized
from tests.support.desks import ready_desk

RISK = SizeUnit.PCT_RISK


def test_the_stop_costs_the_percentage() -> None:
    # 1 % of 50,000 is 500, and a unit loses 2.50
    assert sized("1", RISK, price="100.00", stop="97.50") == 200


def test_a_stop_twice_as_far_makes_half_the_position_on_either_side() -> None:
    assert sized("1", RISK, price="100.00", stop="95") == 100
    assert sized("1", RISK, price="100.00", stop="105") == 100


def test_a_contract_loses_its_multiplier_times_the_distance() -> None:
    assert sized("1", RISK, price="2.00", stop="1.50", multiplier="100") == 10


@pytest.mark.parametrize(
    ("terms", "code", "field"),
    [
        ({"stop": None}, Reason.INVALID_ORDER, "stop_loss"),
        ({"stop": "100", "price": "100"}, Reason.INVALID_ORDER, "stop_loss"),
        ({"stop": "99", "price": None}, Reason.NO_REFERENCE, "size"),
        ({"stop": "99", "equity": None}, Reason.NO_REFERENCE, "size"),
        ({"stop": "99", "equity": "0"}, Reason.BUYING_POWER, "size"),
    ],
)
def test_without_its_inputs_there_is_no_answer(
    terms: dict[str, str | None], code: Reason, field: str
) -> None:
    refusal = sized("1", RISK, **terms)  # type: ignore[arg-type]  # by name
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.field) == (code, field)


def test_a_plan_without_a_stop_is_refused_by_its_path() -> None:
    desk = ready_desk()
    size = Size(Decimal(1), RISK)
    plan = DecisionPlan("p", "A", (Decision("AAPL", Action.BUY, size=size),))
    (event,) = desk.take(c.SubmitPlan(plan))
    assert isinstance(event, e.PlanRefused)
    assert [each.field for each in event.refusals] == ["decisions[0].stop_loss"]


def test_the_desk_sizes_from_the_ask_to_the_stop_and_rounds_down() -> None:
    desk = ready_desk(cash="100000")
    size = Size(Decimal(1), RISK)
    decision = Decision("AAPL", Action.BUY, size=size, stop_loss=Decimal(97))
    desk.take(c.SubmitPlan(DecisionPlan("p", "A", (decision,))))
    (told,) = desk.ledger.accounts["A"].plans["p"].outcomes
    # 1,000 over 3.01
    assert (told.qty, told.refusals) == (332, ())
