"""Money is never held to a limit in another currency: no rate is known.

A sheet that clashes with an account that is there is refused as it is set; an account that is
opened later stops what adds risk.
"""

from decimal import Decimal

import pytest

from holdfast.messages import commands as c
from holdfast.messages.refusals import Reason
from holdfast.model.account import Account
from holdfast.model.limits import Limits
from holdfast.model.scope import FIRM, Scope
from tests.risk.f0 import F0, PASSED

D = Decimal


@pytest.fixture
def f0() -> F0:
    return F0()


def firm(f0: F0, **limits: object) -> None:
    sheet = Limits(**limits)  # type: ignore[arg-type]  # fields by name
    f0.take(c.SetLimits("", sheet, scope=FIRM))
    assert f0.ledger.scopes["firm"].limits == sheet
    assert f0.buy("2", "100.00") == PASSED


def euros_come(f0: F0) -> None:
    f0.take(c.OpenAccount(Account("B1", "sim", "EUR"), {"EUR": D(1_000)}))


@pytest.mark.parametrize("currency", ["USD", ""])
def test_a_limit_of_money_over_two_currencies_refuses(f0: F0, currency: str) -> None:
    firm(f0, gross_notional_max=D(10**6), currency=currency)
    euros_come(f0)
    refused = f0.buy("1", "100.00")
    assert list(refused) == [Reason.LIMIT_CURRENCY]
    detail = "firm has limits in USD, and B1 is in EUR"
    assert refused[Reason.LIMIT_CURRENCY].detail == detail


@pytest.mark.parametrize("name", ["leverage_max", "equity_pct_max", "drawdown_max"])
def test_a_share_of_equity_over_two_currencies_refuses(f0: F0, name: str) -> None:
    firm(f0, **{name: D(1)})
    euros_come(f0)
    assert Reason.LIMIT_CURRENCY in f0.buy("1", "100.00")


def test_a_share_of_equity_over_two_currencies_is_refused_as_it_is_set(f0: F0) -> None:
    euros_come(f0)
    f0.take(c.SetLimits("", Limits(leverage_max=D(1)), scope=FIRM))
    assert "firm" not in f0.ledger.scopes


def test_limits_that_are_no_money_have_no_currency(f0: F0) -> None:
    firm(f0, position_qty_max=D(1_000), open_orders_max=5)
    euros_come(f0)
    assert f0.buy("1", "100.00") == PASSED


def test_an_account_outside_the_scope_changes_nothing(f0: F0) -> None:
    whose = Scope(account="A1", strategy="s")
    f0.take(c.SetLimits("A1", Limits(gross_notional_max=D(10**6)), scope=whose))
    euros_come(f0)
    assert f0.buy("1", "100.00", strategy="s") == PASSED


def test_what_only_reduces_passes(f0: F0) -> None:
    f0.held("10")
    firm(f0, gross_notional_max=D(10**6))
    euros_come(f0)
    assert f0.sell("8", "100.00") == PASSED
