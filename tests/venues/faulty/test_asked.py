"""Answers to queries that are old, partial or empty."""

from decimal import Decimal as D

import pytest

from holdfast.messages import reports as r
from holdfast.messages.requests import QueryAccount, QueryOrder, QueryPositions
from tests.venues.bench import SECOND, START, Bench, kinds, planned, quote


@pytest.fixture
def spoiled():
    """Make a venue where A holds 10 AAPL and 10 MSFT, and every query has the same fault."""

    def make(fault):
        bench = Bench(script=planned({"fault": fault, "times": 9}))
        bench.paper.push(quote())
        bench.place("o1")
        bench.place("o2", limit="90")
        bench.take()
        return bench

    return make


def test_f15_a_stale_answer_is_as_of_when_it_was_asked_for(spoiled):
    bench = spoiled("query_stale")
    bench.venue.send(QueryOrder("o2"))
    bench.venue.send(QueryAccount("A", "PAPER", 0))
    assert bench.take() == []
    bench.run()
    assert bench.heard_at == [START + 2 * SECOND] * 2
    state, picture = bench.take()
    assert (state.at, picture.as_of) == (START, START)


def test_f15_a_partial_answer_lacks_fills_pages_and_completeness(spoiled):
    bench = spoiled("query_partial")
    bench.venue.send(QueryOrder("o1"))
    assert kinds(bench.take()) == ["States"]
    bench.venue.send(QueryPositions("A", "PAPER"))
    assert kinds(bench.take()) == ["Holds"]
    bench.venue.send(QueryAccount("A", "PAPER", 0))
    (picture,) = bench.take()
    assert not picture.is_complete
    assert picture.fills == ()


def test_f15_an_empty_answer_looks_flat_and_is_not(spoiled):
    bench = spoiled("query_empty")
    bench.venue.send(QueryPositions("A", "PAPER"))
    assert kinds(bench.take()) == ["HeldAll"]
    bench.venue.send(QueryAccount("A", "PAPER", 0))
    (picture,) = bench.take()
    assert (picture.orders, picture.fills, picture.positions) == ((), (), {})
    assert bench.venue.hits == {"F15": 2}


def test_an_answer_that_nothing_was_planned_for_is_told_as_it_is(spoiled):
    bench = spoiled("query_empty")
    bench.venue.send(QueryOrder("o1"))
    fill, state = bench.take()
    assert (fill.qty, state.cum_qty) == (D(10), D(10))
    assert isinstance(state, r.VenueStates)


def test_a_spoilt_answer_that_was_lost_spoils_no_other():
    hang = {"fault": "stream_hangs", "at_ns": 0, "for_ns": SECOND, "loses": True}
    bench = Bench(script=planned(hang, {"fault": "query_partial", "on": "QueryOrder"}))
    bench.paper.push(quote())
    bench.place("o1")
    bench.run(START)
    assert bench.ask("o1") == []
    bench.run(START + SECOND)
    assert kinds(bench.ask("o1")) == ["Fills", "States"]
