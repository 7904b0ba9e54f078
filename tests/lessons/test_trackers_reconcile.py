"""What went wrong in other projects' trackers where a desk and its venue had to agree.

Each lesson is a story on a real desk; its number is that of the list of failures.
"""

from __future__ import annotations

import pytest

from holdfast.messages.requests import PullOrder
from tests.support.story import Story

BEGIN = """
A has 100000 USD
AAPL trades at sim
market AAPL 99.99/100.01
A buys 10 AAPL at 100 as o1 -> sent
"""
ACCEPTED = f"{BEGIN}sim accepts o1 -> opened\n"


def play(text: str) -> Story:
    """Play a text line by line; what is set in goes on with the line before it."""
    story = Story()
    for line in text.strip().replace("\n    ", " ").splitlines():
        story.play(line)
    return story


@pytest.mark.tracker(2)
def test_a_change_that_made_two_live_orders_ends_with_the_one_that_the_desk_knows() -> None:
    story = play(
        f"""{ACCEPTED}A replaces o1 to 12 -> replace_sent
sim is silent on o1 -> query_sent
10s pass
sim shows A: order o1 0/10; order o1 0/12 as V-b
    -> differs ORDER_FORKED, stray_cancel o1 V-b, replace_rejected
ledger: o1 NEW 0/10
sim fills o1 12 at 100 (f1) -> filled, overfilled
ledger: o1 FILLED 12/10 overfilled; A long 12 AAPL"""
    )
    stray = [each for each in story.played.venue.sent if isinstance(each, PullOrder)]
    assert stray == [PullOrder(story.names.id_of("o1"), "V-b")]


@pytest.mark.tracker(3)
def test_no_fill_is_made_up_before_the_real_one_comes() -> None:
    play(
        f"""{ACCEPTED}10s pass
sim shows A: order o1 4/10; holds 4 AAPL
    -> differs ORDER_FILLS_DIFFER, query_sent o1, differs POSITION
ledger: A flat AAPL
sim fills o1 4 at 100 (f1) -> filled
ledger: o1 PARTIALLY_FILLED 4/10; A long 4 AAPL"""
    )


@pytest.mark.tracker(4)
def test_more_than_was_ordered_and_the_same_told_twice_are_told_apart_by_the_exec_id() -> None:
    play(
        f"""{ACCEPTED}sim fills o1 10 at 100 (f1) -> filled
sim fills o1 10 at 100 (f1) -> nothing
sim fills o1 0.012345 at 100 (f2) -> filled, overfilled
ledger: o1 FILLED 10.012345/10 overfilled; A long 10.012345 AAPL"""
    )


@pytest.mark.tracker(5)
def test_what_is_left_after_a_crossed_change_comes_from_the_fills() -> None:
    play(
        f"""{ACCEPTED}A replaces o1 to 12 -> replace_sent
sim fills o1 4 at 100 (f1) -> filled
sim replaces o1 -> replaced o1 12
ledger: o1 PARTIALLY_FILLED 4/12; A may buy 8 and sell 0 AAPL
10s pass
sim shows A: order o1 4/12; fill o1 4 at 100 (f1) 10s ago; holds 4 AAPL -> nothing"""
    )


@pytest.mark.tracker(6)
def test_no_order_and_no_fill_of_somebody_else_is_invented() -> None:
    story = play(
        f"""{ACCEPTED}10s pass
sim shows A: partly; holds 50 AAPL -> nothing
sim fails to show A -> differs UNANSWERED
sim shows A: order o1 0/10; holds 50 AAPL -> differs POSITION, gone UNANSWERED"""
    )
    assert len(story.played.ledger.orders) == 1
    assert story.played.ledger.accounts["A"].fills == {}


@pytest.mark.tracker(7)
def test_a_fill_that_was_taken_back_before_it_came_is_never_booked() -> None:
    play(
        f"""{ACCEPTED}sim busts f1 of o1 -> busted
sim fills o1 4 at 100 (f1) -> nothing
sim corrects f2 of o1 to 3 at 99 (f3) -> busted, filled o1 3
sim fills o1 4 at 100 (f2) -> nothing
ledger: o1 PARTIALLY_FILLED 3/10; A long 3 AAPL"""
    )


@pytest.mark.tracker(9)
def test_fills_of_an_outage_are_told_again_after_it() -> None:
    story = play(
        f"""{ACCEPTED}60s pass
the desk reconciles -> query_sent o1
sim shows A: order o1 0/10; holds 0 AAPL -> nothing
300s pass
the desk reconciles -> query_sent o1"""
    )
    (asked,) = [each for each in story.played.venue.sent if type(each).__name__ == "QueryAccount"][
        1:
    ]
    # from a minute before the last whole picture on, so whatever happened since is in the answer
    assert story.played.time.now() - asked.since == 360 * 10**9  # type: ignore[union-attr]
    story.play(
        "sim shows A: fill o1 10 at 100 (f1) 200s ago; holds 10 AAPL"
        " -> filled o1 10, differs FILL_MISSED, repaired FILL_MISSED"
    )
    story.play("ledger: o1 FILLED 10/10; A long 10 AAPL")


@pytest.mark.tracker(10)
def test_ids_that_a_venue_gives_again_after_its_restart_name_another_order() -> None:
    play(
        f"""{ACCEPTED}10s pass
sim shows A: order o1 0/10; stranger V9 BUY 0/5 AAPL at 99
    -> adopted EXT-sim-V9 BUY 5, differs ORDER_EXTERNAL
sim cancels V9 -> canceled EXT-sim-V9
10s pass
sim shows A: order o1 0/10; stranger V9 SELL 0/7 AAPL at 101
    -> adopted EXT-sim-V9/2 SELL 7, differs ORDER_EXTERNAL
ledger: EXT-sim-V9 CANCELED 0/5; A may buy 10 and sell 7 AAPL"""
    )


@pytest.mark.tracker(11)
def test_frames_that_were_never_sent_on_a_healthy_stream_are_found_by_a_picture() -> None:
    fills = "; ".join(f"fill o1 1 at 100 (f{n}) 9s ago" for n in range(1, 8))
    booked = ", ".join(
        f"filled o1 1, differs FILL_MISSED fill f{n}, repaired FILL_MISSED" for n in range(2, 7)
    )
    play(
        f"""{ACCEPTED}sim fills o1 1 at 100 (f1) -> filled
sim fills o1 1 at 100 (f7) -> filled
10s pass
sim shows A: order o1 7/10; {fills}; holds 7 AAPL -> {booked}
ledger: o1 PARTIALLY_FILLED 7/10; A long 7 AAPL"""
    )


@pytest.mark.tracker(13)
def test_the_fill_that_reveals_an_outside_order_is_not_dropped() -> None:
    play(
        f"""{ACCEPTED}sim fills human-1 3 at 100 (x1) -> differs STRAY_REPORT human-1
wire: place o1; account A
10s pass
sim shows A: order o1 0/10; stranger V9 called human-1 BUY 3/7 AAPL;
    fill of V9 BUY 3 AAPL at 100 (x1) 9s ago; holds 3 AAPL
    -> adopted EXT-sim-V9 BUY 7, differs ORDER_EXTERNAL, filled EXT-sim-V9 3, gone STRAY_REPORT
ledger: A long 3 AAPL"""
    )


@pytest.mark.tracker(14)
def test_a_fill_by_the_stream_and_by_the_picture_counts_once_in_either_order() -> None:
    play(
        f"""{ACCEPTED}10s pass
sim shows A: order o1 4/10; fill o1 4 at 100 (f1); holds 4 AAPL -> filled o1 4
sim fills o1 4 at 100 (f1) -> nothing
sim fills o1 2 at 100 (f2) -> filled
10s pass
sim shows A: order o1 6/10; fill o1 4 at 100 (f1) 10s ago; fill o1 2 at 100 (f2) 10s ago;
    holds 6 AAPL
    -> nothing"""
    )


@pytest.mark.tracker(17)
def test_a_trade_that_fails_to_settle_is_taken_back_from_what_is_held() -> None:
    play(
        f"""{ACCEPTED}sim fills o1 10 at 100 (f1) -> filled
10s pass
the desk reconciles -> nothing
sim shows A: holds 0 AAPL; cash 100000 USD -> differs FILL_UNTOLD fill f1, query_sent o1
sim busts f1 of o1 -> busted
ledger: o1 FILLED 0/10; A flat AAPL; A cash 100000 USD
10s pass
the desk reconciles -> nothing
sim shows A: holds 0 AAPL; cash 100000 USD -> gone FILL_UNTOLD"""
    )


@pytest.mark.tracker(18)
def test_a_split_leaves_no_order_with_old_prices_and_new_quantities() -> None:
    play(
        """A has 100000 USD
AAPL trades at sim
market AAPL 99.99/100.01
A buys 10 AAPL at 100 as o1 stop-loss 90 -> sent
sim accepts o1 -> opened
sim fills o1 10 at 100 (f1) -> filled, sent o1.stop
sim accepts o1.stop -> opened
trader splits AAPL 4 for 1
    -> bracket_ended o1, cancel_sent o1.stop, incident o1, split AAPL 4 for 1, stopped
sim cancels o1.stop -> canceled
ledger: A long 40 AAPL; A averages 25 AAPL; A may buy 0 and sell 0 AAPL"""
    )


@pytest.mark.tracker(19)
def test_orders_of_other_clients_and_pictures_that_are_stale_or_empty_fool_nobody() -> None:
    play(
        f"""{ACCEPTED}sim fills o1 4 at 100 (f1) -> filled
10s pass
the desk reconciles -> query_sent o1
sim shows A: order o1 4/10; stranger V7 SELL 0/4 AAPL at 105; fill o1 4 at 100 (f1) 10s ago;
    holds 4 AAPL
    -> adopted EXT-sim-V7 SELL 4, differs ORDER_EXTERNAL
sim shows A as of 60s ago: holds 0 AAPL -> nothing
sim shows A: nothing -> differs UNANSWERED
ledger: o1 PARTIALLY_FILLED 4/10; A long 4 AAPL; A may buy 6 and sell 4 AAPL"""
    )
