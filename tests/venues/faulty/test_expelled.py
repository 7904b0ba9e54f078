"""F06: orders that are accepted and then rejected after all."""

from holdfast.messages import reports as r
from tests.venues.bench import START, Bench, kinds, planned, quote

ENTRY = {"fault": "rejected_after_accept"}


def test_f06_an_accepted_order_is_rejected_and_does_not_work():
    bench = Bench(script=planned(ENTRY))
    bench.place("o1", limit="90")
    bench.run()
    assert kinds(bench.heard) == ["Accepts", "Rejects"]
    assert bench.heard[1] == r.VenueRejects("o1", "FAULT", "rejected by the fault settings", START)
    assert bench.open_ids == []
    assert bench.venue.hits == {"F06": 1}


def test_f06_an_order_that_has_traded_by_then_is_not_rejected():
    bench = Bench(script=planned(ENTRY))
    bench.paper.push(quote())
    bench.place("o1")
    bench.run()
    assert kinds(bench.heard) == ["Accepts", "Fills"]
    assert bench.venue.hits == {}


def test_f06_an_order_that_has_traded_in_part_is_canceled_and_told_so():
    bench = Bench(script=planned(ENTRY))
    bench.paper.push(quote(size=4))
    bench.place("o1", limit="100.01")
    bench.run()
    assert kinds(bench.heard) == ["Accepts", "Fills", "Cancels"]
