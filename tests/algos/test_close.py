"""Close: a share before the closing auction, and the rest in it."""

from __future__ import annotations

from decimal import Decimal

import msgspec
import pytest

from holdfast.algos.close import Close
from holdfast.model.calendar import Session
from holdfast.model.order import OrderType, TimeInForce
from tests.algos.worked import BEGIN, LISTING, SECOND, Worked, asked, expire_all, fill_all

CLOSE = Close()
LISTED = msgspec.structs.replace(LISTING, calendar="XNYS")
CLOSES = BEGIN + 3600 * SECOND
SESSION = Session(BEGIN - 3600 * SECOND, CLOSES)


def work(qty: str = "100", limit: str | None = None, **params: object) -> Worked:
    given = {"slices": 3, "jitter": "0", **params}
    working = Worked(CLOSE, asked("close", qty, limit=limit, **given), listing=LISTED)
    working.sessions = (SESSION,)
    return working


def at(working: Worked, before_close_s: int) -> Worked:
    working.at = CLOSES - before_close_s * SECOND
    return working


def test_half_goes_before_the_cutoff_and_half_with_the_auction() -> None:
    working = work()
    given = working.run(CLOSES, each=fill_all)
    assert given == [(0, 16), (1000, 17), (2000, 17), (3000, 50)]
    last = working.made[-1].terms
    assert (last.type, last.time_in_force, last.limit_price) == (
        OrderType.MARKET_ON_CLOSE,
        TimeInForce.DAY,
        None,
    )


def test_a_limit_order_is_limited_in_the_auction_too() -> None:
    working = work(limit="100.00", auction_share="1")
    (child,) = at(working, 600).step().children
    assert (child.type, child.limit_price) == (OrderType.LIMIT_ON_CLOSE, Decimal("100.00"))
    assert at(working, 500).step().cancels == ()


def test_with_extended_hours_its_order_for_the_auction_is_a_plain_one() -> None:
    terms = asked("close", "100", limit="101", slices=3, jitter="0")
    terms = msgspec.structs.replace(terms, extended_hours=True)
    working = Worked(CLOSE, terms, listing=LISTED)
    working.sessions = (SESSION,)
    working.run(CLOSES, each=fill_all)
    given = [each.terms.extended_hours for each in working.made]
    assert given == [True, True, True, False]


def test_all_may_be_left_to_the_auction() -> None:
    working = work(auction_share="1")
    step = working.step()
    assert (step.children, step.wake_at) == ((), CLOSES - 600 * SECOND)


def test_what_rests_is_pulled_before_the_auction() -> None:
    working = work(style="passive")
    working.step()
    step = at(working, 600).step()
    assert (step.cancels, step.children) == (("E-1/1",), ())
    assert [child.qty for child in working.after(1).children] == [100]


def test_what_the_venue_does_not_take_into_the_auction_crosses_just_before_it() -> None:
    working = work(auction_share="1")
    at(working, 600).step()
    expire_all(working)
    step = working.after(1)
    assert (step.children, step.wake_at) == ((), CLOSES - 10 * SECOND)
    (child,) = at(working, 10).step().children
    assert (child.qty, child.type) == (100, OrderType.MARKET)
    expire_all(working)
    assert [child.qty for child in working.after(1).children] == [100]


def test_without_on_close_orders_it_crosses_just_before_the_close() -> None:
    working = work(auction="cross", cross_s=30, auction_share="1")
    step = at(working, 600).step()
    assert (step.children, step.wake_at) == ((), CLOSES - 30 * SECOND)
    assert [child.type for child in at(working, 30).step().children] == [OrderType.MARKET]


def test_fills_of_the_auction_are_waited_for_and_then_it_is_over() -> None:
    working = work(auction_share="1")
    at(working, 600).step()
    step = at(working, 0).step()
    assert (step.children, step.wake_at) == ((), CLOSES + 300 * SECOND)
    assert at(working, -300).step().ended.startswith("time is over with 100 of 100 not filled")


def test_a_day_without_a_session_is_no_day_to_close() -> None:
    working = work()
    working.sessions = ()
    assert working.step().ended == "no session of XNYS is known to close"


def test_it_works_into_the_close_that_follows_its_start() -> None:
    working = work(start=2 * 3600)
    later = Session(BEGIN + 20 * 3600 * SECOND, BEGIN + 26 * 3600 * SECOND)
    working.sessions = (SESSION, later)
    assert working.step().wake_at == BEGIN + 2 * 3600 * SECOND
    working.at = later.closes - 600 * SECOND
    assert working.step().children[0].type is OrderType.MARKET_ON_CLOSE


def test_without_a_calendar_the_close_is_told() -> None:
    working = Worked(CLOSE, asked("close", end="2012-06-21T14:30:00Z", auction_share="1"))
    assert working.step().wake_at == CLOSES - 600 * SECOND


@pytest.mark.parametrize(
    ("params", "told"),
    [
        ({}, "end: is needed: sim lists AAPL without a calendar"),
        ({"end": "2012-06-21T14:30:00Z", "auction_share": "2"}, "auction_share: 2 must be 0 to 1"),
        ({"end": "2012-06-21T14:30:00Z", "cutoff_s": 0, "cross_s": 0}, "cutoff_s: 0 must be 1 to"),
        (
            {"end": "2012-06-21T14:30:00Z", "cutoff_s": 5},
            "cross_s: 10 must be 1 to cutoff_s 5",
        ),
    ],
)
def test_each_faulty_parameter_is_named_by_its_path(params: dict[str, object], told: str) -> None:
    found = CLOSE.check(asked("close", **params), LISTING)
    assert found[0].detail.removeprefix("tactic.params.").startswith(told)
