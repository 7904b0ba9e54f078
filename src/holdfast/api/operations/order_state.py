"""Where do these orders stand? Each with its children, its exits and its fills."""

from __future__ import annotations

from typing import Annotated

import msgspec

from holdfast.api.context import Context
from holdfast.api.operation import Operation, Scope
from holdfast.core.family import family_ledger
from holdfast.core.forgetting import is_dropped
from holdfast.core.ledger import Ledger
from holdfast.core.names import id_of
from holdfast.core.permits import order_hash
from holdfast.model.ids import OrderId
from holdfast.views.blotter import OrderRow, order_row
from holdfast.views.fills import FILL_ROWS_MAX, FillRow, fills_of

ORDER_IDS_MAX = 1_000
KIN_ROWS_MAX = 1_000


class OrderStateRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The orders asked after, at most 1,000, by their ids or client order ids."""

    order_ids: Annotated[tuple[OrderId, ...], msgspec.Meta(min_length=1, max_length=ORDER_IDS_MAX)]


class OrderState(msgspec.Struct, frozen=True):
    """One order with its kin; of more than 1,000 children, exits or fills the first are shown.

    `fills` are its own and its children's; `more_fills` says that `GET /v1/fills` has the rest.
    `order_hash` names its terms: what is refused may be authorised by it.
    """

    order: OrderRow
    children: tuple[OrderRow, ...]
    exits: tuple[OrderRow, ...]
    fills: tuple[FillRow, ...]
    more_fills: bool
    order_hash: str


class OrderStates(msgspec.Struct, frozen=True):
    """The orders that are known, in the order asked, and the ids that name none.

    `older` are of the unknown those that the desk did make, and only the journal remembers.
    """

    orders: tuple[OrderState, ...]
    unknown: tuple[OrderId, ...]
    older: tuple[OrderId, ...] = ()


async def _order_state(context: Context, request: OrderStateRequest) -> OrderStates:
    ledger = context.ledger
    asked = tuple(dict.fromkeys(id_of(ledger, each) for each in request.order_ids))
    held = [order_id for order_id in asked if order_id in ledger.orders]
    traded = fills_of(ledger, held)
    states = {order_id: _state(ledger, order_id, traded[order_id]) for order_id in held}
    for order_id in asked:
        packed = family_ledger(ledger, order_id) if order_id not in states else None
        if packed is not None:
            fills = fills_of(packed, (order_id,))[order_id]
            states[order_id] = _state(packed, order_id, fills)
    return OrderStates(
        tuple(states[order_id] for order_id in asked if order_id in states),
        tuple(order_id for order_id in asked if order_id not in states),
        tuple(order_id for order_id in asked if is_dropped(ledger, order_id)),
    )


def _state(ledger: Ledger, order_id: OrderId, traded: list[FillRow]) -> OrderState:
    order = ledger.orders[order_id]
    parent, bracket = ledger.parents.get(order_id), ledger.brackets.get(order_id)
    return OrderState(
        order_row(ledger, order),
        _rows(ledger, parent.children if parent is not None else []),
        _rows(ledger, bracket.exits if bracket is not None else []),
        tuple(traded[:FILL_ROWS_MAX]),
        len(traded) > FILL_ROWS_MAX,
        order_hash(order.terms),
    )


def _rows(ledger: Ledger, order_ids: list[OrderId]) -> tuple[OrderRow, ...]:
    return tuple(order_row(ledger, ledger.orders[each]) for each in order_ids[:KIN_ROWS_MAX])


order_state = Operation(
    name="order-state",
    method="POST",
    path="/v1/order-state",
    request=OrderStateRequest,
    reply=OrderStates,
    scope=Scope.READ,
    handler=_order_state,
    summary="Say where each of these orders stands, with its children, exits and fills.",
    example={"order_ids": ["desk-1", "desk-2"]},
)
