"""RC15: what is not held is sold short with a mark and a locate, or not at all."""

from decimal import Decimal

import pytest
from msgspec.structs import replace

from holdfast.messages import commands as c
from holdfast.messages.refusals import Reason
from holdfast.model.instrument import Instrument, InstrumentKind, Listing
from holdfast.model.order import Tactic
from tests.risk.f0 import F0, LIMITS, PASSED, numbers


@pytest.fixture(params=[True, None], ids=["locate needed", "nothing said"])
def f0(request: pytest.FixtureRequest) -> F0:
    f0 = F0()
    f0.limit(locate_needed=request.param)
    return f0


def test_what_is_held_may_be_sold_unmarked(f0: F0) -> None:
    f0.held("10")
    assert f0.sell("10", "100.00") == PASSED


def test_one_more_than_is_held_may_not(f0: F0) -> None:
    f0.held("10")
    refusal = f0.sell("11", "100.00")[Reason.SHORT_SALE]
    assert numbers(refusal) == ("11", "10", "10")
    assert refusal.field == "short_sale"


def test_all_open_sales_count(f0: F0) -> None:
    f0.held("10")
    assert f0.sell("6", "101.00") == PASSED
    assert f0.sell("4", "102.00") == PASSED
    assert numbers(f0.sell("1", "103.00")[Reason.SHORT_SALE]) == ("11", "10", "0")


def test_a_marked_sale_without_a_locate_is_refused(f0: F0) -> None:
    assert f0.sell("1", "100.00", short_sale=True)[Reason.SHORT_SALE].field == "locate_id"


def test_a_marked_sale_with_a_locate_passes(f0: F0) -> None:
    f0.held("10")
    assert f0.sell("11", "100.00", short_sale=True, locate_id="L1") == PASSED


def test_a_sale_of_what_is_held_must_not_be_marked(f0: F0) -> None:
    f0.held("10")
    refusal = f0.sell("10", "100.00", short_sale=True, locate_id="L1")[Reason.SHORT_SALE]
    assert refusal.detail == "10 are held, so selling 10 is no short sale"


def test_a_purchase_must_not_be_marked(f0: F0) -> None:
    assert f0.buy("1", "100.00", short_sale=True)[Reason.SHORT_SALE].field == "short_sale"


def test_the_exits_of_a_bracket_need_no_mark(f0: F0) -> None:
    assert f0.buy("10", "100.00", stop_loss=Decimal("95.00")) == PASSED
    f0.fill("10", "100.00")
    assert f0.last.terms.exit_of
    assert f0.last.refusals == ()


def test_the_slices_of_a_short_parent_carry_its_mark_and_locate(f0: F0) -> None:
    f0.limit(locate_needed=True, reference_age_max_ns=10**12)
    twap = Tactic("twap", {"duration_s": 20, "slices": 2, "jitter": "0"})
    order = c.SubmitOrder(
        "A1", "ABC", c.Side.SELL, Decimal(10), short_sale=True, locate_id="L1", tactic=twap
    )
    f0.take(order)
    f0.wait(11 * 10**9)
    slices = [order for order in f0.ledger.orders.values() if order.terms.parent_id]
    assert [order.refusals for order in slices] == [(), ()]
    assert {order.terms.locate_id for order in slices} == {"L1"}


def test_where_no_locate_is_needed_sales_go_short_unmarked() -> None:
    assert F0().sell("10", "100.00") == PASSED


def test_a_future_is_sold_without_being_held(f0: F0) -> None:
    listing = Listing("FUT", "sim", "FUT")
    f0.take(c.ListInstrument(Instrument("FUT", InstrumentKind.FUTURE), (listing,)))
    f0.quote("99.99", "100.01", "FUT")
    f0.take(c.SetLimits("A1", replace(LIMITS, locate_needed=True)))
    order = c.SubmitOrder("A1", "FUT", c.Side.SELL, Decimal(1))
    f0.take(order)
    assert f0.last.refusals == ()


def test_a_change_that_would_sell_more_than_is_held_is_refused(f0: F0) -> None:
    from holdfast.messages.reports import VenueAccepts

    f0.held("10")
    assert f0.sell("10", "101.00") == PASSED
    order = f0.last
    f0.take(VenueAccepts(order.id, "V1", f0.time.now()))
    refused = f0.take(c.ReplaceOrder(order.id, qty=Decimal(11)))[0]
    assert refused.refusals[0].code is Reason.SHORT_SALE
