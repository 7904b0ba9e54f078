"""What venues say: a venue may be strange, never impossible, so each report has its events."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from holdfast.core.brackets import is_worn_out, protect
from holdfast.core.ledger import TERMINAL, Ledger, Order
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
    order = _ours(ledger, report.order_id)
    if order is None:
        return _stray(report.order_id, report)
    if order.venue_order_id == report.venue_order_id:
        return _NOTHING
    if not is_legal(order.status, e.OrderOpened) or order.venue_order_id:
        return _strange(order, report)
    opened = e.OrderOpened(order.id, report.venue_order_id)
    if order.status is S.UNKNOWN and order.cancel_wanted:
        # the cancel may have been lost with the answer; asking again is harmless
        return (opened, e.CancelSent(order.id))
    if order.terms.exit_of:
        return _then_protect(ledger, order, opened, stamp, policies)
    return (opened,)


def rejects(
    ledger: Ledger, report: r.VenueRejects, stamp: Stamp, policies: Policies
) -> Iterable[e.Event]:
    """End the order without a trade; one that has traded is a matter for a person."""
    order = _ours(ledger, report.order_id)
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
    if terms.tactic is not None:
        return _stray(report.order_id, report)
    if not report.qty > ZERO or order.status is S.REFUSED:
        return _strange(order, report)
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
        and order.cum_qty + report.qty <= order.qty
    ):
        return (filled,)
    return _linked_fill(ledger, order, filled, stamp, policies)


def _told_again(order: Order, booked: e.OrderFilled, report: r.VenueFills) -> Iterable[e.Event]:
    """Tell a repeat from an exec id that the venue has used twice, whose fill would be lost."""
    if (booked.order_id, booked.qty, booked.price) == (order.id, report.qty, report.price):
        return _NOTHING
    return _strange(order, report)


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
        yield from _after_child_fill(ledger, ledger.orders[terms.parent_id], filled)
    yield from _protect_all(ledger, order, stamp, policies)


def _after_child_fill(ledger: Ledger, parent: Order, filled: e.OrderFilled) -> Iterator[e.Event]:
    """Take back what was given out again in place of a fill that came after its order's end."""
    if parent.cum_qty > parent.qty:
        excess = min(filled.qty, parent.cum_qty - parent.qty)
        yield e.OrderOverfilled(parent.id, excess)
    state = ledger.parents[parent.id]
    surplus = state.committed - parent.qty
    for child_id in reversed(tuple(state.open_children)):
        child = ledger.orders[child_id]
        if surplus <= ZERO:
            break
        if not child.cancel_wanted:
            yield e.CancelSent(child_id)
        surplus -= child.leaves_qty
    yield from end_if_idle(ledger, parent.id)


def _protect_all(
    ledger: Ledger, order: Order, stamp: Stamp, policies: Policies
) -> Iterator[e.Event]:
    """Bring every bracket that the order belongs to in line with a fill or bust of it."""
    for entry_id in (order.id, order.terms.parent_id, order.terms.exit_of):
        bracket = ledger.brackets.get(entry_id)
        if bracket is None:
            continue
        filled = ledger.orders[entry_id].cum_qty
        if bracket.exited > filled:
            yield e.DiscrepancyFound(
                entry_id, "its exits closed more than it filled", f"{bracket.exited} of {filled}"
            )
        yield from protect(ledger, entry_id, stamp, policies)


def busts(
    ledger: Ledger, report: r.VenueBusts, stamp: Stamp, policies: Policies
) -> Iterator[e.Event]:
    """Take a fill back, once; told before its fill, the fill will not be booked."""
    order = _ours(ledger, report.order_id)
    if order is None:
        yield from _stray(report.order_id, report)
        return
    if order.status is S.REFUSED:
        yield from _strange(order, report)
        return
    account = ledger.accounts[order.terms.account]
    if report.exec_id in account.busted:
        return
    booked = account.fills.get(report.exec_id)
    if booked is not None and booked.order_id != order.id:
        yield from _strange(order, report)
        return
    yield e.FillBusted(order.id, report.exec_id)
    yield from _protect_all(ledger, order, stamp, policies)


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
    order = _ours(ledger, report.order_id)
    if order is None:
        return _stray(report.order_id, report)
    if order.status is not S.PENDING_CANCEL:
        return _NOTHING
    return (e.CancelRejected(order.id, report.code, report.detail), e.QuerySent(order.id))


def replaces(
    ledger: Ledger, report: r.VenueReplaces, stamp: Stamp, policies: Policies
) -> Iterable[e.Event]:
    """Take the venue's terms; what is left still comes from fills alone."""
    order = _ours(ledger, report.order_id)
    if order is None:
        return _stray(report.order_id, report)
    if not is_legal(order.status, e.OrderReplaced):
        return _NOTHING if order.qty == report.qty else _strange(order, report)
    told = (report.qty, report.limit_price, report.stop_price)
    known = (order.qty, order.limit_price, order.stop_price)
    if told == known and report.venue_order_id == order.venue_order_id:
        # the ack of an older change, told again
        return _NOTHING
    return _replaced(ledger, order, report, stamp, policies)


def _replaced(
    ledger: Ledger, order: Order, report: r.VenueReplaces, stamp: Stamp, policies: Policies
) -> Iterator[e.Event]:
    told = (report.qty, report.limit_price, report.stop_price)
    asked = (order.pending_qty, order.pending_limit_price, order.pending_stop_price)
    yield e.OrderReplaced(order.id, report.venue_order_id, *told)
    yield from _flag_excess(order)
    if told != asked:
        yield e.DiscrepancyFound(order.id, "was changed otherwise than asked", repr(report))
    if order.terms.exit_of:
        yield from protect(ledger, order.terms.exit_of, stamp, policies)


def _flag_excess(order: Order) -> Iterator[e.Event]:
    """Flag what traded while a change was in flight and is more than the order came to have."""
    if order.cum_qty > order.qty and not order.overfilled:
        yield e.OrderOverfilled(order.id, order.cum_qty - order.qty)


def rejects_replace(
    ledger: Ledger, report: r.VenueRejectsReplace, stamp: Stamp, policies: Policies
) -> Iterable[e.Event]:
    """Let the order work on as it was."""
    order = _ours(ledger, report.order_id)
    if order is None:
        return _stray(report.order_id, report)
    if order.pending_qty is None:
        return _NOTHING
    rejected = e.ReplaceRejected(order.id, report.code, report.detail)
    return _not_replaced(ledger, order, rejected, stamp, policies)


def _not_replaced(
    ledger: Ledger, order: Order, rejected: e.ReplaceRejected, stamp: Stamp, policies: Policies
) -> Iterator[e.Event]:
    """Give the order back to its fills and ask why; of a bracket what grew is covered at once.

    What shrank waits for the answer, since a fill on its way is the likeliest reason.
    """
    yield rejected
    yield from _flag_excess(order)
    if order.is_open:
        yield e.QuerySent(order.id)
    if order.terms.exit_of:
        yield from protect(ledger, order.terms.exit_of, stamp, policies, shrink=False)


def triggers(
    ledger: Ledger, report: r.VenueTriggers, stamp: Stamp, policies: Policies
) -> Iterable[e.Event]:
    """Note that a stop was touched, once."""
    order = _ours(ledger, report.order_id)
    if order is None:
        return _stray(report.order_id, report)
    if order.triggered or not is_legal(order.status, e.OrderTriggered):
        return _NOTHING
    return (e.OrderTriggered(order.id, report.at),)


def silent(
    ledger: Ledger, report: r.VenueSilent, stamp: Stamp, policies: Policies
) -> Iterable[e.Event]:
    """No answer: the order is unknown unless the venue has spoken of it since; ask."""
    order = _ours(ledger, report.order_id)
    if order is None:
        return _stray(report.order_id, report)
    unheard = not order.venue_order_id and not order.cum_qty
    if order.status is S.SENT or (order.status is S.PENDING_CANCEL and unheard):
        return (e.OrderUnknown(order.id, report.detail), e.QuerySent(order.id))
    if order.status in (S.PENDING_CANCEL, S.PENDING_REPLACE):
        return (e.QuerySent(order.id),)
    return _NOTHING


def unreachable(
    ledger: Ledger, report: r.VenueUnreachable, stamp: Stamp, policies: Policies
) -> Iterable[e.Event]:
    """Nothing left, provably: undo what was asked."""
    order = _ours(ledger, report.order_id)
    if order is None:
        return _stray(report.order_id, report)
    if order.status is S.SENT:
        rejected = e.OrderRejected(order.id, "UNREACHABLE", report.detail)
        return _ended(ledger, order, rejected, stamp, policies)
    if order.status is S.PENDING_CANCEL:
        return (e.CancelRejected(order.id, "UNREACHABLE", report.detail),)
    if order.status is S.PENDING_REPLACE:
        return _never_left(ledger, order, report, stamp, policies)
    return _NOTHING


def _never_left(
    ledger: Ledger, order: Order, report: r.VenueUnreachable, stamp: Stamp, policies: Policies
) -> Iterator[e.Event]:
    yield e.ReplaceRejected(order.id, "UNREACHABLE", report.detail)
    yield from _flag_excess(order)
    if order.terms.exit_of:
        yield from protect(ledger, order.terms.exit_of, stamp, policies)


def states(
    ledger: Ledger, report: r.VenueStates, stamp: Stamp, policies: Policies
) -> Iterator[e.Event]:
    """Bring the order to where the venue proves it to be; its fills were told before."""
    order = _ours(ledger, report.order_id)
    if order is None:
        yield from _stray(report.order_id, report)
        return
    works = report.status not in TERMINAL
    if report.cum_qty != order.cum_qty or (works and not order.is_open):
        # a fill was not told, or what is over for us lives on at the venue
        yield from _strange(order, report)
        return
    if not order.is_open:
        return
    if report.status in FOUND[order.status] and not works:
        found = e.OrderFound(order.id, report.venue_order_id, report.status)
        yield from _ended(ledger, order, found, stamp, policies)
        return
    yield from _found_working(ledger, order, report)
    if order.terms.exit_of:
        yield from protect(ledger, order.terms.exit_of, stamp, policies)


def _found_working(ledger: Ledger, order: Order, report: r.VenueStates) -> Iterator[e.Event]:
    told = (report.qty, report.limit_price, report.stop_price)
    asked = (order.pending_qty, order.pending_limit_price, order.pending_stop_price)
    if order.pending_qty is not None and told == asked:
        yield e.OrderReplaced(order.id, report.venue_order_id, *told)
    elif order.status is S.PENDING_REPLACE:
        yield e.ReplaceRejected(order.id, "NOT_MADE", "the venue has the order unchanged")
        yield from _flag_excess(order)
    elif order.status in (S.SENT, S.UNKNOWN, S.PENDING_CANCEL):
        yield e.OrderFound(order.id, report.venue_order_id, S.NEW)
        yield from _flag_excess(order)
    if order.is_open and told != (order.qty, order.limit_price, order.stop_price):
        yield e.DiscrepancyFound(order.id, "has other terms at the venue", repr(report))
    if order.is_open and order.cancel_wanted:
        # the cancel was lost; asking again is harmless
        yield e.CancelSent(order.id)


def knows_not(
    ledger: Ledger, report: r.VenueKnowsNot, stamp: Stamp, policies: Policies
) -> Iterable[e.Event]:
    """End an order only where the venue's absence of it is proof."""
    order = _ours(ledger, report.order_id)
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
    order = _ours(ledger, order_id)
    if order is None:
        return _stray(order_id, event)
    if not order.is_open:
        return _NOTHING
    return _ended(ledger, order, event, stamp, policies)


def _ended(
    ledger: Ledger, order: Order, event: e.Event, stamp: Stamp, policies: Policies
) -> Iterable[e.Event]:
    terms = order.terms
    if not terms.parent_id and not terms.exit_of and order.cum_qty <= order.qty:
        return (event,)
    return _ended_linked(ledger, order, event, stamp, policies)


def _ended_linked(
    ledger: Ledger, order: Order, event: e.Event, stamp: Stamp, policies: Policies
) -> Iterator[e.Event]:
    yield event
    yield from _flag_excess(order)
    terms = order.terms
    if terms.parent_id:
        yield from end_if_idle(ledger, terms.parent_id)
    elif terms.exit_of:
        if order.status in (S.CANCELED, S.EXPIRED) and not is_worn_out(ledger, order):
            yield from protect(ledger, terms.exit_of, stamp, policies)
        elif order.status is not S.FILLED:
            # a venue that will not have the exit would refuse it again
            yield e.DiscrepancyFound(terms.exit_of, f"exit {order.id} ended", repr(event))


def _then_protect(
    ledger: Ledger, order: Order, event: e.Event, stamp: Stamp, policies: Policies
) -> Iterator[e.Event]:
    yield event
    yield from protect(ledger, order.terms.exit_of, stamp, policies)


def _ours(ledger: Ledger, order_id: str) -> Order | None:
    """Return the order that a report names, if it is one that went to a venue or might have."""
    order = ledger.orders.get(order_id)
    return order if order is not None and order.terms.tactic is None else None


def _stray(order_id: str, message: object) -> tuple[e.Event, ...]:
    return (e.DiscrepancyFound(order_id, "a report names no order of ours", repr(message)),)


def _strange(order: Order, message: object) -> tuple[e.Event, ...]:
    detail = f"a report does not fit an order that is {order.status}"
    return (e.DiscrepancyFound(order.id, detail, repr(message)),)
