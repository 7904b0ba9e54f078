"""The blotter: one row for each order, in the order in which the desk took them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum
from itertools import islice

import msgspec

from holdfast.core.forgetting import is_known
from holdfast.core.instruction_texts import condition_text, held_text, instructions_text
from holdfast.core.ledger import Ledger, Order, ParentState
from holdfast.core.reconciled import is_external
from holdfast.messages.refusals import Reason, Refusal
from holdfast.model.ids import (
    AccountId,
    ClientOrderId,
    InstrumentId,
    OrderId,
    PrincipalId,
    StrategyId,
    VenueOrderId,
)
from holdfast.model.instructions import Peg, Trail
from holdfast.model.order import OrderRole, OrderStatus, OrderType, Side, TimeInForce
from holdfast.model.times import rfc3339, rfc3339_or_none

ORDER_ROWS_MAX = 1_000


class Standing(StrEnum):
    """Which orders to show, by whether they may still trade."""

    ANY = "any"
    OPEN = "open"
    CLOSED = "closed"


class OrderFilter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which orders to show; an empty field means any."""

    account: AccountId = ""
    instrument: InstrumentId = ""
    strategy: StrategyId = ""
    parent_id: OrderId = ""
    standing: Standing = Standing.ANY


_ANY = OrderFilter()


class Progress(msgspec.Struct, frozen=True):
    """How far a parent is: `committed` has filled or may still fill in the market.

    `doing` is what its algo does, in its own words, `asked_next` when it is asked again for the
    sake of time; prices and its children's fills may come before.
    """

    committed: Decimal
    doing: str
    asked_next: str | None


class OrderRow(msgspec.Struct, frozen=True):
    """An order for people and programs: prices per unit, times of RFC 3339.

    `linked_ids` are the orders that share its fate: the exits of an entry, or an exit's entry
    and the other exits. `commission` sums fees as told, whatever their currency. `when` and
    `instructions` are words: what it waits for, and all that it asks beside its prices.
    """

    id: OrderId
    client_order_id: ClientOrderId
    venue_order_id: VenueOrderId
    parent_id: OrderId
    linked_ids: tuple[OrderId, ...]
    exit_of: OrderId
    role: OrderRole | None
    children: int
    account: AccountId
    strategy: StrategyId
    principal: PrincipalId
    instrument: InstrumentId
    side: Side
    type: OrderType
    qty: Decimal
    limit_price: Decimal | None
    stop_price: Decimal | None
    time_in_force: TimeInForce
    tactic: str
    status: OrderStatus
    cum_qty: Decimal
    leaves_qty: Decimal
    avg_px: Decimal | None
    commission: Decimal
    arrival_price: Decimal | None
    created: str
    sent: str | None
    updated: str
    reason: str
    refusals: tuple[Refusal, ...]
    correlation_id: str
    caused_by: int
    metadata: dict[str, str] | None
    progress: Progress | None = None  # of a parent
    list_id: OrderId = ""
    expire_at: str | None = None
    trail: Trail | None = None
    peg: Peg | None = None
    display_qty: Decimal | None = None
    when: str = ""
    instructions: str = ""


class OrderPage(msgspec.Struct, frozen=True):
    """Some rows, and where to go on: `next_cursor` is empty when there is no more.

    `older` orders were over so long ago that only the journal lists them.
    """

    orders: tuple[OrderRow, ...]
    next_cursor: OrderId = ""
    older: int = 0


def blotter(
    ledger: Ledger,
    only: OrderFilter = _ANY,
    cursor: OrderId = "",
    limit: int = ORDER_ROWS_MAX,
) -> OrderPage | Refusal:
    """Show up to `limit` orders (1 to 1,000) that were taken after the order `cursor`.

    Orders keep their numbers, so pages neither repeat one nor miss one that is not forgotten.
    """
    if cursor and not is_known(ledger, cursor):
        return Refusal(Reason.UNKNOWN_ORDER, f"cursor {cursor} must be an order id", "cursor")
    limit = min(max(limit, 1), ORDER_ROWS_MAX)
    matching = (order for order in _after(ledger, only, cursor) if _matches(order, only))
    shown = tuple(order_row(ledger, order) for order in islice(matching, limit))
    more = len(shown) == limit and next(matching, None) is not None
    return OrderPage(shown, shown[-1].id if more else "", ledger.memory.forgotten)


def order_row(ledger: Ledger, order: Order) -> OrderRow:
    """Show one order."""
    terms = order.terms
    parent = ledger.parents.get(order.id)
    time_in_force, expire_at = ledger.chains.timing(order.id, terms)
    return OrderRow(
        id=order.id,
        client_order_id=terms.client_order_id,
        venue_order_id=order.venue_order_id,
        parent_id=terms.parent_id,
        linked_ids=_linked(ledger, order),
        exit_of=terms.exit_of,
        role=terms.role,
        children=len(parent.children) if parent is not None else 0,
        account=terms.account,
        strategy=terms.strategy,
        principal=terms.principal,
        instrument=terms.instrument,
        side=terms.side,
        type=terms.type,
        qty=order.qty,
        limit_price=order.limit_price,
        stop_price=order.stop_price,
        time_in_force=time_in_force,
        tactic=terms.tactic.name if terms.tactic is not None else "",
        status=order.status,
        cum_qty=order.cum_qty,
        leaves_qty=order.leaves_qty,
        avg_px=order.avg_px,
        commission=order.commission,
        arrival_price=order.arrival_price,
        created=rfc3339(order.created_at),
        sent=rfc3339_or_none(order.sent_at),
        updated=rfc3339(order.updated_at),
        reason=(order.cancel_reason if order.is_open else "") or order.reason,
        refusals=order.refusals,
        correlation_id=terms.correlation_id,
        caused_by=order.caused_by,
        metadata=terms.metadata,
        progress=None if parent is None else _progress(order, parent),
        list_id=terms.list_id,
        expire_at=None if expire_at is None else rfc3339(expire_at),
        trail=terms.trail,
        peg=terms.peg,
        display_qty=terms.display_qty,
        when="" if terms.arm is None else condition_text(terms.arm),
        instructions=instructions_text(terms).removeprefix(", "),
    )


def _progress(order: Order, parent: ParentState) -> Progress:
    tactic, doing = order.terms.tactic, str(parent.memory.get("note", ""))
    if not doing and (tactic is None or tactic.name != parent.algo):
        doing = held_text(order, parent.algo, parent.memory)
    asked_next = None if parent.wake_at is None else rfc3339(parent.wake_at)
    return Progress(parent.committed, doing, asked_next)


def _after(ledger: Ledger, only: OrderFilter, cursor: OrderId) -> Iterator[Order]:
    """Walk the smallest index that holds every match, from behind the cursor."""
    orders = ledger.orders
    parent = ledger.parents.get(only.parent_id)
    if parent is not None:
        return (orders[child] for child in parent.children if _place(child) > _place(cursor))
    is_mixed = bool(ledger.reconciled.aliases)
    if only.standing is Standing.OPEN:
        open_now = list(ledger.open_orders)
        if is_mixed:
            open_now.sort(key=_place)
        return (orders[each] for each in open_now if _place(each) > _place(cursor))
    ids = list(orders)
    if ledger.memory.recalled or is_mixed:
        # what came back stands behind what was taken after it, as others' orders do
        ids.sort(key=_place)
    return (orders[each] for each in ids[bisect_right(ids, _place(cursor), key=_place) :])


def _place(order_id: OrderId) -> tuple[int, str]:
    """Say where an order stands: those of others first, by their ids; of ours the nth has n."""
    if is_external(order_id) or not order_id:
        return 0, order_id
    return int(order_id.rpartition("-")[2]), ""


def _matches(order: Order, only: OrderFilter) -> bool:
    terms = order.terms
    return (
        only.account in ("", terms.account)
        and only.instrument in ("", terms.instrument)
        and only.strategy in ("", terms.strategy)
        and only.parent_id in ("", terms.parent_id)
        and (only.standing is Standing.ANY or order.is_open is (only.standing is Standing.OPEN))
    )


def _linked(ledger: Ledger, order: Order) -> tuple[OrderId, ...]:
    entry_id = order.terms.exit_of
    if entry_id in ledger.brackets:
        others = (each for each in ledger.brackets[entry_id].exits if each != order.id)
        return (entry_id, *others)
    own = ledger.brackets.get(order.id)
    return tuple(own.exits) if own is not None else ()
