"""RC05: no judging by a quote that is missing, one-sided, nonsense or too old."""

import pytest
from msgspec.structs import replace

from holdfast.messages.refusals import Reason
from tests.risk.f0 import F0, PASSED, numbers
from tests.support.desks import SECOND


@pytest.fixture
def f0() -> F0:
    return F0()


@pytest.mark.parametrize("age_ns", [4_900_000_000, 5 * SECOND])
def test_a_quote_within_the_age_passes(f0: F0, age_ns: int) -> None:
    f0.wait(age_ns)
    assert f0.buy("10", "100.00") == PASSED


def test_an_older_quote_is_refused_with_measure_limit_and_headroom(f0: F0) -> None:
    f0.wait(5_100_000_000)
    refused = f0.buy("10", "100.00")
    assert list(refused) == [Reason.STALE_REFERENCE]
    refusal = refused[Reason.STALE_REFERENCE]
    assert numbers(refusal) == ("5100000000", "5000000000", "5000000000")
    assert refusal.field == "instrument"
    assert refusal.detail == "the quote of ABC is 5.1 s old"


def test_market_orders_need_a_fresh_quote_too(f0: F0) -> None:
    f0.wait(5 * SECOND + 1)
    assert list(f0.buy("10")) == [Reason.STALE_REFERENCE]


def test_an_instrument_that_was_never_quoted_is_refused(f0: F0) -> None:
    f0.unquoted()
    refused = f0.buy("10", "100.00")
    assert list(refused) == [Reason.NO_REFERENCE]
    assert refused[Reason.NO_REFERENCE].detail == "no two-sided quote of ABC"


@pytest.mark.parametrize("side", [{"bid": "99.99"}, {"ask": "100.01"}, {}])
def test_a_quote_of_one_side_is_no_reference(f0: F0, side: dict[str, str]) -> None:
    f0.one_sided(**side)
    assert Reason.NO_REFERENCE in f0.buy("10", "100.00")


@pytest.mark.parametrize("number", ["NaN", "sNaN", "Infinity", "-0.01"])
def test_a_quote_of_nonsense_is_no_reference(f0: F0, number: str) -> None:
    for sides in ({"bid": number, "ask": "100.01"}, {"bid": "99.99", "ask": number}):
        f0.one_sided(**sides)
        assert list(f0.buy("10", "100.00")) == [Reason.NO_REFERENCE]


def test_orders_that_only_reduce_go_without(f0: F0) -> None:
    f0.held("100")
    f0.wait(6 * SECOND)
    assert f0.sell("60", "99.00") == PASSED
    f0.unquoted()
    assert f0.sell("40", "99.00") == PASSED
    # nothing is left to reduce
    assert list(f0.sell("1", "99.00")) == [Reason.NO_REFERENCE]


def test_an_account_without_this_limit_may_not_trade(f0: F0) -> None:
    f0.limit(reference_age_max_ns=None)
    assert f0.buy("1", "100.00")[Reason.LIMIT_MISSING].field == "reference_age_max_ns"


def test_a_quote_from_the_future_is_no_fresher_than_one_of_the_past(f0: F0) -> None:
    now = f0.time.now()
    quote = f0.quotes["ABC"]
    f0.quotes["ABC"] = replace(quote, at=now + 5 * SECOND)
    assert f0.buy("10", "100.00") == PASSED
    f0.quotes["ABC"] = replace(quote, at=now + 5 * SECOND + 1)
    refused = f0.buy("11", "100.00")
    assert refused[Reason.STALE_REFERENCE].detail == "the quote of ABC is 5.0 s in the future"
