"""An order and all that depends on it: found in the ledger, packed into bytes, and unpacked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from holdfast.core.chains import Chain, Chains
from holdfast.core.ledger import Bracket, Ledger, Order, ParentState
from holdfast.core.lists import ListState
from holdfast.core.memory import ClientId
from holdfast.messages.differences import SplitApplied
from holdfast.messages.events import OrderFilled
from holdfast.model.ids import ExecId, OrderId
from holdfast.model.order import OrderStatus


class Family(msgspec.Struct, array_like=True, frozen=True):
    """A packed family; its first fields are those of a `Label`. The root is the first order."""

    client_ids: tuple[ClientId, ...]
    members: tuple[OrderId, ...]
    orders: list[Order]
    fills: list[OrderFilled]
    busted: dict[ExecId, OrderId]
    parents: dict[OrderId, ParentState]
    brackets: dict[OrderId, Bracket]
    lists: dict[OrderId, ListState] = {}
    chains: dict[OrderId, Chain] = {}


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(Family)


def family_of(ledger: Ledger, root: OrderId) -> list[Order]:
    """List an order, its slices, exits and siblings, and theirs."""
    parents, brackets, lists = ledger.parents, ledger.brackets, ledger.lists.known
    if root not in parents and root not in brackets and root not in lists:
        # most orders have nothing but themselves
        return [ledger.orders[root]]
    found = [root]
    for order_id in found:
        if order_id in lists:
            found += lists[order_id].members[1:]
        if order_id in parents:
            found += parents[order_id].children
        if order_id in brackets:
            found += brackets[order_id].exits
    return [ledger.orders[order_id] for order_id in found]


def is_needed(ledger: Ledger, family: Sequence[Order]) -> bool:
    """Tell whether something still waits for one of these orders, or may come to."""
    for order in family:
        if (
            order.id in ledger.open_orders
            or order.id in ledger.spreads.of
            or order.id in ledger.awaited
            or order.id in ledger.unexplained
            or order.id in ledger.questions.open
            or _is_split(ledger, order)
            or (order.id in ledger.brackets and _protects(ledger, order))
            or (order.status is OrderStatus.REFUSED and _may_be_acknowledged(ledger, order))
        ):
            return True
    return False


def _is_split(ledger: Ledger, order: Order) -> bool:
    """Tell whether its instrument was split: its fills stand before or behind that."""
    changes = ledger.reconciled.adjustments.get(order.terms.account, ())
    return any(
        isinstance(each.event, SplitApplied) and each.event.instrument == order.terms.instrument
        for each in changes
    )


def _protects(ledger: Ledger, entry: Order) -> bool:
    live = ledger.accounts[entry.terms.account].brackets.get(entry.terms.instrument, {})
    return entry.id in live


def _may_be_acknowledged(ledger: Ledger, order: Order) -> bool:
    blocks = (ledger.soft_blocks.get(each.block_id) for each in order.refusals if each.block_id)
    return any(block is not None and ledger.at < block.until for block in blocks)


def pack(
    ledger: Ledger,
    family: Sequence[Order],
    fills: list[OrderFilled],
    busted: Mapping[ExecId, OrderId],
) -> bytes:
    """Write a family, which is still in the ledger, as bytes."""
    parents, brackets, chains = ledger.parents, ledger.brackets, ledger.chains
    lists = ledger.lists.known
    # a struct to be encoded at once would cost as much as its encoding
    return _ENCODER.encode(
        (
            [
                (order.terms.account, name)
                for order in family
                for name in (order.terms.client_order_id, *chains.client_ids(order.id))
                if name
            ],
            [order.id for order in family[1:]],
            family,
            fills,
            busted,
            {order.id: parents[order.id] for order in family if order.id in parents},
            {order.id: brackets[order.id] for order in family if order.id in brackets},
            {root: lists[root]} if (root := family[0].id) in lists else {},
            {order.id: chains.of[order.id] for order in family if order.id in chains.of},
        )
    )


def unpack(packed: bytes) -> Family:
    """Read a family back."""
    return _DECODER.decode(packed)


def family_ledger(ledger: Ledger, order_id: OrderId) -> Ledger | None:
    """Unpack the family of an order into a ledger of its own, for views to read; None if none."""
    root = ledger.memory.root_of(order_id)
    if not root:
        return None
    family = unpack(ledger.memory.families[root])
    accounts = dict(ledger.accounts)
    state = accounts.get(family.orders[0].terms.account)
    if state is not None:
        accounts[state.account.id] = msgspec.structs.replace(
            state, fills={fill.exec_id: fill for fill in family.fills}, busted=family.busted
        )
    return msgspec.structs.replace(
        ledger,
        accounts=accounts,
        orders={order.id: order for order in family.orders},
        open_orders={},
        parents=family.parents,
        brackets=family.brackets,
        lists=msgspec.structs.replace(ledger.lists, known=family.lists),
        chains=Chains(family.chains),
    )


def recollect(ledger: Ledger, order_id: OrderId) -> Order | None:
    """Return an order as it was when it was over, from the ledger or packed, to be read alone."""
    order = ledger.orders.get(order_id)
    root = "" if order is not None else ledger.memory.root_of(order_id)
    if root:
        family = unpack(ledger.memory.families[root])
        order = next(each for each in family.orders if each.id == order_id)
    return order
