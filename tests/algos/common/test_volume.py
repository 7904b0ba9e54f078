"""What the market has traded, as a parent that works through restarts sees it."""

from decimal import Decimal

from holdfast.algos.common.volume import seen
from holdfast.algos.twap import Twap
from tests.algos.worked import Worked, asked


def working() -> Worked:
    return Worked(Twap(), asked("twap", duration_s=60))


def look(work: Worked, volume: int | None) -> Decimal:
    work.volume = None if volume is None else Decimal(volume)
    told = seen(work.parent())
    work.state.memory = told.memory
    return told.volume


def test_it_counts_from_the_first_ask() -> None:
    work = working()
    assert look(work, 5_000) == 0
    assert look(work, 5_100) == 100
    assert look(work, 5_100) == 100
    assert look(work, 5_250) == 250


def test_a_run_that_begins_anew_goes_on_counting() -> None:
    work = working()
    look(work, 5_000)
    look(work, 5_200)
    work.starts = 2
    assert look(work, 30) == 230
    assert look(work, 50) == 250


def test_a_market_that_tells_nothing_trades_nothing() -> None:
    work = working()
    assert look(work, None) == 0
    assert look(work, 40) == 40


def test_a_count_that_falls_adds_nothing() -> None:
    work = working()
    look(work, 500)
    assert look(work, 400) == 0
    assert look(work, 450) == 50
