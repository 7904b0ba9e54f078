"""POV: its share of what the market trades, and neither more nor sooner."""

from __future__ import annotations

from decimal import Decimal
from random import Random

import pytest

from holdfast.algos.pov import Pov
from tests.algos.worked import BEGIN, LISTING, SECOND, Worked, asked, expire_all, fill_all

POV = Pov()


def work(qty: str = "1000", **params: object) -> Worked:
    given = {"duration_s": 100, "rate": "0.1", "jitter": "0", **params}
    return Worked(POV, asked("pov", qty, **given))


def trade(working: Worked, units: int) -> None:
    assert working.volume is not None
    working.volume += units


def test_it_follows_the_market_and_never_leads_it() -> None:
    working = work()
    assert working.step().children == ()
    trade(working, 105)
    assert [child.qty for child in working.after(5).children] == [10]
    assert working.after(5).children == ()
    trade(working, 5)
    assert [child.qty for child in working.after(5).children] == [1]


@pytest.mark.parametrize("rate", ["0.02", "0.1", "0.3"])
def test_it_stays_within_one_point_of_its_rate_where_prints_tell_own_fills(rate: str) -> None:
    rng = Random(5)
    working = work("100000", rate=rate, duration_s=3600)

    def market(it: Worked) -> None:
        own = sum((each.leaves_qty for each in it.open), Decimal(0))
        fill_all(it)
        trade(it, rng.randint(0, 400) + int(own))

    working.run(each=market)
    assert working.volume is not None
    assert abs(working.order.cum_qty / working.volume - Decimal(rate)) < Decimal("0.01")


@pytest.mark.parametrize("rate", ["0.02", "0.1", "0.3"])
def test_it_stays_within_one_point_of_its_rate_where_prints_leave_own_fills_out(rate: str) -> None:
    rng = Random(5)
    working = work("100000", rate=rate, duration_s=3600, prints_own=False)

    def market(it: Worked) -> None:
        fill_all(it)
        trade(it, rng.randint(0, 400))

    working.run(each=market)
    assert working.volume is not None
    whole = working.volume + working.order.cum_qty
    assert abs(working.order.cum_qty / whole - Decimal(rate)) < Decimal("0.01")


def test_a_run_that_begins_anew_gives_nothing_out_twice() -> None:
    working = work()
    working.step()
    trade(working, 500)
    assert [child.qty for child in working.after(5).children] == [50]
    working.starts, working.volume = 2, Decimal(0)
    assert working.after(5).children == ()
    trade(working, 100)
    assert [child.qty for child in working.after(5).children] == [10]


def test_what_came_back_is_due_again() -> None:
    working = work()
    working.step()
    trade(working, 100)
    working.after(5)
    expire_all(working)
    assert [child.qty for child in working.after(5).children] == [10]


def test_less_than_the_smallest_slice_waits() -> None:
    working = work(slice_qty_min="20")
    working.step()
    trade(working, 150)
    assert working.after(5).children == ()
    trade(working, 50)
    assert [child.qty for child in working.after(5).children] == [20]


def test_it_is_asked_as_often_as_it_says() -> None:
    step = work(every_s=20).step()
    assert step.wake_at == BEGIN + 20 * SECOND


def test_it_ends_with_what_the_market_let_it() -> None:
    working = work()
    working.run(each=fill_all)
    assert working.step().ended == "time is over with 1000 of 1000 not filled"


def test_after_its_end_it_may_go_on_at_its_rate() -> None:
    working = work(at_end="continue", continue_s=20)
    working.step()
    working.after(100)
    trade(working, 100)
    assert [child.qty for child in working.after(5).children] == [10]


@pytest.mark.parametrize(
    ("params", "told"),
    [
        ({"rate": "1"}, "tactic.params.rate: 1 must be above 0 and below 1"),
        ({"rate": "0"}, "tactic.params.rate: 0 must be above 0 and below 1"),
        ({"every_s": 0}, "tactic.params.every_s: 0 must be 1 to 3600"),
        (
            {"participation_max": "0.1"},
            "tactic.params.participation_max: is no parameter here",
        ),
    ],
)
def test_each_faulty_parameter_is_named_by_its_path(params: dict[str, object], told: str) -> None:
    given = {"duration_s": 100, "rate": "0.1", **params}
    (fault,) = POV.check(asked("pov", **given), LISTING)
    assert fault.detail.partition("; these are")[0] == told


def test_the_rate_is_needed() -> None:
    (told,) = POV.check(asked("pov", duration_s=5), LISTING)
    assert told.detail == "tactic.params.rate: is missing; it must be a decimal number"
