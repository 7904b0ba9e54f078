"""Sniper: it sleeps, it looks, and it shoots at what is large enough."""

from __future__ import annotations

from decimal import Decimal

import pytest
from msgspec.structs import replace

from holdfast.algos.sniper import Sniper
from holdfast.model.order import OrderStatus, Side, TimeInForce
from tests.algos.reacted import Reacted, faults_of
from tests.algos.worked import BEGIN, SECOND, asked, expire_all, fill_all


def sniper(side: Side = Side.BUY, limit: str = "100.00", **params: object) -> Reacted:
    given = {"size_min": "200", **params}
    worked = Reacted(Sniper(), asked("sniper", side=side, limit=limit, **given))
    return worked.market("99.99", "100.01")


@pytest.mark.parametrize(
    ("side", "band"),
    [(Side.BUY, ("ASK", "99.50", None)), (Side.SELL, ("BID", None, "100.50"))],
)
def test_beyond_its_limit_it_sleeps_until_a_price_wakes_it(side: Side, band: tuple) -> None:
    worked = sniper(side, "99.50" if side is Side.BUY else "100.50")
    step = worked.step()
    assert (step.children, step.wake_at, worked.bands(step)) == ((), None, [band])
    assert worked.note == f"sleeps until {band[0]} is {band[1] or band[2]} or better".replace(
        ".50", ".5"
    )


@pytest.mark.parametrize(
    ("side", "taken"), [(Side.BUY, "300 at 99.98"), (Side.SELL, "400 at 99.97")]
)
def test_it_takes_what_is_displayed_at_its_price_and_no_longer_than_now(
    side: Side, taken: str
) -> None:
    worked = sniper(side, "99.98" if side is Side.BUY else "99.97")
    worked.market("99.97", "99.98", 400, 300)
    worked.step()
    assert worked.moves == [taken]
    assert worked.child.terms.time_in_force is TimeInForce.IOC
    assert not worked.child.terms.post_only


def test_a_better_price_than_its_limit_is_taken_at_that_price() -> None:
    worked = sniper(limit="105").market("99.97", "99.98", 400, 300)
    worked.step()
    assert worked.moves == ["300 at 99.98"]


def test_it_never_shoots_below_its_minimum() -> None:
    worked = sniper(limit="100.01", look_s="0.5").market("99.99", "100.01", 999, 199)
    step = worked.step()
    assert (step.children, step.bands, step.wake_at) == ((), (), BEGIN + SECOND // 2)
    assert worked.note == "the price is good, and waits for 200 to be displayed"
    worked.market("99.99", "100.01", 999, 200)
    worked.after(0.5)
    assert worked.moves == ["200 at 100.01"]


def test_what_it_still_wants_may_be_less_than_the_minimum() -> None:
    worked = sniper(limit="100.01").market("99.99", "100.01", 1, 900)
    worked.step()
    fill_all(worked)
    worked.after(1)
    assert worked.moves == ["900 at 100.01", "100 at 100.01"]


def test_it_takes_only_its_share() -> None:
    worked = sniper(limit="100.01", share="0.25").market("99.99", "100.01", 1, 333)
    worked.step()
    assert worked.moves == ["83 at 100.01"]


def test_after_a_shot_it_cools_down_whatever_happens() -> None:
    worked = sniper(limit="100.01", cool_down_s="3").market("99.99", "100.01", 1, 300)
    assert worked.step().wake_at == BEGIN + 3 * SECOND
    expire_all(worked)
    step = worked.after(1)
    assert (step.children, step.bands, step.wake_at) == ((), (), BEGIN + 3 * SECOND)
    worked.after(2)
    assert worked.moves == ["300 at 100.01"] * 2


def test_a_shot_that_nobody_has_answered_is_waited_for() -> None:
    worked = sniper(limit="100.01").market("99.99", "100.01", 1, 300)
    worked.step()
    worked.child.status = OrderStatus.UNKNOWN
    step = worked.after(60)
    assert (step.children, step.wake_at) == ((), worked.at + SECOND // 4)


def test_asked_again_at_once_it_repeats_nothing() -> None:
    worked = sniper(limit="100.01").market("99.99", "100.01", 1, 300)
    worked.step()
    kept = dict(worked.state.memory)
    assert worked.step().children == ()
    assert worked.state.memory == kept


def test_it_begins_ends_and_keeps_to_its_share_of_what_trades() -> None:
    worked = sniper(limit="100.01", start=10, duration_s=60, participation_max="0.1")
    worked.market("99.99", "100.01", 1, 300)
    assert worked.step().wake_at == BEGIN + 10 * SECOND
    worked.volume = Decimal(500)
    worked.after(10)
    worked.volume = Decimal(1500)
    worked.after(1)
    assert worked.moves == ["100 at 100.01"]
    assert worked.after(60).ended.startswith("time is over")


@pytest.mark.parametrize(
    ("params", "fault"),
    [
        ({"size_min": "0"}, ("size_min", "0 must be at least 1 and below 1E12")),
        ({"size_min": "1.5"}, ("size_min", "1.5 must be a multiple of 1")),
        ({"share": "1.5"}, ("share", "1.5 must be above 0 and at most 1")),
        ({"cool_down_s": "0"}, ("cool_down_s", "0 must be 0.05 to 3600")),
        ({"look_s": "NaN"}, ("look_s", "NaN must be 0.05 to 3600")),
        ({"would_price": "1"}, ("would_price", "is no parameter here")),
    ],
)
def test_each_faulty_parameter_is_named(params: dict, fault: tuple[str, str]) -> None:
    given = {"size_min": "200", **params}
    ((name, rule),) = faults_of(Sniper(), asked("sniper", limit="100", **given))
    assert (name, rule.partition(";")[0]) == fault


def test_it_needs_a_limit_and_takes() -> None:
    told = faults_of(Sniper(), asked("sniper", size_min="1"))
    assert told == [("", "it waits for a price, and needs a LIMIT order")]
    terms = replace(asked("sniper", limit="100", size_min="1"), post_only=True)
    assert faults_of(Sniper(), terms) == [("", "it takes, and a post-only order does not")]
    assert faults_of(Sniper(), asked("sniper", limit="100", size_min="1")) == []
