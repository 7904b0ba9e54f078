"""The desk is told when the session goes down and comes up, each once."""

from holdfast.messages import reports as r
from tests.venues.bench import SECOND, START, Bench, kinds, planned, quote

END = START + 60 * SECOND


def outage(at_s, for_s):
    return {"fault": "outage", "at_ns": at_s * SECOND, "for_ns": for_s * SECOND}


def test_an_outage_is_told_as_it_begins_and_as_it_ends():
    bench = Bench(script=planned(outage(1, 59)))
    bench.run()
    down, up = bench.links
    detail = "the venue is in an outage"
    assert down == (r.VenueDisconnects("PAPER", detail, START + SECOND), START + SECOND)
    assert up == (r.VenueConnects("PAPER", END), END)


def test_what_was_held_back_comes_after_the_word_that_the_session_is_up():
    bench = Bench(script=planned(outage(1, 59)))
    bench.place("rests", limit="100")
    bench.run(START + SECOND)
    bench.paper.push(quote(bid="99", ask="99.50", at=START + SECOND))
    bench.run()
    assert kinds(bench.told) == ["Accepts", "Disconnects", "Connects", "Fills"]


def test_outages_that_overlap_are_one():
    bench = Bench(script=planned(outage(1, 9), outage(5, 55)))
    bench.run()
    assert [at for _, at in bench.links] == [START + SECOND, END]


def test_a_line_that_breaks_is_down_until_it_is_mended():
    bench = Bench(script=planned({"fault": "cut_mid_send", "for_ns": SECOND, "nth": 1}))
    bench.place("o1", limit="90")
    bench.run()
    assert [type(report) for report, _ in bench.links] == [r.VenueDisconnects, r.VenueConnects]


def test_a_venue_that_is_calmed_is_up():
    bench = Bench(script=planned(outage(1, 59)))
    bench.run(START + 2 * SECOND)
    bench.venue.calm()
    assert [at for _, at in bench.links] == [START + SECOND, START + 2 * SECOND]
    bench.run()
    assert len(bench.links) == 2
