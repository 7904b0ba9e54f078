"""What venues say of their own accord: a venue may be strange, never impossible."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from msgspec.structs import replace

from holdfast.core.brackets import closed_elsewhere, protect
from holdfast.core.contingent import settled
from holdfast.core.ending import Over, ended, ended_after_fills, then_protect
from holdfast.core.ledger import Ledger, Order
from holdfast.core.lifecycle import is_legal
from holdfast.core.lineage import above
from holdfast.core.policy import Policies
from holdfast.core.reconciled import is_external
from holdfast.core.spreading import settle
from holdfast.core.stopped import is_killed, tell_unprotected
from holdfast.core.strange import ours, strange, stray, unknown
from holdfast.core.winding_up import asked_soon, end_if_idle, pull
from holdfast.messages import events as e
from holdfast.messages import reports as r
from holdfast.messages.stamp import Stamp
from holdfast.model.numbers import ZERO
from holdfast.model.order import Liquidity
from holdfast.model.order import OrderStatus as S

_NOTHING: tuple[e.Event, ...] = ()
# bound once: an enum's member costs a look-up at each use
_REFUSED = S.REFUSED


def accepts(
    ledger: Ledger, report: r.VenueAccepts, stamp: Stamp, policies: Policies
) -> Iterable[e.Event]:
    """Open the order; told again it changes nothing, even after changes that made it anew there."""
    order = ours(ledger, report.order_id)
    if order is None:
        return unknown(ledger, report.order_id or report.venue_order_id, report, stamp)
    if order.venue_order_id:
        return (
            _NOTHING
            if _is_known_as(ledger, order, report.venue_order_id)
            else strange(order, report)
        )
    if not is_legal(order.status, e.OrderOpened):
        return strange(order, report)
    opened = e.OrderOpened(order.id, report.venue_order_id)
    if order.cancel_wanted and order.status is S.UNKNOWN:
        # the cancel may have been lost with the answer; asking again is harmless
        return (opened, e.CancelSent(order.id))
    if order.terms.exit_of:
        return then_protect(ledger, order, opened, stamp, policies)
    if order.terms.list_id:
        return _then_settled(ledger, opened, stamp, policies)
    return (opened,)


def _is_known_as(ledger: Ledger, order: Order, venue_order_id: str) -> bool:
    """Tell whether this is, or was, its id there; one of somebody else was adopted as it worked."""
    is_it = venue_order_id == order.venue_order_id
    return is_it or ledger.chains.is_past(order.id, venue_order_id) or is_external(order.id)


def _then_settled(
    ledger: Ledger, event: e.Event, stamp: Stamp, policies: Policies
) -> Iterator[e.Event]:
    yield event
    yield from settled(ledger, stamp, policies)


def rejects(
    ledger: Ledger, report: r.VenueRejects, stamp: Stamp, policies: Policies
) -> Iterable[e.Event]:
    """End the order without a trade; one that has traded is a matter for a person."""
    order = ours(ledger, report.order_id)
    if order is None:
        return stray(report.order_id, report)
    if order.status is S.REJECTED:
        return _NOTHING
    if not is_legal(order.status, e.OrderRejected) or order.cum_qty:
        return strange(order, report)
    rejected = e.OrderRejected(order.id, report.code, report.detail)
    return ended(ledger, order, rejected, stamp, policies)


def fills(
    ledger: Ledger, report: r.VenueFills, stamp: Stamp, policies: Policies
) -> Iterable[e.Event]:
    """Book the fill, once by its exec id, whatever state the order is in."""
    order = ledger.orders.get(report.order_id)
    if order is None:
        return _fills_elsewhere(ledger, report, stamp, policies)
    terms = order.terms
    if order.id in ledger.parents:
        return stray(report.order_id, report)
    if not report.qty > ZERO or order.status is _REFUSED:
        return strange(order, report)
    account = ledger.accounts[terms.account]
    if report.exec_id in account.fills:
        return _told_again(order, account.fills[report.exec_id], report)
    if report.exec_id in account.busted:
        return _NOTHING
    filled = e.OrderFilled(
        report.order_id,
        report.exec_id,
        report.qty,
        report.price,
        report.fee,
        report.fee_currency,
        report.liquidity,
        report.at,
    )
    if (
        not terms.parent_id
        and not terms.exit_of
        and order.id not in ledger.brackets
        and not terms.list_id
        and terms.instrument not in account.brackets
        and order.cum_qty + report.qty <= order.qty
    ):
        return (filled,)
    return _linked_fill(ledger, order, filled, stamp, policies)


def _fills_elsewhere(
    ledger: Ledger, report: r.VenueFills, stamp: Stamp, policies: Policies
) -> Iterable[e.Event]:
    """Book a fill of an order that was adopted; of one that nobody knows ask first whose it is."""
    order = ours(ledger, report.order_id)
    if order is None:
        return unknown(ledger, f"{report.order_id} fill {report.exec_id}".lstrip(), report, stamp)
    return fills(ledger, replace(report, order_id=order.id), stamp, policies)


def _told_again(order: Order, booked: e.OrderFilled, report: r.VenueFills) -> Iterable[e.Event]:
    """Tell a repeat from an exec id that the venue has used twice, whose fill would be lost."""
    if (booked.order_id, booked.qty, booked.price) == (order.id, report.qty, report.price):
        return _NOTHING
    return strange(order, report)


def _linked_fill(
    ledger: Ledger, order: Order, filled: e.OrderFilled, stamp: Stamp, policies: Policies
) -> Iterator[e.Event]:
    # a replace in flight may have grown the order
    most = order.qty if order.pending_qty is None else max(order.qty, order.pending_qty)
    yield filled
    if order.cum_qty > most:
        yield e.OrderOverfilled(order.id, min(filled.qty, order.cum_qty - most))
    terms = order.terms
    if terms.parent_id:
        for parent in above(ledger, order):
            yield from _after_child_fill(ledger, parent, filled)
        yield from asked_soon(ledger, order, stamp, policies)
        yield from settle(ledger)
    yield from _protect_all(ledger, order, stamp, policies)
    if not terms.exit_of:
        for reduced in closed_elsewhere(ledger, order, filled):
            yield reduced
            yield from protect(ledger, reduced.order_id, stamp, policies)
    if ledger.lists.known or ledger.lists.waiting:
        yield from settled(ledger, stamp, policies)


def _after_child_fill(ledger: Ledger, parent: Order, filled: e.OrderFilled) -> Iterator[e.Event]:
    """Flag and take back what was given out again in place of a fill that came too late for it."""
    state = ledger.parents[parent.id]
    surplus = state.committed - parent.qty
    if surplus > ZERO:
        yield e.OrderOverfilled(parent.id, min(filled.qty, surplus))
    for child_id in reversed(tuple(state.open_children)):
        child = ledger.orders[child_id]
        if surplus <= ZERO:
            break
        left = child.leaves_qty
        if not child.cancel_wanted:
            yield from pull(ledger, child, "its parent has filled")
        surplus -= left
    yield from end_if_idle(ledger, parent.id)


def _protect_all(
    ledger: Ledger, order: Order, stamp: Stamp, policies: Policies
) -> Iterator[e.Event]:
    """Bring every bracket that the order belongs to in line with a fill or bust of it."""
    entries = (order.id, *(each.id for each in above(ledger, order)), order.terms.exit_of)
    for entry_id in entries:
        bracket = ledger.brackets.get(entry_id)
        if bracket is None:
            continue
        filled = ledger.orders[entry_id].cum_qty
        if bracket.exited > filled:
            yield e.DiscrepancyFound(
                entry_id, "its exits closed more than it filled", f"{bracket.exited} of {filled}"
            )
        yield from protect(ledger, entry_id, stamp, policies)
        entry = ledger.orders[entry_id]
        if bracket.ended and ledger.kills and entry_id != order.terms.exit_of:
            # its exits went with the kill, and none come for what fills late
            if is_killed(ledger, entry):
                yield from tell_unprotected(ledger, entry)


def busts(
    ledger: Ledger, report: r.VenueBusts, stamp: Stamp, policies: Policies
) -> Iterator[e.Event]:
    """Take a fill back, once; told before its fill, the fill will not be booked."""
    order = ours(ledger, report.order_id)
    if order is None:
        yield from stray(report.order_id, report)
        return
    if order.status is S.REFUSED:
        yield from strange(order, report)
        return
    account = ledger.accounts[order.terms.account]
    if report.exec_id in account.busted:
        return
    booked = account.fills.get(report.exec_id)
    if booked is not None and booked.order_id != order.id:
        yield from strange(order, report)
        return
    yield e.FillBusted(order.id, report.exec_id)
    yield from _protect_all(ledger, order, stamp, policies)


def corrects(
    ledger: Ledger, report: r.VenueCorrects, stamp: Stamp, policies: Policies
) -> Iterator[e.Event]:
    """Take a fill back and book what stands for it, each once and in whatever order they come."""
    order = ours(ledger, report.order_id)
    booked = None
    if order is not None:
        booked = ledger.accounts[order.terms.account].fills.get(report.exec_id)
    yield from busts(
        ledger, r.VenueBusts(report.order_id, report.exec_id, report.at), stamp, policies
    )
    if order is None:
        return
    currency = ledger.instruments[order.terms.instrument].currency
    # a venue that corrects a fill under its old id must not have the correction taken for it
    is_same = report.new_exec_id == report.exec_id
    stands = r.VenueFills(
        order.id,
        f"{report.exec_id}+corrected" if is_same else report.new_exec_id,
        report.qty,
        report.price,
        ZERO if booked is None else booked.fee,
        currency if booked is None else booked.fee_currency,
        Liquidity.TAKER if booked is None else booked.liquidity,
        report.at,
    )
    yield from fills(ledger, stands, stamp, policies)


def cancels(
    ledger: Ledger, report: r.VenueCancels, stamp: Stamp, policies: Policies
) -> Iterable[e.Event]:
    """End the order with what it has filled."""
    over = e.OrderCanceled(report.order_id, report.detail)
    return _over(ledger, over, report.cum_qty, stamp, policies)


def expires(
    ledger: Ledger, report: r.VenueExpires, stamp: Stamp, policies: Policies
) -> Iterable[e.Event]:
    """End the order with what it has filled, its time being over."""
    over = e.OrderExpired(report.order_id, report.detail)
    return _over(ledger, over, report.cum_qty, stamp, policies)


def triggers(
    ledger: Ledger, report: r.VenueTriggers, stamp: Stamp, policies: Policies
) -> Iterable[e.Event]:
    """Note that a stop was touched, once."""
    order = ours(ledger, report.order_id)
    if order is None:
        return stray(report.order_id, report)
    if order.triggered or not is_legal(order.status, e.OrderTriggered):
        return _NOTHING
    return (e.OrderTriggered(order.id, report.at),)


def _over(
    ledger: Ledger, over: Over, cum_qty: Decimal | None, stamp: Stamp, policies: Policies
) -> Iterable[e.Event]:
    """End the order, unless the venue says that it has traded more than is known here."""
    order = ours(ledger, over.order_id)
    if order is None:
        return stray(over.order_id, over)
    if not order.is_open:
        return _NOTHING
    if order.id != over.order_id:
        over = replace(over, order_id=order.id)
    if cum_qty is not None and cum_qty > order.cum_qty:
        return ended_after_fills(ledger, order, over, cum_qty, stamp, policies)
    if order.id in ledger.questions.ending:
        # it was told whole before
        return _NOTHING
    return ended(ledger, order, over, stamp, policies)
