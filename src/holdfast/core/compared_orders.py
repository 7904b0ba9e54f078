"""Open orders, compared: at the venue and not with us, with us and not there, there otherwise."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.core import reporting
from holdfast.core.adopting import owner_of
from holdfast.core.asking import answered, query
from holdfast.core.brackets import protect
from holdfast.core.comparison import Comparison
from holdfast.core.ending import end_as_told, flag_excess
from holdfast.core.found import has_own_limit, works
from holdfast.core.ledger import IDLE, Order
from holdfast.core.noticing import mended
from holdfast.core.questions import Ending
from holdfast.core.readiness import told
from holdfast.core.reconciled import is_external
from holdfast.core.trailed import has_trailed
from holdfast.messages import differences as d
from holdfast.messages import events as e
from holdfast.messages import reports as r
from holdfast.model.difference import Kind, Mend, Repair
from holdfast.model.numbers import ZERO
from holdfast.model.order import OrderStatus as S


def compare(picture: Comparison) -> Iterator[e.Event]:
    """Compare every order that is open on either side; the picture is whole."""
    at_venue: dict[str, list[r.HeldOrder]] = {}
    for held in picture.report.orders:
        order = owner_of(picture, held)
        if order is not None:
            at_venue.setdefault(order.id, []).append(held)
    for order_id, incarnations in at_venue.items():
        picture.seen[order_id] = None
        order = picture.ledger.orders[order_id]
        mine = _incarnation(order, incarnations)
        yield from _forked(picture, order, mine, incarnations)
        yield from _compare(picture, order, mine)
        yield from told(picture.ledger, order_id)
        yield from answered(picture.ledger, order)
        yield from answered(picture.ledger, order)
    yield from _absent(picture)


def _incarnation(order: Order, incarnations: list[r.HeldOrder]) -> r.HeldOrder:
    """Choose the one that the desk knows, else the newest."""
    for held in incarnations:
        if held.venue_order_id == order.venue_order_id:
            return held
    return incarnations[-1]


def _forked(
    picture: Comparison, order: Order, mine: r.HeldOrder, incarnations: list[r.HeldOrder]
) -> Iterator[e.Event]:
    for held in incarnations:
        if held is not mine:
            detail = f"{order.id} lives at the venue more than once"
            evidence = f"{held.venue_order_id} beside {mine.venue_order_id}"
            yield from _cancel_there(picture, Kind.ORDER_FORKED, order, held, detail, evidence)


def _compare(picture: Comparison, order: Order, held: r.HeldOrder) -> Iterator[e.Event]:
    is_quiet = picture.is_quiet(order)
    if order.is_open and not order.venue_order_id:
        # that it is there is proof, however late it left
        accepts = r.VenueAccepts(order.id, held.venue_order_id, picture.report.at)
        yield from reporting.accepts(picture.ledger, accepts, picture.stamp, picture.policies)
    if not is_quiet:
        picture.is_held_back = True
        for kind in (Kind.ORDER_ALIVE, Kind.ORDER_FILLS_DIFFER):
            picture.keep(kind, order.id)
    elif not order.is_open or order.id in picture.ledger.questions.ending:
        yield from _alive(picture, order, held)
    elif held.cum_qty != order.cum_qty:
        yield from _traded_otherwise(picture, order, held)
    elif order.status in IDLE and not order.cancel_wanted:
        yield from _restated(picture, order, held)
    else:
        # what was in flight or unknown is where the venue says, and a cancel may have been lost
        yield from works(picture.ledger, order, _as_stated(picture, order, held), picture.stamp)
        yield from _protect(picture, order)


def _alive(picture: Comparison, order: Order, held: r.HeldOrder) -> Iterator[e.Event]:
    detail = f"{order.id} is {order.status} with us and open at the venue"
    evidence = f"{held.venue_order_id}: {held.cum_qty} of {held.qty} traded"
    if order.cancel_wanted:
        yield from _cancel_there(picture, Kind.ORDER_ALIVE, order, held, detail, evidence)
        return
    repair = Repair(Mend.CANCEL_AT_VENUE, order.id, venue_order_id=held.venue_order_id)
    yield from picture.found(Kind.ORDER_ALIVE, order.id, detail, evidence, repair)


def _cancel_there(
    picture: Comparison,
    kind: Kind,
    order: Order,
    held: r.HeldOrder,
    detail: str,
    evidence: str,
) -> Iterator[e.Event]:
    """Cancel by the venue's id; again if it is there still after the protection window."""
    subject = f"{order.id} {held.venue_order_id}"
    known = picture.ledger.reconciled.inbox.find(kind, picture.report.account, subject)
    yield from picture.found(kind, subject, detail, evidence)
    if known is None or known.seen_at <= picture.quiet:
        yield d.StrayCancelSent(order.id, held.venue_order_id)


def _traded_otherwise(picture: Comparison, order: Order, held: r.HeldOrder) -> Iterator[e.Event]:
    """Ask for the order's fills once more; one that trades just now is looked at again."""
    if picture.is_traded(order.terms.instrument):
        picture.hold_back(Kind.ORDER_FILLS_DIFFER, order.id)
        return
    is_new = picture.is_new(Kind.ORDER_FILLS_DIFFER, order.id)
    detail = f"{order.id} has traded otherwise at the venue"
    evidence = f"desk {order.cum_qty}, {picture.report.venue} {held.cum_qty}"
    yield from picture.found(Kind.ORDER_FILLS_DIFFER, order.id, detail, evidence)
    if is_new:
        yield query(order.id, picture.stamp)


def _restated(picture: Comparison, order: Order, held: r.HeldOrder) -> Iterator[e.Event]:
    """Take over what somebody has changed at the venue."""
    limit = held.limit_price if has_own_limit(order) else order.limit_price
    told_now = (held.venue_order_id, held.qty, limit, held.stop_price)
    known = (order.venue_order_id, order.qty, order.limit_price, order.stop_price)
    if told_now == known or order.pending_qty is not None:
        return
    if told_now[:3] == known[:3] and has_trailed(order, held.stop_price):
        yield e.OrderReplaced(order.id, *told_now)
        return
    detail = f"{order.id} has other terms at the venue"
    evidence = f"desk {_terms(known)}, {picture.report.venue} {_terms(told_now)}"
    account = picture.report.account
    yield e.OrderReplaced(order.id, held.venue_order_id, held.qty, limit, held.stop_price)
    yield from flag_excess(order)
    if not is_external(order.id):
        # its owner may change it
        yield from mended(picture.ledger, Kind.ORDER_DIFFERS, account, order.id, detail, evidence)
    yield from _protect(picture, order)


def _terms(terms: tuple[object, ...]) -> str:
    return " ".join(str(each) for each in terms if each is not None)


def _protect(picture: Comparison, order: Order) -> Iterator[e.Event]:
    if order.terms.exit_of:
        yield from protect(picture.ledger, order.terms.exit_of, picture.stamp, picture.policies)


def _as_stated(picture: Comparison, order: Order, held: r.HeldOrder) -> r.VenueStates:
    status = S.PARTIALLY_FILLED if held.cum_qty else S.NEW
    return r.VenueStates(
        order.id,
        held.venue_order_id,
        status,
        held.qty,
        held.cum_qty,
        held.limit_price,
        held.stop_price,
        picture.report.at,
        time_in_force=held.time_in_force,
    )


def _absent(picture: Comparison) -> Iterator[e.Event]:
    """Ask what became of orders that a whole picture lacks; silence ends none of them."""
    ledger, report = picture.ledger, picture.report
    for order_id in tuple(ledger.open_orders):
        order = ledger.orders[order_id]
        terms = order.terms
        if terms.account != report.account or order_id in ledger.parents:
            continue
        if order_id in picture.seen or ledger.venue_of(terms) != report.venue:
            continue
        if not picture.is_quiet(order):
            picture.hold_back(Kind.ORDER_ABSENT, order_id)
            continue
        ending = ledger.questions.ending.get(order_id)
        if ending is not None:
            yield from _ended_short(picture, order, ending)
            continue
        is_new = picture.is_new(Kind.ORDER_ABSENT, order_id)
        detail = f"{order_id} is open with us and not at the venue"
        evidence = f"{order.status}, {order.cum_qty} of {order.qty} traded"
        repair = Repair(Mend.END_ORDER, order_id)
        yield from picture.found(Kind.ORDER_ABSENT, order_id, detail, evidence, repair)
        if is_new or is_external(order_id):
            yield query(order_id, picture.stamp)


def _ended_short(picture: Comparison, order: Order, ending: Ending) -> Iterator[e.Event]:
    """End an order that its venue had ended, with the fills that a whole picture has of it.

    What is still missing is told, and shows as a position where it is real.
    """
    yield from end_as_told(picture.ledger, order, ending, picture.stamp, picture.policies)
    missing = ending.cum_qty - order.cum_qty
    if missing > ZERO:
        detail = f"{order.id} was told to have traded otherwise than its fills come to"
        evidence = f"desk {order.cum_qty}, {picture.report.venue} {ending.cum_qty}"
        yield from picture.found(Kind.ORDER_FILLS_DIFFER, order.id, detail, evidence)
