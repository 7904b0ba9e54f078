"""A percentage of equity becomes what that share of it buys."""

from decimal import Decimal

import pytest

from holdfast.messages import commands as c
from holdfast.messages.plan import Action, Decision, DecisionPlan, Size, SizeUnit
from holdfast.messages.refusals import Reason, Refusal
from tests.sizing.sized import sized
from tests.support.desks import ready_desk
from tests.support.hand_played import hand_played


def test_five_means_five_percent() -> None:
    assert sized("5", SizeUnit.PCT_EQUITY, price="100.00", equity="50000") == 25


def test_a_contract_costs_its_multiplier_times_its_price() -> None:
    got = sized("10", SizeUnit.PCT_EQUITY, price="2.00", equity="50000", multiplier="100")
    assert got == 25


@pytest.mark.parametrize("equity", ["0", "-1"])
def test_an_account_that_is_worth_nothing_buys_nothing(equity: str) -> None:
    refusal = sized("5", SizeUnit.PCT_EQUITY, equity=equity)
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.field) == (Reason.BUYING_POWER, "size")
    assert refusal.detail == f"equity is {equity}"


def test_equity_that_is_not_known_gives_no_answer() -> None:
    refusal = sized("5", SizeUnit.PCT_EQUITY, equity=None)
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.field) == (Reason.NO_REFERENCE, "size")


def test_without_a_price_there_is_no_answer() -> None:
    refusal = sized("5", SizeUnit.PCT_EQUITY, price=None)
    assert isinstance(refusal, Refusal)
    assert refusal.code is Reason.NO_REFERENCE


def plan(pct: str) -> c.SubmitPlan:
    size = Size(Decimal(pct), SizeUnit.PCT_EQUITY)
    return c.SubmitPlan(DecisionPlan("p", "A", (Decision("MSFT", Action.BUY, size=size),)))


def test_holdings_count_at_the_mid() -> None:
    desk = hand_played()
    desk.instrument("MSFT")
    desk.fill(desk.buy(1000), 1000, "100.00")
    desk.quote("119.00", "121.00")
    desk.quote("99.99", "100.00", "MSFT")
    desk.take(plan("1"))
    # 900,000 in cash and 1,000 x 120
    (told,) = desk.ledger.accounts["A"].plans["p"].outcomes
    assert (told.qty, told.refusals) == (102, ())


def test_a_holding_without_a_quote_leaves_equity_unknown() -> None:
    desk = hand_played()
    desk.instrument("MSFT")
    desk.fill(desk.buy(1000), 1000, "100.00")
    desk.quotes.clear()
    desk.quote("99.99", "100.00", "MSFT")
    desk.take(plan("1"))
    (told,) = desk.ledger.accounts["A"].plans["p"].outcomes
    assert [each.code for each in told.refusals] == [Reason.NO_REFERENCE]


def test_the_whole_of_equity_may_be_asked_and_is_rounded_down() -> None:
    desk = ready_desk(cash="1000")
    desk.instrument("MSFT")
    desk.quote("99.98", "99.99", "MSFT")
    desk.take(plan("100"))
    assert desk.ledger.accounts["A"].plans["p"].outcomes[0].qty == 10
