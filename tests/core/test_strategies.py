"""RC29: a strategy starts with all its limits or not at all, and a person starts it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from holdfast.core.strategies import MANIFEST
from holdfast.messages import commands as c
from holdfast.messages import control as k
from holdfast.messages import events as e
from holdfast.messages import rulings as g
from holdfast.messages.refusals import Reason
from holdfast.model.limits import Limits
from holdfast.model.scope import Scope
from tests.support.desks import PlayedDesk, ready_desk

START = k.StartStrategy("s", "ann", "tested")
FULL: dict[str, object] = {
    "instruments_max": 3,
    "venues_max": 1,
    "order_qty_max": Decimal(100),
    "order_value_max": Decimal(10_000),
    "order_rate_max": 5,
    "position_qty_max": Decimal(500),
}


@pytest.fixture
def desk() -> PlayedDesk:
    return ready_desk()


def sheet(desk: PlayedDesk, limits: dict) -> None:
    command = c.SetLimits(
        "", Limits(**limits), scope=Scope(strategy="s"), why="test", permanent=True
    )
    desk.take(command)


def refusals(events: list[e.Event]) -> tuple:
    (event,) = events
    assert isinstance(event, e.RequestRefused)
    return event.refusals


def test_a_strategy_without_a_sheet_is_told_every_limit_it_lacks(desk: PlayedDesk) -> None:
    told = refusals(desk.take(START))
    assert {refusal.code for refusal in told} == {Reason.MANIFEST}
    assert [refusal.field for refusal in told] == [f"limits.{name}" for name in MANIFEST]
    assert told[0].detail == "limits.instruments_max of strategy s must be set before it starts"
    assert desk.ledger.strategies_started == {}


@pytest.mark.parametrize("name", MANIFEST)
def test_each_limit_of_the_manifest_is_needed(desk: PlayedDesk, name: str) -> None:
    sheet(desk, {field: value for field, value in FULL.items() if field != name})
    assert [refusal.field for refusal in refusals(desk.take(START))] == [f"limits.{name}"]


def test_limits_of_the_account_do_not_stand_in_for_the_strategys(desk: PlayedDesk) -> None:
    sheet(desk, {"instruments_max": 3, "venues_max": 1})
    assert len(refusals(desk.take(START))) == 4


def test_with_all_of_them_it_starts_once(desk: PlayedDesk) -> None:
    sheet(desk, FULL)
    assert desk.take(START) == [g.StrategyStarted("s", "ann", "tested")]
    assert desk.take(START) == []
    assert desk.ledger.strategies_started == {"s": None}
    desk.restart()
    assert desk.ledger.strategies_started == {"s": None}
    desk.check()
    desk.check_decisions()


def test_only_a_person_with_a_role_starts_it(desk: PlayedDesk) -> None:
    sheet(desk, FULL)
    (told,) = refusals(desk.take(k.StartStrategy("s", "nobody", "")))
    assert (told.code, told.field) == (Reason.NOT_ENTITLED, "principal")


def test_it_must_have_a_name(desk: PlayedDesk) -> None:
    (told,) = refusals(desk.take(k.StartStrategy("", "ann", "")))
    assert (told.code, told.field) == (Reason.INVALID_ORDER, "strategy")
