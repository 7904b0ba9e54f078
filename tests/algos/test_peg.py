"""Peg: one child that follows the market, within its limit, its pace and its chase."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest

from holdfast.algos.common.following import DOUBLINGS_MAX
from holdfast.algos.peg import Peg
from holdfast.messages import commands as c
from holdfast.model.order import OrderStatus, Side, TimeInForce
from tests.algos.reacted import Reacted, faults_of
from tests.algos.worked import BEGIN, SECOND, asked, expire_all

BUY, SELL = Side.BUY, Side.SELL


def pegged(side: Side = BUY, limit: str | None = None, **params: object) -> Reacted:
    worked = Reacted(Peg(), asked("peg", side=side, limit=limit, **params))
    return worked.market("99.99", "100.01")


# --- where it rests -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("to", "offset", "buy", "sell"),
    [
        ("PRIMARY", 0, "99.99", "100.01"),
        ("PRIMARY", 1, "100.00", "100.00"),
        ("PRIMARY", -2, "99.97", "100.03"),
        ("MID", 0, "100.00", "100.00"),
        ("MARKET", 0, "100.01", "99.99"),
        ("MARKET", -1, "100.00", "100.00"),
    ],
)
def test_it_rests_at_its_reference_with_the_offset_towards_the_other_side(
    to: str, offset: int, buy: str, sell: str
) -> None:
    for side, price in ((BUY, buy), (SELL, sell)):
        worked = pegged(side, to=to, offset_ticks=offset)
        worked.step()
        assert worked.moves == [f"1000 at {price}"]


def test_a_mid_between_ticks_is_rounded_away_from_the_other_side() -> None:
    for side, price in ((BUY, "100.00"), (SELL, "100.01")):
        worked = pegged(side, to="MID").market("99.99", "100.02")
        worked.step()
        assert worked.child.limit_price == Decimal(price)


def test_its_child_rests_for_the_day_as_the_parent_says() -> None:
    worked = pegged(limit="101")
    worked.order.terms = c.SubmitOrder(
        **{
            name: getattr(worked.order.terms, name)
            for name in c.SubmitOrder.__struct_fields__
            if name not in ("post_only", "reduce_only")
        },
        post_only=True,
        reduce_only=True,
    )
    worked.step()
    terms = worked.child.terms
    assert (terms.time_in_force, terms.post_only, terms.reduce_only) == (
        TimeInForce.DAY,
        True,
        True,
    )


# --- how it follows -------------------------------------------------------------------


def test_it_follows_by_amends_one_in_each_pace() -> None:
    worked = pegged(pace_s="2")
    assert worked.step().wake_at == BEGIN + 2 * SECOND
    worked.market("100.00", "100.02")
    step = worked.after(0.5)
    assert (step.amends, step.bands) == ((), ())
    assert step.wake_at == BEGIN + 2 * SECOND
    worked.after(1.5)
    worked.market("99.95", "99.97")
    worked.after(1.9)
    worked.after(0.1)
    assert worked.moves == ["1000 at 99.99", "to 100.00", "to 99.95"]
    assert worked.note == "rests at 99.95, pegged to PRIMARY"


def test_between_moves_it_waits_for_the_prices_at_which_it_would_move() -> None:
    worked = pegged(follow_ticks=2, offset_ticks=-1)
    worked.step()
    step = worked.after(1)
    assert step.wake_at is None
    assert worked.bands(step) == [("BID", "99.97", "100.01")]
    worked.market("100.00", "100.02")
    assert worked.after(5).amends == ()
    worked.market("100.01", "100.03")
    worked.step()
    assert worked.moves == ["1000 at 99.98", "to 100.00"]


@pytest.mark.parametrize(("to", "source"), [("MID", "MID"), ("MARKET", "ASK")])
def test_it_waits_for_the_price_that_it_follows(to: str, source: str) -> None:
    worked = pegged(to=to, limit="105")
    worked.step()
    base = Decimal("100.00") if to == "MID" else Decimal("100.01")
    cent = Decimal("0.01")
    assert worked.bands(worked.after(1)) == [(source, str(base - cent), str(base + cent))]


def test_it_never_passes_its_limit_nor_asks_for_prices_beyond_it() -> None:
    worked = pegged(limit="99.99").market("100.05", "100.07")
    worked.step()
    assert worked.moves == ["1000 at 99.99"]
    assert worked.note == "rests at 99.99, as far as it may go"
    step = worked.after(1)
    assert worked.bands(step) == [("BID", "99.98", None)]
    assert step.wake_at == worked.at + 10 * SECOND
    worked.market("99.90", "99.92")
    worked.step()
    assert worked.moves[-1] == "to 99.90"


def test_it_chases_so_far_from_where_it_began_and_comes_back() -> None:
    worked = pegged(SELL, chase_ticks_max=3)
    for price in ("100.00", "99.97", "99.90", "99.99"):
        worked.market(str(Decimal(price) - 1), price)
        worked.after(1)
    assert worked.moves == ["1000 at 100.00", "to 99.97", "to 99.99"]


def test_a_child_that_is_alone_at_the_touch_does_not_follow_itself() -> None:
    worked = pegged(to="MID")
    worked.step()
    worked.market("100.00", "100.01", bid_size=1000)
    step = worked.after(1)
    assert step.amends == ()
    assert worked.bands(step) == [("MID", "99.99", "100.01"), ("BID", None, "100.01")]
    worked.market("100.00", "100.10", bid_size=1000)
    step = worked.after(5)
    assert step.amends == ()
    assert worked.bands(step) == [("MID", "99.99", None), ("BID", None, "100.01")]
    worked.market("100.05", "100.10")
    worked.after(1)
    assert worked.moves[-1] == "to 100.07"


def test_it_crosses_after_a_time_if_asked_to() -> None:
    worked = pegged(limit="100.02", cross_after_s=30)
    worked.step()
    assert worked.after(1).wake_at == BEGIN + 30 * SECOND
    worked.after(29)
    assert worked.moves == ["1000 at 99.99", "to 100.01"]
    worked.market("100.02", "100.05")
    worked.after(1)
    assert worked.moves[-1] == "to 100.02", "its limit holds it"
    expire_all(worked)
    worked.after(60)
    assert worked.child.terms.time_in_force is TimeInForce.IOC


# --- what it does not do --------------------------------------------------------------


def test_asked_again_at_once_it_repeats_nothing() -> None:
    worked = pegged()
    worked.step()
    kept = dict(worked.state.memory)
    step = worked.step()
    assert (step.children, step.amends, worked.state.memory) == ((), (), kept)


def test_a_child_on_its_way_is_not_moved() -> None:
    worked = pegged()
    worked.step()
    worked.child.status = OrderStatus.SENT
    step = worked.market("99.90", "99.92").after(1)
    assert step.amends == ()
    assert step.wake_at == worked.at + SECOND


def test_a_change_that_nobody_has_answered_is_not_sent_again() -> None:
    worked = pegged()
    worked.step()
    child = worked.child
    child.pending_qty, child.pending_limit_price = child.qty, Decimal("99.90")
    step = worked.market("99.90", "99.92").after(1)
    assert (step.amends, step.wake_at) == ((), None)
    assert worked.bands(step) == [("BID", "99.89", "99.91")]


def test_children_that_come_to_nothing_are_tried_ever_more_rarely() -> None:
    worked = pegged(pace_s="1")
    given = worked.run(until=BEGIN + 100 * SECOND, each=expire_all)
    gaps = [after - before for (before, _), (after, _) in pairwise(given)]
    assert gaps == [1, 2, 4, 8, 16, 32, 32]
    assert max(gaps) == 1 << DOUBLINGS_MAX


def test_what_trades_makes_the_next_child_come_at_its_pace_again() -> None:
    worked = pegged(slice_qty_max="300")
    for _ in range(3):
        worked.step()
        worked.fill(worked.child)
        worked.at += SECOND
    assert worked.moves == ["300 at 99.99"] * 3
    worked.step()
    assert worked.moves[-1] == "100 at 99.99"


@pytest.mark.parametrize("quote", [None, ("0", "100"), ("100.02", "100.01")])
def test_without_two_sides_it_looks_again_a_second_later(quote: tuple[str, str] | None) -> None:
    worked = pegged()
    if quote is None:
        worked.quote = None
    else:
        worked.market(*quote)
    step = worked.step()
    assert (step.children, step.wake_at) == ((), BEGIN + SECOND)


# --- common parameters ----------------------------------------------------------------


def test_it_begins_and_ends_when_it_is_told() -> None:
    worked = pegged(start=60, duration_s=60)
    assert worked.step().wake_at == BEGIN + 60 * SECOND
    assert worked.moves == []
    worked.after(60)
    assert worked.after(1).wake_at == BEGIN + 120 * SECOND
    step = worked.after(59)
    assert step.ended == "time is over with 1000 of 1000 not filled"


def test_what_is_left_at_the_end_crosses_if_asked_to() -> None:
    worked = pegged(duration_s=60, at_end="cross", limit="100.00", slice_qty_max="300")
    worked.step()
    step = worked.after(60)
    assert (step.children, step.cancels) == ((), ("E-1/1",))
    worked.after(1)
    assert worked.moves[-1] == "1000 at 100.00"
    assert worked.child.terms.time_in_force is TimeInForce.IOC
    expire_all(worked)
    assert worked.after(10).ended.startswith("time is over")


def test_it_is_no_more_than_a_share_of_what_trades() -> None:
    worked = pegged(participation_max="0.1")
    step = worked.step()
    assert (step.children, step.wake_at) == ((), BEGIN + 5 * SECOND)
    worked.volume = Decimal(3000)
    worked.after(5)
    assert worked.moves == ["300 at 99.99"]


def test_at_the_would_price_it_takes_all() -> None:
    worked = pegged(would_price="100.00", limit="101")
    worked.step()
    step = worked.after(1)
    assert worked.bands(step)[-1] == ("ASK", "100.00", None)
    worked.market("99.97", "100.00")
    worked.after(1)
    assert worked.moves == ["1000 at 99.99", "to 100.00"]
    assert worked.note == "takes all at 100 or better"


def test_a_child_that_pays_more_than_the_would_price_is_not_called_back() -> None:
    worked = pegged(would_price="99.98")
    worked.step()
    worked.market("99.96", "99.97")
    worked.after(1)
    assert worked.moves == ["1000 at 99.99"]


# --- its parameters -------------------------------------------------------------------


def test_sound_parameters_have_no_fault() -> None:
    assert faults_of(Peg(), asked("peg")) == []
    assert faults_of(Peg(), asked("peg", to="MID", offset_ticks=-3, pace_s="0.5", end="")) == []


@pytest.mark.parametrize(
    ("name", "value", "rule"),
    [
        ("to", "BEST", "BEST must be one of PRIMARY, MID, MARKET"),
        ("offset_ticks", 10_001, "10001 must be -10000 to 10000"),
        ("follow_ticks", 0, "0 must be 1 to 10000"),
        ("pace_s", "0.01", "0.01 must be 0.05 to 3600"),
        ("pace_s", "NaN", "NaN must be 0.05 to 3600"),
        ("chase_ticks_max", -1, "-1 must be 0 to 10000"),
        ("cross_after_s", 604_801, "604801 must be 0 to 604800"),
        ("jitter", "0.3", "is no parameter here"),
    ],
)
def test_each_faulty_parameter_is_named(name: str, value: object, rule: str) -> None:
    ((told, why),) = faults_of(Peg(), asked("peg", **{name: value}))
    assert why.partition(";")[0] == rule
    assert told == name


def test_a_post_only_order_does_not_cross() -> None:
    from msgspec.structs import replace

    terms = replace(asked("peg", limit="100", cross_after_s=5), post_only=True)
    assert faults_of(Peg(), terms) == [("cross_after_s", "a post-only order does not cross")]
