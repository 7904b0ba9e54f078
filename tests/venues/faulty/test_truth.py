"""What the venue does wrong itself, when the script has it do so."""

import pytest

from holdfast.messages import reports as r
from holdfast.model.trading import Phase
from holdfast.venues import TruthFaults
from holdfast.venues.faulty import FAULTS, Stage
from tests.venues.bench import ALWAYS, SECOND, START, Bench, kinds, planned, quote, rates

TRUTHS = [name for name, kind in FAULTS.items() if kind.stage is Stage.TRUTH]


def test_f19_an_order_is_canceled_by_hand_at_a_planned_moment():
    bench = Bench(script=planned({"fault": "outside_cancel", "at_ns": SECOND}))
    bench.place("o1", limit="90")
    bench.run()
    assert kinds(bench.heard) == ["Accepts", "Cancels"]
    assert bench.heard[1].detail == "canceled at the venue by hand"
    assert bench.heard_at[1] == START + SECOND
    assert bench.ask("o1")[-1].status == "CANCELED"
    assert bench.venue.hits == {"F19": 1}


def test_f19_the_order_that_is_named_is_the_one_that_is_canceled():
    bench = Bench(script=planned({"fault": "outside_cancel", "at_ns": SECOND, "order_id": "o2"}))
    bench.place("o1", limit="90")
    bench.place("o2", limit="90")
    bench.run()
    assert bench.open_ids == ["o1"]


def test_f23_an_instrument_is_halted_and_opened_again():
    entry = {"fault": "halt", "at_ns": SECOND, "instrument": "MSFT", "for_ns": 3 * SECOND}
    bench = Bench(script=planned(entry))
    bench.run()
    assert bench.phases[-2:] == [
        r.VenuePhase("PAPER", "MSFT", Phase.HALTED, START + SECOND),
        r.VenuePhase("PAPER", "MSFT", Phase.OPEN, START + 4 * SECOND),
    ]


def test_by_chance_it_follows_a_report_of_the_order():
    bench = Bench(script=rates(outside_cancel=ALWAYS))
    bench.place("o1", limit="90")
    bench.run()
    assert kinds(bench.heard) == ["Accepts", "Cancels"]


def test_the_paper_venue_offers_what_it_can():
    bench = Bench()
    assert isinstance(bench.paper, TruthFaults)


@pytest.mark.parametrize("fault", TRUTHS)
def test_what_a_venue_cannot_do_does_not_count(fault):
    bench = Bench(script=planned({"fault": fault, "at_ns": SECOND, "instrument": "NONE"}))
    bench.run()
    assert bench.venue.hits == {}


def test_f12_a_fill_is_taken_back_after_it_was_told():
    bench = Bench(script=planned({"fault": "bust", "on": "VenueFills"}))
    bench.paper.push(quote())
    bench.place("o1")
    bench.run()
    assert kinds(bench.heard) == ["Accepts", "Fills", "Busts"]
    assert bench.heard[2].exec_id == bench.heard[1].exec_id
    assert bench.venue.hits == {"F12": 1}
