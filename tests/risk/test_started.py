"""RC29: a machine trades only for a strategy that a person has started, all its limits set."""

from decimal import Decimal

import pytest

from holdfast.messages import commands as c
from holdfast.messages import control as k
from holdfast.messages.refusals import Reason
from holdfast.model.limits import Limits
from holdfast.model.principal import Principal, PrincipalKind, Role
from holdfast.model.scope import Scope
from tests.risk.f0 import F0, PASSED
from tests.support import desks

SHEET = Limits(
    instruments_max=3,
    venues_max=1,
    order_qty_max=Decimal(100),
    order_value_max=Decimal(10_000),
    order_rate_max=5,
    position_qty_max=Decimal(500),
)
BOT = Principal("bot", PrincipalKind.STRATEGY, (Role.TRADER,), ("*",))


@pytest.fixture
def f0(monkeypatch: pytest.MonkeyPatch) -> F0:
    monkeypatch.setattr(desks, "PEOPLE", (*desks.PEOPLE, BOT))
    return F0()


def sheet(f0: F0, limits: Limits) -> None:
    scope = Scope(strategy="s")
    f0.take(c.SetLimits("", limits, scope=scope, why="test", permanent=True))


def test_a_machine_may_not_trade_for_a_strategy_that_was_not_started(f0: F0) -> None:
    sheet(f0, SHEET)
    refused = f0.buy("1", "99.00", principal="bot", strategy="s")
    assert list(refused) == [Reason.NOT_STARTED]
    assert refused[Reason.NOT_STARTED].detail == "strategy s was not started"
    assert refused[Reason.NOT_STARTED].field == "strategy"


def test_once_started_it_may_and_a_restart_does_not_change_that(f0: F0) -> None:
    sheet(f0, SHEET)
    f0.take(k.StartStrategy("s", "ann", "tested"))
    assert f0.buy("1", "99.00", principal="bot", strategy="s") == PASSED
    f0.restart()
    assert f0.buy("1", "99.00", principal="bot", strategy="s") == PASSED
    assert list(f0.buy("1", "99.00", principal="bot", strategy="t")) == [Reason.NOT_STARTED]
    f0.check_decisions()


def test_a_limit_that_is_taken_away_later_stops_it_too(f0: F0) -> None:
    sheet(f0, SHEET)
    f0.take(k.StartStrategy("s", "ann", "tested"))
    sheet(f0, Limits(order_qty_max=Decimal(100), order_rate_max=5))
    refusal = f0.buy("1", "99.00", principal="bot", strategy="s")[Reason.NOT_STARTED]
    assert refusal.detail == (
        "strategy s no longer has limits "
        "instruments_max, venues_max, order_value_max, position_qty_max"
    )


def test_a_person_trades_for_a_strategy_that_was_not_started(f0: F0) -> None:
    assert f0.buy("1", "99.00", principal="ann", strategy="s") == PASSED


def test_an_exit_closes_what_the_strategy_was_let_into(f0: F0) -> None:
    sheet(f0, SHEET)
    f0.take(k.StartStrategy("s", "ann", "tested"))
    bought = f0.buy("10", "100.00", principal="bot", strategy="s", stop_loss=Decimal(95))
    assert bought == PASSED
    sheet(f0, Limits(order_qty_max=Decimal(100)))
    f0.fill("10", "100.00")
    assert (f0.last.terms.exit_of != "", f0.last.refusals) == (True, ())
