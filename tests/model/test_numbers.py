"""Numbers are exact: sums never round, divisions round once, nothing is ever rounded up."""

from decimal import (
    Decimal,
    DivisionByZero,
    InvalidOperation,
    getcontext,
    localcontext,
)
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.model.numbers import (
    COST_QUANTUM,
    PRECISION_DIGITS,
    is_multiple,
    out_of_range,
    plain,
    ratio,
    round_down,
    share_of,
    trimmed,
    use_exact_context,
)

D = Decimal
in_range = st.decimals("-999999999999", "999999999999", places=9)
amounts = st.decimals("0", "999999999", places=6)
steps = st.sampled_from([D("0.000000001"), D("0.01"), D("0.05"), D(1), D(7), D(100)])


def test_the_context_is_exact_and_traps_what_is_no_number() -> None:
    with localcontext():
        use_exact_context()
        assert getcontext().prec == PRECISION_DIGITS
        for wrong in (lambda: D(1) / 0, lambda: D("NaN") < 1, lambda: D("sNaN") + 1):
            with pytest.raises((InvalidOperation, DivisionByZero)):
                wrong()


@given(st.lists(st.tuples(in_range, in_range), max_size=20))
def test_sums_of_products_of_numbers_in_range_are_never_rounded(
    pairs: list[tuple[Decimal, Decimal]],
) -> None:
    total = sum((a * b for a, b in pairs), D(0))
    assert Fraction(total) == sum((Fraction(a) * Fraction(b) for a, b in pairs), Fraction(0))


def test_a_ratio_has_28_digits_half_even() -> None:
    assert ratio(D(1), D(3)) == D("0.3333333333333333333333333333")
    assert ratio(D(2), D(3)) == D("0.6666666666666666666666666667")
    assert ratio(D(6), D(3)) == 2


@pytest.mark.parametrize("numerator", [D(1), D(0), D(-1)])
def test_a_ratio_to_nothing_is_an_error(numerator: Decimal) -> None:
    with pytest.raises((DivisionByZero, InvalidOperation)):
        ratio(numerator, D(0))


@given(amounts, amounts, amounts)
def test_shares_of_an_amount_add_up_to_it_within_a_quantum(
    amount: Decimal, part: Decimal, rest: Decimal
) -> None:
    whole = part + rest
    if not whole:
        return
    taken = share_of(amount, part, whole)
    assert abs(taken * whole - amount * part) <= COST_QUANTUM * whole
    # what is rounded off stays in the other
    assert taken + (amount - taken) == amount
    assert share_of(amount, whole, whole) is amount


@given(in_range, steps)
def test_rounding_goes_towards_zero_to_a_multiple(number: Decimal, step: Decimal) -> None:
    rounded = round_down(number, step)
    assert is_multiple(rounded, step)
    assert abs(rounded) <= abs(number)
    assert abs(number - rounded) < step


@pytest.mark.parametrize(
    ("number", "step", "is_one"),
    [("0.3", "0.1", True), ("0.35", "0.1", False), ("0", "5", True), ("-10", "5", True)],
)
def test_multiples_are_exact(number: str, step: str, is_one: bool) -> None:
    assert is_multiple(D(number), D(step)) is is_one


@pytest.mark.parametrize(
    "number",
    ["0", "1", "-1", "999999999999", "999999999999.999999999", "0.000000001", "1E+11", "1.0E-8"],
)
def test_twelve_whole_and_nine_decimal_digits_are_in_range(number: str) -> None:
    assert out_of_range(D(number)) is None


@pytest.mark.parametrize(
    ("number", "rule"),
    [
        ("NaN", "must be a finite number"),
        ("sNaN", "must be a finite number"),
        ("Infinity", "must be a finite number"),
        ("-Infinity", "must be a finite number"),
        ("0.0000000001", "must have at most 9 decimal digits"),
        ("1000000000000", "must have at most 12 digits before the point"),
        ("1E+12", "must have at most 12 digits before the point"),
        ("1E+999999", "must have at most 12 digits before the point"),
        ("1E-999999", "must have at most 9 decimal digits"),
    ],
)
def test_the_broken_rule_of_range_is_told(number: str, rule: str) -> None:
    assert out_of_range(D(number)) == rule


@given(in_range)
def test_plain_text_reads_back_as_the_number(number: Decimal) -> None:
    text = plain(number)
    assert D(text) == number
    assert "E" not in text
    assert "." not in text or not text.endswith(("0", "."))


@pytest.mark.parametrize(
    ("number", "text"),
    [("1.500", "1.5"), ("100", "100"), ("1E+3", "1000"), ("-0.00", "0"), ("0E-9", "0")],
)
def test_plain_text_has_no_exponent_and_no_trailing_zeros(number: str, text: str) -> None:
    assert plain(D(number)) == text


def test_trimming_keeps_the_value() -> None:
    assert str(trimmed(D("1.2300"))) == "1.23"
    assert str(trimmed(D("100.00"))) == "100"
