"""Working along a schedule: caps, sizes, styles, the price that takes all, and the end."""

from decimal import Decimal

import pytest

from holdfast.algos.twap import Twap
from holdfast.model.band import Band, BandSource
from holdfast.model.order import OrderType, Side, TimeInForce
from holdfast.model.quote import Quote
from tests.algos.worked import BEGIN, SECOND, Worked, asked, expire_all, fill_all


def work(
    qty: str = "100", side: Side = Side.BUY, limit: str | None = None, **params: object
) -> Worked:
    given = {"duration_s": 100, "slices": 4, "jitter": "0", **params}
    return Worked(Twap(), asked("twap", qty, side, limit, **given))


def sizes(step: object) -> list[Decimal]:
    return [child.qty for child in step.children]  # type: ignore[attr-defined]


# --- when ---------------------------------------------------------------------------------


def test_it_waits_for_its_start() -> None:
    working = work(start=30)
    step = working.step()
    assert (step.children, step.wake_at) == ((), BEGIN + 30 * SECOND)
    assert sizes(working.after(30)) == [25]


def test_an_end_that_has_passed_ends_it_at_once() -> None:
    working = work(duration_s="0")
    working.order.terms.tactic.params.pop("duration_s")
    working.order.terms.tactic.params["end"] = "2012-06-21T13:00:00Z"
    working.at += 1
    assert working.step().ended == "time is over with 100 of 100 not filled"


# --- how much -----------------------------------------------------------------------------


def test_slices_are_as_many_as_their_most_needs() -> None:
    given = work("100", slice_qty_max="10").run()
    assert [qty for _, qty in given] == [10] * 10


def test_what_is_more_than_a_slice_may_be_follows_five_seconds_later() -> None:
    working = work("100", slice_qty_max="30")
    working.step()
    expire_all(working)
    assert sizes(working.after(25)) == [30]
    assert sizes(working.after(5)) == [20]
    assert working.step().children == ()


def test_a_cap_on_the_share_of_volume_holds_back_until_the_market_has_traded() -> None:
    working = work("100", participation_max="0.1")
    step = working.step()
    assert (step.children, step.wake_at) == ((), BEGIN + 5 * SECOND)
    working.volume = Decimal(99)
    assert sizes(working.after(5)) == [9]
    assert sizes(working.after(5)) == []
    working.volume = Decimal(1_000)
    assert sizes(working.after(5)) == [16], "what the slice still owes, and no more"
    assert sizes(working.after(5)) == []


def test_a_cap_counts_over_restarts() -> None:
    working = work("100", participation_max="0.1")
    working.step()
    working.volume = Decimal(100)
    working.after(5)
    working.starts, working.volume = 2, Decimal(100)
    assert sizes(working.after(5)) == [10]


def test_a_cap_gives_no_slice_below_the_least() -> None:
    working = work("100", participation_max="0.1", slice_qty_min="10")
    working.step()
    working.volume = Decimal(99)
    assert sizes(working.after(5)) == []
    working.volume = Decimal(120)
    assert sizes(working.after(5)) == [12]


# --- the price that takes all -------------------------------------------------------------


def quote(bid: str, ask: str) -> Quote:
    size = Decimal(100)
    return Quote("AAPL", Decimal(bid), Decimal(ask), size, size, BEGIN)


def test_a_would_price_takes_all_that_is_left_where_it_is_met() -> None:
    working = work("100", would_price="99.50")
    step = working.step()
    assert step.bands == (Band(BandSource.ASK, low=Decimal("99.50")),)
    working.quote = quote("99.48", "99.50")
    step = working.after(1)
    (child,) = step.children
    assert (child.qty, child.limit_price, child.time_in_force) == (
        75,
        Decimal("99.50"),
        TimeInForce.IOC,
    )
    assert step.bands == (), "all is out"


def test_what_the_would_price_could_not_take_is_tried_again_a_second_later() -> None:
    working = work("100", Side.SELL, would_price="100.50")
    working.quote = quote("100.50", "100.52")
    assert sizes(working.step()) == [100]
    working.fill(working.made[0], Decimal(40))
    expire_all(working)
    step = working.step()
    assert sizes(step) == [], "the slice that is due was taken, too"
    step = working.after(1)
    assert sizes(step) == [60]
    expire_all(working)
    working.quote = quote("100.40", "100.52")
    step = working.after(1)
    assert step.bands == (Band(BandSource.BID, high=Decimal("100.50")),)


# --- how ----------------------------------------------------------------------------------


def test_a_passive_slice_rests_at_the_best_of_its_side_and_follows_it() -> None:
    working = work("100", style="passive")
    (child,) = working.step().children
    assert (child.type, child.limit_price, child.time_in_force) == (
        OrderType.LIMIT,
        Decimal("99.99"),
        TimeInForce.DAY,
    )
    working.quote = quote("99.98", "100.00")
    step = working.after(25)
    assert [(each.order_id, each.limit_price) for each in step.amends] == [
        ("E-1/1", Decimal("99.98"))
    ]
    assert [child.limit_price for child in step.children] == [Decimal("99.98")]


def test_a_passive_slice_keeps_to_the_limit() -> None:
    (child,) = work("100", Side.SELL, "100.05", style="passive").step().children
    assert child.limit_price == Decimal("100.05")


def test_a_passive_slice_waits_for_a_quote() -> None:
    working = work("100", style="passive")
    working.quote = None
    step = working.step()
    assert (step.children, step.wake_at) == ((), BEGIN + 5 * SECOND)
    working.quote = quote("99.98", "100.00")
    assert sizes(working.after(5)) == [25]


def test_a_mixed_slice_rests_and_what_has_not_traded_when_its_time_is_over_crosses() -> None:
    working = work("100", style="mixed")
    working.step()
    working.fill(working.made[0], Decimal(10))
    step = working.after(25)
    assert step.cancels == ("E-1/1",)
    assert step.children == ()
    step = working.after(1)
    assert [(child.qty, child.type) for child in step.children] == [
        (15, OrderType.MARKET),
        (25, OrderType.LIMIT),
    ]


def test_a_cancel_that_is_not_answered_is_waited_for_five_seconds() -> None:
    working = work("100", style="mixed")
    working.step()
    (child,) = working.made
    child.cancel_wanted = True
    for _ in range(5):
        working.at = BEGIN + 25 * SECOND if working.at < BEGIN + 25 * SECOND else working.at
        step = working.step()
        assert step.children == ()
        working.at = step.wake_at or 0
    assert sizes(working.step()) == [25], "what the first still holds is not given out again"


# --- the end ------------------------------------------------------------------------------


@pytest.mark.parametrize("style", ["aggressive", "passive", "mixed"])
def test_crossing_at_the_end_pulls_what_rests_and_takes_what_is_there(style: str) -> None:
    working = work("100", style=style, at_end="cross", slices=1)
    working.step()
    step = working.after(100)
    if style == "aggressive":
        assert (step.cancels, step.children) == ((), ())
        return
    assert step.cancels == ("E-1/1",)
    step = working.after(1)
    assert [(child.qty, child.type) for child in step.children] == [(100, OrderType.MARKET)]
    fill_all(working)


def test_crossing_is_over_after_ten_seconds() -> None:
    working = work("100", limit="100.00", at_end="cross", slices=1)
    given = working.run(each=expire_all)
    assert [at for at, _ in given] == [0, *range(100, 110)]
    assert working.step().ended == "time is over with 100 of 100 not filled"


def test_going_on_after_the_end_keeps_to_style_and_cap() -> None:
    working = work(
        "100", participation_max="0.5", at_end="continue", continue_s=20, slices=1, limit="100.00"
    )

    def trade(it: Worked) -> None:
        expire_all(it)
        it.volume = Decimal((it.at - BEGIN) // SECOND)

    given = working.run(each=trade)
    assert given[-1] == (115, 57)
    assert working.at == BEGIN + 120 * SECOND
