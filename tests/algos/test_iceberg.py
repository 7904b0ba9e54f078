"""Iceberg: one part at a time, each of its own size, the next after a delay."""

from __future__ import annotations

from decimal import Decimal

import msgspec
import pytest

from holdfast.algos.iceberg import Iceberg
from holdfast.model.order import OrderType, Side
from tests.algos.reacted import Reacted, faults_of
from tests.algos.worked import BEGIN, LISTING, SECOND, asked, expire_all, fill_all

D = Decimal


def iceberg(limit: str | None = "100.00", side: Side = Side.BUY, **params: object) -> Reacted:
    given = {"display_qty": "100", "variance": "0", "jitter": "0", **params}
    worked = Reacted(Iceberg(), asked("iceberg", side=side, limit=limit, **given))
    return worked.market("99.99", "100.01")


def sizes(worked: Reacted) -> list[Decimal]:
    """Let each part trade as it is shown, and list how large they were."""
    worked.run(each=fill_all)
    return [each.qty for each in worked.made]


def test_it_shows_one_part_at_its_limit_and_the_next_once_that_is_gone() -> None:
    worked = iceberg(refresh_s="2")
    worked.step()
    assert worked.moves == ["100 at 100.00"]
    assert worked.after(60).children == ()
    worked.fill(worked.child, D(40))
    assert worked.after(1).children == ()
    fill_all(worked)
    step = worked.step()
    assert (step.children, step.wake_at) == ((), worked.at + 2 * SECOND)
    assert worked.note == "part 1 is over, and the next follows after a delay"
    worked.after(2)
    assert worked.moves == ["100 at 100.00"] * 2
    assert worked.note == "shows part 2 at 100"


def test_all_of_it_is_shown_in_the_end_and_no_more() -> None:
    assert sizes(iceberg(display_qty="300")) == [300, 300, 300, 100]


def test_parts_vary_around_their_size_as_the_seed_has_it() -> None:
    first, again = (sizes(iceberg(variance="0.4")) for _ in range(2))
    assert first == again
    assert sum(first) == 1000
    assert all(60 <= each <= 140 for each in first[:-1])
    assert len(set(first)) > 5


def test_delays_vary_as_the_seed_has_it() -> None:
    worked = iceberg(jitter="0.5", refresh_s="10", pace_s="0.05")
    waits = []
    for _ in range(8):
        worked.step()
        fill_all(worked)
        step = worked.step()
        waits.append(step.wake_at - worked.at)
        worked.at = step.wake_at
    assert all(5 * SECOND <= each <= 15 * SECOND for each in waits)
    assert len(set(waits)) == 8


def test_parts_are_whole_lots_and_never_below_one() -> None:
    listing = msgspec.structs.replace(LISTING, lot=D(100))
    terms = asked("iceberg", limit="100.00", display_qty="100", variance="0.9")
    worked = Reacted(Iceberg(), terms, listing=listing)
    assert sizes(worked) == [100] * 10


def test_no_rest_is_left_that_could_not_be_sent() -> None:
    listing = msgspec.structs.replace(LISTING, qty_min=D(150))
    terms = asked("iceberg", limit="100.00", display_qty="300", variance="0")
    assert sizes(Reacted(Iceberg(), terms, listing=listing)) == [300, 300, 400]


@pytest.mark.parametrize(
    ("side", "limit", "first", "then"),
    [
        (Side.BUY, None, "100 at 99.99", "to 100.04"),
        (Side.SELL, None, "100 at 100.01", "to 100.06"),
        (Side.BUY, "100.02", "100 at 99.99", "to 100.02"),
        (Side.SELL, "100.02", "100 at 100.02", "to 100.06"),
    ],
)
def test_with_peg_each_part_follows_the_touch_within_the_limit(
    side: Side, limit: str | None, first: str, then: str
) -> None:
    worked = iceberg(limit, side, peg=True)
    worked.step()
    worked.market("100.04", "100.06")
    worked.after(1)
    assert worked.moves == [first, then]


def test_without_peg_no_price_moves_it() -> None:
    worked = iceberg()
    worked.step()
    step = worked.market("99.50", "99.52").after(1)
    assert (step.amends, step.bands, step.wake_at) == ((), (), None)


def test_asked_again_at_any_moment_it_repeats_nothing() -> None:
    worked = iceberg(refresh_s="5")
    for _ in range(3):
        worked.step()
        assert worked.step().children == ()
        fill_all(worked)
        first = worked.step()
        again = worked.step()
        assert (again.children, again.wake_at) == ((), first.wake_at)
        worked.at = first.wake_at
    assert len(worked.made) == 3


def test_a_part_that_was_refused_is_tried_again_without_a_delay_of_its_own() -> None:
    worked = iceberg(refresh_s="100")
    worked.algo.step(worked.parent())
    step = worked.algo.step(worked.parent())
    worked.state.memory = step.memory or {}
    worked.after(1)
    assert worked.moves == ["100 at 100.00"]


def test_it_ends_with_what_it_has() -> None:
    worked = iceberg(duration_s=10)
    assert worked.step().wake_at == BEGIN + SECOND
    assert worked.after(1).wake_at == BEGIN + 10 * SECOND
    assert worked.after(9).ended.startswith("time is over with 1000 of 1000 not filled")


def test_a_part_that_expires_comes_again() -> None:
    worked = iceberg()
    worked.step()
    expire_all(worked)
    worked.at = worked.step().wake_at
    worked.at = worked.step().wake_at or worked.at
    worked.step()
    assert worked.moves == ["100 at 100.00"] * 2


@pytest.mark.parametrize(
    ("params", "fault"),
    [
        ({"display_qty": "0.5"}, ("display_qty", "0.5 must be at least 1 and below 1E12")),
        ({"display_qty": "NaN"}, ("display_qty", "NaN must be at least 1 and below 1E12")),
        ({"display_qty": "1.5"}, ("display_qty", "1.5 must be a multiple of 1")),
        ({"variance": "1"}, ("variance", "1 must be at least 0 and below 1")),
        ({"variance": "NaN"}, ("variance", "NaN must be at least 0 and below 1")),
        ({"refresh_s": "-1"}, ("refresh_s", "-1 must be 0 to 3600")),
        ({"pace_s": "4000"}, ("pace_s", "4000 must be 0.05 to 3600")),
        ({"jitter": "1"}, ("jitter", "1 must be at least 0 and below 1")),
    ],
)
def test_each_faulty_parameter_is_named(params: dict, fault: tuple[str, str]) -> None:
    given = {"display_qty": "100", **params}
    assert faults_of(Iceberg(), asked("iceberg", limit="100", **given)) == [fault]


def test_it_needs_a_size_to_show_and_without_a_limit_a_peg() -> None:
    ((name, rule),) = faults_of(Iceberg(), asked("iceberg", limit="100"))
    assert (name, rule) == ("display_qty", "is missing; it must be a decimal number")
    told = faults_of(Iceberg(), asked("iceberg", display_qty="10"))
    assert told == [("peg", "a MARKET order has no limit to rest at, and needs it")]
    assert faults_of(Iceberg(), asked("iceberg", display_qty="10", peg=True)) == []
    assert asked("iceberg").type is OrderType.MARKET
