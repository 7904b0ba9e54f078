"""The rules of amounts and of names."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.api.rules import is_id, number_rule, text_rule
from holdfast.model.numbers import out_of_range


@pytest.mark.parametrize("value", ["0", "12.5", "999999999999.999999999", 7, Decimal("0.1")])
def test_plain_amounts_pass(value):
    assert number_rule(value) is None


@pytest.mark.parametrize(
    "value",
    [
        "NaN", "nan", "sNaN", "Infinity", "-Infinity", "１２", "1_000", "+1", " 1", "1 ", "1,5", "",
        "1e3", "0x10", "01", ".5", "5.", "--1", "½",
    ],
)  # fmt: skip
def test_what_is_not_written_plainly_is_refused_by_its_form(value):
    assert number_rule(value) == "must be a decimal number in plain digits, such as 12.5"


@pytest.mark.parametrize(
    ("value", "rule"),
    [
        ("-1", "must not be negative"),
        ("-0", "must not be negative"),
        (-1, "must not be negative"),
        (Decimal("-0"), "must not be negative"),
        ("1" * 13, "must have at most 12 digits before the point"),
        ("0." + "1" * 10, "must have at most 9 decimal digits"),
        ("9" * 400, "must have at most 64 characters"),
        (Decimal("1e400"), "must have at most 12 digits before the point"),
        (Decimal("0.30000000000000004"), "must have at most 9 decimal digits"),
        (True, "must be a number or a decimal number as text"),
        (None, "must be a number or a decimal number as text"),
        ([], "must be a number or a decimal number as text"),
    ],
)
def test_what_is_out_of_range_is_refused_by_its_range(value, rule):
    assert number_rule(value) == rule


@given(st.text(max_size=70) | st.decimals() | st.integers())
def test_what_passes_is_in_range_and_nothing_makes_it_fail(value):
    if number_rule(value) is None:
        number = Decimal(value)
        assert out_of_range(number) is None
        assert not number.is_signed()


@given(st.text(max_size=80))
def test_a_text_that_passes_can_stand_in_a_log_line_and_in_a_fix_field(text):
    if text_rule("detail", text) is None:
        assert "\n" not in text
        assert "\r" not in text
        assert "\x01" not in text
        assert text.encode("utf-8").decode("utf-8") == text
    if text_rule("account", text) is None and text:
        assert is_id(text)
        assert text[0].isalnum()
