"""Bars of prints and of shorter bars: where they begin, what they hold, when they are over."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.model.quote import Bar
from holdfast.strategies.bars import BarMaker

SECOND_NS = 1_000_000_000
MINUTE_NS = 60 * SECOND_NS
START = 1_700_000_040 * SECOND_NS  # a whole minute


def test_a_bar_has_the_first_the_highest_the_lowest_and_the_last_price() -> None:
    maker = BarMaker("ABC", MINUTE_NS)
    for second, price in enumerate(("10", "12", "9", "11")):
        assert maker.on_print(Decimal(price), Decimal(5), START + second * SECOND_NS) == []
    (bar,) = maker.over(START + MINUTE_NS)
    ohlc = (Decimal(10), Decimal(12), Decimal(9), Decimal(11))
    assert bar == Bar("ABC", *ohlc, Decimal(20), START + MINUTE_NS, MINUTE_NS)


def test_a_print_at_the_very_end_belongs_to_the_next_bar() -> None:
    maker = BarMaker("ABC", MINUTE_NS)
    maker.on_print(Decimal(10), Decimal(1), START)
    (bar,) = maker.on_print(Decimal(11), Decimal(1), START + MINUTE_NS)
    assert (bar.close, bar.volume) == (Decimal(10), Decimal(1))
    assert maker.ends_at == START + 2 * MINUTE_NS


def test_a_span_without_a_print_has_no_bar() -> None:
    maker = BarMaker("ABC", MINUTE_NS)
    assert maker.over(START + MINUTE_NS) == []
    maker.on_print(Decimal(10), Decimal(1), START)
    assert [bar.at for bar in maker.on_print(Decimal(11), Decimal(1), START + 5 * MINUTE_NS)] == [
        START + MINUTE_NS
    ]


def minute(number: int, price: str, volume: int = 10) -> Bar:
    one = Decimal(price)
    at = START + number * MINUTE_NS
    return Bar("ABC", one, one + 1, one - 1, one, Decimal(volume), at, MINUTE_NS)


def test_shorter_bars_make_a_longer_one_that_is_over_with_the_last_of_them() -> None:
    maker = BarMaker("ABC", 5 * MINUTE_NS)
    first = next(n for n in range(1, 6) if not (START + (n - 1) * MINUTE_NS) % (5 * MINUTE_NS))
    done = [maker.on_bar(minute(first + k, str(100 + k))) for k in range(5)]
    assert [len(each) for each in done] == [0, 0, 0, 0, 1]
    bar = done[-1][0]
    assert (bar.open, bar.high, bar.low, bar.close) == (100, 105, 99, 104)
    assert (bar.volume, bar.span_ns) == (50, 5 * MINUTE_NS)


def test_a_late_last_bar_ends_the_old_one_and_its_own() -> None:
    maker = BarMaker("ABC", 5 * MINUTE_NS)
    first = next(n for n in range(1, 6) if not (START + (n - 1) * MINUTE_NS) % (5 * MINUTE_NS))
    assert maker.on_bar(minute(first, "100")) == []
    assert len(maker.on_bar(minute(first + 9, "107"))) == 2


def test_a_bar_of_the_same_span_is_told_as_it_is_wherever_it_begins() -> None:
    maker = BarMaker("ABC", MINUTE_NS)
    odd = minute(1, "100")
    odd = Bar("ABC", odd.open, odd.high, odd.low, odd.close, odd.volume, odd.at + 7, MINUTE_NS)
    assert maker.on_bar(odd) == [odd]
    assert maker.ends_at == 0


def test_bars_that_do_not_fit_are_named() -> None:
    maker = BarMaker("ABC", 90 * SECOND_NS)
    with pytest.raises(ValueError, match="bars of 90 s cannot be made of recorded bars of 60 s"):
        maker.on_bar(minute(1, "100"))


@given(
    st.lists(
        st.tuples(
            st.integers(0, 40),
            st.decimals("1", "100", places=2),
            st.integers(1, 9),
        ),
        min_size=1,
        max_size=60,
    )
)
def test_no_print_is_lost_and_none_counts_twice(
    steps: list[tuple[int, Decimal, int]],
) -> None:
    maker = BarMaker("ABC", MINUTE_NS)
    at, bars = START, []
    for gap, price, size in steps:
        at += gap * SECOND_NS
        bars += maker.on_print(price, Decimal(size), at)
    bars += maker.over(at + MINUTE_NS)
    assert sum(bar.volume for bar in bars) == sum(size for _, _, size in steps)
    prices = [price for _, price, _ in steps]
    assert (max(bar.high for bar in bars), min(bar.low for bar in bars)) == (
        max(prices),
        min(prices),
    )
    assert [bar.at for bar in bars] == sorted({bar.at for bar in bars})
