"""Bugs of counting: fills, positions and what is left."""

from __future__ import annotations

from msgspec.structs import replace
from pytest import MonkeyPatch

from holdfast.core import brackets, order_facts, parent_facts
from holdfast.core.apply import APPLIERS
from holdfast.core.decide import DECIDERS
from holdfast.messages import events as e
from holdfast.messages import reports as r
from tests.mutants.planted import Plant


def same_price_and_size_is_the_same_fill(patch: MonkeyPatch) -> None:
    """A fill is known by what it says, not by its name."""
    fills = DECIDERS[r.VenueFills]

    def by_value(ledger, report, stamp, policies):
        order = ledger.orders.get(report.order_id)
        if order is not None:
            for fill in ledger.accounts[order.terms.account].fills.values():
                told = (fill.order_id, fill.qty, fill.price)
                if told == (report.order_id, report.qty, report.price):
                    return ()
        return fills(ledger, report, stamp, policies)

    patch.setitem(DECIDERS, r.VenueFills, by_value)


def a_fill_told_twice_counts_twice(patch: MonkeyPatch) -> None:
    """A fill is booked as often as it is told."""
    fills = DECIDERS[r.VenueFills]

    def every_time(ledger, report, stamp, policies):
        order = ledger.orders.get(report.order_id)
        if order is not None:
            known = ledger.accounts[order.terms.account].fills
            if report.exec_id in known:
                report = replace(report, exec_id=f"{report.exec_id}-{stamp.seq}")
        return fills(ledger, report, stamp, policies)

    patch.setitem(DECIDERS, r.VenueFills, every_time)


def a_change_brings_back_what_has_traded(patch: MonkeyPatch) -> None:
    """The answer to a change says what is left, whatever has traded meanwhile."""
    replaced = order_facts.order_replaced

    def all_left(ledger, event) -> None:
        cum = ledger.orders[event.order_id].cum_qty
        replaced(ledger, replace(event, qty=event.qty + cum))

    patch.setitem(APPLIERS, e.OrderReplaced, all_left)


def busts_leave_the_position(patch: MonkeyPatch) -> None:
    """A trade that is taken back is struck out, and what it had bought is kept."""

    def struck_out(ledger, event) -> None:
        order = ledger.orders[event.order_id]
        ledger.accounts[order.terms.account].busted[event.exec_id] = order.id

    patch.setitem(APPLIERS, e.FillBusted, struck_out)


def an_overfill_is_cut_to_the_order(patch: MonkeyPatch) -> None:
    """No order trades more than it asked for, so what the venue says is made to fit."""
    fills = DECIDERS[r.VenueFills]

    def cut(ledger, report, stamp, policies):
        order = ledger.orders.get(report.order_id)
        if order is not None and order.is_open and report.qty > order.leaves_qty > 0:
            report = replace(report, qty=order.leaves_qty)
        return fills(ledger, report, stamp, policies)

    patch.setitem(DECIDERS, r.VenueFills, cut)


def exits_stay_as_they_were_sent(patch: MonkeyPatch) -> None:
    """The stop is sent with the first fill, and what fills later has none."""
    cover = brackets._cover

    def once(ledger, entry, role, missing, stamp, policies):
        if not ledger.brackets[entry.id].exits:
            yield from cover(ledger, entry, role, missing, stamp, policies)

    patch.setattr(brackets, "_cover", once)


def a_parent_forgets_what_it_gave_out(patch: MonkeyPatch) -> None:
    """After a wake the parent counts only what has filled, so what is under way goes out again."""
    scheduled = parent_facts.parent_scheduled

    def forgetful(ledger, event) -> None:
        scheduled(ledger, event)
        ledger.parents[event.order_id].committed = ledger.orders[event.order_id].cum_qty

    patch.setitem(APPLIERS, e.ParentScheduled, forgetful)


ACCOUNTING: tuple[Plant, ...] = (
    same_price_and_size_is_the_same_fill,
    a_fill_told_twice_counts_twice,
    a_change_brings_back_what_has_traded,
    busts_leave_the_position,
    an_overfill_is_cut_to_the_order,
    exits_stay_as_they_were_sent,
    a_parent_forgets_what_it_gave_out,
)
