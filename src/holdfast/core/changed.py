"""What venues say of changes and cancels that they were asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from holdfast.core.asking import query
from holdfast.core.brackets import protect
from holdfast.core.ending import flag_excess
from holdfast.core.ledger import Ledger, Order
from holdfast.core.lifecycle import is_legal
from holdfast.core.policy import Policies
from holdfast.core.reconciled import is_external
from holdfast.core.strange import ours, strange, stray, worded
from holdfast.core.trailed import Terms, is_same, terms_asked, terms_of
from holdfast.messages import events as e
from holdfast.messages import reports as r
from holdfast.messages.stamp import Stamp
from holdfast.model.order import OrderStatus as S
from holdfast.model.order import TimeInForce

_NOTHING: tuple[e.Event, ...] = ()


def rejects_cancel(
    ledger: Ledger, report: r.VenueRejectsCancel, stamp: Stamp, policies: Policies
) -> Iterable[e.Event]:
    """Give the order back to what its fills say, and ask where that does not explain the no."""
    order = ours(ledger, report.order_id)
    if order is None:
        return stray(report.order_id, report)
    if order.status is not S.PENDING_CANCEL:
        return _NOTHING
    return _not_cancelled(order, report, stamp)


def _not_cancelled(order: Order, report: r.VenueRejectsCancel, stamp: Stamp) -> Iterator[e.Event]:
    yield e.CancelRejected(order.id, report.code, report.detail)
    # a change that was in flight may have grown it, and fills outrun its answer
    yield from flag_excess(order)
    yield query(order.id, stamp)


def replaces(
    ledger: Ledger, report: r.VenueReplaces, stamp: Stamp, policies: Policies
) -> Iterable[e.Event]:
    """Take the venue's terms; what is left still comes from fills alone."""
    order = ours(ledger, report.order_id)
    if order is None:
        return stray(report.order_id, report)
    if not is_legal(order.status, e.OrderReplaced):
        return _NOTHING if order.qty == report.qty else strange(order, report)
    is_past = ledger.chains.is_past(order.id, report.venue_order_id)
    if is_past or _is_as_known(ledger, order, report):
        # the ack of an older change, told again or after that of a newer one
        return _NOTHING
    return _replaced(ledger, order, report, stamp, policies)


def _replaced(
    ledger: Ledger, order: Order, report: r.VenueReplaces, stamp: Stamp, policies: Policies
) -> Iterator[e.Event]:
    told = (report.qty, report.limit_price, report.stop_price)
    asked = terms_asked(order)
    timing = ledger.chains.asked_timing(order.id)
    if asked[0] is not None and asked[0] < report.qty == order.cum_qty:
        # fills outran a change that shrinks the order, and the venue has cut it to them
        asked = (report.qty, *asked[1:])
    is_as_asked = is_same(order, told, asked) or _has_slid(order, told, asked)
    is_as_asked = is_as_asked and report.time_in_force in (None, _tif_after(ledger, order))
    if report.time_in_force is not None:
        timing = (report.time_in_force, report.expire_at)
    yield e.OrderReplaced(order.id, report.venue_order_id, *told, *timing)
    yield from flag_excess(order)
    is_by_its_owner = is_external(order.id) and asked[0] is None
    if not is_as_asked and not is_by_its_owner:
        yield e.DiscrepancyFound(order.id, "was changed otherwise than asked", worded(report))
    yield from _cancelled_after_all(order)
    if order.terms.exit_of:
        yield from protect(ledger, order.terms.exit_of, stamp, policies)


def _cancelled_after_all(order: Order) -> Iterator[e.Event]:
    """Cancel an order again of which a change was in the way, or that was unknown."""
    if order.cancel_wanted and order.is_open and order.status is not S.PENDING_CANCEL:
        yield e.CancelSent(order.id)


def _has_slid(order: Order, told: Terms, asked: Terms) -> bool:
    """Tell whether only the limit is another, and worse, of an order that is to slide.

    A venue does that of itself with a new order, where no change was asked for.
    """
    if asked[0] is None:
        asked = terms_of(order)
    limit, wanted = told[1], asked[1]
    if not order.terms.post_only_slide or limit is None or wanted is None:
        return False
    is_worse = limit < wanted if order.is_buy else limit > wanted
    return is_worse and (told[0], told[2]) == (asked[0], asked[2])


def _is_as_known(ledger: Ledger, order: Order, report: r.VenueReplaces) -> bool:
    """Tell whether a change that was made is none, so that it answers nothing that is asked now.

    Where only the time in force is asked to change, a venue that does not tell it answers that.
    """
    told = (report.qty, report.limit_price, report.stop_price)
    if not is_same(order, told, terms_of(order)) or report.venue_order_id != order.venue_order_id:
        return False
    if report.time_in_force is None:
        return order.pending_qty is None or not is_same(order, told, terms_asked(order))
    timing = ledger.chains.timing(order.id, order.terms)
    return (report.time_in_force, report.expire_at or timing[1]) == timing


def _tif_after(ledger: Ledger, order: Order) -> TimeInForce:
    """Return the time in force that the order is to have once its change is made."""
    return ledger.chains.asked_timing(order.id)[0] or ledger.chains.timing(order.id, order.terms)[0]


def rejects_replace(
    ledger: Ledger, report: r.VenueRejectsReplace, stamp: Stamp, policies: Policies
) -> Iterable[e.Event]:
    """Let the order work on as it was."""
    order = ours(ledger, report.order_id)
    if order is None:
        return stray(report.order_id, report)
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
    yield from flag_excess(order)
    yield from _cancelled_after_all(order)
    if order.is_open:
        yield query(order.id, stamp)
    if order.terms.exit_of:
        yield from protect(ledger, order.terms.exit_of, stamp, policies, shrink=False)
