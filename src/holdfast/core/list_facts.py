"""Facts of lists: taken, joined by a member, touched by what befalls one, decided."""

from __future__ import annotations

from holdfast.core.ledger import Ledger, Order
from holdfast.core.lists import ListState, client_key
from holdfast.core.must import must
from holdfast.core.reserve import reserve
from holdfast.messages import contingent as o


def list_accepted(ledger: Ledger, event: o.ListAccepted) -> None:
    lists = ledger.lists
    must(event.list_id not in lists.known, f"I17: list {event.list_id} made twice")
    lists.known[event.list_id] = ListState(
        event.account, event.client_list_id, event.contingency, event.mode
    )
    if event.client_list_id:
        lists.client_ids[client_key(event.account, event.client_list_id)] = event.list_id


def list_decided(ledger: Ledger, event: o.ListDecided) -> None:
    state = ledger.lists.known[event.list_id]
    must(not state.decided, f"I17: list {event.list_id} decided twice")
    state.decided, state.traded = event.order_id, event.traded
    # until their cancels are confirmed, each of the others may trade beside the one that did
    reserve(ledger, ledger.orders[event.order_id])


def list_exceeded(ledger: Ledger, event: o.ListExceeded) -> None:
    ledger.lists.known[event.list_id].excess = event.excess


def joined(ledger: Ledger, order: Order) -> None:
    """Make an order that leaves for its venue, or is held here, a member of its list."""
    state = ledger.lists.known[order.terms.list_id]
    state.members.append(order.id)
    state.sizes.append(order.qty)
    list_touched(ledger, order)


def list_touched(ledger: Ledger, order: Order) -> None:
    """Note that something befell a member, so that the same input looks at its list again."""
    lists, list_id = ledger.lists, order.terms.list_id
    if lists.touched_at != ledger.seq:
        lists.touched.clear()
        lists.touched_at = ledger.seq
    lists.touched[list_id] = None
    reserve(ledger, order)
