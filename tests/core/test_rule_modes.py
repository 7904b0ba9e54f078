"""Shadow mode: two persons, an end, and what it would have refused on record."""

from __future__ import annotations

from decimal import Decimal

import pytest
from msgspec.structs import replace

from holdfast.messages import commands as c
from holdfast.messages import control as k
from holdfast.messages import events as e
from holdfast.messages import rulings as g
from holdfast.messages.refusals import Reason
from holdfast.model.limits import Limits
from holdfast.model.order import Side
from holdfast.model.trading import RuleMode
from tests.support.desks import SECOND as S
from tests.support.desks import WIDE, PlayedDesk, ready_desk
from tests.support.people import SECOND, TRADER

SHADOW, ENFORCED = RuleMode.SHADOW, RuleMode.ENFORCED
NARROW: Limits = replace(WIDE, order_qty_max=Decimal(10))


@pytest.fixture
def desk() -> PlayedDesk:
    desk = ready_desk()
    desk.take(c.SetLimits("A", NARROW))
    return desk


def shadow(desk: PlayedDesk, seconds: int = 60, check: str = "order_qty") -> list[e.Event]:
    until = desk.time.now() + seconds * S
    return desk.exactly(k.SetRuleMode(check, SHADOW, TRADER, "is it too tight?", until))


def buy(desk: PlayedDesk, qty: int) -> list[e.Event]:
    return desk.take(c.SubmitOrder("A", "AAPL", Side.BUY, Decimal(qty)))


def test_a_check_in_shadow_records_and_lets_pass(desk: PlayedDesk) -> None:
    (proposed,) = shadow(desk)
    assert isinstance(proposed, g.Proposed)
    assert isinstance(buy(desk, 11)[0], e.OrderRefused)
    desk.exactly(k.Approve(proposed.proposal_id, SECOND))
    sent, breached = buy(desk, 11)
    assert isinstance(sent, e.OrderSent)
    assert isinstance(breached, g.ShadowBreached)
    assert [each.code for each in breached.refusals] == [Reason.ORDER_QTY_MAX]
    desk.check()
    desk.check_decisions()


def test_a_shadow_ends_by_itself(desk: PlayedDesk) -> None:
    (proposed,) = shadow(desk)
    desk.exactly(k.Approve(proposed.proposal_id, SECOND))
    ended = desk.wait(60 * S)
    assert g.RuleModeSet("order_qty", ENFORCED, "", "its time is over") in ended
    assert isinstance(buy(desk, 11)[0], e.OrderRefused)


def test_one_person_has_a_check_refuse_again(desk: PlayedDesk) -> None:
    (proposed,) = shadow(desk)
    desk.exactly(k.Approve(proposed.proposal_id, SECOND))
    desk.exactly(k.SetRuleMode("order_qty", ENFORCED, SECOND, "enough"))
    assert isinstance(buy(desk, 11)[0], e.OrderRefused)
    assert desk.exactly(k.SetRuleMode("order_qty", ENFORCED, SECOND, "enough")) == []


@pytest.mark.parametrize("check", ["attribution", "entitlement"])
def test_who_is_behind_an_order_is_never_in_shadow(desk: PlayedDesk, check: str) -> None:
    (refused,) = shadow(desk, check=check)
    assert refused.refusals[0].code is Reason.NOT_OVERRIDABLE


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"check": "order_quantity"}, "check"),
        ({"why": " "}, "why"),
        ({"until": None}, "until"),
        ({"until": 1}, "until"),
        ({"principal": "ann"}, "principal"),
        ({"mode": ENFORCED}, "until"),
    ],
)
def test_a_shadow_without_end_reason_or_right_is_refused(
    desk: PlayedDesk, change: dict[str, object], field: str
) -> None:
    until = desk.time.now() + S
    command = k.SetRuleMode("order_qty", SHADOW, TRADER, "why not", until)
    (refused,) = desk.exactly(replace(command, **change))
    assert refused.refusals[0].field == field
