"""What a stopped scope and a desk that is not armed let pass; how scopes are stopped is core's."""

from decimal import Decimal as D

import pytest
from msgspec.structs import replace

from holdfast.messages import commands as c
from holdfast.messages import control as k
from holdfast.messages.refusals import Reason, Refusal
from holdfast.messages.reports import VenueFills
from holdfast.model.limits import Limits
from holdfast.model.order import Liquidity, OrderType, Side, Tactic
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


@pytest.mark.parametrize("how", ["state", "kill", "not armed"])
@pytest.mark.parametrize("tactic", [None, Tactic("twap", {"duration_s": 60, "slices": 2})])
def test_an_order_whose_exits_would_open_again_does_not_only_reduce(
    how: str, tactic: Tactic | None
) -> None:
    desk = ready_desk()
    desk.take(c.SubmitOrder("A", "AAPL", Side.BUY, D(10), client_order_id="a"))
    bought = desk.order("a").id
    desk.take(VenueFills(bought, "f", D(10), D(100), D(0), "USD", Liquidity.TAKER, 0))
    if how == "state":
        desk.take(k.SetState(FIRM, TradingState.REDUCING, TRADER, "news"))
    elif how == "kill":
        desk.take(k.Kill(FIRM, TRADER, "wrong", reducing=True))
    else:
        desk.take(k.SelfTest({"feed sim": "no quote"}))
    sale = c.SubmitOrder("A", "AAPL", Side.SELL, D(10), tactic=tactic)
    with_stop = replace(sale, stop_loss=D("100.05"))
    code = desk.desk.ask(with_stop).refusals[0].code
    assert code in (Reason.REDUCING_ONLY, Reason.KILLED, Reason.NOT_ARMED)
    (fault,) = desk.desk.ask(replace(with_stop, reduce_only=True)).refusals
    assert (fault.code, fault.field) == (Reason.INVALID_ORDER, "reduce_only")
    assert desk.desk.ask(replace(sale, reduce_only=True)).ok
    desk.check()
    desk.check_decisions()


def test_a_sale_with_exits_leaves_room_for_no_more_than_the_limits_say() -> None:
    desk = ready_desk()
    desk.take(c.SubmitOrder("A", "AAPL", Side.BUY, D(10), client_order_id="a"))
    bought = desk.order("a").id
    desk.take(VenueFills(bought, "f", D(10), D(100), D(0), "USD", Liquidity.TAKER, 0))
    desk.take(c.SetLimits("A", Limits()))
    sale = c.SubmitOrder("A", "AAPL", Side.SELL, D(10))
    codes = {each.code for each in desk.desk.ask(replace(sale, stop_loss=D(105))).refusals}
    assert Reason.LIMIT_MISSING in codes
    assert desk.desk.ask(sale).ok
