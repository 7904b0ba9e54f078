"""What venues say: a venue may be strange, never impossible, so each report has its events."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from holdfast.core.brackets import protect
from holdfast.core.ledger import Ledger, Order
from holdfast.core.lifecycle import FOUND, is_legal
from holdfast.core.parents import end_if_idle
from holdfast.core.policy import Policies
from holdfast.messages import events as e
from holdfast.messages import reports as r
from holdfast.messages.stamp import Stamp
from holdfast.model.numbers import ZERO
from holdfast.model.order import OrderStatus as S

_NOTHING: tuple[e.Event, ...] = ()


def accepts(
    ledger: Ledger, report: r.VenueAccepts, stamp: Stamp, policies: Policies
) -> Iterable[e.Event]:
    """Open the order; told again it changes nothing."""
    order = ledger.orders.get(report.order_id)
    if order is None:
        return _stray(report.order_id, report)
    if order.venue_order_id == report.venue_order_id:
        return _NOTHING
    if not is_legal(order.status, e.OrderOpened) or order.venue_order_id:
        return _strange(order, report)
    opened = e.OrderOpened(order.id, report.venue_order_id)
    if order.terms.exit_of:
        return _then_protect(ledger, order, opened, stamp, policies)
    return (opened,)


def rejects(
    ledger: Ledger, report: r.VenueRejects, stamp: Stamp, policies: Policies
) -> Iterable[e.Event]:
    """End the order without a trade; one that has traded is a matter for a person."""
    order = ledger.orders.get(report.order_id)
    if order is None:
        return _stray(report.order_id, report)
    if order.status is S.REJECTED:
        return _NOTHING
    if not is_legal(order.status, e.OrderRejected) or order.cum_qty:
        return _strange(order, report)
    rejected = e.OrderRejected(order.id, report.code, report.detail)
    return _ended(ledger, order, rejected, stamp, policies)


def fills(
    ledger: Ledger, report: r.VenueFills, stamp: Stamp, policies: Policies
) -> Iterable[e.Event]:
    """Book the fill, once by its exec id, whatever state the order is in."""
    order = ledger.orders.get(report.order_id)
    if order is None:
        return _stray(report.order_id, report)
    terms = order.terms
    account = ledger.accounts[terms.account]
    if report.exec_id in account.fills or report.exec_id in account.busted:
        return _NOTHING
    if not report.qty > ZERO or order.status in (S.REFUSED, S.PENDING_NEW):
        return _strange(order, report)
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
        and order.cum_qty + report.qty <= order.qty
    ):
        return (filled,)
    return _linked_fill(ledger, order, filled, stamp, policies)


def _linked_fill(
    ledger: Ledger, order: Order, filled: e.OrderFilled, stamp: Stamp, policies: Policies
) -> Iterator[e.Event]:
    yield filled
    if order.cum_qty > order.qty:
        yield e.OrderOverfilled(order.id, min(filled.qty, order.cum_qty - order.qty))
    terms = order.terms
    if terms.parent_id:
        yield from end_if_idle(ledger, terms.parent_id)
    for entry_id in (order.id, terms.parent_id, terms.exit_of):
        if entry_id in ledger.brackets:
            yield from protect(ledger, entry_id, stamp, policies)


def busts(
    ledger: Ledger, report: r.VenueBusts, stamp: Stamp, policies: Policies
) -> Iterator[e.Event]:
    """Take a fill back, once; told before its fill, the fill will not be booked."""
    order = ledger.orders.get(report.order_id)
    if order is None:
        yield from _stray(report.order_id, report)
        return
    if report.exec_id in ledger.accounts[order.terms.account].busted:
        return
    yield e.FillBusted(order.id, report.exec_id)
    for entry_id in (order.id, order.terms.parent_id, order.terms.exit_of):
        if entry_id in ledger.brackets:
            yield from protect(ledger, entry_id, stamp, policies)


def cancels(
    ledger: Ledger, report: r.VenueCancels, stamp: Stamp, policies: Policies
) -> Iterable[e.Event]:
    """End the order with what it has filled."""
    return _over(
        ledger, report.order_id, e.OrderCanceled(report.order_id, report.detail), stamp, policies
    )


def expires(
    ledger: Ledger, report: r.VenueExpires, stamp: Stamp, policies: Policies
) -> Iterable[e.Event]:
    """End the order with what it has filled, its time being over."""
    return _over(
        ledger, report.order_id, e.OrderExpired(report.order_id, report.detail), stamp, policies
    )


def rejects_cancel(
    ledger: Ledger, report: r.VenueRejectsCancel, stamp: Stamp, policies: Policies
) -> Iterable[e.Event]:
    """Give the order back to what its fills say, and ask where that does not explain the no."""
    order = ledger.orders.get(report.order_id)
    if order is None:
        return _stray(report.order_id, report)
    if order.status is not S.PENDING_CANCEL:
        return _NOTHING
    return (e.CancelRejected(order.id, report.code, report.detail), e.QuerySent(order.id))


def replaces(
    ledger: Ledger, report: r.VenueReplaces, stamp: Stamp, policies: Policies
) -> Iterable[e.Event]:
    """Take the venue's terms; what is left still comes from fills alone."""
    order = ledger.orders.get(report.order_id)
    if order is None:
        return _stray(report.order_id, report)
    if not is_legal(order.status, e.OrderReplaced):
        return _NOTHING if order.qty == report.qty else _strange(order, report)
    replaced = e.OrderReplaced(
        order.id,
        report.venue_order_id,
        report.qty,
        report.limit_price,
        report.stop_price,
    )
    if order.terms.exit_of:
        return _then_protect(ledger, order, replaced, stamp, policies)
    return (replaced,)


def rejects_replace(
    ledger: Ledger, report: r.VenueRejectsReplace, stamp: Stamp, policies: Policies
) -> Iterable[e.Event]:
    """Let the order work on as it was."""
    order = ledger.orders.get(report.order_id)
    if order is None:
        return _stray(report.order_id, report)
    if order.pending_qty is None:
        return _NOTHING
    return (e.ReplaceRejected(order.id, report.code, report.detail), e.QuerySent(order.id))


def triggers(
    ledger: Ledger, report: r.VenueTriggers, stamp: Stamp, policies: Policies
) -> Iterable[e.Event]:
    """Note that a stop was touched, once."""
    order = ledger.orders.get(report.order_id)
    if order is None:
        return _stray(report.order_id, report)
    if order.triggered or not is_legal(order.status, e.OrderTriggered):
        return _NOTHING
    return (e.OrderTriggered(order.id, report.at),)


def silent(
    ledger: Ledger, report: r.VenueSilent, stamp: Stamp, policies: Policies
) -> Iterable[e.Event]:
    """No answer: the order is unknown unless the venue has spoken of it since; ask."""
    order = ledger.orders.get(report.order_id)
    if order is None:
        return _stray(report.order_id, report)
    if order.status is S.SENT or (order.status is S.PENDING_CANCEL and not order.venue_order_id):
        return (e.OrderUnknown(order.id, report.detail), e.QuerySent(order.id))
    if order.status in (S.PENDING_CANCEL, S.PENDING_REPLACE):
        return (e.QuerySent(order.id),)
    return _NOTHING


def unreachable(
    ledger: Ledger, report: r.VenueUnreachable, stamp: Stamp, policies: Policies
) -> Iterable[e.Event]:
    """Nothing left, provably: undo what was asked."""
    order = ledger.orders.get(report.order_id)
    if order is None:
        return _stray(report.order_id, report)
    if order.status is S.SENT:
        rejected = e.OrderRejected(order.id, "UNREACHABLE", report.detail)
        return _ended(ledger, order, rejected, stamp, policies)
    if order.status is S.PENDING_CANCEL:
        return (e.CancelRejected(order.id, "UNREACHABLE", report.detail),)
    if order.status is S.PENDING_REPLACE:
        return (e.ReplaceRejected(order.id, "UNREACHABLE", report.detail),)
    return _NOTHING


def states(
    ledger: Ledger, report: r.VenueStates, stamp: Stamp, policies: Policies
) -> Iterator[e.Event]:
    """Bring the order to where the venue proves it to be; its fills were told before."""
    order = ledger.orders.get(report.order_id)
    if order is None:
        yield from _stray(report.order_id, report)
        return
    if report.cum_qty != order.cum_qty:
        yield from _strange(order, report)
        return
    if not order.is_open:
        return
    if report.status in FOUND.get(order.status, ()) and report.status not in (
        S.NEW,
        S.PARTIALLY_FILLED,
        S.PENDING_CANCEL,
    ):
        found = e.OrderFound(order.id, report.venue_order_id, report.status)
        yield from _ended(ledger, order, found, stamp, policies)
        return
    yield from _found_working(ledger, order, report)
    if order.terms.exit_of:
        yield from protect(ledger, order.terms.exit_of, stamp, policies)


def _found_working(ledger: Ledger, order: Order, report: r.VenueStates) -> Iterator[e.Event]:
    asked_to_cancel = order.status is S.PENDING_CANCEL
    if order.status is S.PENDING_REPLACE:
        terms = (report.qty, report.limit_price, report.stop_price)
        if terms == (order.pending_qty, order.pending_limit_price, order.pending_stop_price):
            yield e.OrderReplaced(order.id, report.venue_order_id, *terms)
        else:
            yield e.ReplaceRejected(order.id, "NOT_MADE", "the venue has the order unchanged")
    elif order.status in (S.SENT, S.UNKNOWN) or asked_to_cancel:
        yield e.OrderFound(order.id, report.venue_order_id, S.NEW)
    if asked_to_cancel:
        # the cancel was lost; asking again is harmless
        yield e.CancelSent(order.id)


def knows_not(
    ledger: Ledger, report: r.VenueKnowsNot, stamp: Stamp, policies: Policies
) -> Iterable[e.Event]:
    """End an order only where the venue's absence of it is proof."""
    order = ledger.orders.get(report.order_id)
    if order is None:
        return _stray(report.order_id, report)
    if not order.is_open or not report.final:
        return _NOTHING
    if order.venue_order_id or order.cum_qty:
        return _strange(order, report)
    rejected = e.OrderRejected(order.id, "NEVER_ARRIVED", "the venue has no such order")
    return _ended(ledger, order, rejected, stamp, policies)


def holds(
    ledger: Ledger, report: r.VenueHolds, stamp: Stamp, policies: Policies
) -> Iterable[e.Event]:
    """Compare a position; a difference is raised once, with both numbers."""
    account = ledger.accounts.get(report.account)
    ours = ledger.position(report.account, report.instrument).qty if account else ZERO
    if ours == report.qty:
        return _NOTHING
    subject = f"position {report.account} {report.instrument}"
    found = e.DiscrepancyFound(
        subject, "desk and venue differ", f"desk {ours}, {report.venue} {report.qty}"
    )
    return _NOTHING if found in ledger.discrepancies else (found,)


def _over(
    ledger: Ledger,
    order_id: str,
    event: e.OrderCanceled | e.OrderExpired,
    stamp: Stamp,
    policies: Policies,
) -> Iterable[e.Event]:
    order = ledger.orders.get(order_id)
    if order is None:
        return _stray(order_id, event)
    if not order.is_open:
        return _NOTHING
    return _ended(ledger, order, event, stamp, policies)


def _ended(
    ledger: Ledger, order: Order, event: e.Event, stamp: Stamp, policies: Policies
) -> Iterable[e.Event]:
    terms = order.terms
    if not terms.parent_id and not terms.exit_of:
        return (event,)
    return _ended_linked(ledger, order, event, stamp, policies)


def _ended_linked(
    ledger: Ledger, order: Order, event: e.Event, stamp: Stamp, policies: Policies
) -> Iterator[e.Event]:
    yield event
    terms = order.terms
    if terms.parent_id:
        yield from end_if_idle(ledger, terms.parent_id)
    elif isinstance(event, e.OrderCanceled | e.OrderExpired):
        yield from protect(ledger, terms.exit_of, stamp, policies)
    else:
        # a venue that will not take the exit would refuse it again
        yield e.DiscrepancyFound(terms.exit_of, f"exit {order.id} ended", repr(event))


def _then_protect(
    ledger: Ledger, order: Order, event: e.Event, stamp: Stamp, policies: Policies
) -> Iterator[e.Event]:
    yield event
    yield from protect(ledger, order.terms.exit_of, stamp, policies)


def _stray(order_id: str, message: object) -> tuple[e.Event, ...]:
    return (e.DiscrepancyFound(order_id, "a report names no order of ours", repr(message)),)


def _strange(order: Order, message: object) -> tuple[e.Event, ...]:
    detail = f"a report does not fit an order that is {order.status}"
    return (e.DiscrepancyFound(order.id, detail, repr(message)),)
