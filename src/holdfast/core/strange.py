"""What a venue says that makes no sense: kept as evidence, for a person to judge."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import msgspec

from holdfast.core.account_questions import ask_all
from holdfast.core.ledger import Ledger, Order
from holdfast.core.noticing import notice
from holdfast.core.reconciled import is_external
from holdfast.messages import events as e
from holdfast.messages.stamp import Stamp
from holdfast.model.difference import Kind
from holdfast.model.numbers import plain
from holdfast.model.times import rfc3339


def worded(message: object) -> str:
    """Put a message into words as evidence for people: its name, and what it says."""
    told = []
    fields: tuple[str, ...] = getattr(message, "__struct_fields__", ())
    for name in fields:
        value: object = getattr(message, name)
        if value is None or value in ("", (), []):
            continue
        told.append(f"{name} {_value(name, value)}")
    return f"{type(message).__name__}: {', '.join(told)}"


def _value(name: str, value: object) -> str:
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, int) and name in ("at", "expire_at"):
        return rfc3339(value)
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def ours(ledger: Ledger, order_id: str) -> Order | None:
    """Return the order that a report names, if it is one that went to a venue or might have."""
    orders = ledger.orders
    order = orders.get(order_id) or orders.get(ledger.reconciled.aliases.get(order_id, ""))
    return order if order is not None and order.id not in ledger.parents else None


def name_there(order: Order) -> str:
    """Name an order as its venue does: our id, or what somebody else has called it."""
    return order.terms.correlation_id or order.id if is_external(order.id) else order.id


def stray(order_id: str, message: object) -> tuple[e.Event, ...]:
    return (e.DiscrepancyFound(order_id, "a report names no order of ours", worded(message)),)


def unknown(ledger: Ledger, subject: str, message: object, stamp: Stamp) -> Iterator[e.Event]:
    """Keep a fill or an order that nobody here knows, and ask what the accounts look like."""
    if subject.partition(" ")[0] in ledger.orders:
        # it never went to a venue, so no picture can say more of it
        yield from stray(subject.partition(" ")[0], message)
        return
    detail = "a report names no order of ours"
    yield from notice(ledger, Kind.STRAY_REPORT, "", subject, detail, worded(message))
    yield from ask_all(ledger, stamp.at)


def strange(order: Order, message: object) -> tuple[e.Event, ...]:
    detail = f"a report does not fit an order that is {order.status}"
    return (e.DiscrepancyFound(order.id, detail, worded(message)),)
