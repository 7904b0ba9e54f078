"""The one price of an auction, against a naive twin that tries every tick."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.exchange.clearing import Clearing, Interest, clear
from tests.exchange.builders import dec

TICK = dec("0.01")


def at(price: str | None, qty: int) -> Interest:
    return Interest(None if price is None else dec(price), dec(qty))


def test_the_price_is_the_one_at_which_most_trades() -> None:
    buys = [at("10.02", 100), at("10.00", 300)]
    sells = [at("9.99", 50), at("10.00", 300), at("10.01", 200)]
    assert clear(buys, sells, TICK, None) == Clearing(dec("10.00"), dec(350))


def test_of_prices_with_the_same_trades_the_least_is_left_over() -> None:
    buys = [at("10.05", 100), at("10.00", 50)]
    sells = [at("9.90", 100)]
    found = clear(buys, sells, TICK, dec("9.00"))
    # at 10.00 and below fifty more would buy
    assert found == Clearing(dec("10.01"), dec(100))


@pytest.mark.parametrize(
    ("buy", "sell", "price"), [(200, 100, "10.05"), (100, 200, "9.90"), (100, 100, "9.97")]
)
def test_pressure_takes_the_price_to_its_end_and_else_it_stays_near_the_reference(
    buy: int, sell: int, price: str
) -> None:
    found = clear([at("10.05", buy)], [at("9.90", sell)], TICK, dec("9.97"))
    assert found == Clearing(dec(price), dec(100))


def test_orders_without_a_limit_meet_at_the_reference_and_without_one_not_at_all() -> None:
    assert clear([at(None, 5)], [at(None, 7)], TICK, dec("10")) == Clearing(dec(10), dec(5))
    assert clear([at(None, 5)], [at(None, 7)], TICK, None) is None


def test_where_nobody_would_trade_there_is_no_price() -> None:
    assert clear([at("9.99", 5)], [at("10.00", 7)], TICK, dec("10")) is None
    assert clear([], [at("10.00", 7)], TICK, dec("10")) is None


SIDE = st.lists(st.tuples(st.one_of(st.none(), st.integers(10, 30)), st.integers(1, 9)), max_size=8)
REFERENCE = st.one_of(st.none(), st.integers(8, 32))


def interests(drawn: list[tuple[int | None, int]]) -> list[Interest]:
    return [Interest(None if c is None else Decimal(c) / 100, Decimal(q)) for c, q in drawn]


def at_price(price: Decimal, buys: list[Interest], sells: list[Interest]) -> tuple[Decimal, ...]:
    wanted = sum((b.qty for b in buys if b.price is None or b.price >= price), dec(0))
    offered = sum((s.qty for s in sells if s.price is None or s.price <= price), dec(0))
    return min(wanted, offered), wanted - offered


@given(SIDE, SIDE, REFERENCE)
def test_no_price_on_any_tick_would_trade_more_or_leave_less_over(
    drawn_buys: list[tuple[int | None, int]],
    drawn_sells: list[tuple[int | None, int]],
    cents: int | None,
) -> None:
    buys, sells = interests(drawn_buys), interests(drawn_sells)
    reference = None if cents is None else Decimal(cents) / 100
    found = clear(buys, sells, TICK, reference)
    every = [Decimal(n) / 100 for n in range(1, 45)]
    best = max((traded, -abs(over)) for traded, over in (at_price(p, buys, sells) for p in every))
    has_limit = any(each.price is not None for each in (*buys, *sells))
    if not best[0] or not (has_limit or reference is not None):
        assert found is None
        return
    assert found is not None
    traded, over = at_price(found.price, buys, sells)
    assert traded == found.volume
    assert (traded, -abs(over)) == best
    if reference is not None:
        equals = [p for p in every if at_price(p, buys, sells) == (traded, over)]
        if over == 0:
            nearest = min(abs(p - reference) for p in equals)
            assert abs(found.price - reference) == nearest
