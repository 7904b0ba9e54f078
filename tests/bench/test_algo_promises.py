"""A promise that the figures do not bear out is told as broken."""

from msgspec.structs import replace

from holdfast.bench.algo_figures import Estimate, Figure
from holdfast.bench.algo_promises import promises

GOOD = Figure(
    algo="vwap",
    size="1 % of an hour",
    qty=500.0,
    parents=4,
    filled=1.0,
    cost=Estimate(2, 1, 3),
    fees=0.1,
    vwap=Estimate(1, 0, 2),
    saved=Estimate(5, 4, 6),
    share=Estimate(0.1, 0.1, 0.1),
    share_off=None,
    maker=0.0,
    children=20.0,
    took_s=280.0,
    track_mean=0.02,
    track_worst=0.05,
)


def broken(one: Figure, touch: float = 100.0) -> list[str]:
    return [each.what for each in promises([one], touch=touch) if not each.ok]


def test_what_fills_keeps_its_plan_and_saves_breaks_nothing() -> None:
    assert len(promises([GOOD], touch=100.0)) == 3
    assert broken(GOOD) == []


def test_one_that_does_not_fill_is_told() -> None:
    assert broken(replace(GOOD, filled=0.98)) == ["vwap, 1 % of an hour: fills"]


def test_one_that_is_far_from_its_schedule_is_told() -> None:
    assert broken(replace(GOOD, track_mean=0.06)) == ["vwap, 1 % of an hour: keeps its schedule"]


def test_one_that_costs_more_than_a_market_order_is_told_above_the_touch_alone() -> None:
    dear = replace(GOOD, saved=Estimate(-0.1, -1, 1))
    assert broken(dear) == ["vwap, 1 % of an hour: beats an immediate market order"]
    assert broken(dear, touch=500.0) == []


def test_one_that_follows_the_volume_is_held_to_its_rate_at_every_moment() -> None:
    pov = replace(GOOD, algo="pov", track_mean=None, share_off=0.009)
    assert broken(pov) == []
    wide = replace(pov, share_off=0.011)
    assert broken(wide) == ["pov, 1 % of an hour: keeps its rate"]
    # a parent of a few prints is over before a share of them means anything
    assert broken(replace(wide, size="3 x the best")) == []


def test_the_market_order_itself_promises_nothing() -> None:
    assert promises([replace(GOOD, algo="")], touch=1.0) == ()
