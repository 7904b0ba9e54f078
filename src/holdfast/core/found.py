"""What venues say when they are asked where things stand, and what their silence means."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from holdfast.core.asking import CANCELS_MAX, answered, is_asked, is_unwanted, query
from holdfast.core.brackets import protect
from holdfast.core.disconnects import venue_back
from holdfast.core.ending import NEVER_ARRIVED, ended, flag_excess, postponed
from holdfast.core.ledger import TERMINAL, Ledger, Order
from holdfast.core.lifecycle import FOUND
from holdfast.core.noticing import gone, notice
from holdfast.core.policy import Policies
from holdfast.core.readiness import POSITION, looked_at_again
from holdfast.core.readiness import told as is_told
from holdfast.core.strange import ours, strange, stray, worded
from holdfast.core.trailed import has_trailed, is_same, terms_asked, terms_of
from holdfast.core.unreached import UNREACHABLE
from holdfast.messages import events as e
from holdfast.messages import reports as r
from holdfast.messages import rulings as g
from holdfast.messages.stamp import Stamp
from holdfast.model.difference import Kind
from holdfast.model.numbers import ZERO, Nanos
from holdfast.model.order import OrderStatus as S
from holdfast.model.order import OrderType

_NOTHING: tuple[e.Event, ...] = ()
CANCEL_AGAIN_NS = 1_000_000_000  # the least time between a cancel refused and the next, at first
CANCELS_DOUBLED_MAX = 20


def silent(
    ledger: Ledger, report: r.VenueSilent, stamp: Stamp, policies: Policies
) -> Iterable[e.Event]:
    """No answer: the order is unknown unless the venue has spoken of it since; ask.

    What is asked after already is asked again when it is due: silence about a query is no news.
    """
    order = ours(ledger, report.order_id)
    if order is None:
        return stray(report.order_id, report)
    asks = () if is_asked(ledger, order.id) else (query(order.id, stamp),)
    unheard = not order.venue_order_id and not order.cum_qty
    if order.status is S.SENT or (order.status is S.PENDING_CANCEL and unheard):
        return (e.OrderUnknown(order.id, report.detail), *asks)
    if order.status in (S.PENDING_CANCEL, S.PENDING_REPLACE):
        return asks
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
    if report.unsent and (order.venue_order_id or order.cum_qty):
        # it was a change, which something else has undone: what the venue knows has left
        return _NOTHING
    if order.status is S.SENT or (report.unsent and order.status is S.PENDING_CANCEL):
        rejected = e.OrderRejected(order.id, UNREACHABLE, report.detail)
        return ended(ledger, order, rejected, stamp, policies)
    if order.status is S.PENDING_CANCEL:
        return _cancel_never_left(ledger, order, report, stamp)
    if order.status is S.PENDING_REPLACE:
        return _never_left(ledger, order, report, stamp, policies)
    return _NOTHING


def _cancel_never_left(
    ledger: Ledger, order: Order, report: r.VenueUnreachable, stamp: Stamp
) -> Iterator[e.Event]:
    """Undo a cancel; what the desk itself wants gone is looked at again, if not at once.

    At once would go round for as long as the venue is away.
    """
    yield e.CancelRejected(order.id, UNREACHABLE, report.detail)
    yield from flag_excess(order)
    master = order.terms.exit_of or order.terms.parent_id
    if master:
        stays = f"{order.id} stays: its cancel never left"
        yield e.DiscrepancyFound(master, stays, worded(report))
    if order.terms.exit_of:
        yield from postponed(ledger, order.terms.exit_of)
    if order.is_open and is_unwanted(ledger, order) and not is_asked(ledger, order.id):
        yield query(order.id, stamp)


def _never_left(
    ledger: Ledger, order: Order, report: r.VenueUnreachable, stamp: Stamp, policies: Policies
) -> Iterator[e.Event]:
    yield e.ReplaceRejected(order.id, UNREACHABLE, report.detail)
    yield from flag_excess(order)
    if order.terms.exit_of:
        yield from protect(ledger, order.terms.exit_of, stamp, policies)


def states(
    ledger: Ledger, report: r.VenueStates, stamp: Stamp, policies: Policies
) -> Iterator[e.Event]:
    """Take an answer to a query: where the order is, and that it need not be waited for."""
    yield from _stated(ledger, report, stamp, policies)
    yield from _answered(ledger, report.order_id)
    if ledger.watch.owed and report.order_id in ledger.orders:
        # it answers, so it is back, whatever it has said of its session
        yield from venue_back(ledger, ledger.venue_of(ledger.orders[report.order_id].terms))


def _answered(ledger: Ledger, order_id: str) -> Iterator[e.Event]:
    """Wait no more for where an order is, and look for it no more if that is nowhere."""
    order = ours(ledger, order_id)
    if order is None:
        return
    yield from is_told(ledger, order.id)
    if not order.is_open:
        account = order.terms.account
        yield from gone(ledger, Kind.ORDER_ABSENT, account, order.id, "the venue has told of it")


def _stated(
    ledger: Ledger, report: r.VenueStates, stamp: Stamp, policies: Policies
) -> Iterator[e.Event]:
    """Bring the order to where the venue proves it to be; its fills were told before."""
    order = ours(ledger, report.order_id)
    if order is None:
        yield from stray(report.order_id, report)
        return
    is_working = report.status not in TERMINAL
    if report.cum_qty != order.cum_qty or (is_working and not order.is_open):
        yield from _out_of_step(ledger, order, report, stamp)
        return
    if not order.is_open:
        return
    if report.status in FOUND[order.status] and not is_working:
        found = e.OrderFound(order.id, report.venue_order_id, report.status)
        yield from ended(ledger, order, found, stamp, policies)
    elif not _is_outdated(ledger, order, report):
        yield from works(ledger, order, report, stamp)
        if order.terms.exit_of:
            yield from protect(ledger, order.terms.exit_of, stamp, policies)
    yield from answered(ledger, order)


def _out_of_step(
    ledger: Ledger, order: Order, report: r.VenueStates, stamp: Stamp
) -> Iterator[e.Event]:
    """Take a state that lacks a fill of ours, or has one that was not told, or is of the dead.

    While the order is open the question stays open too, since the fills are told with its
    answer; a person is told once.
    """
    if order.is_open and not is_asked(ledger, order.id):
        yield query(order.id, stamp)
    question = ledger.questions.open.get(order.id)
    if question is None or not question.is_told:
        yield from strange(order, report)


def _is_outdated(ledger: Ledger, order: Order, report: r.VenueStates) -> bool:
    """Tell whether a working order was looked at before the last change or cancel of it left.

    Such a picture says nothing of what was asked since, nor of an end that was told. A venue that
    cannot say which query it answers is taken to answer the last. What is unknown is at least
    known to be there.
    """
    if order.id in ledger.questions.ending:
        return True
    if order.status in (S.SENT, S.UNKNOWN) or not order.changed_by:
        return False
    number = report.number
    if not number:
        question = ledger.questions.open.get(order.id)
        number = 0 if question is None else question.number
    return number < order.changed_by


def works(ledger: Ledger, order: Order, report: r.VenueStates, stamp: Stamp) -> Iterator[e.Event]:
    """Bring an open order to where the venue has it working, and repeat a cancel that was lost."""
    stated = (report.qty, report.limit_price, report.stop_price)
    refused_at = order.updated_at
    if order.pending_qty is not None and _is_made(ledger, order, report):
        timing = ledger.chains.asked_timing(order.id)
        yield e.OrderReplaced(order.id, report.venue_order_id, *stated, *timing)
    elif order.status is S.PENDING_REPLACE:
        yield e.ReplaceRejected(order.id, "NOT_MADE", "the venue has the order unchanged")
        yield from flag_excess(order)
    elif order.status in (S.SENT, S.UNKNOWN, S.PENDING_CANCEL):
        yield e.OrderFound(order.id, report.venue_order_id, S.NEW)
        yield from flag_excess(order)
    if order.is_open and not _is_as_known(order, report):
        yield e.DiscrepancyFound(order.id, "has other terms at the venue", worded(report))
    elif order.is_idle and has_trailed(order, report.stop_price):
        yield e.OrderReplaced(order.id, report.venue_order_id, *stated)
    if order.is_open and is_unwanted(ledger, order):
        yield from _cancelled_again(ledger, order, stamp, refused_at)


def _is_made(ledger: Ledger, order: Order, report: r.VenueStates) -> bool:
    """Tell whether the venue has the change in flight.

    Of one that changes the time in force alone, only a venue that tells that can say so.
    """
    stated = (report.qty, report.limit_price, report.stop_price)
    if not is_same(order, stated, terms_asked(order)):
        return False
    asked, expire_at = ledger.chains.asked_timing(order.id)
    if asked is None:
        return True
    if report.time_in_force is None:
        return not is_same(order, stated, terms_of(order))
    return report.time_in_force is asked and report.expire_at in (None, expire_at)


def _cancelled_again(
    ledger: Ledger, order: Order, stamp: Stamp, refused_at: Nanos
) -> Iterator[e.Event]:
    """Cancel an order that works on though it should not; a person is told once it is often.

    A cancel that was lost is sent at once, one that was refused or never left not so soon, and
    later each time: a venue that refuses and is asked why would be asked without end. While a
    change is in flight it would refuse again.
    """
    if order.cancel_wanted and order.pending_qty is not None:
        return
    question = ledger.questions.open.get(order.id)
    if not order.cancel_wanted:
        often = 0 if question is None else min(question.cancels, CANCELS_DOUBLED_MAX)
        wait = min(CANCEL_AGAIN_NS << often, ledger.questions.asking.every_max_ns)
        if stamp.at - refused_at < wait:
            if question is None:
                yield query(order.id, stamp)
            return
    if question is not None and question.cancels >= CANCELS_MAX and not question.is_told:
        told = f"{question.cancels} cancels were sent"
        yield e.DiscrepancyFound(order.id, "works on though it was cancelled", told)
    # asking again is harmless
    yield e.CancelSent(order.id)


def _is_as_known(order: Order, report: r.VenueStates) -> bool:
    """Compare the terms; some orders are at their venue with another limit, or with none."""
    limit = report.limit_price if has_own_limit(order) else order.limit_price
    return is_same(order, (report.qty, limit, report.stop_price), terms_of(order))


def has_own_limit(order: Order) -> bool:
    """Tell whether its limit is the same at its venue.

    A market order may be there with the limit that protects it, the leg of a combo without one.
    """
    return order.terms.type is not OrderType.MARKET and order.terms.combo is None


def knows_not(
    ledger: Ledger, report: r.VenueKnowsNot, stamp: Stamp, policies: Policies
) -> Iterator[e.Event]:
    """Take an answer to a query: that there is no such order; only proof of it ends the wait."""
    yield from _not_known(ledger, report, stamp, policies)
    if report.final:
        yield from _answered(ledger, report.order_id)


def _not_known(
    ledger: Ledger, report: r.VenueKnowsNot, stamp: Stamp, policies: Policies
) -> Iterable[e.Event]:
    """End an order only where the venue's absence of it is proof."""
    order = ours(ledger, report.order_id)
    if order is None:
        return stray(report.order_id, report)
    if not order.is_open or not report.final:
        return _NOTHING
    if order.venue_order_id or order.cum_qty or order.id in ledger.questions.ending:
        question = ledger.questions.open.get(order.id)
        # it is not believed, and a person is told once
        return _NOTHING if question is not None and question.is_told else strange(order, report)
    rejected = e.OrderRejected(order.id, NEVER_ARRIVED, "the venue has no such order")
    return ended(ledger, order, rejected, stamp, policies)


def holds(
    ledger: Ledger, report: r.VenueHolds, stamp: Stamp, policies: Policies
) -> Iterator[e.Event]:
    """Compare a position; a difference is raised once, and at each start, with both numbers.

    What is held for an account that is none of ours counts as the firm's.
    """
    account = ledger.accounts.get(report.account)
    held = ledger.position(report.account, report.instrument).qty if account else ZERO
    if account is None:
        counted = ledger.unmapped.get(report.account, {}).get(report.instrument, ZERO)
        if counted != report.qty:
            yield g.UnmappedHeld(report.venue, report.account, report.instrument, report.qty)
    subject = f"{POSITION}{report.account} {report.instrument}"
    if held == report.qty:
        yield from gone(ledger, Kind.POSITION, report.account, subject)
        yield from gone(ledger, Kind.ACCOUNT_UNKNOWN, report.account, subject)
        yield from looked_at_again(ledger)
        return
    kind = Kind.ACCOUNT_UNKNOWN if account is None else Kind.POSITION
    evidence = f"desk {held}, {report.venue} {report.qty}"
    yield from notice(ledger, kind, report.account, subject, "desk and venue differ", evidence)
