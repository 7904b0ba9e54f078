"""The way to the paper venue: what latency, faults and outages do to a desk, and what never."""

from decimal import Decimal as D
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from holdfast.exchange.faults import Faults
from holdfast.exchange.latency import Latencies, Latency
from holdfast.messages import reports as r
from holdfast.messages.requests import AmendOrder, PullOrder, QueryOrder, QueryPositions
from holdfast.model.order import OrderStatus
from holdfast.venues.paper import PaperRules, wire
from holdfast.venues.paper.store import PaperStore
from tests.venues.bench import SECOND, START, Bench, fills, kinds, quote

ALWAYS = 1_000_000
MS = 1_000_000


def test_a_request_and_its_reports_each_take_their_time():
    bench = Bench(latency=Latencies(Latency(base_ns=3 * MS), Latency(base_ns=5 * MS)))
    bench.paper.push(quote())
    bench.place("o1")
    assert bench.heard == []
    bench.run()
    assert [report.at for report in bench.heard] == [START + 3 * MS] * 2
    assert bench.heard_at == [START + 8 * MS] * 2


@given(
    seed=st.integers(0, 2**32),
    gaps=st.lists(st.integers(0, 3 * MS), min_size=1, max_size=30),
)
def test_nothing_overtakes_in_either_direction_however_the_delays_fall(seed, gaps):
    slow = Latency(base_ns=MS, jitter_ns=5 * MS, spike_ppm=200_000, spike_ns=20 * MS)
    bench = Bench(latency=slow, rng=Random(seed))
    bench.paper.push(quote(size=10**6))
    at = START
    sent = []
    for number, gap in enumerate(gaps):
        at += gap
        bench.run(at)
        bench.place(f"o{number}", qty=1)
        sent.append((f"o{number}", at))
    bench.run()
    accepted = [each.order_id for each in bench.heard if isinstance(each, r.VenueAccepts)]
    assert accepted == [order_id for order_id, _ in sent]
    numbers = [int(each.exec_id.removeprefix("XE")) for each in fills(bench.heard)]
    assert numbers == [*range(1, len(gaps) + 1)]
    assert bench.heard_at == sorted(bench.heard_at)
    left_at = dict(sent)
    for report, heard_at in zip(bench.heard, bench.heard_at, strict=True):
        assert left_at[report.order_id] + MS <= report.at <= heard_at - MS


def test_an_order_whose_ack_was_lost_lives_and_is_found_by_a_query():
    bench = Bench(faults=Faults(lose_answer_ppm=ALWAYS))
    bench.place("o1", limit="90")
    assert bench.take() == []
    bench.run()
    (silent,) = bench.take()
    assert isinstance(silent, r.VenueSilent)
    assert silent.at == START + 5 * SECOND
    assert bench.open_ids == ["o1"]


def test_fills_come_though_the_ack_was_lost():
    bench = Bench(faults=Faults(lose_answer_ppm=ALWAYS))
    bench.paper.push(quote())
    bench.place("o1")
    assert kinds(bench.take()) == ["Fills"]


def test_an_order_unknown_after_a_lost_ack_is_found_by_the_next_venue(tmp_path):
    faults = Faults(lose_answer_ppm=ALWAYS)
    before = Bench(faults=faults, store=PaperStore(tmp_path / "paper.db"))
    before.place("o1", limit="90")
    before.paper.close()
    after = Bench(store=PaperStore(tmp_path / "paper.db"))
    (state,) = after.ask("o1")
    assert (state.status, state.limit_price) == (OrderStatus.NEW, D(90))


def test_a_lost_request_is_silent_and_a_query_proves_that_it_never_arrived():
    faults = Faults(lose_request_ppm=500_000)
    bench = Bench(faults=faults, rng=Random(3))
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


def test_an_order_rejected_by_fault_is_rejected_in_the_books_too():
    bench = Bench(faults=Faults(reject_ppm=ALWAYS))
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
    bench = Bench(faults=Faults(reject_ppm=ALWAYS), store=store)
    bench.paper.send(AmendOrder("o1", "", D(20), D(90), None))
    bench.paper.send(PullOrder("o1", ""))
    assert kinds(bench.take()) == ["RejectsReplace", "RejectsCancel"]
    (state,) = bench.ask("o1")
    assert (state.status, state.qty) == (OrderStatus.NEW, D(10))


def test_a_report_told_twice_is_the_same_report():
    bench = Bench(faults=Faults(repeat_report_ppm=ALWAYS))
    bench.paper.push(quote())
    bench.place("o1")
    assert kinds(bench.heard) == ["Accepts", "Accepts", "Fills", "Fills"]
    assert bench.heard[2] == bench.heard[3]
    assert bench.position() == D(10)


def test_an_answer_that_is_late_is_told_as_silence_first():
    faults = Faults(delay_ppm=ALWAYS, delay_ns=9 * SECOND)
    bench = Bench(faults=faults)
    bench.place("o1", limit="90")
    bench.run()
    assert kinds(bench.heard) == ["Silent", "Accepts"]
    assert bench.heard_at == [START + 5 * SECOND, START + 9 * SECOND]


def test_in_an_outage_orders_are_unreachable_queries_silent_and_fills_come_later():
    outage = (START + SECOND, START + 60 * SECOND)
    bench = Bench(rules=PaperRules(outages=(outage,)))
    bench.place("rests", limit="100")
    bench.take()
    bench.run(START + SECOND)
    bench.place("o1")
    bench.paper.send(PullOrder("rests", ""))
    assert kinds(bench.take()) == ["Unreachable", "Unreachable"]
    bench.paper.push(quote(bid="99", ask="99.50", at=START + SECOND))
    bench.paper.send(QueryOrder("rests"))
    bench.paper.send(QueryPositions("A", "PAPER"))
    assert bench.take() == []
    bench.run()
    assert kinds(bench.heard) == ["Silent", "Fills"]
    assert bench.heard_at == [START + 6 * SECOND, START + 60 * SECOND]
    assert kinds(bench.ask("o1")) == ["KnowsNot"]


def test_more_than_the_wire_can_carry_does_not_leave(monkeypatch):
    monkeypatch.setattr(wire, "UNDER_WAY_MAX", 3)
    bench = Bench(latency=Latency(base_ns=MS))
    for number in range(5):
        bench.place(f"o{number}", limit="90")
    assert [each.order_id for each in bench.take()] == ["o3", "o4"]
    bench.run()
    assert bench.open_ids == ["o0", "o1", "o2"]


def test_closing_loses_what_is_under_way():
    bench = Bench(latency=Latency(base_ns=MS))
    bench.place("o1", limit="90")
    bench.run(START + MS)
    bench.place("o2", limit="90")
    bench.paper.close()
    bench.run()
    assert bench.heard == []
    assert bench.open_ids == ["o1"]


def test_the_same_seed_brings_the_same_troubles():
    def story(seed):
        faults = Faults(50_000, 50_000, 50_000, 100_000, 100_000, 7 * SECOND)
        bench = Bench(faults=faults, latency=Latency(MS, MS), rng=Random(seed))
        bench.paper.push(quote(size=10**6))
        for number in range(50):
            bench.place(f"o{number}", qty=1)
            bench.run(START + number * SECOND)
        bench.run()
        return bench.heard, bench.heard_at

    assert story(7) == story(7)
    assert story(7) != story(8)


@given(
    seed=st.integers(0, 2**32),
    faults=st.builds(
        Faults,
        reject_ppm=st.just(100_000),
        lose_request_ppm=st.just(200_000),
        lose_answer_ppm=st.just(200_000),
        repeat_report_ppm=st.just(300_000),
        delay_ppm=st.just(200_000),
        delay_ns=st.sampled_from([0, SECOND, 20 * SECOND]),
    ),
)
def test_whatever_goes_wrong_every_order_is_answered_or_told_as_silent(seed, faults):
    bench = Bench(faults=faults, latency=Latency(MS, 5 * MS), rng=Random(seed))
    bench.paper.push(quote())
    names = [f"o{number}" for number in range(15)]
    for name in names:
        bench.place(name, qty=7)
    bench.run()
    told = {fill.exec_id: fill.qty for fill in fills(bench.heard)}
    assert {report.order_id for report in bench.heard} == set(names)
    signed = sum(told.values())
    traded = [bench.exchange.order(name) for name in names]
    assert signed == sum(order.cum_qty for order in traded if order is not None)
