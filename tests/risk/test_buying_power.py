"""RC06: no order that the account cannot carry, with all that is held and open."""

from decimal import Decimal

import pytest

from holdfast.core.valuation import PORTFOLIO_MOVES, maintenance_margin
from holdfast.messages import commands as c
from holdfast.messages import reports as r
from holdfast.messages.control import MarkPositions
from holdfast.messages.refusals import Reason
from holdfast.model.account import AccountKind
from holdfast.model.instrument import Instrument, InstrumentKind, Listing
from holdfast.model.order import Side
from tests.risk.f0 import F0, PASSED, figures, numbers


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


# --- kinds of margin ----------------------------------------------------------------------


def free(refused) -> str:
    return figures(refused[Reason.BUYING_POWER])[2]


def test_a_replacement_needs_the_worse_of_old_and_new_price(f0: F0) -> None:
    assert f0.buy("500", "100.00") == PASSED
    order = f0.last
    f0.accept(order.id)
    assert f0.buy("400", "100.00") == PASSED
    f0.limit(order_value_max=Decimal(10**6))
    f0.take(c.ReplaceOrder(order.id, Decimal(601), Decimal("95.00")))
    assert order.pending_qty is None
    f0.take(c.ReplaceOrder(order.id, Decimal(600), Decimal("95.00")))
    assert order.pending_qty == 600


def test_regulation_t_lends_half_of_what_things_are_worth_now() -> None:
    f0 = F0(cash="20000", kind=AccountKind.REG_T)
    f0.held("300")
    assert free(f0.buy("101", "100.00")) == "10000"
    assert f0.buy("100", "100.00") == PASSED
    f0.quote("119.99", "120.00", "ABC")
    f0.take(MarkPositions())
    # equity 25,997; twice that less 35,997 held and 10,000 open
    assert free(f0.buy("51", "120.00")) == "5997"


def test_regulation_t_needs_half_of_a_short_besides_its_proceeds() -> None:
    f0 = F0(cash="20000", kind=AccountKind.REG_T)
    f0.held("-300")
    assert free(f0.sell("101", "100.00")) == "10000"
    assert f0.sell("100", "100.00") == PASSED


def test_below_maintenance_nothing_more_is_lent() -> None:
    f0 = F0(cash="20000", kind=AccountKind.REG_T)
    f0.held("400")
    state = f0.ledger.accounts["A1"]
    assert maintenance_margin(state) == 10_000
    f0.quote("60.00", "60.02", "ABC")
    f0.take(MarkPositions())
    # 4,000 of equity for 24,000 of stock, which needs 6,000
    assert maintenance_margin(state) == 6_000
    assert state.cash["USD"] + state.scope.tally.net_value == 4_000
    assert Reason.BUYING_POWER in f0.buy("1", "60.00")
    assert f0.sell("400", "60.00") == PASSED


def test_a_short_needs_three_tenths_to_stay() -> None:
    f0 = F0(cash="20000", kind=AccountKind.REG_T)
    f0.held("-200")
    assert maintenance_margin(f0.ledger.accounts["A1"]) == 6_000


def test_a_portfolio_account_carries_what_survives_the_worst_move() -> None:
    f0 = F0(cash="15000", kind=AccountKind.PORTFOLIO)
    f0.limit(position_qty_max=Decimal(10**6), order_value_max=Decimal(10**6))
    assert f0.buy("900", "100.00") == PASSED
    assert free(f0.buy("101", "100.00")) == "10000"
    assert f0.buy("100", "100.00") == PASSED
    assert max(map(abs, PORTFOLIO_MOVES)) == Decimal("0.15")


def test_in_a_portfolio_account_long_and_short_need_margin_each() -> None:
    f0 = F0(cash="15000", kind=AccountKind.PORTFOLIO)
    f0.held("-200")
    assert maintenance_margin(f0.ledger.accounts["A1"]) == 3_000
    assert free(f0.sell("801", "100.00")) == "80000"


def test_a_portfolio_account_opens_equities_alone() -> None:
    f0 = F0(cash="15000", kind=AccountKind.PORTFOLIO)
    option = Instrument("OPT", InstrumentKind.OPTION, multiplier=Decimal(100))
    f0.take(c.ListInstrument(option, (Listing("OPT", "sim", "OPT"),)))
    f0.quote("1.00", "1.02", "OPT")
    f0.take(c.SubmitOrder("A1", "OPT", Side.BUY, Decimal(1)))
    (refusal,) = f0.last.refusals
    assert refusal.code is Reason.UNSUPPORTED
