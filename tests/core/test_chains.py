"""Chains of changes: what they are bounded by, and that they go where their order goes."""

from __future__ import annotations

from decimal import Decimal

import pytest

from holdfast.core import wishes
from holdfast.core.chains import PAST_IDS_MAX, Chain, Chains, Fate
from holdfast.core.invariants import audit
from holdfast.messages import commands as c
from holdfast.messages import events as e
from holdfast.messages import reports as r
from holdfast.messages.refusals import Reason
from holdfast.messages.retention import Forget
from holdfast.model.order import OrderStatus, OrderType, Side, TimeInForce
from tests.support.desks import PlayedDesk, ready_desk


@pytest.fixture
def desk() -> PlayedDesk:
    played = ready_desk()
    order = c.SubmitOrder(
        "A",
        "AAPL",
        Side.BUY,
        Decimal(10),
        OrderType.LIMIT,
        Decimal(100),
        client_order_id="o1",
    )
    played.take(order)
    played.take(r.VenueAccepts(played.order("o1").id, "V", 0))
    return played


def changed(desk: PlayedDesk, qty: int, name: str) -> list[e.Event]:
    order_id = desk.order("o1").id
    return desk.take(c.ReplaceOrder(order_id, Decimal(qty), client_order_id=name))


def made(desk: PlayedDesk) -> None:
    order = desk.order("o1")
    asked = (order.pending_qty, order.pending_limit_price, order.pending_stop_price)
    desk.take(r.VenueReplaces(order.id, "V", *asked, 0))


def test_a_late_ack_of_a_change_that_a_newer_one_has_replaced_undoes_nothing(
    desk: PlayedDesk,
) -> None:
    order_id = desk.order("o1").id
    late = r.VenueReplaces(order_id, "V2", Decimal(20), Decimal(100), None, 0)
    changed(desk, 20, "")
    # its ack is slow, and a question brings the answer before it
    desk.take(r.VenueSilent(order_id, "no answer", 0))
    states = r.VenueStates(
        order_id, "V2", OrderStatus.NEW, Decimal(20), Decimal(0), Decimal(100), None, 0
    )
    desk.take(states)
    assert desk.order("o1").qty == 20
    changed(desk, 5, "")
    desk.take(r.VenueReplaces(order_id, "V3", Decimal(5), Decimal(100), None, 0))
    assert desk.take(late) == []
    assert (desk.order("o1").qty, desk.order("o1").venue_order_id) == (5, "V3")
    desk.check()
    desk.check_decisions()


def test_that_it_was_accepted_once_is_no_news_after_a_change(desk: PlayedDesk) -> None:
    """A venue that is asked again after a restart tells an order from its first id on."""
    order_id = desk.order("o1").id
    changed(desk, 20, "")
    desk.take(r.VenueReplaces(order_id, "V2", Decimal(20), Decimal(100), None, 0))
    assert desk.take(r.VenueAccepts(order_id, "V", 0)) == []
    (told,) = desk.take(r.VenueAccepts(order_id, "V9", 0))
    assert isinstance(told, e.DiscrepancyFound)
    desk.check()
    desk.check_decisions()


def test_the_venue_ids_that_an_order_had_are_bounded() -> None:
    chain = Chain()
    for number in range(PAST_IDS_MAX + 5):
        chain.renamed(f"V{number}", f"V{number + 1}")
    assert len(chain.past) == PAST_IDS_MAX
    assert "V4" not in chain.past
    chain.renamed("V105", "V50")
    assert "V50" not in chain.past


def test_each_change_has_an_id_of_its_own_and_says_what_it_replaces(desk: PlayedDesk) -> None:
    order_id = desk.order("o1").id
    ids = []
    for qty in (20, 30, 40):
        changed(desk, qty, "")
        ids.append((desk.venue.sent[-1].change_id, desk.venue.sent[-1].known_as))
        if qty == 30:
            desk.take(r.VenueRejectsReplace(order_id, "NO", "", 0))
        else:
            made(desk)
    first, second, third = (f"{order_id}.{number}" for number in (1, 2, 3))
    # what was rejected has not changed what the venue calls it
    assert ids == [(first, ""), (second, first), (third, first)]
    desk.take(c.CancelOrder(order_id))
    assert desk.venue.sent[-1].known_as == third
    desk.check()


def test_an_order_keeps_a_bounded_number_of_names(
    desk: PlayedDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wishes, "CHAIN_IDS_MAX", 2)
    for qty, name in ((20, "a"), (30, "b")):
        changed(desk, qty, name)
        made(desk)
    (no,) = changed(desk, 40, "c")
    assert isinstance(no, e.RequestRefused)
    assert no.refusals[0].code is Reason.CHAIN_FULL
    # without a name it may change for ever
    assert isinstance(changed(desk, 40, "")[0], e.ReplaceSent)


def test_names_are_packed_recalled_and_given_up_with_their_order(desk: PlayedDesk) -> None:
    changed(desk, 20, "a")
    made(desk)
    order_id = desk.order("o1").id
    desk.take(r.VenueCancels(order_id, 0))
    desk.wait(1)
    desk.take(Forget(0, 0, 10, desk.time.now()))
    assert order_id not in desk.ledger.orders
    assert not desk.ledger.chains.of
    # the same change again brings it back, and is answered as before
    told = changed_by_id(desk, order_id, 20, "a")
    assert not any(isinstance(each, e.ReplaceSent | e.RequestRefused) for each in told)
    assert desk.ledger.chains.of[order_id].links["a"].fate is Fate.MADE
    desk.check()
    desk.take(Forget(0, 0, 0, desk.time.now() + 1))
    desk.take(Forget(0, 0, 0, desk.time.now() + 1))
    assert "a" not in desk.ledger.accounts["A"].client_ids
    assert "o1" not in desk.ledger.accounts["A"].client_ids
    desk.check()


def changed_by_id(desk: PlayedDesk, order_id: str, qty: int, name: str) -> list[e.Event]:
    return desk.take(c.ReplaceOrder(order_id, Decimal(qty), client_order_id=name))


def test_an_order_without_a_chain_has_the_time_of_its_terms() -> None:
    terms = c.SubmitOrder("A", "AAPL", Side.BUY, Decimal(1), time_in_force=TimeInForce.GTC)
    assert Chains().timing("o", terms) == (TimeInForce.GTC, None)
    assert Chains().known_as("o") == ""


def test_a_change_that_waits_for_nothing_breaks_a_law(desk: PlayedDesk) -> None:
    changed(desk, 20, "a")
    changed(desk, 30, "b")
    order_id = desk.order("o1").id
    assert audit(desk.ledger) == ()
    del desk.ledger.chains.waiting[order_id]
    assert any(finding.startswith("I32") for finding in audit(desk.ledger))
