"""RC06: no order that the account cannot carry, with all that is held and open."""

from decimal import Decimal

import pytest

from holdfast.messages import reports as r
from holdfast.messages.refusals import Reason
from holdfast.model.account import AccountKind
from tests.risk.f0 import F0, PASSED, numbers


@pytest.fixture
def f0() -> F0:
    return F0()


@pytest.fixture
def loaded(f0: F0) -> F0:
    """Holds 400 at 100 and works 300 at 100: 30,000 of 100,000 are free."""
    f0.held("400")
    assert f0.buy("300", "100.00") == PASSED
    return f0


def test_what_the_rest_of_the_exposure_carries_passes(loaded: F0) -> None:
    assert loaded.buy("300", "100.00") == PASSED


def test_one_unit_more_is_refused_with_measure_limit_and_headroom(loaded: F0) -> None:
    refused = loaded.buy("301", "100.00")
    assert list(refused) == [Reason.BUYING_POWER]
    refusal = refused[Reason.BUYING_POWER]
    assert numbers(refusal) == ("30100.00", "30000.00", "30000.00")
    assert refusal.field == "qty"
    assert refusal.detail == "the order needs 30100, 30000 is free"


def test_an_order_of_unknown_fate_still_counts(loaded: F0) -> None:
    loaded.take(r.VenueSilent(loaded.last.id, "no answer", loaded.time.now()))
    assert loaded.last.status == "UNKNOWN"
    assert list(loaded.buy("301", "100.00")) == [Reason.BUYING_POWER]
    assert loaded.buy("300", "100.00") == PASSED


def test_what_is_over_counts_no_more(loaded: F0) -> None:
    loaded.take(r.VenueRejects(loaded.last.id, "NO", "", loaded.time.now()))
    assert loaded.buy("500", "100.00") == PASSED
    assert list(loaded.buy("101", "100.00")) == [Reason.BUYING_POWER]
    assert loaded.buy("100", "100.00") == PASSED


def test_opening_sales_take_of_the_same_exposure(loaded: F0) -> None:
    # 400 of them would close what is held, the rest opens a short
    assert list(loaded.sell("301", "100.00")) == []
    assert list(loaded.sell("301", "100.00")) == [Reason.BUYING_POWER]


def test_orders_that_only_reduce_need_no_money(loaded: F0) -> None:
    assert loaded.buy("300", "100.00") == PASSED
    assert list(loaded.buy("1", "100.00")) == [Reason.BUYING_POWER]
    assert loaded.sell("400", "100.00") == PASSED
    assert loaded.ledger.accounts["A1"].open_value == 60_000


def test_fees_paid_shrink_what_is_free(f0: F0) -> None:
    assert f0.buy("400", "100.00") == PASSED
    f0.fill("400", "100.00", fee="5")
    # (50,000 - 5) x 2 - 40,000
    refusal = f0.buy("600", "99.99")
    assert numbers(refusal[Reason.BUYING_POWER]) == ("59994.00", "59990.00", "59990.00")


def test_a_market_order_needs_its_worst_price(f0: F0) -> None:
    f0.limit(order_value_max=Decimal(200_000))
    assert list(f0.buy("953")) == [Reason.BUYING_POWER]
    assert f0.buy("952") == PASSED  # x 105.0105 = 99,969.996


def test_without_any_price_an_order_is_refused(f0: F0) -> None:
    f0.unquoted()
    assert list(f0.buy("1")) == [Reason.NO_REFERENCE]


def test_a_cash_account_pays_in_full() -> None:
    f0 = F0(cash="20000", kind=AccountKind.CASH)
    assert f0.buy("150", "100.00") == PASSED
    refused = f0.buy("51", "100.00")
    assert numbers(refused[Reason.BUYING_POWER]) == ("5100.00", "5000.00", "5000.00")
    assert f0.buy("50", "100.00") == PASSED


def test_a_cash_account_sells_only_what_it_holds() -> None:
    f0 = F0(kind=AccountKind.CASH)
    f0.held("10")
    assert numbers(f0.sell("11", "100.00")[Reason.BUYING_POWER])[1:] == ("0", "0")
    assert f0.sell("10", "100.00") == PASSED
