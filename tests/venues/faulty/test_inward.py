"""What befalls reports: each fault, planned for one of them, over a venue that is true."""

from holdfast.messages.requests import PullOrder
from holdfast.venues.faulty import Spans
from tests.venues.bench import SECOND, START, Bench, kinds, planned, quote

LASTS = 10 * SECOND


def bench_with(*entries, **more):
    return Bench(script=planned(*entries, **more))


def partly_filled(bench):
    """Have o1 filled for 4 of 10 while it rests."""
    bench.place("o1", limit="99")
    bench.paper.push(quote(bid="98", ask="98.50", size=4, at=START))
    return bench


def test_f07_a_fill_told_twice_keeps_its_exec_id():
    entry = {"fault": "repeated", "on": "VenueFills", "for_ns": 0}
    bench = partly_filled(bench_with(entry))
    assert kinds(bench.heard) == ["Accepts", "Fills", "Fills"]
    assert bench.heard[1] == bench.heard[2]
    assert bench.venue.hits == {"F07": 1}


def test_f08_a_fill_is_told_before_the_ack():
    bench = partly_filled(bench_with({"fault": "reordered", "on": "VenueAccepts"}))
    assert kinds(bench.heard) == ["Fills", "Accepts"]
    assert bench.venue.hits == {"F08": 1}


def test_f08_what_nothing_overtakes_is_told_late_and_counts_as_no_fault():
    bench = bench_with({"fault": "reordered", "for_ns": 3 * SECOND})
    bench.place("o1", limit="90")
    bench.run()
    assert kinds(bench.heard) == ["Accepts"]
    assert bench.heard_at == [START + 3 * SECOND]
    assert bench.venue.hits == {}


def test_f09_a_fill_is_told_after_the_cancel():
    bench = partly_filled(bench_with({"fault": "fill_after_cancel", "for_ns": LASTS}))
    bench.venue.send(PullOrder("o1", ""))
    assert kinds(bench.heard) == ["Accepts", "Cancels", "Fills"]
    assert bench.venue.hits == {"F09": 1}


def test_f13_one_report_is_lost_and_all_else_goes_on():
    bench = partly_filled(bench_with({"fault": "report_lost", "on": "VenueFills"}))
    bench.venue.send(PullOrder("o1", ""))
    bench.run()
    assert kinds(bench.heard) == ["Accepts", "Cancels"]
    assert kinds(bench.ask("o1")) == ["Fills", "States"]


def test_f14_a_stream_that_hangs_tells_all_of_it_at_its_end():
    bench = bench_with({"fault": "stream_hangs", "at_ns": 0, "for_ns": LASTS})
    bench.run(START)
    partly_filled(bench)
    bench.run()
    assert kinds(bench.heard) == ["Silent", "Accepts", "Fills"]
    assert bench.heard_at == [START + 5 * SECOND, START + LASTS, START + LASTS]


def test_f14_a_stream_that_hangs_may_lose_what_was_said():
    entry = {"fault": "stream_hangs", "at_ns": 0, "for_ns": LASTS, "loses": True}
    bench = bench_with(entry)
    bench.run(START)
    partly_filled(bench)
    bench.run(START + LASTS)
    assert kinds(bench.take()) == ["Silent"]
    assert kinds(bench.ask("o1")) == ["Fills", "States"]


def test_f27_a_frame_that_cannot_be_read_is_lost_and_cuts_the_line():
    bench = bench_with({"fault": "garbled", "on": "VenueFills", "for_ns": LASTS})
    partly_filled(bench)
    bench.place("o2", limit="90")
    assert kinds(bench.heard) == ["Accepts", "Unreachable"]
    bench.run(START + LASTS)
    assert kinds(bench.ask("o1")) == ["Fills", "States"]
    assert bench.venue.hits == {"F27": 1}


def test_a_halt_is_heard_even_where_the_stream_hangs():
    bench = bench_with({"fault": "stream_hangs", "at_ns": 0, "for_ns": LASTS})
    bench.run(START)
    before = len(bench.phases)
    bench.paper.misbehave("halt", "", "AAPL", SECOND)
    assert len(bench.phases) == before + 1


def test_what_was_held_back_is_told_when_its_time_is_over():
    spans = Spans(hold_ns=SECOND)
    bench = partly_filled(bench_with({"fault": "fill_after_cancel"}, spans=spans))
    bench.run()
    assert kinds(bench.heard) == ["Accepts", "Fills"]
    assert bench.heard_at[1] == START + SECOND
