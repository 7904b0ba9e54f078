"""The fault-injecting venue around the paper venue: what befalls a desk, and what never does."""

from collections import Counter
from decimal import Decimal as D
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.exchange.latency import Latency
from holdfast.messages import reports as r
from holdfast.messages.requests import AmendOrder, PullOrder, QueryOrder, QueryPositions
from holdfast.model.order import OrderStatus
from holdfast.venues import DeadMan, Estimates, Heartbeats, Rehearses
from holdfast.venues.faulty import FAULTS, FaultScript, Faulty, ScriptError, Spans, Stage
from holdfast.venues.paper.store import PaperStore
from tests.venues.bench import ALWAYS, SECOND, START, Bench, fills, kinds, planned, quote, rates

MS = 1_000_000
PROMPT = Spans(repeat_within_ns=0)


def test_an_order_whose_ack_was_lost_lives_and_is_found_by_a_query():
    bench = Bench(script=rates(ack_lost=ALWAYS))
    bench.place("o1", limit="90")
    assert bench.take() == []
    bench.run()
    (silent,) = bench.take()
    assert isinstance(silent, r.VenueSilent)
    assert silent.at == START + 5 * SECOND
    assert bench.open_ids == ["o1"]
    assert bench.venue.hits == {"F01": 1}
    assert kinds(bench.ask("o1")) == ["States"]


def test_fills_come_though_the_ack_was_lost():
    bench = Bench(script=rates(ack_lost=ALWAYS))
    bench.paper.push(quote())
    bench.place("o1")
    assert kinds(bench.take()) == ["Fills"]


def test_an_order_unknown_after_a_lost_ack_is_found_by_the_next_venue(tmp_path):
    before = Bench(script=rates(ack_lost=ALWAYS), store=PaperStore(tmp_path / "paper.db"))
    before.place("o1", limit="90")
    before.venue.close()
    after = Bench(store=PaperStore(tmp_path / "paper.db"))
    (state,) = after.ask("o1")
    assert (state.status, state.limit_price) == (OrderStatus.NEW, D(90))


def test_a_lost_request_is_silent_and_a_query_proves_that_it_never_arrived():
    bench = Bench(script=rates(request_lost=500_000), seed=3)
    for number in range(20):
        bench.place(f"o{number}", limit="90")
    accepted = [each.order_id for each in bench.take()]
    bench.run()
    silent = [each.order_id for each in bench.take()]
    assert accepted
    assert silent
    assert sorted(accepted + silent) == sorted(f"o{number}" for number in range(20))
    assert bench.open_ids == accepted
    for order_id in silent:
        answer = []
        while not answer:
            answer = bench.ask(order_id)
        assert answer == [r.VenueKnowsNot(order_id, True, bench.time.now())]


def test_an_order_rejected_by_fault_does_not_work_and_a_query_says_so():
    bench = Bench(script=rates(rejected=ALWAYS))
    bench.place("o1", limit="90")
    (rejected,) = bench.take()
    assert (type(rejected), rejected.code) == (r.VenueRejects, "FAULT")
    assert bench.ask("o1")[-1].status is OrderStatus.REJECTED
    assert bench.open_ids == []


def test_cancels_and_changes_rejected_by_fault_leave_the_order_as_it_was(tmp_path):
    calm = Bench(store=PaperStore(tmp_path / "paper.db"))
    calm.place("o1", limit="90")
    calm.paper.close()
    store = PaperStore(tmp_path / "paper.db")
    bench = Bench(script=rates(rejected=ALWAYS), store=store)
    bench.venue.send(AmendOrder("o1", "", D(20), D(90), None))
    bench.venue.send(PullOrder("o1", ""))
    assert kinds(bench.take()) == ["RejectsReplace", "RejectsCancel"]
    (state,) = bench.ask("o1")
    assert (state.status, state.qty) == (OrderStatus.NEW, D(10))


def test_a_report_told_twice_is_the_same_report():
    bench = Bench(script=rates(PROMPT, repeated=ALWAYS))
    bench.paper.push(quote())
    bench.place("o1")
    assert kinds(bench.heard) == ["Accepts", "Accepts", "Fills", "Fills"]
    assert bench.heard[2] == bench.heard[3]
    assert bench.position() == D(10)


def test_a_repeat_may_come_later():
    bench = Bench(script=rates(repeated=ALWAYS))
    bench.place("o1", limit="90")
    assert kinds(bench.heard) == ["Accepts"]
    bench.run()
    assert kinds(bench.heard) == ["Accepts", "Accepts"]
    assert START < bench.heard_at[1] <= START + 2 * SECOND


def test_an_answer_that_is_late_is_told_as_silence_first():
    bench = Bench(script=rates(Spans(late_ns=4 * SECOND), ack_late=ALWAYS))
    bench.place("o1", limit="90")
    bench.run()
    assert kinds(bench.heard) == ["Silent", "Accepts"]
    assert bench.heard_at == [START + 5 * SECOND, START + 9 * SECOND]


def test_in_an_outage_orders_are_unreachable_queries_silent_and_fills_come_later():
    outage = {"fault": "outage", "at_ns": SECOND, "for_ns": 59 * SECOND}
    bench = Bench(script=planned(outage))
    bench.place("rests", limit="100")
    bench.take()
    bench.run(START + SECOND)
    bench.place("o1")
    bench.venue.send(PullOrder("rests", ""))
    order, cancel = bench.take()
    assert kinds([order, cancel]) == ["Unreachable", "Unreachable"]
    assert (order.unsent, cancel.unsent) == (True, False)
    bench.paper.push(quote(bid="99", ask="99.50", at=START + SECOND))
    bench.venue.send(QueryOrder("rests"))
    bench.venue.send(QueryPositions("A", "PAPER"))
    assert bench.take() == []
    bench.run()
    assert kinds(bench.heard) == ["Silent", "Fills"]
    assert bench.heard_at == [START + 6 * SECOND, START + 60 * SECOND]
    assert kinds(bench.ask("o1")) == ["KnowsNot"]


def test_what_is_said_in_an_outage_that_loses_is_never_told():
    outage = {"fault": "outage", "at_ns": SECOND, "for_ns": 59 * SECOND, "loses": True}
    bench = Bench(script=planned(outage))
    bench.place("rests", limit="100")
    bench.take()
    bench.run(START + SECOND)
    bench.paper.push(quote(bid="99", ask="99.50", at=START + SECOND))
    bench.run(START + 60 * SECOND)
    assert bench.heard == []
    assert kinds(bench.ask("rests")) == ["Fills", "States"]


def test_the_same_seed_brings_the_same_troubles():
    def story(seed):
        bench = Bench(script=everything(50_000), latency=Latency(MS, MS), seed=seed)
        bench.paper.push(quote(size=10**6))
        for number in range(50):
            bench.place(f"o{number}", qty=1)
            bench.run(START + number * SECOND)
        bench.run()
        return bench.heard, bench.heard_at, bench.trace

    assert story(7) == story(7)
    assert story(7) != story(8)


def everything(ppm):
    """Let every fault of the line happen as often."""
    names = [name for name, kind in FAULTS.items() if kind.stage is not Stage.TRUTH]
    return FaultScript(rates=dict.fromkeys(names, ppm))


@given(
    seed=st.integers(0, 2**32),
    late=st.sampled_from([0, SECOND, 20 * SECOND]),
)
def test_whatever_goes_wrong_every_order_is_answered_or_told_as_silent(seed, late):
    script = rates(
        Spans(late_ns=late),
        rejected=100_000,
        request_lost=200_000,
        ack_lost=200_000,
        repeated=300_000,
        ack_late=200_000,
    )
    bench = Bench(script=script, latency=Latency(MS, 5 * MS), seed=seed)
    bench.paper.push(quote())
    names = [f"o{number}" for number in range(15)]
    for name in names:
        bench.place(name, qty=7)
    bench.run()
    told = {fill.exec_id: fill.qty for fill in fills(bench.heard)}
    assert {report.order_id for report in bench.heard} == set(names)
    traded = [bench.exchange.order(name) for name in names]
    assert sum(told.values()) == sum(order.cum_qty for order in traded if order is not None)


def test_a_calm_script_leaves_the_venue_alone():
    bench = Bench(script=FaultScript())
    assert bench.venue.send is bench.paper.send
    bench.place("o1", limit="90")
    assert kinds(bench.heard) == ["Accepts"]
    assert bench.venue.rehearsal == ""
    assert bench.venue.hits == Counter()


def test_a_calm_venue_is_as_calm_for_whoever_took_its_send_before_it_was_connected():
    bench = Bench()
    calm = Faulty(bench.paper, bench.time, Random(1), FaultScript())
    send = calm.send
    calm.connect(bench.hear)
    send(QueryOrder("o1"))
    bench.run()
    assert kinds(bench.heard) == ["KnowsNot"]


class Living:
    """A venue that answers a ping at once, and notes how often its switch was refreshed."""

    name = "LIVING"

    def __init__(self, time):
        self.time = time
        self.refreshed = []

    def connect(self, deliver):
        self.deliver = deliver

    def send(self, request):
        """Take no requests."""

    def close(self):
        """Leave nothing behind."""

    def ping(self):
        self.deliver(r.VenueBeats(self.name, self.time.now()))

    def refresh(self, timeout_ns):
        self.refreshed.append(timeout_ns)


def test_signs_of_life_go_the_way_of_requests_and_come_the_way_of_reports():
    bench = Bench()
    script = planned(
        {"fault": "partition_out", "at_ns": SECOND, "for_ns": SECOND},
        {"fault": "stream_hangs", "at_ns": 3 * SECOND, "for_ns": SECOND},
    )
    living = Living(bench.time)
    venue = Faulty(living, bench.time, Random(1), script)
    assert isinstance(venue, Heartbeats)
    assert isinstance(venue, DeadMan)
    venue.connect(bench.hear)
    for at in (0, SECOND, 2 * SECOND, 3 * SECOND):
        bench.run(START + at)
        venue.ping()
        venue.refresh(at)
    bench.run()
    assert bench.heard_at == [START, START + 2 * SECOND, START + 4 * SECOND]
    assert living.refreshed == [0, 2 * SECOND, 3 * SECOND]


def test_it_says_what_the_venue_within_says_and_what_is_injected():
    bench = Bench(script=rates(ack_lost=ALWAYS))
    bench.place("o1", limit="90")
    assert bench.venue.name == "PAPER"
    assert isinstance(bench.venue, Estimates)
    assert isinstance(bench.venue, Rehearses)
    assert bench.venue.rehearsal == "1 faults by chance, 0 planned, 1 had so far"


def test_when_it_is_calmed_nothing_more_goes_wrong_and_what_was_held_is_told():
    script = FaultScript(
        rates={"reordered": ALWAYS}, entries=planned({"fault": "outage", "at_ns": SECOND}).entries
    )
    bench = Bench(script=script)
    bench.place("o1", limit="90")
    assert bench.take() == []
    bench.run(START + SECOND)
    bench.venue.calm()
    assert kinds(bench.take()) == ["Accepts"]
    bench.place("o2", limit="90")
    assert kinds(bench.take()) == ["Accepts"]


def test_closing_loses_what_is_under_way_and_tells_nothing_more():
    bench = Bench(script=rates(repeated=ALWAYS, reordered=0))
    bench.place("o1", limit="90")
    bench.take()
    bench.venue.close()
    bench.run()
    assert bench.heard == []


def test_a_script_that_makes_no_sense_is_refused():
    with pytest.raises(ScriptError, match="at_ns: 1 must be left out"):
        Bench(script=planned({"fault": "ack_lost", "at_ns": 1}))
