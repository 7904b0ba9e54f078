"""An order that names what is not there is told what is."""

from __future__ import annotations

from decimal import Decimal

import pytest

from holdfast.core.wellformed import KNOWN_TOLD_MAX, not_known
from holdfast.messages import commands as c
from holdfast.messages import events as e
from holdfast.messages.plan import Action, Decision, DecisionPlan, Size
from holdfast.model.order import OrderType, Side
from tests.support.desks import PlayedDesk, ready_desk


def test_an_unknown_instrument_is_refused_with_the_names_of_the_known_ones() -> None:
    desk = ready_desk()
    desk.instrument("MSFT")
    (refused,) = desk.take(c.SubmitOrder("A", "APL", Side.BUY, Decimal(1)))
    assert isinstance(refused, e.OrderRefused)
    assert refused.refusals[0].detail == "instrument APL is not known (AAPL, MSFT)"


def test_a_plan_names_them_too() -> None:
    desk = ready_desk()
    decision = Decision("APL", Action.BUY, size=Size(Decimal(1)))
    (refused,) = desk.take(c.SubmitPlan(DecisionPlan("p", "A", (decision,))))
    assert isinstance(refused, e.PlanRefused)
    assert refused.refusals[0].detail == "decisions[0].instrument APL is not known (AAPL)"


def test_of_many_known_ones_the_first_are_named() -> None:
    desk = ready_desk()
    for number in range(KNOWN_TOLD_MAX + 5):
        desk.instrument(f"I{number}")
    told = not_known(desk.desk.ledger)
    assert told.startswith("is not known (AAPL, I0, I1, ")
    assert told.endswith(", I8, …)")


def test_before_anything_is_defined_there_is_nothing_to_name() -> None:
    assert not_known(PlayedDesk().desk.ledger) == "is not known"


@pytest.mark.parametrize("exits", [{"take_profit": Decimal(105)}, {"stop_loss": Decimal(95)}])
@pytest.mark.parametrize("limit", ["NaN", "sNaN", "Infinity", "-1"])
def test_a_limit_that_is_no_number_beside_exits_is_refused_and_halts_nothing(
    exits: dict[str, Decimal], limit: str
) -> None:
    desk = ready_desk()
    order = c.SubmitOrder(
        "A", "AAPL", Side.BUY, Decimal(1), OrderType.LIMIT, Decimal(limit), **exits
    )
    (refused,) = desk.take(order)
    assert isinstance(refused, e.OrderRefused)
    assert refused.refusals[0].field == "limit_price"
    assert not desk.desk.engine.halted


@pytest.mark.parametrize("qty", ["NaN", "-1"])
def test_what_was_refused_for_its_quantity_upsets_no_audit(qty: str) -> None:
    desk = ready_desk()
    desk.take(c.SubmitOrder("A", "AAPL", Side.BUY, Decimal(qty)))
    desk.check()
