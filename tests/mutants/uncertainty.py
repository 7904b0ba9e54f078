"""Bugs of guessing: what is not known is taken for something."""

from __future__ import annotations

from msgspec.structs import replace
from pytest import MonkeyPatch

from holdfast.core import reporting, reserve
from holdfast.core.apply import APPLIERS
from holdfast.core.decide import DECIDERS
from holdfast.core.ending import NEVER_ARRIVED, ended
from holdfast.core.strange import ours
from holdfast.messages import commands as c
from holdfast.messages import differences
from holdfast.messages import events as e
from holdfast.messages import reports as r
from holdfast.messages import requests as q
from holdfast.model.numbers import ZERO
from holdfast.model.order import OrderStatus
from holdfast.runtime.dispatch import Dispatch
from tests.mutants.planted import Plant


def silence_means_no(patch: MonkeyPatch) -> None:
    """An order that nobody answers for is taken for dead."""

    def silent(ledger, report, stamp, policies):
        order = ours(ledger, report.order_id)
        if order is None or order.status is not OrderStatus.SENT:
            return ()
        dead = e.OrderRejected(order.id, NEVER_ARRIVED, "no answer")
        return ended(ledger, order, dead, stamp, policies)

    patch.setitem(DECIDERS, r.VenueSilent, silent)


def not_found_means_no(patch: MonkeyPatch) -> None:
    """A venue that has not got an order yet is taken at its word."""
    knows_not = DECIDERS[r.VenueKnowsNot]

    def believed(ledger, report, stamp, policies):
        sure = r.VenueKnowsNot(report.order_id, True, report.at)
        return knows_not(ledger, sure, stamp, policies)

    patch.setitem(DECIDERS, r.VenueKnowsNot, believed)


def sends_again_instead_of_asking(patch: MonkeyPatch) -> None:
    """An order without an answer is placed once more."""
    call = Dispatch.__call__

    def again(self, event) -> None:
        if isinstance(event, e.QuerySent):
            order = self._ledger.orders[event.order_id]
            if order.status is OrderStatus.UNKNOWN:
                self._venue_of(order).send(q.PlaceOrder(order.id, order.terms))
                return
        call(self, event)

    patch.setattr(Dispatch, "__call__", again)


def unknown_reserves_nothing(patch: MonkeyPatch) -> None:
    """What is not known is not counted."""
    _count_nothing(patch, e.OrderUnknown, OrderStatus.UNKNOWN)


def cancel_is_believed_at_once(patch: MonkeyPatch) -> None:
    """A cancel that leaves frees what it was for, before the venue has said a word."""
    _count_nothing(patch, e.CancelSent, OrderStatus.PENDING_CANCEL)


def replace_reserves_the_new_alone(patch: MonkeyPatch) -> None:
    """While a change is under way only what it would make of the order is counted."""
    could_trade = reserve._could_trade

    def new_alone(ledger, order):
        if order.pending_qty is not None and order.is_open:
            return max(order.pending_qty - order.cum_qty, ZERO)
        return could_trade(ledger, order)

    patch.setattr(reserve, "_could_trade", new_alone)


def an_end_is_taken_without_its_fills(patch: MonkeyPatch) -> None:
    """What an order is told to have traded as it ends is not looked at."""
    for kind in (r.VenueCancels, r.VenueExpires):
        patch.setitem(DECIDERS, kind, _without_what_traded(DECIDERS[kind]))


def fill_after_a_cancel_is_dropped(patch: MonkeyPatch) -> None:
    """What is over is over, whatever the venue says, by its stream or by a picture."""
    fills = reporting.fills

    def deaf(ledger, report, stamp, policies):
        order = ledger.orders.get(report.order_id)
        if order is not None and order.status is OrderStatus.CANCELED:
            return ()
        return fills(ledger, report, stamp, policies)

    patch.setattr(reporting, "fills", deaf)
    patch.setitem(DECIDERS, r.VenueFills, deaf)


def does_not_ask_after_a_start(patch: MonkeyPatch) -> None:
    """What was open when the process ended is taken to be as it was, and nobody is asked."""
    start = DECIDERS[c.StartDesk]
    asks = (e.QuerySent, e.OrderUnknown, differences.AccountQueried)

    def incurious(ledger, command, stamp, policies):
        for event in start(ledger, command, stamp, policies):
            if not isinstance(event, asks):
                yield event

    patch.setitem(DECIDERS, c.StartDesk, incurious)
    patch.setitem(DECIDERS, c.Reconcile, lambda *args: ())


def a_change_that_waited_is_sent_twice(patch: MonkeyPatch) -> None:
    """What waited for an answer is not struck out as it leaves, so the next answer sends it too."""
    sent = APPLIERS[e.ReplaceSent]

    def kept(ledger, event) -> None:
        chain = ledger.chains.of.get(event.order_id)
        wish = None if chain is None else chain.wish
        sent(ledger, event)
        if event.is_queued and wish is not None:
            chain.wish = wish
            ledger.chains.waiting[event.order_id] = None

    patch.setitem(APPLIERS, e.ReplaceSent, kept)


def a_venues_total_is_taken_for_what_is_left(patch: MonkeyPatch) -> None:
    """A change is answered with the total quantity, and the desk adds what has filled."""
    replaces = DECIDERS[r.VenueReplaces]

    def added(ledger, report, stamp, policies):
        order = ledger.orders.get(report.order_id)
        if order is not None:
            report = replace(report, qty=report.qty + order.cum_qty)
        return replaces(ledger, report, stamp, policies)

    patch.setitem(DECIDERS, r.VenueReplaces, added)


def a_slice_of_unknown_fate_is_given_out_again(patch: MonkeyPatch) -> None:
    """What nobody answers for is taken as gone, and its parent tries again."""
    unknown = APPLIERS[e.OrderUnknown]

    def given_up(ledger, event) -> None:
        unknown(ledger, event)
        order = ledger.orders[event.order_id]
        if order.terms.parent_id:
            state = ledger.parents[order.terms.parent_id]
            state.committed -= order.qty - order.cum_qty
            state.open_children.pop(order.id, None)

    patch.setitem(APPLIERS, e.OrderUnknown, given_up)


def _without_what_traded(decide):
    def decided(ledger, report, stamp, policies):
        return decide(ledger, replace(report, cum_qty=None), stamp, policies)

    return decided


def _count_nothing(patch: MonkeyPatch, event_type: type, status: OrderStatus) -> None:
    """Let an order reserve nothing from an event on, for as long as it has this status."""
    apply, could_trade = APPLIERS[event_type], reserve._could_trade

    def freed(ledger, event) -> None:
        apply(ledger, event)
        reserve.set_reserved(ledger, ledger.orders[event.order_id], ZERO)

    def otherwise(ledger, order):
        return ZERO if order.status is status else could_trade(ledger, order)

    patch.setitem(APPLIERS, event_type, freed)
    patch.setattr(reserve, "_could_trade", otherwise)


UNCERTAINTY: tuple[Plant, ...] = (
    silence_means_no,
    not_found_means_no,
    sends_again_instead_of_asking,
    unknown_reserves_nothing,
    cancel_is_believed_at_once,
    replace_reserves_the_new_alone,
    an_end_is_taken_without_its_fills,
    fill_after_a_cancel_is_dropped,
    does_not_ask_after_a_start,
    a_change_that_waited_is_sent_twice,
    a_venues_total_is_taken_for_what_is_left,
    a_slice_of_unknown_fate_is_given_out_again,
)
