"""RC12: a strategy that acts on one signal too often is disabled until a person lets it go on."""

from decimal import Decimal

import pytest

from holdfast.core import flow
from holdfast.messages import commands as c
from holdfast.messages import control as k
from holdfast.messages import events as e
from holdfast.messages import reports as r
from holdfast.messages import rulings as g
from holdfast.messages.refusals import Reason
from holdfast.model.order import Side, Tactic
from holdfast.model.scope import Scope
from holdfast.model.trading import Latch, TradingState
from tests.risk.f0 import F0, PASSED, numbers
from tests.support.desks import SECOND

STRATEGY = Scope(strategy="s")


@pytest.fixture
def f0() -> F0:
    f0 = F0()
    f0.limit(repeat_max=5, repeat_window_ns=60 * SECOND)
    return f0


def act(f0: F0, count: int, **terms: object) -> None:
    for _ in range(count):
        assert f0.buy("1", "99.00", **{"strategy": "s", **terms}) == PASSED


def trip(f0: F0) -> None:
    act(f0, 5)
    assert Reason.REPEATED in f0.buy("1", "99.00", strategy="s")


def later(f0: F0, ns: int) -> None:
    f0.wait(ns)
    f0.quote("99.99", "100.01", "ABC")


def test_the_fifth_passes_and_the_sixth_is_refused_and_stops_the_strategy(f0: F0) -> None:
    act(f0, 5)
    refusal = f0.buy("1", "99.00", strategy="s")[Reason.REPEATED]
    assert numbers(refusal) == ("6", "5", "0")
    assert refusal.scope == "strategy=s"
    assert refusal.detail == "strategy=s has repeated BUY ABC 5 times"
    state = f0.ledger.scopes["strategy=s"]
    assert state.state is TradingState.HALTED
    assert state.stops["repeated"].latch is Latch.PERSON
    f0.check_decisions()


def test_every_later_order_of_the_strategy_is_refused(f0: F0) -> None:
    trip(f0)
    later(f0, 3600 * SECOND)
    assert Reason.TRADING_HALTED in f0.buy("2", "98.00", strategy="s")
    assert Reason.TRADING_HALTED in f0.sell("2", "101.00", strategy="s")
    assert f0.buy("2", "98.00", strategy="t") == PASSED


def test_it_stays_disabled_over_a_restart(f0: F0) -> None:
    trip(f0)
    f0.restart()
    later(f0, 3600 * SECOND)
    assert Reason.TRADING_HALTED in f0.buy("2", "98.00", strategy="s")


def test_a_person_who_trades_lets_it_go_on_and_it_is_counted_anew(f0: F0) -> None:
    trip(f0)
    lift = k.SetState(STRATEGY, TradingState.ACTIVE, "ann", "looked at it", "repeated")
    assert [type(event) for event in f0.take(lift)] == [g.StopLifted]
    act(f0, 5)
    assert Reason.REPEATED in f0.buy("1", "99.00", strategy="s")
    f0.check_decisions()


def test_what_was_repeated_longer_ago_counts_no_more(f0: F0) -> None:
    act(f0, 2)
    later(f0, 30 * SECOND)
    act(f0, 3)
    later(f0, 30 * SECOND)
    act(f0, 2)
    assert Reason.REPEATED in f0.buy("1", "99.00", strategy="s")


def test_another_side_instrument_or_strategy_is_another_signal(f0: F0) -> None:
    act(f0, 5)
    assert f0.sell("1", "101.00", strategy="s") == PASSED
    act(f0, 5, strategy="t")


def test_what_a_person_does_by_hand_is_no_signal(f0: F0) -> None:
    act(f0, 9, strategy="", principal="ann")
    assert f0.ledger.signals == {}


def test_orders_that_only_reduce_pass(f0: F0) -> None:
    f0.held("10")
    for _ in range(7):
        assert f0.sell("1", "101.00", strategy="s") == PASSED


def test_a_parent_counts_once(f0: F0) -> None:
    twap = Tactic("twap", {"slices": 8, "duration_s": 4, "jitter": "0"})
    order = c.SubmitOrder("A1", "ABC", Side.BUY, Decimal(8), strategy="s", tactic=twap)
    f0.take(order)
    f0.wait(4 * SECOND)
    slices = [each for each in f0.ledger.orders.values() if each.terms.parent_id]
    assert [each.refusals for each in slices] == [()] * 8
    (signal,) = [each for each in f0.ledger.signals if each[2] is Side.BUY]
    assert len(f0.ledger.signals[signal].times) == 1


def test_refused_orders_are_not_executions(f0: F0) -> None:
    for _ in range(9):
        assert Reason.ORDER_QTY_MAX in f0.buy("1001", "40.00", strategy="s")
    act(f0, 5)


def test_what_became_of_an_order_does_not_matter(f0: F0) -> None:
    for number in range(5):
        act(f0, 1)
        f0.take(r.VenueRejects(f0.last.id, "NO", str(number), f0.time.now()))
    (refused, *_) = f0.take(c.SubmitOrder("A1", "ABC", Side.BUY, Decimal(1), strategy="s"))
    assert isinstance(refused, e.OrderRefused)
    assert refused.refusals[0].code is Reason.REPEATED


def test_without_this_limit_orders_only_reduce(f0: F0) -> None:
    f0.held("1")
    f0.limit(repeat_max=None)
    assert f0.buy("1", "99.00")[Reason.LIMIT_MISSING].field == "repeat_max"
    assert f0.sell("1", "100.00") == PASSED


def test_what_is_remembered_is_bounded(f0: F0, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flow, "SIGNALS_MAX", 4)
    for number in range(12):
        act(f0, 1, strategy=f"s{number}")
        assert len(f0.ledger.signals) <= 4
        f0.wait(1)
    newest = next(reversed(f0.ledger.signals))
    assert newest[0] == "s11"
