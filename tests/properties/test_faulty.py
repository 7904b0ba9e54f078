"""Under any script and seed no report is made up, and the same seed gives the same run."""

import os
from decimal import Decimal as D

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from holdfast.exchange.latency import Latency
from holdfast.messages import reports as r
from holdfast.messages.requests import (
    AmendOrder,
    PullOrder,
    QueryAccount,
    QueryOrder,
    QueryPositions,
)
from holdfast.venues.faulty import FAULTS, FaultEntry, FaultName, FaultScript, Spans
from holdfast.venues.faulty.plan import befalls
from holdfast.venues.faulty.script import at_a_moment
from tests.venues.bench import SECOND, START, Bench, quote

EXAMPLES = 2_000 if os.environ.get("HOLDFAST_PROPERTIES") == "full" else 150
MS = 1_000_000
OWN = (r.VenueSilent, r.VenueUnreachable, r.VenueSnapshotFails)
NOES = (r.VenueRejects, r.VenueRejectsCancel, r.VenueRejectsReplace)
NAMES = ("o1", "o2", "o3", "o4")

spans = st.integers(0, 12 * SECOND)


@st.composite
def entries(draw):
    fault = draw(st.sampled_from(list(FaultName)))
    lasts = draw(st.none() | st.integers(1, 20 * SECOND))
    if at_a_moment(fault) and draw(st.booleans()):
        return FaultEntry(fault, at_ns=draw(spans), for_ns=lasts)
    on = draw(st.sampled_from(["", *(kind.__name__ for kind in befalls(fault))]))
    nth, times = draw(st.integers(1, 3)), draw(st.integers(1, 5))
    return FaultEntry(fault, on=on, nth=nth, times=times, for_ns=lasts)


scripts = st.builds(
    FaultScript,
    rates=st.dictionaries(st.sampled_from(list(FAULTS)), st.integers(0, 40_000)),
    entries=st.lists(entries(), max_size=6).map(tuple),
    spans=st.builds(Spans, hold_ns=spans, repeat_within_ns=spans, late_ns=spans, slow_ns=spans),
)
acts = st.lists(
    st.tuples(
        st.sampled_from(["place", "cancel", "change", "query", "holdings", "account", "market"]),
        st.sampled_from(NAMES),
        st.integers(0, 3 * SECOND),
        st.integers(97, 102),
    ),
    max_size=25,
)


class Listening(Bench):
    """A bench that knows what the venue within has said, too."""

    def __init__(self, **settings):
        self.said = []
        super().__init__(**settings)
        hear = self.paper._deliver

        def listen(report):
            self.said.append(report)
            hear(report)

        self.paper.connect(listen)


def play(script, seed, steps):
    bench = Listening(script=script, seed=seed, latency=Latency(MS, MS))
    placed = set()
    at = START
    for act, name, gap, price in steps:
        at += gap
        bench.run(at)
        match act:
            case "place" if name not in placed:
                placed.add(name)
                bench.place(name, limit=str(price))
            case "cancel":
                bench.venue.send(PullOrder(name, ""))
            case "change":
                bench.venue.send(AmendOrder(name, "", D(12), D(price), None))
            case "query":
                bench.venue.send(QueryOrder(name))
            case "holdings":
                bench.venue.send(QueryPositions("A", "PAPER"))
            case "account":
                bench.venue.send(QueryAccount("A", "PAPER", 0))
            case "market":
                bench.paper.push(quote(str(price - 1), str(price), 6, at))
    bench.venue.calm()
    bench.run()
    return bench


def is_said(report, said):
    """Tell whether a report is the venue's own, or a part of one that says it is a part."""
    if report in said:
        return True
    if not isinstance(report, r.VenueSnapshot):
        return False
    return any(
        isinstance(whole, r.VenueSnapshot)
        and set(report.orders) <= set(whole.orders)
        and set(report.fills) <= set(whole.fills)
        and report.positions.items() <= whole.positions.items()
        and replace(
            whole,
            orders=report.orders,
            fills=report.fills,
            positions=report.positions,
            cash=report.cash,
            buying_power=report.buying_power,
            is_complete=report.is_complete,
        )
        == report
        for whole in said
    )


@settings(max_examples=EXAMPLES, deadline=None)
@given(script=scripts, seed=st.integers(0, 2**32), steps=acts)
def test_no_report_is_made_up_under_any_script_and_seed(script, seed, steps):
    bench = play(script, seed, steps)
    for report in bench.heard:
        if isinstance(report, OWN) or is_said(report, bench.said):
            continue
        if isinstance(report, r.VenueKnowsNot):
            assert not report.final
        elif isinstance(report, r.VenueStates):
            assert report.status == "REJECTED"
        else:
            assert isinstance(report, NOES), report
            assert report.code == "FAULT"
        if isinstance(report, r.VenueRejects | r.VenueStates):
            assert report.order_id not in bench.open_ids


@settings(max_examples=EXAMPLES // 3, deadline=None)
@given(script=scripts, seed=st.integers(0, 2**32), steps=acts)
def test_the_same_seed_and_requests_give_the_same_run(script, seed, steps):
    first, second = (play(script, seed, steps) for _ in range(2))
    assert (first.heard, first.heard_at, first.trace) == (
        second.heard,
        second.heard_at,
        second.trace,
    )
    assert sum(first.venue.hits.values()) == len(first.trace)


@settings(max_examples=EXAMPLES // 3, deadline=None)
@given(script=scripts, seed=st.integers(0, 2**32), steps=acts)
def test_once_it_is_calm_every_query_is_answered_in_full(script, seed, steps):
    bench = play(script, seed, steps)
    bench.take()
    for name in NAMES:
        bench.venue.send(QueryOrder(name))
    bench.venue.send(QueryAccount("A", "PAPER", 0))
    bench.run()
    told = bench.take()
    ends = [each for each in told if isinstance(each, r.VenueStates | r.VenueKnowsNot)]
    assert sorted(each.order_id for each in ends) == list(NAMES)
    (picture,) = [each for each in told if isinstance(each, r.VenueSnapshot)]
    assert picture.is_complete
    assert {each.order_id for each in picture.orders} == set(bench.open_ids)
