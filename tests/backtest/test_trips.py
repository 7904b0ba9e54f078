"""Round trips: from flat to flat, with fees, excursions and crossings of zero."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from holdfast.backtest.trips import Last, Traded, round_trips
from holdfast.model.numbers import ZERO
from holdfast.model.order import Liquidity, Side

SECOND_NS = 1_000_000_000


def fill(
    side: str,
    qty: str,
    price: str,
    at: int = 1,
    fee: str = "0",
    low: str | None = None,
    high: str | None = None,
    name: str = "ABC",
) -> Traded:
    return Traded(
        f"x{at}",
        "o",
        "s",
        name,
        Side(side),
        Decimal(qty),
        Decimal(price),
        Decimal(fee),
        Liquidity.TAKER,
        at * SECOND_NS,
        None if low is None else Decimal(low),
        None if high is None else Decimal(high),
    )


def test_a_round_trip_has_its_prices_its_profit_and_its_extremes() -> None:
    fills = [
        fill("BUY", "100", "10", 1, "1"),
        fill("BUY", "100", "12", 2, "1", low="9", high="12"),
        fill("SELL", "200", "13", 5, "3", low="11", high="14"),
    ]
    (trip,) = round_trips(fills, {}, {})
    assert (trip.side, trip.qty, trip.entry_px, trip.exit_px) == (Side.BUY, 200, 11, 13)
    assert (trip.gross, trip.fees, trip.net) == (400, 5, 395)
    # 100 held at 9 lost 100; 200 held at 14 had won 600
    assert (trip.mae, trip.mfe, trip.duration_ns) == (-100, 600, 4 * SECOND_NS)


def test_a_fill_that_crosses_zero_ends_one_trip_and_begins_the_next() -> None:
    fills = [
        fill("BUY", "100", "10", 1),
        fill("SELL", "150", "11", 2, fee="3"),
        fill("BUY", "50", "9", 3),
    ]
    first, second = round_trips(fills, {}, {})
    assert (first.side, first.net, first.fees) == (Side.BUY, 98, 2)
    assert (second.side, second.net, second.fees) == (Side.SELL, 99, 1)
    assert second.entry_at == first.exit_at


def test_an_open_trip_is_valued_at_the_last_mid_and_without_one_not_at_all() -> None:
    fills = [fill("SELL", "10", "100", fee="1")]
    last = {"ABC": Last(Decimal(95), Decimal(94), Decimal(103))}
    (trip,) = round_trips(fills, {"ABC": Decimal(50)}, last)
    assert trip.is_open
    assert (trip.gross, trip.net, trip.exit_px) == (2_500, 2_499, None)
    assert (trip.mae, trip.mfe) == (-1_500, 3_000)
    assert round_trips(fills, {}, {})[0].net is None


def test_instruments_are_apart_and_trips_in_the_order_of_their_entries() -> None:
    fills = [
        fill("BUY", "1", "10", 1, name="A"),
        fill("BUY", "1", "20", 2, name="B"),
        fill("SELL", "1", "21", 3, name="B"),
        fill("SELL", "1", "12", 4, name="A"),
    ]
    assert [(trip.instrument, trip.net) for trip in round_trips(fills, {}, {})] == [
        ("A", 2),
        ("B", 1),
    ]


AMOUNTS = st.decimals("0.01", "1000", places=2)


@given(
    st.lists(st.tuples(st.booleans(), AMOUNTS, AMOUNTS, st.decimals("0", "5", places=3)),
             max_size=25),
    st.decimals("0.01", "1000", places=2),
)  # fmt: skip
def test_trips_add_up_to_what_the_fills_brought_and_the_rest_is_worth(
    steps: list[tuple[bool, Decimal, Decimal, Decimal]], mid: Decimal
) -> None:
    fills = [
        fill("BUY" if buys else "SELL", str(qty), str(price), at, str(fee))
        for at, (buys, qty, price, fee) in enumerate(steps, 1)
    ]
    cash = held = fees = ZERO
    for buys, qty, price, fee in steps:
        cash += -qty * price if buys else qty * price
        held += qty if buys else -qty
        fees += fee
    trips = round_trips(fills, {}, {"ABC": Last(mid)})
    assert sum((trip.gross or ZERO for trip in trips), ZERO) == cash + held * mid
    assert sum((trip.fees for trip in trips), ZERO) == fees
    assert sum(trip.is_open for trip in trips) == (held != 0)
    assert all(trip.mae <= 0 <= trip.mfe for trip in trips)
    assert all(trip.gross is None or trip.mae <= trip.gross <= trip.mfe for trip in trips)
