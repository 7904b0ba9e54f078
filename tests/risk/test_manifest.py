"""RC29: a strategy that trades more instruments or venues than its manifest says is disabled."""

from decimal import Decimal

import pytest

from holdfast.messages import commands as c
from holdfast.messages import control as k
from holdfast.messages.refusals import Reason
from holdfast.model.instrument import Instrument, Listing
from holdfast.model.limits import Limits
from holdfast.model.order import OrderType, Side, Tactic
from holdfast.model.scope import Scope
from holdfast.model.trading import Latch, TradingState
from tests.risk.f0 import F0, PASSED, numbers

NAMES = ("ABC", "DEF", "GHI", "JKL")
STRATEGY = Scope(strategy="s")


@pytest.fixture
def f0() -> F0:
    """Four instruments at two venues; strategy s may trade three at one."""
    f0 = F0()
    for name in NAMES:
        listings = (Listing(name, "sim", name), Listing(name, "other", name))
        f0.take(c.ListInstrument(Instrument(name), listings))
        f0.quote("99.99", "100.01", name)
    sheet = Limits(instruments_max=3, venues_max=1)
    f0.take(c.SetLimits("", sheet, scope=STRATEGY, why="test", permanent=True))
    return f0


def ask(f0: F0, instrument: str, **terms: object) -> dict:
    terms = {"strategy": "s", "type": OrderType.LIMIT, "limit_price": Decimal(99), **terms}
    f0.take(c.SubmitOrder("A1", instrument, Side.BUY, Decimal(1), **terms))
    f0.check()
    return {refusal.code: refusal for refusal in f0.last.refusals}


def test_three_of_three_instruments_pass_again_and_again(f0: F0) -> None:
    for name in (*NAMES[:3], *NAMES[:3]):
        assert ask(f0, name) == PASSED


def test_the_fourth_is_refused_and_disables_the_strategy(f0: F0) -> None:
    for name in NAMES[:3]:
        assert ask(f0, name) == PASSED
    refusal = ask(f0, "JKL")[Reason.MANIFEST]
    assert numbers(refusal) == ("4", "3", "0")
    assert (refusal.field, refusal.scope) == ("instrument", "strategy=s")
    assert refusal.detail == "strategy=s may trade 3 instruments, and has traded ABC, DEF, GHI"
    state = f0.ledger.scopes["strategy=s"]
    assert (state.state, state.stops["manifest"].latch) == (TradingState.HALTED, Latch.PERSON)
    assert Reason.TRADING_HALTED in ask(f0, "ABC")
    assert ask(f0, "ABC", strategy="t") == PASSED
    f0.check_decisions()


def test_a_person_lets_it_go_on_with_the_three_it_has(f0: F0) -> None:
    for name in NAMES:
        ask(f0, name)
    f0.take(k.SetState(STRATEGY, TradingState.ACTIVE, "ann", "looked at it", "manifest"))
    assert ask(f0, "ABC") == PASSED
    assert Reason.MANIFEST in ask(f0, "JKL")


def test_a_stranger_who_names_a_strategy_does_not_disable_it(f0: F0) -> None:
    for name in NAMES[:3]:
        assert ask(f0, name) == PASSED
    refused = ask(f0, "JKL", principal="nobody")
    assert {Reason.MANIFEST, Reason.NOT_ENTITLED} <= refused.keys()
    assert ask(f0, "ABC") == PASSED


def test_a_second_venue_is_refused_where_one_may_be(f0: F0) -> None:
    assert ask(f0, "ABC") == PASSED
    refusal = ask(f0, "ABC", venue="other")[Reason.MANIFEST]
    assert (refusal.field, numbers(refusal)) == ("venue", ("2", "1", "0"))


def test_what_was_refused_was_not_traded(f0: F0) -> None:
    f0.limit(order_qty_max=Decimal(0))
    for name in NAMES:
        assert list(ask(f0, name)) == [Reason.ORDER_QTY_MAX]
    assert f0.ledger.scopes["strategy=s"].instruments == {}


def test_a_parent_counts_when_it_is_taken(f0: F0) -> None:
    twap = Tactic("twap", {"slices": 2, "duration_s": 60})
    for name in NAMES[:3]:
        assert ask(f0, name, tactic=twap) == PASSED
    assert Reason.MANIFEST in ask(f0, "JKL", tactic=twap)


def test_a_limit_of_instruments_holds_for_an_account_and_stops_only_the_order(f0: F0) -> None:
    f0.limit(instruments_max=1)
    assert ask(f0, "ABC", strategy="t") == PASSED
    assert ask(f0, "DEF", strategy="t")[Reason.MANIFEST].scope == "account=A1"
    assert f0.ledger.accounts["A1"].scope.stops == {}
    assert ask(f0, "ABC", strategy="t") == PASSED


def test_the_manifest_survives_a_restart(f0: F0) -> None:
    for name in NAMES[:3]:
        assert ask(f0, name) == PASSED
    f0.restart()
    assert Reason.MANIFEST in ask(f0, "JKL")
