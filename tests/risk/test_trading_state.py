"""What a stopped scope and a desk that is not armed let pass; how scopes are stopped is core's."""

from decimal import Decimal as D

import pytest

from holdfast.messages import commands as c
from holdfast.messages import control as k
from holdfast.messages.refusals import Reason, Refusal
from holdfast.model.order import OrderType, Side
from holdfast.model.scope import FIRM, Scope
from holdfast.model.trading import TradingState
from tests.support.desks import PlayedDesk, ready_desk
from tests.support.people import TRADER


@pytest.fixture
def desk() -> PlayedDesk:
    desk = ready_desk()
    desk.take(k.SelfTest({"feed sim": "no quote"}))
    return desk


def first(desk: PlayedDesk, side: Side = Side.BUY, **terms: object) -> Refusal | None:
    order = c.SubmitOrder("A", "AAPL", side, D(1), OrderType.LIMIT, D(100), **terms)
    return next(iter(desk.desk.ask(order).refusals), None)


def test_a_desk_that_is_not_armed_says_what_keeps_it(desk: PlayedDesk) -> None:
    refusal = first(desk)
    assert refusal is not None
    assert refusal.code is Reason.NOT_ARMED
    assert refusal.detail == "the desk is not armed, only reducing orders pass: no quote"


def test_a_stop_is_told_before_the_desk_is_called_not_armed(desk: PlayedDesk) -> None:
    desk.take(k.SetState(Scope(account="A"), TradingState.HALTED, TRADER, "news"))
    refusal = first(desk)
    assert refusal is not None
    assert (refusal.code, refusal.scope) == (Reason.TRADING_HALTED, "account=A")
    assert refusal.detail == "account=A is HALTED by command: news"


def test_a_kill_is_told_before_a_halt(desk: PlayedDesk) -> None:
    desk.take(k.SetState(Scope(account="A"), TradingState.HALTED, TRADER, "news"))
    desk.take(k.Kill(FIRM, TRADER, "wrong"))
    refusal = first(desk)
    assert refusal is not None
    assert (refusal.code, refusal.scope, refusal.detail) == (
        Reason.KILLED,
        "firm",
        "firm is killed: wrong",
    )


def test_it_is_judged_whatever_mode_rules_are_set_to(desk: PlayedDesk) -> None:
    from holdfast.model.trading import RuleMode

    told = desk.desk.ask(k.SetRuleMode("trading_state", RuleMode.SHADOW, TRADER, "why not"))
    assert told.refusals
