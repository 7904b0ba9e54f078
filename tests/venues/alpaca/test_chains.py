"""One order of ours may be several at Alpaca: what is told of it is one story, each fact once."""

from __future__ import annotations

import json
from decimal import Decimal as D

from holdfast.messages import reports as r
from holdfast.model.order import OrderStatus, TimeInForce
from holdfast.venues.alpaca.chains import Chains
from holdfast.venues.alpaca.wire import SaidFill, SaidOrder, Update, decoded, frame_of
from tests.venues.alpaca.said import NEW, OLD, THEIRS, event, fill, order

NEXT = {"id": NEW, "client_order_id": "d1-7.1", "replaces": OLD, "limit_price": "151"}


class Told(Chains):
    """Chains that are spoken to in bytes, and remember what they told."""

    def hear(self, frame: bytes) -> list[r.Report]:
        update = frame_of(frame)
        assert isinstance(update, Update), update
        return self.update(update)


def said(**more: object) -> SaidOrder:
    told = decoded(SaidOrder, json.dumps(order(**more)))
    assert isinstance(told, SaidOrder), told
    return told


def fills(*each: dict[str, object]) -> list[SaidFill]:
    told = decoded(list[SaidFill], json.dumps(each))
    assert isinstance(told, list), told
    return told


def kinds(reports: list[r.Report]) -> list[str]:
    return [type(each).__name__ for each in reports]


def working() -> Told:
    chains = Told()
    assert kinds(chains.placed("d1-7", said())) == ["VenueAccepts"]
    return chains


def test_an_order_is_accepted_once_whoever_says_it() -> None:
    chains = working()
    assert chains.hear(event("accepted")) == []
    assert chains.hear(event("new", status="new")) == []


def test_the_stream_may_come_before_the_answer() -> None:
    chains = Told()
    part = event("partial_fill", qty="4", price="149.98", filled_qty="4", status="partially_filled")
    assert kinds(chains.hear(part)) == ["VenueAccepts", "VenueFills"]
    assert chains.placed("d1-7", said()) == []


def test_a_fill_is_told_with_its_own_size_and_once() -> None:
    chains = working()
    part = event("partial_fill", qty="4", price="149.98", filled_qty="4", status="partially_filled")
    (told,) = chains.hear(part)
    assert isinstance(told, r.VenueFills)
    assert (told.exec_id, told.qty, told.price) == (f"{OLD}:4", D(4), D("149.98"))
    assert chains.hear(part) == []
    # the activities tell the same one
    assert chains.seen("d1-7", [said(filled_qty="4")], fills(fill("4", "4", "149.98"))) == []


def test_a_fill_that_the_stream_lost_is_missed_and_found() -> None:
    chains = working()
    last = event("fill", qty="6", price="150", filled_qty="10", status="filled")
    assert kinds(chains.hear(last)) == ["VenueFills"]
    assert chains.chain("d1-7").lacks_fills()
    seen = [said(filled_qty="10", status="filled")]
    told = chains.seen("d1-7", seen, fills(fill("4", "4", "149.98"), fill("10", "6", "150")))
    assert [each.qty for each in told if isinstance(each, r.VenueFills)] == [D(4)]
    assert chains.chain("d1-7").over


def test_an_end_waits_for_the_fills_before_it() -> None:
    chains = working()
    assert chains.hear(event("canceled", status="canceled", filled_qty="4")) == []
    seen = [said(filled_qty="4", status="canceled")]
    told = chains.seen("d1-7", seen, fills(fill("4", "4", "149.98")))
    assert kinds(told) == ["VenueFills", "VenueCancels"]
    assert told[-1].cum_qty == 4
    assert chains.hear(event("canceled", status="canceled", filled_qty="4")) == []


def test_a_change_is_made_when_the_stream_says_so_in_whatever_order() -> None:
    for frames in (
        [event("replaced", status="replaced", replaced_by=NEW), event("new", **NEXT, status="new")],
        [event("new", **NEXT, status="new"), event("replaced", status="replaced", replaced_by=NEW)],
        [event("new", **NEXT, status="new")],
        [event("replaced", status="replaced", replaced_by=NEW)],
    ):
        chains = working()
        assert chains.amended("d1-7", said(**NEXT)) == []
        told = [each for frame in frames for each in chains.hear(frame)]
        (changed,) = told
        assert isinstance(changed, r.VenueReplaces)
        assert (changed.venue_order_id, changed.qty, changed.limit_price) == (NEW, D(10), D(151))
        assert changed.time_in_force is TimeInForce.DAY


def test_the_answer_to_a_change_may_come_last() -> None:
    chains = working()
    assert chains.hear(event("replaced", status="replaced", replaced_by=NEW)) == []
    assert kinds(chains.amended("d1-7", said(**NEXT))) == ["VenueReplaces"]


def test_what_was_filled_before_a_change_counts_in_the_whole() -> None:
    chains = working()
    part = event("partial_fill", qty="4", price="150", filled_qty="4", status="partially_filled")
    chains.hear(part)
    chains.amended("d1-7", said(**NEXT, qty="6"))
    done = {"status": "replaced", "filled_qty": "4", "replaced_by": NEW}
    (changed,) = chains.hear(event("replaced", **done))
    assert isinstance(changed, r.VenueReplaces)
    assert changed.qty == D(10)
    last = event("fill", **NEXT, qty="6", price="151", filled_qty="6", status="filled")
    (told,) = chains.hear(last.replace(b'"qty": "10"', b'"qty": "6"'))
    assert isinstance(told, r.VenueFills)
    assert told.exec_id == f"{NEW}:6"
    state = chains.state("d1-7", 1, 3)
    assert state is not None
    assert (state.status, state.qty, state.cum_qty) == (OrderStatus.FILLED, D(10), D(10))


def test_a_fill_that_crosses_a_change_makes_the_whole_larger_and_is_told() -> None:
    chains = working()
    chains.amended("d1-7", said(**NEXT))
    chains.hear(event("replaced", status="replaced", replaced_by=NEW))
    late = event("partial_fill", qty="4", price="150", filled_qty="4", status="replaced")
    told = chains.hear(late)
    assert kinds(told) == ["VenueFills", "VenueReplaces"]
    assert isinstance(told[1], r.VenueReplaces)
    assert told[1].qty == D(14)


def test_a_change_that_is_not_made_is_told_once_and_the_order_works_on() -> None:
    for frame in (
        event("rejected", **NEXT, status="rejected"),
        event("order_replace_rejected", status="new"),
        event("order_replace_rejected", **NEXT, status="rejected"),
    ):
        chains = working()
        chains.amended("d1-7", said(**NEXT))
        assert kinds(chains.hear(frame)) == ["VenueRejectsReplace"]
        assert chains.hear(event("rejected", **NEXT, status="rejected")) == []
        now = chains.chain("d1-7").now
        assert now is not None
        assert now.id == OLD
        assert kinds(chains.hear(event("canceled", status="canceled"))) == ["VenueCancels"]


def test_the_old_order_that_fills_first_ends_the_change() -> None:
    chains = working()
    chains.amended("d1-7", said(**NEXT))
    whole = event("fill", qty="10", price="150", filled_qty="10", status="filled")
    assert kinds(chains.hear(whole)) == ["VenueFills"]
    assert kinds(chains.hear(event("rejected", **NEXT, status="rejected"))) == [
        "VenueRejectsReplace"
    ]


def test_a_chain_is_looked_up_whole_after_a_restart() -> None:
    chains = Told()
    links = [
        said(status="replaced", filled_qty="4", replaced_by=NEW),
        said(**NEXT, status="partially_filled", qty="6", filled_qty="1"),
    ]
    found = fills(fill("4", "4", "150"), fill("1", "1", "151", NEW))
    told = chains.seen("d1-7", links, found)
    assert kinds(told) == ["VenueAccepts", "VenueReplaces", "VenueFills", "VenueFills"]
    state = chains.state("d1-7", 1, 9)
    assert state is not None
    assert (state.venue_order_id, state.qty, state.cum_qty, state.number) == (NEW, D(10), D(5), 9)


def test_orders_that_alpaca_named_are_none_of_ours() -> None:
    assert Told().hear(event("new", client_order_id=THEIRS)) == []


def test_chains_that_are_over_are_forgotten_the_oldest_first() -> None:
    chains = Told(kept_max=1)
    for name in ("d1-1", "d1-2"):
        chains.placed(name, said(client_order_id=name, id=name))
        chains.hear(event("canceled", client_order_id=name, id=name, status="canceled"))
    assert list(chains.of) == ["d1-2"]
