"""Every algo of the registry is asked for in words that it takes."""

from decimal import Decimal

import pytest

from holdfast.algos import ALGOS
from holdfast.bench.algo_terms import SCHEDULES, Case, terms_of
from holdfast.model.instrument import Listing
from holdfast.model.order import Side
from holdfast.model.times import SECOND_NS

LISTING = Listing("AAPL", "PAPER", "AAPL")


def case(algo: str) -> Case:
    return Case(algo, Side.BUY, Decimal(1_000), 10 * SECOND_NS, 300, LISTING)


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
