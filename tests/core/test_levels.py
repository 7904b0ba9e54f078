"""Own orders by price: the best first, and at one price the oldest."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from holdfast.core.levels import Levels

PRICES = st.integers(1, 9).map(Decimal)


def made(*placed: tuple[str, str]) -> Levels:
    levels = Levels()
    for order_id, price in placed:
        levels.add(Decimal(price), order_id)
    return levels


def test_sales_are_told_from_the_lowest_up_and_purchases_from_the_highest_down() -> None:
    levels = made(("a", "101"), ("b", "100"), ("c", "102"))
    assert list(levels.up_to(Decimal(101))) == ["b", "a"]
    assert list(levels.down_to(Decimal(101))) == ["c", "a"]


def test_at_one_price_the_oldest_comes_first_however_the_price_is_written() -> None:
    assert list(made(("b", "100.00"), ("a", "100")).up_to(Decimal("100.0"))) == ["b", "a"]


def test_without_a_price_all_of_them_are_told() -> None:
    levels = made(("a", "101"), ("b", "100"))
    assert list(levels.up_to(None)) == ["b", "a"]
    assert list(levels.down_to(None)) == ["a", "b"]


def test_dropping_what_is_not_there_changes_nothing() -> None:
    levels = made(("a", "100"))
    levels.drop(Decimal(100), "b")
    levels.drop(Decimal(99), "a")
    assert list(levels.up_to(None)) == ["a"]


@given(st.lists(st.tuples(st.booleans(), PRICES, st.sampled_from("abcdef")), max_size=60), PRICES)
def test_it_holds_what_a_plain_list_would(steps: list, reach: Decimal) -> None:
    levels, naive = Levels(), []
    for adds, price, name in steps:
        pair = (price, name)
        if not adds:
            levels.drop(price, name)
            naive = [each for each in naive if each != pair]
        else:
            levels.add(price, name)
            if pair not in naive:
                naive.append(pair)
    rising = [name for price, name in sorted(naive, key=lambda pair: pair[0]) if price <= reach]
    falling = sorted((pair for pair in naive if pair[0] >= reach), key=lambda pair: -pair[0])
    assert list(levels.up_to(reach)) == rising
    assert list(levels.down_to(reach)) == [name for _, name in falling]
