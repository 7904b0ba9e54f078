"""Who waits for a position or for another order: found by what happened, and told once it is so.

Prices and times are waited for by bands and timers. What an order's conditions or an emulator
want of the ledger itself is indexed here, so that an input that concerns nobody costs a look-up
for each of its events, and nothing at all where nobody waits.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from holdfast.core.instructed import leaves
from holdfast.core.ledger import Ledger, Order
from holdfast.core.lineage import above
from holdfast.core.names import order_called
from holdfast.core.worked_by import WAITS_FOR_ROOM
from holdfast.messages import differences as d
from holdfast.messages import events as e
from holdfast.model.ids import AccountId, InstrumentId, OrderId
from holdfast.model.instructions import OrderIs, PositionIs
from holdfast.model.order import Param

ARMED_AT = "armed_at"  # in the memory of an order that waits no more
MET = "met"  # in the memory of an armed order: which conditions were met, by their places


def met_of(memory: dict[str, Param]) -> list[int]:
    """Read which conditions an armed order has seen met."""
    return [int(each) for each in str(memory.get(MET, "")).split(",") if each]


def met_text(met: Iterable[int]) -> str:
    return ",".join(str(each) for each in sorted(set(met)))


def holding(ledger: Ledger, order: Order) -> tuple[int, ...]:
    """List the places of its conditions on positions and orders that hold now."""
    arm = order.terms.arm
    if arm is None:
        return ()
    return tuple(
        place
        for place, leaf in enumerate(leaves(arm))
        if isinstance(leaf, PositionIs | OrderIs) and _holds(ledger, order, leaf)
    )


def _holds(ledger: Ledger, order: Order, leaf: PositionIs | OrderIs) -> bool:
    account = order.terms.account
    if isinstance(leaf, PositionIs):
        qty = ledger.position(leaf.account or account, leaf.instrument).qty
        if leaf.at_least is not None:
            return qty >= leaf.at_least
        return leaf.at_most is not None and qty <= leaf.at_most
    named = order_called(ledger, account, leaf.order)
    return named is not None and named.status is leaf.status


# --- the index ------------------------------------------------------------------------


def enlist(ledger: Ledger, order: Order) -> None:
    """Have a parent told of the positions and orders that it waits for."""
    for key in _keys_of(order, ledger.parents[order.id].algo):
        ledger.waiting.setdefault(key, {})[order.id] = None


def leave(ledger: Ledger, order: Order) -> None:
    """Tell a parent that is over of nothing any more."""
    for key in _keys_of(order, ledger.parents[order.id].algo):
        waiting = ledger.waiting.get(key)
        if waiting is not None:
            waiting.pop(order.id, None)
            if not waiting:
                del ledger.waiting[key]


def _keys_of(order: Order, algo: str) -> Iterator[str]:
    terms = order.terms
    if algo in WAITS_FOR_ROOM:
        yield _position_key(terms.account, terms.instrument)
    for leaf in () if terms.arm is None else leaves(terms.arm):
        if isinstance(leaf, PositionIs):
            yield _position_key(leaf.account or terms.account, leaf.instrument)
        elif isinstance(leaf, OrderIs):
            yield _order_key(leaf.order)


def _position_key(account: AccountId, instrument: InstrumentId) -> str:
    return f"position {account} {instrument}"


def _order_key(name: str) -> str:
    return f"order {name}"


# --- what follows from events ---------------------------------------------------------


def attended(ledger: Ledger, events: Iterable[e.Event]) -> Iterator[e.Event]:
    """Pass on the events of one input, and then what they mean for those who wait."""
    happened: list[e.Event] = []
    for event in events:
        # also of what came before the one who waits: as the live desk does
        happened.append(event)
        yield event
    if ledger.waiting:
        yield from roused(ledger, happened)


def roused(ledger: Ledger, events: Iterable[e.Event]) -> Iterator[e.Event]:
    """Have those asked for whom one of these events has changed something."""
    concerned: dict[OrderId, None] = {}
    for event in events:
        for key in _keys_in(ledger, event):
            concerned.update(ledger.waiting.get(key, {}))
    for order_id in concerned:
        yield from _told(ledger, ledger.orders[order_id])


def _told(ledger: Ledger, order: Order) -> Iterator[e.Event]:
    state = ledger.parents[order.id]
    if not order.is_open or state.ending is not None:
        return
    if state.algo not in WAITS_FOR_ROOM:
        before = met_of(state.memory)
        now = [each for each in holding(ledger, order) if each not in before]
        if not now:
            return
        # latched here: it may be gone again when the emulator is asked
        yield e.ParentNoted(order.id, {**state.memory, MET: met_text((*before, *now))})
    yield e.ParentScheduled(order.id, ledger.at, state.bands)


def _makes_way(ledger: Ledger, order: Order, event: e.Event) -> bool:
    """Tell whether an order holds back less than before of what others are to close."""
    is_less = isinstance(
        event, e.OrderCanceled | e.OrderExpired | e.OrderRejected | e.OrderReplaced
    )
    return is_less and ledger.abilities_of(order.terms).holds_for_orders


def _keys_in(ledger: Ledger, event: e.Event) -> Iterator[str]:
    if isinstance(event, d.PositionAdjusted):
        yield _position_key(event.account, event.instrument)
    elif isinstance(event, d.SplitApplied):
        for account in ledger.accounts:
            yield _position_key(account, event.instrument)
    order_id = getattr(event, "order_id", "")
    order = ledger.orders.get(order_id) if order_id else None
    if order is None:
        return
    if isinstance(event, e.OrderFilled | e.FillBusted) or _makes_way(ledger, order, event):
        yield _position_key(order.terms.account, order.terms.instrument)
    for each in (order, *above(ledger, order)):
        yield _order_key(each.id)
        if each.terms.client_order_id:
            yield _order_key(each.terms.client_order_id)
        # the ids of its changes name it, too
        for name in ledger.chains.client_ids(each.id):
            yield _order_key(name)
