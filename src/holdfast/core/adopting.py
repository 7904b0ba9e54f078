"""Orders that somebody else made in our accounts, and fills that the desk was not told of.

An order is adopted before its fills are booked, so that the very fill that reveals it counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from holdfast.core import reporting
from holdfast.core.comparison import Comparison
from holdfast.core.forgetting import is_dropped
from holdfast.core.ledger import Order
from holdfast.core.noticing import mended
from holdfast.core.reconciled import EXTERNAL, external_id, is_external
from holdfast.messages import differences as d
from holdfast.messages import events as e
from holdfast.messages import reports as r
from holdfast.messages.commands import SubmitOrder
from holdfast.model.difference import Kind
from holdfast.model.ids import InstrumentId, OrderId
from holdfast.model.numbers import ZERO
from holdfast.model.order import OrderType, Side, TimeInForce


def adopt_orders(picture: Comparison) -> Iterator[e.Event]:
    """Count every order of the picture that is not ours, at once."""
    for held in picture.report.orders:
        if owner_of(picture, held) is not None or is_dropped(picture.ledger, held.order_id):
            continue
        if held.instrument not in picture.ledger.instruments:
            yield from _unlisted(picture, held.instrument)
            continue
        yield from _adopt(
            picture, held, held.qty, held.type, held.limit_price, held.stop_price,
            held.time_in_force,
        )  # fmt: skip


def book_fills(picture: Comparison) -> Iterator[e.Event]:
    """Book every fill that the desk has not, on its order, whatever state that is in."""
    state = picture.state
    for fill in picture.report.fills:
        if fill.exec_id in state.fills:
            yield from _told_again(picture, fill, state.fills[fill.exec_id])
        elif is_dropped(picture.ledger, fill.order_id):
            # whether it was booked only the journal can tell; positions are compared all the same
            continue
        elif fill.exec_id not in state.busted and fill.qty > ZERO:
            yield from _book(picture, fill)


def owner_of(picture: Comparison, held: r.HeldOrder | r.HeldFill) -> Order | None:
    """Return the order of ours that is meant; one that is about something else is not it.

    Venues have begun their ids anew after a restart.
    """
    order = picture.named(held.order_id, held.venue_order_id)
    if order is None:
        order = picture.ledger.orders.get(_external_id(picture, held))
    is_same = order is not None and _is_about(picture, order, held)
    return order if is_same else None


def _book(picture: Comparison, fill: r.HeldFill) -> Iterator[e.Event]:
    ledger, account = picture.ledger, picture.report.account
    order = owner_of(picture, fill)
    if order is None:
        if picture.is_stale:
            return
        if fill.instrument not in ledger.instruments:
            yield from _unlisted(picture, fill.instrument)
            return
        qty = _traded(picture, fill)
        yield from _adopt(picture, fill, qty, OrderType.MARKET, None, None, TimeInForce.DAY)
        order = ledger.orders[_external_id(picture, fill)]
    told = r.VenueFills(
        order.id,
        fill.exec_id,
        fill.qty,
        fill.price,
        fill.fee,
        fill.fee_currency,
        fill.liquidity,
        fill.at,
    )
    yield from reporting.fills(ledger, told, picture.stamp, picture.policies)
    if fill.at <= picture.traded_quiet and not is_external(order.id):
        # a later one may be on its way, and one of somebody else nobody could have told
        subject = f"fill {fill.exec_id}"
        detail = f"{order.id} traded, and the desk was not told"
        evidence = f"{fill.side} {fill.qty} {fill.instrument} at {fill.price}"
        yield from mended(ledger, Kind.FILL_MISSED, account, subject, detail, evidence)


def _told_again(picture: Comparison, fill: r.HeldFill, booked: e.OrderFilled) -> Iterator[e.Event]:
    if (booked.qty, booked.price) == (fill.qty, fill.price) or picture.is_stale:
        return
    if fill.exec_id in picture.state.busted:
        return
    evidence = f"desk {booked.qty} at {booked.price}, venue {fill.qty} at {fill.price}"
    subject, detail = f"fill {fill.exec_id}", f"a fill of {booked.order_id} is told otherwise"
    yield from picture.found(Kind.FILL_DIFFERS, subject, detail, evidence)


def _adopt(
    picture: Comparison,
    held: r.HeldOrder | r.HeldFill,
    qty: Decimal,
    kind: OrderType,
    limit_price: Decimal | None,
    stop_price: Decimal | None,
    time_in_force: TimeInForce,
) -> Iterator[e.Event]:
    report = picture.report
    order_id = _external_id(picture, held)
    terms = SubmitOrder(
        report.account,
        held.instrument,
        held.side,
        qty,
        kind,
        limit_price,
        stop_price,
        time_in_force,
        strategy=EXTERNAL,
        venue=report.venue,
        correlation_id=held.order_id,
    )
    reserve_price = limit_price or stop_price or price_of(picture, held.instrument, held.side)
    yield d.OrderAdopted(order_id, terms, held.venue_order_id, reserve_price, held.order_id)
    detail = "an order that the desk did not make"
    evidence = f"{report.venue} {held.venue_order_id}: {held.side} {qty} {held.instrument}"
    yield from picture.found(Kind.ORDER_EXTERNAL, order_id, detail, evidence)


def price_of(picture: Comparison, instrument: InstrumentId, side: Side) -> Decimal:
    """Value what has no price of its own: at the last mark, fill or quote, else at nothing."""
    position = picture.state.positions.get(instrument)
    if position is not None and (position.mark or position.last_px):
        return position.mark or position.last_px or ZERO
    mark = picture.ledger.marks.get(instrument)
    quote = picture.stamp.quotes.get(instrument)
    for seen in (mark, quote):
        price = ZERO if seen is None else seen.ask if side is Side.BUY else seen.bid
        if price:
            return price
    return ZERO


def _unlisted(picture: Comparison, instrument: InstrumentId) -> Iterator[e.Event]:
    detail = f"{picture.report.venue} trades {instrument} for the account, and it is not listed"
    yield from picture.found(Kind.INSTRUMENT_UNKNOWN, instrument, detail, "list the instrument")


def _external_id(picture: Comparison, held: r.HeldOrder | r.HeldFill) -> OrderId:
    """Make an id from the venue's, the same each time; a number follows where that was reused."""
    orders = picture.ledger.orders
    name = external_id(picture.report.venue, held.venue_order_id or held.order_id)
    order_id, again = name, 1
    while (order := orders.get(order_id)) is not None and not _is_about(picture, order, held):
        again += 1
        order_id = f"{name}/{again}"
    return order_id


def _is_about(picture: Comparison, order: Order, held: r.HeldOrder | r.HeldFill) -> bool:
    terms = order.terms
    told = (picture.report.account, held.instrument, held.side)
    return (terms.account, terms.instrument, terms.side) == told


def _traded(picture: Comparison, fill: r.HeldFill) -> Decimal:
    """Add up what an order that is over has traded, as far as the picture and the desk know.

    One that has a name may have had several ids at its venue.
    """
    return sum((each.qty for each in picture.report.fills if _is_of_one(each, fill)), ZERO)


def _is_of_one(each: r.HeldFill, fill: r.HeldFill) -> bool:
    is_named = each.order_id == fill.order_id
    return is_named and (bool(fill.order_id) or each.venue_order_id == fill.venue_order_id)
