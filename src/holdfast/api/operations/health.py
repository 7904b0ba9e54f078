"""Is the desk well? What a probe, a person and the command line ask first."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

import msgspec

from holdfast.api.context import Context
from holdfast.api.operation import Nothing, Operation, Scope
from holdfast.model.order import OrderStatus
from holdfast.model.times import rfc3339
from holdfast.runtime.guard import FeedOutlook, VenueOutlook, feed_outlook, outlook
from holdfast.views.breakers import BreakerRow, breakers
from holdfast.views.protection import protection


class Status(StrEnum):
    """Whether the desk decides and sends."""

    OK = "ok"
    HALTED = "halted"


class Health(msgspec.Struct, frozen=True):
    """How the desk is.

    `journal_seq` and `journal_hash` are the journal's head; `unknown_orders` are those whose
    fate the venue has yet to prove; `unprotected_qty` is filled, not closed, and without its
    stop. `inbox` and `waiting` are messages and commands not yet taken. `faults` says what is
    injected on purpose, empty where nothing is. `breakers` are those that are not closed, of
    venues and feeds; `venues` and `feeds` tell how each is doing.
    """

    status: Status
    reason: str
    desk: str
    build: str
    environment: str
    journal_seq: int
    journal_hash: str
    open_orders: int
    unknown_orders: int
    unprotected_qty: Decimal
    discrepancies: int
    inbox: int
    waiting: int
    market_time: str
    faults: str
    breakers: tuple[BreakerRow, ...]
    venues: tuple[VenueOutlook, ...]
    feeds: tuple[FeedOutlook, ...]


async def _health(context: Context, request: Nothing) -> Health:
    desk, ledger = context.live.desk, context.ledger
    head = desk.journal.head()
    halted = desk.engine.halted
    unknown = sum(
        ledger.orders[order_id].status is OrderStatus.UNKNOWN for order_id in ledger.open_orders
    )
    return Health(
        status=Status.HALTED if halted else Status.OK,
        reason=halted,
        desk=desk.name,
        build=ledger.build,
        environment=context.environment,
        journal_seq=head.seq,
        journal_hash=head.hash,
        open_orders=len(ledger.open_orders),
        unknown_orders=unknown,
        unprotected_qty=protection(ledger).unprotected_qty,
        discrepancies=len(ledger.reconciled.inbox.open) + ledger.reconciled.inbox.more,
        inbox=len(desk.inbox),
        waiting=context.live.waiting,
        market_time=rfc3339(desk.time.now()),
        faults=desk.rehearsal,
        breakers=breakers(ledger),
        venues=tuple(outlook(guard, desk.time.now()) for guard in desk.guards.values()),
        feeds=tuple(feed_outlook(feed, desk.time.now()) for feed in desk.feeds.values()),
    )


health = Operation(
    name="health",
    method="GET",
    path="/health",
    request=Nothing,
    reply=Health,
    scope=Scope.READ,
    handler=_health,
    summary="Say how the desk is: ok or halted, its journal's head, and what needs a person.",
    tells_halted=True,
)
