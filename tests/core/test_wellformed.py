"""An order that names what is not there is told what is."""

from __future__ import annotations

from decimal import Decimal

import pytest

from holdfast.core.wellformed import KNOWN_TOLD_MAX, not_known
from holdfast.messages import commands as c
from holdfast.messages import events as e
from holdfast.messages.plan import Action, Decision, DecisionPlan, Size
from holdfast.model.order import OrderType, Side, Tactic, TimeInForce
from holdfast.model.times import parse_moment, rfc3339
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


def told_of(desk: PlayedDesk, **terms: object) -> list[str]:
    asked = ("A", "AAPL", Side.BUY, Decimal(10))
    order = c.SubmitOrder(*asked, **terms)  # type: ignore[arg-type]  # names
    told = desk.take(order)
    return [r.detail for each in told if isinstance(each, e.OrderRefused) for r in each.refusals]


PAST = parse_moment("2000-01-01T00:00:00Z")


def test_what_would_be_over_before_it_begins_is_refused_with_dates_that_can_be_read() -> None:
    desk = ready_desk()
    now = rfc3339(desk.time.now())
    told = told_of(desk, time_in_force=TimeInForce.GTD, expire_at=PAST)
    assert told == [f"expire_at 2000-01-01T00:00:00.000000000Z must lie after now, {now}"]


def test_a_time_of_end_that_belongs_to_no_other_time_in_force_is_told_as_a_date() -> None:
    told = told_of(ready_desk(), expire_at=PAST)
    assert told == ["expire_at 2000-01-01T00:00:00.000000000Z does not belong to DAY"]


def test_a_tactic_whose_end_is_past_is_refused() -> None:
    desk = ready_desk()
    now = rfc3339(desk.time.now())
    told = told_of(desk, tactic=Tactic("twap", {"end": "2000-01-01T00:00:00Z"}))
    assert told == [f"tactic.params.end 2000-01-01T00:00:00Z must lie after now, {now}"]


def test_all_or_none_leaves_no_room_for_a_least_fill() -> None:
    told = told_of(ready_desk(), all_or_none=True, qty_min=Decimal(5))
    assert told[0] == "qty_min 5 does not go with all_or_none, which is a least fill of all"
