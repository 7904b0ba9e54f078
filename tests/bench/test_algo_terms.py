"""Every algo of the registry is asked for in words that it takes."""

from decimal import Decimal

import pytest
from msgspec.structs import replace

from holdfast.algos import ALGOS
from holdfast.bench.algo_terms import SCHEDULES, Case, terms_of
from holdfast.model.instrument import Listing
from holdfast.model.order import Side
from holdfast.model.times import SECOND_NS
from holdfast.model.volume_curve import VolumeCurve

LISTING = Listing("AAPL", "PAPER", "AAPL")


def case(algo: str) -> Case:
    return Case(algo, Side.BUY, Decimal(1_000), 10 * SECOND_NS, 300, LISTING, Decimal("100.01"))


@pytest.mark.parametrize("algo", ALGOS)
def test_the_terms_of_an_algo_pass_its_own_check(algo: str) -> None:
    assert ALGOS[algo].check(terms_of(case(algo)), LISTING) == ()


def test_without_an_algo_it_is_a_market_order() -> None:
    assert terms_of(case("")).tactic is None


@pytest.mark.parametrize("algo", SCHEDULES)
def test_a_schedule_runs_from_nothing_to_all(algo: str) -> None:
    asked = case(algo)
    moments = [asked.start + i * 30 * SECOND_NS for i in range(11)]
    parts = [SCHEDULES[algo](asked, at) for at in moments]
    assert parts[0] == pytest.approx(0, abs=0.01)
    assert parts[-1] == pytest.approx(1)
    assert parts == sorted(parts)
    assert SCHEDULES[algo](asked, asked.end + SECOND_NS) == pytest.approx(1)


def test_a_volume_curve_is_the_schedule_where_there_is_one() -> None:
    asked = case("vwap")
    minutes = tuple(Decimal(each) for each in (60, 10, 10, 10, 30, 60))
    known = replace(asked, curve=VolumeCurve("AAPL", 60, minutes))
    half = asked.start + 150 * SECOND_NS
    # 50 of the first minute, and 20 of the 40 seconds that are left of the third: of 120 in all
    assert SCHEDULES["vwap"](known, half) == pytest.approx(float(50 + 10 + 60 / 9) / 120, abs=0.01)
    assert SCHEDULES["vwap"](asked, half) == 0.5
    assert terms_of(known).tactic != terms_of(asked).tactic


def test_a_limit_lies_beyond_the_mid_on_a_tick() -> None:
    buy = terms_of(case("sniper"))
    sell = terms_of(replace(case("sniper"), side=Side.SELL))
    assert (buy.limit_price, sell.limit_price) == (Decimal("100.21"), Decimal("99.81"))
    even = replace(case("complete"), side=Side.SELL, mid=Decimal("100.02"))
    assert terms_of(even).limit_price == Decimal("100.02")
