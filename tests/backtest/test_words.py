"""Figures as people read them."""

from decimal import Decimal

import pytest
from msgspec.structs import replace

from holdfast.backtest.ratios import Ratios
from holdfast.backtest.words import caution, duration, per_cent, shown


@pytest.mark.parametrize(
    ("ns", "text"),
    [
        (None, "–"),
        (5, "under 1 s"),
        (61_000_000_000, "1 min 1 s"),
        (90_061_000_000_000, "1 d 1 h"),
        (3_600_000_000_000, "1 h"),
    ],
)
def test_a_span_has_its_two_largest_units(ns: int | None, text: str) -> None:
    assert duration(ns) == text


def test_a_ratio_of_little_is_told_with_what_it_is_not() -> None:
    few = Ratios(None, None, None, None, 5, 252, "", few=True, short=True)
    assert caution(few, "; ") == "; too few returns to mean anything"
    short = replace(few, few=False)
    assert caution(short, " · ") == " · less than a month, made yearly: no year is like it"
    assert caution(replace(short, short=False), "; ") == ""


def test_numbers_have_their_places_and_what_is_not_known_a_dash() -> None:
    assert shown(Decimal("1234.567"), 2) == "1,234.57"
    assert per_cent(Decimal("0.31624"), 1) == "31.6 %"
    assert (shown(None, 2), per_cent(None)) == ("–", "–")
