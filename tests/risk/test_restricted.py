"""RC15: restricted names take no new risk, and where a list is given only its names do."""

import pytest

from holdfast.messages import commands as c
from holdfast.messages.refusals import Reason
from holdfast.model.limits import Limits, narrowed, strictest
from holdfast.model.scope import FIRM
from tests.risk.f0 import F0, PASSED


@pytest.fixture
def f0() -> F0:
    f0 = F0()
    f0.instrument("XYZ")
    return f0


def test_a_name_on_no_list_passes(f0: F0) -> None:
    f0.limit(restricted=("XYZ",), allowed=("ABC", "XYZ"))
    assert f0.buy("1", "100.00") == PASSED


def test_a_restricted_name_is_refused(f0: F0) -> None:
    f0.limit(restricted=("XYZ", "ABC"))
    refusal = f0.buy("1", "100.00")[Reason.RESTRICTED]
    assert (refusal.detail, refusal.field) == ("ABC is on a restricted list", "instrument")


def test_a_name_that_is_not_on_the_allowed_list_is_refused(f0: F0) -> None:
    f0.limit(allowed=("XYZ",))
    assert f0.sell("1", "100.00")[Reason.RESTRICTED].detail == "ABC is not on the allowed list"


def test_an_empty_allowed_list_allows_nothing(f0: F0) -> None:
    f0.limit(allowed=())
    assert list(f0.buy("1", "100.00")) == [Reason.RESTRICTED]


def test_a_name_may_be_sold_that_was_held_before_it_was_restricted(f0: F0) -> None:
    f0.held("10")
    f0.limit(restricted=("ABC",), allowed=("XYZ",))
    assert f0.sell("10", "100.00") == PASSED
    assert list(f0.sell("1", "100.00")) == [Reason.RESTRICTED]


def test_a_list_of_the_firm_holds_in_every_account(f0: F0) -> None:
    assert f0.buy("1", "100.00") == PASSED
    f0.take(c.SetLimits("", Limits(restricted=("ABC",)), scope=FIRM))
    assert list(f0.buy("1", "99.00")) == [Reason.RESTRICTED]


def test_of_two_lists_of_allowed_names_both_must_have_the_name() -> None:
    both = strictest((Limits(allowed=("A", "B")), Limits(allowed=("B", "C"))))
    assert both.allowed == ("B",)


def test_what_an_order_meets_holds_no_names_but_its_own() -> None:
    sheet = Limits(restricted=("A", "B"), allowed=("B", "C"))
    assert narrowed(sheet, "B") == Limits(restricted=("B",), allowed=("B",))
    assert narrowed(sheet, "D") == Limits(allowed=())
