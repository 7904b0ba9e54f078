"""What befalls requests: each fault, planned for one of them, over a venue that is true."""

from decimal import Decimal as D

import pytest

from holdfast.messages import reports as r
from holdfast.messages.requests import (
    AmendOrder,
    PullOrder,
    QueryAccount,
    QueryOrder,
    QueryPositions,
)
from holdfast.venues.faulty import Spans
from tests.venues.bench import SECOND, START, Bench, kinds, planned, quote

LASTS = 10 * SECOND


def bench_with(*entries, **more):
    return Bench(script=planned(*entries, **more))


def test_f02_a_cancel_that_is_lost_leaves_the_order_working_and_is_silent():
    bench = bench_with({"fault": "request_lost", "on": "PullOrder"})
    bench.place("o1", limit="90")
    bench.venue.send(PullOrder("o1", ""))
    bench.run()
    assert kinds(bench.heard) == ["Accepts", "Silent"]
    assert bench.open_ids == ["o1"]
    assert bench.venue.hits == {"F02": 1}


def test_f03_an_ack_comes_after_its_time_out_was_told():
    bench = bench_with({"fault": "ack_late", "for_ns": 3 * SECOND})
    bench.place("o1", limit="90")
    bench.run()
    assert kinds(bench.heard) == ["Silent", "Accepts"]
    assert bench.heard_at == [START + 5 * SECOND, START + 8 * SECOND]


def test_f04_an_error_after_acceptance_is_silence_at_once_and_the_order_works():
    bench = bench_with({"fault": "error_after_accept"})
    bench.place("o1", limit="90")
    assert bench.take() == [r.VenueSilent("o1", "504", START)]
    bench.run()
    assert bench.heard == []
    assert bench.open_ids == ["o1"]


@pytest.mark.parametrize(
    ("fault", "why"), [("rate_limited", "429 retry after 10 s"), ("banned", "418")]
)
def test_f05_nothing_is_taken_for_a_while_and_a_cancel_says_nothing_of_its_order(fault, why):
    bench = bench_with({"fault": fault, "on": "PullOrder", "for_ns": LASTS})
    bench.place("o1", limit="90")
    bench.take()
    bench.venue.send(PullOrder("o1", ""))
    bench.place("o2", limit="90")
    assert bench.take() == [
        r.VenueUnreachable("o1", why, START, False),
        r.VenueUnreachable("o2", why, START, True),
    ]
    bench.run(START + LASTS)
    bench.place("o3", limit="90")
    assert kinds(bench.take()) == ["Accepts"]
    assert bench.open_ids == ["o1", "o3"]


@pytest.mark.parametrize(
    ("fault", "told", "works"),
    [
        ("cut_before_send", "Unreachable", []),
        ("cut_mid_send", "Silent", []),
        ("cut_after_send", "Silent", ["o1"]),
    ],
)
def test_f24_a_connection_that_breaks_around_a_request(fault, told, works):
    bench = bench_with({"fault": fault, "for_ns": LASTS})
    bench.place("o1", limit="90")
    assert kinds(bench.take()) == [told]
    assert bench.open_ids == works
    bench.place("o2", limit="90")
    assert kinds(bench.take()) == ["Unreachable"]
    bench.run(START + LASTS)
    assert bench.heard == []
    bench.place("o3", limit="90")
    assert kinds(bench.take()) == ["Accepts"]
    assert bench.venue.hits["F24"] >= 1


def test_f25_requests_are_lost_while_reports_come():
    bench = bench_with({"fault": "partition_out", "at_ns": SECOND, "for_ns": LASTS})
    bench.place("rests", limit="100")
    bench.take()
    bench.run(START + SECOND)
    bench.venue.send(PullOrder("rests", ""))
    bench.paper.push(quote(bid="99", ask="99.50", at=START + SECOND))
    assert kinds(bench.take()) == ["Fills"]
    bench.run()
    assert kinds(bench.take()) == ["Silent"]


def test_f25_requests_arrive_while_reports_are_lost():
    bench = bench_with({"fault": "partition_in", "at_ns": 0, "for_ns": LASTS})
    bench.run(START)
    bench.place("o1", limit="90")
    bench.run(START + LASTS)
    assert kinds(bench.take()) == ["Silent"]
    assert bench.open_ids == ["o1"]


def test_f26_a_slow_line_takes_its_time_both_ways_and_carries_only_so_much():
    spans = Spans(slow_ns=SECOND, under_way_max=2)
    bench = bench_with({"fault": "slow", "at_ns": 0, "for_ns": LASTS}, spans=spans)
    bench.run(START)
    for name in ("o1", "o2", "o3"):
        bench.place(name, limit="90")
    (full,) = bench.take()
    assert full == r.VenueUnreachable("o3", "2 messages are under way", START, True)
    bench.run()
    assert bench.heard_at == [START + 2 * SECOND] * 2
    assert bench.open_ids == ["o1", "o2"]


def test_f10_a_fill_comes_while_a_change_is_under_way_on_the_old_terms():
    bench = bench_with({"fault": "fill_in_replace", "for_ns": 4 * SECOND})
    bench.place("o1", limit="99")
    bench.venue.send(AmendOrder("o1", "", D(20), D(95), None))
    bench.take()
    bench.paper.push(quote(bid="98", ask="98.50", size=4, at=START))
    bench.run()
    assert kinds(bench.heard) == ["Fills", "Replaces"]


def test_f10_a_fill_comes_while_a_change_is_under_way_on_the_new_terms():
    bench = bench_with({"fault": "fill_in_replace", "for_ns": 4 * SECOND})
    bench.place("o1", limit="90")
    bench.paper.push(quote())
    bench.venue.send(AmendOrder("o1", "", D(10), D("101"), None))
    bench.take()
    bench.run()
    assert kinds(bench.heard) == ["Fills", "Replaces"]
    assert bench.heard_at[0] == START + 2 * SECOND
    assert bench.venue.hits == {"F10": 1}


def test_f15_queries_that_fail_are_silent_or_say_so():
    bench = bench_with({"fault": "query_fails", "times": 3})
    bench.place("o1", limit="90")
    bench.take()
    bench.venue.send(QueryOrder("o1"))
    bench.venue.send(QueryPositions("A", "PAPER"))
    bench.venue.send(QueryAccount("A", "PAPER", 0))
    bench.run()
    assert kinds(bench.heard) == ["SnapshotFails", "Silent"]
    assert kinds(bench.ask("o1")) == ["States"]


def test_f18_a_young_order_is_not_found_and_found_later():
    bench = bench_with({"fault": "not_found_yet", "times": 9})
    bench.place("o1", limit="90")
    assert bench.ask("o1") == [r.VenueKnowsNot("o1", False, START)]
    bench.run(START + 6 * SECOND)
    assert kinds(bench.ask("o1")) == ["States"]
    assert bench.venue.hits == {"F18": 1}


def test_a_planned_fault_waits_for_its_order_side_instrument_and_turn():
    entry = {"fault": "rejected", "instrument": "AAPL", "on": "PlaceOrder", "nth": 2, "times": 2}
    bench = bench_with(entry)
    for number in range(1, 6):
        bench.place(f"o{number}", limit="90")
    assert kinds(bench.heard) == ["Accepts", "Rejects", "Rejects", "Accepts", "Accepts"]
