"""What venues say when they are asked where things stand, and what their silence means."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from holdfast.core.brackets import protect
from holdfast.core.ending import NEVER_ARRIVED, ended, flag_excess
from holdfast.core.ledger import TERMINAL, Ledger, Order
from holdfast.core.lifecycle import FOUND
from holdfast.core.policy import Policies
from holdfast.core.readiness import POSITION, settled
from holdfast.core.readiness import told as is_told
from holdfast.core.stopped import outlived_a_kill
from holdfast.core.strange import ours, strange, stray
from holdfast.messages import events as e
from holdfast.messages import reports as r
from holdfast.messages import rulings as g
from holdfast.messages.stamp import Stamp
from holdfast.model.numbers import ZERO
from holdfast.model.order import OrderStatus as S
from holdfast.model.order import OrderType

_NOTHING: tuple[e.Event, ...] = ()
KILL_AGAIN_NS = 1_000_000_000  # the least time between a cancel refused and another for a kill


def silent(
    ledger: Ledger, report: r.VenueSilent, stamp: Stamp, policies: Policies
) -> Iterable[e.Event]:
    """No answer: the order is unknown unless the venue has spoken of it since; ask."""
    order = ours(ledger, report.order_id)
    if order is None:
        return stray(report.order_id, report)
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
    order = ours(ledger, report.order_id)
    if order is None:
        return stray(report.order_id, report)
    if report.unsent and order.pending_qty is not None:
        return _never_left(ledger, order, report, stamp, policies)
    if order.status is S.SENT or (report.unsent and order.status is S.PENDING_CANCEL):
        rejected = e.OrderRejected(order.id, "UNREACHABLE", report.detail)
        return ended(ledger, order, rejected, stamp, policies)
    if order.status is S.PENDING_CANCEL:
        undone = e.CancelRejected(order.id, "UNREACHABLE", report.detail)
        master = order.terms.exit_of or order.terms.parent_id
        if not master:
            return (undone,)
        # asking again at once would go round for as long as the venue is away
        stays = f"{order.id} stays: its cancel never left"
        return (undone, e.DiscrepancyFound(master, stays, repr(report)))
    if order.status is S.PENDING_REPLACE:
        return _never_left(ledger, order, report, stamp, policies)
    return _NOTHING


def _never_left(
    ledger: Ledger, order: Order, report: r.VenueUnreachable, stamp: Stamp, policies: Policies
) -> Iterator[e.Event]:
    yield e.ReplaceRejected(order.id, "UNREACHABLE", report.detail)
    yield from flag_excess(order)
    if order.terms.exit_of:
        yield from protect(ledger, order.terms.exit_of, stamp, policies)


def states(
    ledger: Ledger, report: r.VenueStates, stamp: Stamp, policies: Policies
) -> Iterator[e.Event]:
    """Take an answer to a query: where the order is, and that it need not be waited for."""
    yield from _stated(ledger, report, stamp, policies)
    yield from is_told(ledger, report.order_id)


def _stated(
    ledger: Ledger, report: r.VenueStates, stamp: Stamp, policies: Policies
) -> Iterator[e.Event]:
    """Bring the order to where the venue proves it to be; its fills were told before."""
    order = ours(ledger, report.order_id)
    if order is None:
        yield from stray(report.order_id, report)
        return
    works = report.status not in TERMINAL
    if report.cum_qty != order.cum_qty or (works and not order.is_open):
        # a fill was not told, or what is over for us lives on at the venue
        yield from strange(order, report)
        return
    if not order.is_open:
        return
    if report.status in FOUND[order.status] and not works:
        found = e.OrderFound(order.id, report.venue_order_id, report.status)
        yield from ended(ledger, order, found, stamp, policies)
        return
    yield from _found_working(ledger, order, report, stamp)
    if order.terms.exit_of:
        yield from protect(ledger, order.terms.exit_of, stamp, policies)


def _found_working(
    ledger: Ledger, order: Order, report: r.VenueStates, stamp: Stamp
) -> Iterator[e.Event]:
    stated = (report.qty, report.limit_price, report.stop_price)
    asked = (order.pending_qty, order.pending_limit_price, order.pending_stop_price)
    if order.pending_qty is not None and stated == asked:
        yield e.OrderReplaced(order.id, report.venue_order_id, *stated)
    elif order.status is S.PENDING_REPLACE:
        yield e.ReplaceRejected(order.id, "NOT_MADE", "the venue has the order unchanged")
        yield from flag_excess(order)
    elif order.status in (S.SENT, S.UNKNOWN, S.PENDING_CANCEL):
        yield e.OrderFound(order.id, report.venue_order_id, S.NEW)
        yield from flag_excess(order)
    if order.is_open and not _is_as_known(order, report):
        yield e.DiscrepancyFound(order.id, "has other terms at the venue", repr(report))
    if order.is_open and (
        order.cancel_wanted or _is_orphan(ledger, order) or _is_to_be_killed(ledger, order, stamp)
    ):
        # the cancel was lost; asking again is harmless
        yield e.CancelSent(order.id)


def _is_to_be_killed(ledger: Ledger, order: Order, stamp: Stamp) -> bool:
    """Tell whether a kill holds for an order whose cancel never left or was refused.

    Not at once after that: a venue that refuses and is asked why would be asked without end.
    """
    if not ledger.kills or stamp.at - order.updated_at < KILL_AGAIN_NS:
        return False
    return outlived_a_kill(ledger, order)


def _is_as_known(order: Order, report: r.VenueStates) -> bool:
    """Compare the terms; a market order may be at its venue with the limit that protects it."""
    same_limit = report.limit_price == order.limit_price or order.terms.type is OrderType.MARKET
    return report.qty == order.qty and same_limit and report.stop_price == order.stop_price


def _is_orphan(ledger: Ledger, order: Order) -> bool:
    """Tell whether the order is a child whose parent works no more."""
    parent_id = order.terms.parent_id
    if not parent_id:
        return False
    return not ledger.orders[parent_id].is_open or ledger.parents[parent_id].ending is not None


def knows_not(
    ledger: Ledger, report: r.VenueKnowsNot, stamp: Stamp, policies: Policies
) -> Iterator[e.Event]:
    """Take an answer to a query: that there is no such order; only proof of it ends the wait."""
    yield from _not_known(ledger, report, stamp, policies)
    if report.final:
        yield from is_told(ledger, report.order_id)


def _not_known(
    ledger: Ledger, report: r.VenueKnowsNot, stamp: Stamp, policies: Policies
) -> Iterable[e.Event]:
    """End an order only where the venue's absence of it is proof."""
    order = ours(ledger, report.order_id)
    if order is None:
        return stray(report.order_id, report)
    if not order.is_open or not report.final:
        return _NOTHING
    if order.venue_order_id or order.cum_qty:
        return strange(order, report)
    rejected = e.OrderRejected(order.id, NEVER_ARRIVED, "the venue has no such order")
    return ended(ledger, order, rejected, stamp, policies)


def holds(
    ledger: Ledger, report: r.VenueHolds, stamp: Stamp, policies: Policies
) -> Iterator[e.Event]:
    """Compare a position; a difference is raised once, and at each start, with both numbers.

    What is held for an account that is none of ours counts as the firm's.
    """
    account = ledger.accounts.get(report.account)
    ours = ledger.position(report.account, report.instrument).qty if account else ZERO
    if account is None:
        counted = ledger.unmapped.get(report.account, {}).get(report.instrument, ZERO)
        if counted != report.qty:
            yield g.UnmappedHeld(report.venue, report.account, report.instrument, report.qty)
    subject = f"{POSITION}{report.account} {report.instrument}"
    if ours == report.qty:
        yield from settled(ledger, subject)
        return
    found = e.DiscrepancyFound(
        subject, "desk and venue differ", f"desk {ours}, {report.venue} {report.qty}"
    )
    is_news = not ledger.is_armed and subject not in ledger.unexplained
    if is_news or found not in ledger.discrepancies:
        yield found
