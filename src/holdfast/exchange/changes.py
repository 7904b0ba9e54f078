"""Changes of an open order: what is wanted, whether it may be, and its place afterwards."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple, Protocol

from msgspec.structs import replace

from holdfast.exchange.admission import Crossing, judge_amended, judge_qty, slid
from holdfast.exchange.executions import Executions
from holdfast.exchange.rejects import No, RejectCode
from holdfast.exchange.session import SessionState
from holdfast.exchange.trailing import limit_when_triggered, tighten
from holdfast.exchange.working import OrderState, WorkingOrder
from holdfast.messages.reports import Report, VenueReplaces
from holdfast.messages.requests import AmendOrder
from holdfast.model.abilities import Abilities
from holdfast.model.numbers import Nanos
from holdfast.model.order import TimeInForce

# the times between which an order that rests may change
_CHANGEABLE = (TimeInForce.DAY, TimeInForce.GTC, TimeInForce.GTD)


class Change(NamedTuple):
    """The total quantity and the prices that an order shall have; a time of None stays."""

    qty: Decimal
    limit: Decimal | None
    stop: Decimal | None
    time_in_force: TimeInForce | None = None
    expire_at: Nanos | None = None


class Changes(Crossing, Protocol):
    """What a change needs of a market."""

    def enter(self, order: WorkingOrder, at: Nanos, out: list[Report]) -> None: ...

    def leave(self, order: WorkingOrder) -> None: ...

    def shrink(self, order: WorkingOrder, qty: Decimal) -> None: ...

    def settle(self, at: Nanos, out: list[Report]) -> None: ...


def wanted(order: WorkingOrder, request: AmendOrder, market: Crossing) -> Change:
    """Return what is asked for; a price that is not named stays, one that slides has slid."""
    limit = order.asked_limit if request.limit_price is None else request.limit_price
    stop = order.stop_price if request.stop_price is None else request.stop_price
    if order.terms.post_only_slide and limit is not None and limit != order.limit_price:
        limit = slid(market, order, limit)
    return Change(request.qty, limit, stop, request.time_in_force, request.expire_at)


def judge_change(
    order: WorkingOrder, change: Change, market: Crossing, abilities: Abilities, at: Nanos
) -> No | None:
    """Return why an open order cannot be changed so, or None."""
    floor = order.floor
    if not abilities.replaces:
        return RejectCode.UNSUPPORTED, "changing an order is not offered"
    if floor.state is SessionState.HALTED:
        return RejectCode.HALTED, f"{floor.instrument_id} is halted"
    no = judge_qty(change.qty, floor) or _judge_time(order, change, abilities, at)
    return no or judge_amended(order, change.limit, change.stop, market)


def make_change(
    market: Changes,
    venue: Executions,
    order: WorkingOrder,
    change: Change,
    at: Nanos,
    out: list[Report],
) -> None:
    """Change the order; a new price or a larger quantity loses the place in the queue."""
    qty, limit, stop, time, expire_at = change
    is_collected = order.floor.holds(order)
    same_prices = limit == order.asked_limit and stop == order.stop_price
    keeps_place = is_collected or (same_prices and qty <= order.qty)
    if not keeps_place:
        market.leave(order)
    elif not is_collected:
        market.shrink(order, order.qty - qty)
    before, order.qty = order.qty, qty
    order.leaves += qty - before
    if not same_prices:
        _set_prices(venue, order, limit, stop)
    if time is not None:
        order.terms = replace(order.terms, time_in_force=time, expire_at=expire_at)
        order.accepted_at = at  # its day begins anew
    told = order.order_id, order.venue_order_id, qty, limit, stop, at
    out.append(VenueReplaces(*told, time, expire_at))
    if keeps_place:
        if order.auction is not None and not (same_prices and qty <= before):
            order.seq = venue.next_place()
        market.settle(at, out)
        return
    order.seq = venue.next_place()
    if order.floor.is_open:
        market.enter(order, at, out)
    else:
        order.floor.queued.append(order)


def slide(
    market: Crossing, venue: Executions, order: WorkingOrder, at: Nanos, out: list[Report]
) -> None:
    """Let a new order that may not take rest one tick away from what it would cross, and say so."""
    limit = order.limit_price
    if not order.terms.post_only_slide or limit is None:
        return
    order.limit_price = slid(market, order, limit)
    if order.limit_price != limit:
        venue.tell_change(order, at, out)


def put_back(order: WorkingOrder, state: OrderState) -> None:
    """Let an order that was just opened stand where it stood when its venue stopped."""
    order.venue_order_id = state.venue_order_id
    order.qty = state.qty
    order.cum = state.cum_qty
    order.leaves = state.qty - state.cum_qty
    order.limit_price, order.stop_price = state.limit_price, state.stop_price
    order.triggered = state.triggered
    order.status = state.status
    if order.more is not None and state.marks is not None:
        order.more.resume(state.marks)
    if order.more is not None and order.more.peg is not None:
        order.more.cap, order.limit_price = state.limit_price, None
    if order.triggered and order.terms.trail is not None:
        order.limit_price = limit_when_triggered(order)
    if order.meter is not None:
        # what was charged before the stop is not owed again
        for fill in state.fills:
            order.meter.charge(fill.qty, fill.price, fill.liquidity, fill.at)


def _judge_time(order: WorkingOrder, change: Change, abilities: Abilities, at: Nanos) -> No | None:
    """Return why an order cannot have this time in force from now on, or None."""
    time, expire_at = change.time_in_force, change.expire_at
    if time is None:
        return None
    if time not in abilities.times:
        return RejectCode.UNSUPPORTED, f"time in force {time} is not offered"
    if order.auction is not None or time not in _CHANGEABLE:
        return RejectCode.INVALID_ORDER, f"a {order.terms.time_in_force} order cannot become {time}"
    if (time is TimeInForce.GTD) is not (expire_at is not None):
        return RejectCode.INVALID_ORDER, f"expire_at {expire_at} does not go with {time}"
    if expire_at is not None and expire_at <= at:
        return RejectCode.EXPIRED, f"expire_at {expire_at} must be after {at}"
    return None


def _set_prices(
    venue: Executions, order: WorkingOrder, limit: Decimal | None, stop: Decimal | None
) -> None:
    if order.more is not None and order.more.trail is not None:
        if stop is not None and stop != order.stop_price:
            tighten(order, stop)
            venue.mark(order)
    elif order.more is not None and order.more.peg is not None:
        order.more.cap = limit
    else:
        order.limit_price = limit
    order.stop_price = stop
