"""Adaptive: rests or crosses by spread, volatility, imbalance and time, and completes."""

from __future__ import annotations

from decimal import Decimal

import pytest
from msgspec.structs import replace

from holdfast.algos.adaptive import Adaptive, deviation, imbalance
from holdfast.model.numbers import use_exact_context
from holdfast.model.order import Side, TimeInForce
from holdfast.model.quote import Quote
from tests.algos.reacted import Reacted, faults_of
from tests.algos.worked import BEGIN, SECOND, asked, expire_all, fill_all

D = Decimal
BUY, SELL = Side.BUY, Side.SELL


@pytest.fixture(autouse=True)
def _exact() -> None:
    use_exact_context()


def adaptive(side: Side = BUY, limit: str | None = None, **params: object) -> Reacted:
    """Ten slices of 100 over ten minutes, in a calm market a nickel wide."""
    given = {"duration_s": 600, "slices": 10, **params}
    worked = Reacted(Adaptive(), asked("adaptive", side=side, limit=limit, **given))
    return worked.market("99.95", "100.05")


# --- what it weighs -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("bid_size", "ask_size", "buy"), [(300, 100, "0.5"), (100, 300, "-0.5"), (0, 0, "0")]
)
def test_the_imbalance_is_against_the_order_where_its_own_side_is_larger(
    bid_size: int, ask_size: int, buy: str
) -> None:
    quote = Quote("AAPL", D("99.99"), D("100.01"), D(bid_size), D(ask_size), 0)
    assert imbalance(quote, BUY) == D(buy)
    assert imbalance(quote, SELL) == -D(buy)


def test_the_deviation_is_that_of_the_range_and_grows_with_the_root_of_time() -> None:
    worked = adaptive()
    worked.low, worked.high = D("99.00"), D("101.00")
    whole = deviation(worked.parent(), 300 * SECOND)
    assert whole == 2 * D("0.6005612043932249")
    assert deviation(worked.parent(), 75 * SECOND) == whole / 2
    worked.volume = None
    assert deviation(worked.parent(), 75 * SECOND) == 0


def test_in_a_balanced_calm_market_it_rests_at_its_touch() -> None:
    for side, price in ((BUY, "99.95"), (SELL, "100.05")):
        worked = adaptive(side)
        worked.step()
        assert worked.moves == [f"100 at {price}"]
        assert worked.child.terms.time_in_force is TimeInForce.DAY


def test_where_the_touch_leans_away_it_crosses() -> None:
    worked = adaptive()
    worked.step()
    worked.market("99.95", "100.05", 1000, 0)
    worked.after(1)
    assert worked.moves == ["100 at 99.95", "to 100.05"]
    assert worked.note == "crosses at 100.05: waiting is dearer"


def test_where_it_leans_towards_the_order_it_rests() -> None:
    worked = adaptive().market("99.95", "100.05", 10, 1000)
    worked.step()
    worked.after(1)
    assert worked.moves == ["100 at 99.95"]


def test_a_wild_market_makes_it_cross_and_a_patient_one_still_rests() -> None:
    for urgency, moves in (("high", "100 at 100.05"), ("low", "100 at 99.95")):
        worked = adaptive(urgency=urgency)
        worked.low, worked.high = D("99.00"), D("101.00")
        worked.step()
        assert worked.moves == [moves]


def test_a_wide_spread_is_dearer_to_cross() -> None:
    worked = adaptive(urgency="high").market("99.00", "101.00")
    worked.low, worked.high = D("99.80"), D("100.20")
    worked.step()
    assert worked.moves == ["100 at 99.00"]


# --- its schedule ---------------------------------------------------------------------


@pytest.mark.parametrize(("urgency", "crosses_at"), [("high", 120), ("medium", 180), ("low", 240)])
def test_what_is_late_crosses_as_the_urgency_has_it(urgency: str, crosses_at: int) -> None:
    worked = adaptive(urgency=urgency)
    while not worked.moves[1:]:
        step = worked.step()
        if len(worked.moves) < 2:
            worked.at = step.wake_at
    assert worked.moves[1] == "to 100.05"
    late = (worked.at - BEGIN) // SECOND
    assert late <= crosses_at
    assert late % 60 == 0


def test_filled_ahead_it_waits_for_its_next_slice() -> None:
    worked = adaptive()
    worked.step()
    fill_all(worked)
    step = worked.after(5)
    assert (step.children, step.bands, step.wake_at) == ((), (), BEGIN + 60 * SECOND)
    assert worked.note == "has given out what is due"


def test_by_its_end_it_has_completed_whatever_rested() -> None:
    worked = adaptive(urgency="low")

    def obey(now: Reacted) -> None:
        """Fill only what crosses."""
        for child in tuple(now.open):
            if child.limit_price == D("100.05"):
                now.fill(child)

    worked.run(until=BEGIN + 600 * SECOND, each=obey)
    assert worked.order.cum_qty == 1000


def test_what_no_limit_lets_it_cross_rests_there_and_ends_short() -> None:
    worked = adaptive(limit="99.97")
    worked.run(until=BEGIN + 599 * SECOND)
    assert worked.moves == ["100 at 99.95"]
    worked.at = BEGIN + 600 * SECOND
    assert worked.step().ended == "time is over with 1000 of 1000 not filled"


def test_it_looks_at_its_pace_while_something_rests() -> None:
    worked = adaptive(pace_s="5")
    assert worked.step().wake_at == BEGIN + 5 * SECOND
    step = worked.after(5)
    assert step.wake_at == BEGIN + 10 * SECOND
    assert worked.bands(step) == [("BID", "99.94", "99.96")]
    worked.market("99.97", "100.05")
    worked.step()
    assert worked.moves == ["100 at 99.95", "to 99.97"]


def test_asked_again_at_once_it_repeats_nothing() -> None:
    worked = adaptive()
    worked.step()
    kept = dict(worked.state.memory)
    step = worked.step()
    assert (step.children, step.amends, worked.state.memory) == ((), (), kept)


def test_crossings_that_miss_are_tried_ever_more_rarely() -> None:
    worked = adaptive().market("99.95", "100.05", 1000, 0)
    worked.run(until=BEGIN + 50 * SECOND, each=expire_all)
    assert 5 <= len(worked.made) <= 7


def test_at_the_would_price_it_takes_all_that_is_left() -> None:
    worked = adaptive(would_price="100.05")
    worked.step()
    assert worked.moves == ["1000 at 100.05"]


def test_slices_are_as_many_as_their_most_asks_for() -> None:
    worked = adaptive(slices=2, slice_qty_max="50")
    worked.step()
    assert worked.moves == ["50 at 99.95"]


@pytest.mark.parametrize(
    ("params", "fault"),
    [
        ({"urgency": "mad"}, ("urgency", "mad must be one of low, medium, high")),
        ({"slices": 10_001}, ("slices", "10001 must be 1 to 10000")),
        ({"pace_s": "0"}, ("pace_s", "0 must be 0.05 to 3600")),
        ({"duration_s": 0}, ("duration_s", "0 must be 1 to 604800")),
    ],
)
def test_each_faulty_parameter_is_named(params: dict, fault: tuple[str, str]) -> None:
    assert faults_of(Adaptive(), asked("adaptive", **{"duration_s": 600, **params})) == [fault]


def test_it_needs_an_end_and_crosses() -> None:
    assert faults_of(Adaptive(), asked("adaptive")) == [("duration_s", "is needed, or an end")]
    terms = replace(asked("adaptive", limit="100", duration_s=5), post_only=True)
    why = "it crosses where that is better, and a post-only order does not"
    assert faults_of(Adaptive(), terms) == [("", why)]
