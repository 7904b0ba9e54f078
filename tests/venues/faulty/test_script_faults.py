"""Scripts that make no sense are told by path, and never do nothing in silence."""

import pytest

from holdfast.venues.faulty import FaultEntry, FaultName, FaultScript, ScriptError
from holdfast.venues.faulty.script_faults import checked, script_faults


def told(script):
    return [f"{each.path}: {each.rule}" for each in script_faults(script)]


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ({"fault": "ack_lost", "at_ns": 1}, "at_ns: must be left out: this fault befalls"),
        ({"fault": "outage", "at_ns": 1, "on": "PlaceOrder"}, "on: must be left out beside at_ns"),
        ({"fault": "ack_lost", "on": "VenueFills"}, "on: must be one of AmendOrder, PlaceOrder"),
        ({"fault": "repeated", "loses": True}, "loses: is for outage, stream_hangs"),
        ({"fault": "ack_lost", "after_ns": 9, "until_ns": 9}, "until_ns: must be after after_ns"),
        ({"fault": "outage", "at_ns": 1, "for_ns": 0}, "for_ns: must be above 0"),
        ({"fault": "nonsense"}, "fault: must be one of rejected, outage"),
    ],
)
def test_an_entry_that_cannot_happen_is_told_by_its_path(entry, said):
    (wrong,) = told(FaultScript(entries=(FaultEntry("outage", at_ns=0), FaultEntry(**entry))))
    assert wrong.startswith(f"script[1].{said}")


def test_rates_that_befall_one_kind_may_not_add_up_to_more_than_all_of_it():
    (wrong,) = told(FaultScript(rates={"ack_lost": 600_000, "outage": 500_000}))
    assert wrong.startswith("rates: must add up to 1 at most")
    assert told(FaultScript(rates={"ack_lost": 600_000, "query_fails": 500_000})) == []


def test_an_unknown_rate_and_a_span_that_ends_before_it_begins_are_told():
    assert told(FaultScript(rates={"nonsense": 1}))[0].startswith("rates.nonsense: must be one of")
    assert told(FaultScript(from_ns=5, until_ns=5)) == ["until_ns: must be after from_ns"]


def test_plain_names_become_faults():
    script = checked(FaultScript(rates={"outage": 1}, entries=(FaultEntry("slow", at_ns=1),)))
    assert [*script.rates] == [FaultName.OUTAGE]
    assert script.entries[0].fault is FaultName.SLOW


def test_nonsense_is_refused_whole():
    with pytest.raises(ScriptError, match="nonsense"):
        checked(FaultScript(rates={"nonsense": 1}))
