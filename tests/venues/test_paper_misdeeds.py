"""What the paper venue does wrong when it is asked to."""

from tests.venues.bench import SECOND, START, Bench, kinds


def test_a_cancel_by_hand_takes_the_first_order_of_the_instrument():
    bench = Bench()
    bench.place("o1", limit="90")
    bench.place("o2", limit="91")
    bench.take()
    assert bench.paper.misbehave("outside_cancel", "", "AAPL", 0) == "o1 is canceled by hand"
    assert kinds(bench.take()) == ["Cancels"]
    assert bench.open_ids == ["o2"]
    assert bench.paper.misbehave("outside_cancel", "", "MSFT", 0) == ""


def test_a_halt_ends_by_itself_and_is_not_had_twice():
    bench = Bench()
    assert bench.paper.misbehave("halt", "", "AAPL", SECOND) == "AAPL is halted"
    assert bench.paper.misbehave("halt", "", "AAPL", SECOND) == ""
    bench.place("o1", limit="90")
    assert kinds(bench.take()) == ["Rejects"]
    bench.run(START + SECOND)
    bench.place("o2", limit="90")
    assert kinds(bench.take()) == ["Accepts"]


def test_what_it_cannot_do_and_a_closed_venue_do_nothing():
    bench = Bench()
    assert bench.paper.misbehave("split", "", "AAPL", 0) == ""
    bench.paper.misbehave("halt", "", "AAPL", SECOND)
    bench.paper.close()
    told = len(bench.phases)
    bench.run()
    assert bench.paper.misbehave("halt", "", "MSFT", 0) == ""
    assert len(bench.phases) == told
