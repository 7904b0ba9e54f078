"""Which fault befalls a message, by script and by chance."""

from collections import Counter
from random import Random

import pytest

from holdfast.messages import requests as q
from holdfast.venues.faulty import FAULTS, FaultEntry, FaultName, FaultScript, Stage
from holdfast.venues.faulty.cases import Case
from holdfast.venues.faulty.plan import Plan, befalls

PLACE = Case(q.PlaceOrder, "o1", "AAPL", "BUY")
ASK = Case(q.QueryOrder, "o1", "AAPL", "BUY")


def plan(script, seed=1):
    made = Plan(script, Random(seed))
    made.begin(1_000)
    return made


def test_each_fault_comes_as_often_as_said():
    ppm = {
        FaultName.REJECTED: 100_000,
        FaultName.REQUEST_LOST: 200_000,
        FaultName.ACK_LOST: 300_000,
    }
    made = plan(FaultScript(rates=ppm))
    seen = Counter(
        pick.fault if pick else None for pick in (made.pick(PLACE, 1_000) for _ in range(10_000))
    )
    for fault, share in ppm.items():
        assert seen[fault] == pytest.approx(share / 100, rel=0.1)
    assert seen[None] == pytest.approx(4_000, rel=0.1)


def test_a_certain_fault_always_happens_and_only_to_its_own_kind():
    made = plan(FaultScript(rates={FaultName.REJECTED: 1_000_000}))
    assert {made.pick(PLACE, 1_000).fault for _ in range(100)} == {FaultName.REJECTED}
    assert {made.pick(ASK, 1_000) for _ in range(100)} == {None}


def test_rates_hold_for_their_time_alone_counted_from_the_origin():
    made = plan(FaultScript(rates={FaultName.REJECTED: 1_000_000}, from_ns=10, until_ns=20))
    assert [made.pick(PLACE, at) is not None for at in (1_009, 1_010, 1_019, 1_020)] == [
        False,
        True,
        True,
        False,
    ]


def test_an_origin_that_is_said_goes_before_the_connection():
    made = plan(FaultScript(entries=(FaultEntry(FaultName.OUTAGE, at_ns=5),), origin_ns=100))
    assert [at for at, _ in made.moments()] == [105]


def test_a_planned_fault_changes_nothing_of_what_is_drawn_after_it():
    rates = {FaultName.REJECTED: 300_000}
    entry = FaultEntry(FaultName.ACK_LOST, nth=3)
    bare = plan(FaultScript(rates=rates))
    planned = plan(FaultScript(rates=rates, entries=(entry,)))
    without = [bare.pick(PLACE, 1_000) for _ in range(50)]
    with_it = [planned.pick(PLACE, 1_000) for _ in range(50)]
    assert with_it[2].entry == entry
    assert [*with_it[:2], *with_it[3:]] == [*without[:2], *without[3:]]


def test_what_is_matched_by_two_entries_counts_for_both_and_has_the_first():
    script = FaultScript(
        entries=(FaultEntry(FaultName.ACK_LOST), FaultEntry(FaultName.REJECTED, nth=2))
    )
    made = plan(script)
    assert [made.pick(PLACE, 1_000).fault for _ in range(2)] == ["ack_lost", "rejected"]


def test_when_calm_nothing_is_picked():
    made = plan(FaultScript(rates={FaultName.REJECTED: 1_000_000}))
    made.calm()
    assert made.pick(PLACE, 1_000) is None


@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_befalls_something_of_its_stage(fault):
    kinds = befalls(fault)
    assert kinds
    is_request = all(kind.__module__ == q.__name__ for kind in kinds)
    assert is_request is (FAULTS[fault].stage in (Stage.SEND, Stage.ASK, Stage.SPAN))
