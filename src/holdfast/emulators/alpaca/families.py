"""Orders that belong together: an entry with its exits, one that cancels the other, successors."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from msgspec.structs import replace

from holdfast.emulators.alpaca import several_legs
from holdfast.emulators.alpaca.assets import Asset
from holdfast.emulators.alpaca.errors import invalid, not_allowed
from holdfast.emulators.alpaca.orders import Order
from holdfast.emulators.alpaca.rules import EmulatorRules
from holdfast.emulators.alpaca.wanted import Change, Wanted
from holdfast.model.numbers import ZERO, Nanos

if TYPE_CHECKING:
    from holdfast.emulators.alpaca.broker import Broker

NewId = Callable[[], UUID]


def make(wanted: Wanted, asset: Asset, size: Decimal, new_id: NewId, at: Nanos) -> Order:
    """Make the record of an order and of its exits."""
    is_oco = wanted.order_class == "oco"
    first = Order(
        id=str(new_id()),
        client_order_id=wanted.client_order_id or str(new_id()),
        asset=asset,
        side=wanted.side,
        type=wanted.type,
        time_in_force=wanted.time_in_force,
        qty=wanted.qty,
        notional=wanted.notional,
        # the target of an OCO is its first order
        limit_price=wanted.target if is_oco and wanted.target else wanted.limit_price,
        stop_price=wanted.stop_price,
        trail_price=wanted.trail_price,
        trail_percent=wanted.trail_percent,
        extended_hours=wanted.extended_hours,
        order_class=wanted.order_class,
        position_intent=wanted.position_intent,
        created_at=at,
        size=size,
    )
    other = wanted.side if is_oco else ("sell" if wanted.side == "buy" else "buy")
    exits: list[tuple[str, Decimal | None, Decimal | None]] = []
    if wanted.target is not None and not is_oco:
        exits.append(("limit", wanted.target, None))
    if wanted.stop is not None:
        kind = "stop" if wanted.stop_limit is None else "stop_limit"
        exits.append((kind, wanted.stop_limit, wanted.stop))
    first.legs = [
        Order(
            id=str(new_id()),
            client_order_id=str(new_id()),
            asset=asset,
            side=other,
            type=kind,
            time_in_force=wanted.time_in_force,
            qty=size,
            limit_price=limit,
            stop_price=stop,
            order_class=wanted.order_class,
            status="held",
            created_at=at,
            size=size,
            parent=first,
        )
        for kind, limit, stop in exits
    ]
    return first


def begin(broker: Broker, order: Order) -> None:
    """Work an order that was just taken; both sides of an OCO at once."""
    broker.work(order)
    if order.order_class == "oco":
        for leg in order.legs:
            if order.is_open:
                broker.work(leg)


def changed(order: Order, change: Change, new_id: NewId, at: Nanos, rules: EmulatorRules) -> Order:
    """Make the order that takes another's place, or raise where it may not be so."""
    if order.notional is not None:
        raise invalid("notional orders cannot be replaced")
    qty = change.qty if change.qty is not None else order.qty
    if qty is None or qty <= 0:
        raise invalid("qty must be > 0")
    if change.qty is not None and qty != order.qty and (qty % 1 or (order.size % 1)):
        raise invalid("qty of fractional orders is not allowed to change")
    if change.limit_price is not None and order.limit_price is None:
        raise invalid(f"limit_price is not allowed for {order.type} orders")
    if change.stop_price is not None and order.type not in ("stop", "stop_limit"):
        raise invalid(f"stop_price is not allowed for {order.type} orders")
    if change.trail is not None and order.type != "trailing_stop":
        raise invalid("trail is only allowed for trailing_stop orders")
    time = change.time_in_force or order.time_in_force
    if time != order.time_in_force and not {time, order.time_in_force} <= {"day", "gtc"}:
        raise invalid("time_in_force can only be changed between day and gtc")
    made = replace(
        order,
        id=str(new_id()),
        client_order_id=change.client_order_id or str(new_id()),
        qty=qty,
        size=qty,
        limit_price=change.limit_price or order.limit_price,
        stop_price=change.stop_price or order.stop_price,
        time_in_force=time,
        status="pending_new",
        created_at=at,
        updated_at=at,
        replaces=order.id,
        works_at="",
        legs=[],
    )
    if change.trail is not None:
        which = "trail_price" if order.trail_price is not None else "trail_percent"
        setattr(made, which, change.trail)
        made.stop_price = made.hwm = None  # it begins anew
    _judge_changed(order, made, rules)
    return made


def _judge_changed(order: Order, made: Order, rules: EmulatorRules) -> None:
    names = ("qty", "limit_price", "stop_price", "trail_price", "trail_percent", "time_in_force")
    if all(getattr(order, name) == getattr(made, name) for name in names):
        raise not_allowed("order parameters are not changed")
    if not rules.replace_counts_fills:
        made.filled_qty = made.paid = ZERO
    elif made.size <= made.filled_qty:
        raise invalid("qty must be > filled_qty")


def take_place(order: Order, made: Order) -> None:
    """Let a successor stand in its family where the order stood."""
    made.legs = order.legs
    for leg in made.legs:
        leg.parent = made
    parent = order.parent
    if parent is not None:
        parent.legs = [made if leg is order else leg for leg in parent.legs]


def on_fill(broker: Broker, order: Order) -> None:
    """Bring a family in line with a trade: exits begin, the others shrink or go."""
    if order.order_class in ("bracket", "oto") and order.parent is None:
        if not order.leaves:
            for leg in order.legs:
                leg.size = leg.qty = order.filled_qty
            for leg in [*order.legs]:
                if leg.status == "held":
                    broker.work(leg)
        return
    for other in _others(order):
        if order.leaves:
            broker.resize(other, other.filled_qty + order.leaves)
        elif other.is_open:
            broker.cancel_now(other)


def on_end(broker: Broker, order: Order) -> None:
    """Let what depends on an order that has ended unfilled go with it."""
    if order.order_class == "mleg":
        several_legs.end_legs(broker, order, order.status)
        return
    if order.order_class in ("bracket", "oto") and order.parent is None:
        others = order.legs
    else:
        others = _others(order)
    for other in [*others]:
        if other.is_open:
            broker.cancel_now(other)


def _others(order: Order) -> list[Order]:
    """Return those of which one trades in place of this one."""
    if not order.is_complex:
        return []
    parent = order.parent
    if parent is None:
        return order.legs if order.order_class == "oco" else []
    if order.order_class == "oco":
        return [parent]
    return [leg for leg in parent.legs if leg is not order]
