"""Rights: fewer hold at once, more take a second person, and somebody can always give them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from msgspec.structs import replace

from holdfast.messages import commands as c
from holdfast.messages import control as k
from holdfast.messages import events as e
from holdfast.messages import rulings as g
from holdfast.messages.refusals import Reason
from holdfast.model.order import Side
from holdfast.model.principal import Principal, PrincipalKind, Role
from tests.support.desks import PlayedDesk, ready_desk
from tests.support.people import SECOND, TRADER

EVE = Principal("eve", roles=(Role.TRADER,), accounts=("A",))


@pytest.fixture
def desk() -> PlayedDesk:
    return ready_desk()


def ask(desk: PlayedDesk, holder: Principal, by: str = TRADER) -> e.Event | None:
    events = desk.exactly(k.SetPrincipal(holder, by, "hired"))
    return events[0] if events else None


def hire(desk: PlayedDesk, holder: Principal) -> None:
    proposed = ask(desk, holder)
    assert isinstance(proposed, g.Proposed)
    desk.exactly(k.Approve(proposed.proposal_id, SECOND))
    assert desk.ledger.principals[holder.id] == holder


def test_a_new_right_takes_a_second_person(desk: PlayedDesk) -> None:
    assert isinstance(ask(desk, EVE), g.Proposed)
    assert "eve" not in desk.ledger.principals
    hire(desk, EVE)
    order = c.SubmitOrder("A", "AAPL", Side.BUY, Decimal(1), principal="eve")
    assert isinstance(desk.exactly(order)[0], e.OrderSent)
    desk.check()
    desk.check_decisions()


def test_a_right_is_taken_away_at_once(desk: PlayedDesk) -> None:
    hire(desk, EVE)
    assert isinstance(ask(desk, replace(EVE, roles=())), g.PrincipalSet)
    order = c.SubmitOrder("A", "AAPL", Side.BUY, Decimal(1), principal="eve")
    (refused,) = desk.exactly(order)
    assert refused.refusals[0].code is Reason.NOT_ENTITLED
    assert refused.refusals[0].detail == "principal eve has not the role TRADER"


@pytest.mark.parametrize(
    "grown",
    [
        replace(EVE, roles=(Role.TRADER, Role.RISK)),
        replace(EVE, accounts=("A", "B")),
        replace(EVE, accounts=("*",)),
        replace(EVE, person="bob"),
    ],
)
def test_every_way_to_more_rights_takes_a_second_person(desk: PlayedDesk, grown: Principal) -> None:
    desk.account("B")
    hire(desk, EVE)
    assert isinstance(ask(desk, grown), g.Proposed)


def test_a_machine_that_becomes_a_person_gains_by_it(desk: PlayedDesk) -> None:
    robot = replace(EVE, kind=PrincipalKind.ALGO)
    hire(desk, robot)
    assert isinstance(ask(desk, EVE), g.Proposed)


@pytest.mark.parametrize(
    ("holder", "by", "field"),
    [
        (EVE, "ann", "principal"),
        (EVE, "config", "principal"),
        (replace(EVE, id="config"), TRADER, "holder.id"),
        (replace(EVE, id="no\nname"), TRADER, "holder.id"),
        (replace(EVE, accounts=("Z",)), TRADER, "holder.accounts[0]"),
    ],
)
def test_what_makes_no_principal_is_refused(
    desk: PlayedDesk, holder: Principal, by: str, field: str
) -> None:
    refused = ask(desk, holder, by)
    assert isinstance(refused, e.RequestRefused)
    assert refused.refusals[0].field == field


def test_the_last_who_may_name_principals_keeps_that(desk: PlayedDesk) -> None:
    people = desk.ledger.principals
    assert isinstance(ask(desk, replace(people[SECOND], roles=(Role.RISK,))), g.PrincipalSet)
    refused = ask(desk, replace(people[TRADER], roles=(Role.RISK,)))
    assert isinstance(refused, e.RequestRefused)
    assert refused.refusals[0].field == "holder.roles"


def test_two_persons_with_the_role_risk_stay_two(desk: PlayedDesk) -> None:
    people = desk.ledger.principals
    refused = ask(desk, replace(people[SECOND], roles=(Role.ADMIN,)))
    assert isinstance(refused, e.RequestRefused)
    assert refused.refusals[0].field == "holder.roles"
    assert refused.refusals[0].detail.endswith("fewer than two persons with the role RISK")
    # another key of the same person is no second one
    refused = ask(desk, replace(people[SECOND], person=TRADER))
    assert isinstance(refused, e.RequestRefused)


def test_a_machine_decides_nothing(desk: PlayedDesk) -> None:
    robot = Principal("robot", PrincipalKind.AGENT, tuple(Role), ("*",))
    hire(desk, robot)
    refused = ask(desk, EVE, "robot")
    assert isinstance(refused, e.RequestRefused)
    assert refused.refusals[0].detail == "principal robot is no person, but AGENT"
