"""The way to the paper venue: what latency does to a desk, and what it never does."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from holdfast.exchange.latency import Latencies, Latency
from holdfast.messages import reports as r
from holdfast.venues.paper import wire
from tests.venues.bench import SECOND, START, Bench, fills, kinds, quote

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


def test_an_answer_that_is_late_is_told_as_silence_first():
    bench = Bench(latency=Latencies(Latency(), Latency(base_ns=9 * SECOND)))
    bench.place("o1", limit="90")
    bench.run()
    assert kinds(bench.heard) == ["Silent", "Accepts"]
    assert bench.heard_at == [START + 5 * SECOND, START + 9 * SECOND]


def test_the_same_seed_brings_the_same_delays():
    def story(seed):
        bench = Bench(latency=Latency(MS, MS), rng=Random(seed))
        bench.paper.push(quote(size=10**6))
        for number in range(50):
            bench.place(f"o{number}", qty=1)
            bench.run(START + number * SECOND)
        bench.run()
        return bench.heard, bench.heard_at

    assert story(7) == story(7)
    assert story(7) != story(8)
