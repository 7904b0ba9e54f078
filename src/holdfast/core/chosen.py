"""Which open orders a choice takes in, and their cancels: at once, or when their venue is back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from holdfast.core.ledger import Ledger, Order
from holdfast.core.lineage import below, root_of
from holdfast.core.stopped import is_in
from holdfast.core.stopping import cancel_these
from holdfast.messages import events as e
from holdfast.messages import watched as w
from holdfast.messages.commands import SubmitOrder
from holdfast.model.ids import OrderId, VenueId
from holdfast.model.order import TimeInForce
from holdfast.model.watch import Choice

_GTC = TimeInForce.GTC


def chosen(ledger: Ledger, choice: Choice) -> dict[OrderId, None]:
    """Return the open and unknown orders of a choice that no cancel is under way for."""
    wanted: dict[OrderId, None] = {}
    for order_id in ledger.open_orders:
        order = ledger.orders[order_id]
        if is_in(ledger, order, choice.scope) and is_included(ledger, order, choice):
            if not order.cancel_wanted:
                wanted[order_id] = None
            wanted.update(dict.fromkeys(below(ledger, order_id)))
    return wanted


def is_included(ledger: Ledger, order: Order, choice: Choice) -> bool:
    """Tell whether what a choice leaves out leaves this order in it."""
    if is_protective(order.terms):
        return choice.include_protective
    whose = root_of(ledger, order)
    return choice.include_gtc or ledger.chains.timing(whose.id, whose.terms)[0] is not _GTC


def is_protective(terms: SubmitOrder) -> bool:
    """Tell whether an order guards what is held: an exit of a bracket, a stop that only reduces."""
    return bool(terms.exit_of) or (terms.reduce_only and terms.stop_price is not None)


def cancel_chosen(ledger: Ledger, wanted: Iterable[OrderId], why: str) -> Iterator[e.Event]:
    """Cancel orders, once; what is at a venue that is away is owed to it until it is back."""
    now: dict[OrderId, None] = {}
    owed: dict[VenueId, list[OrderId]] = {}
    for order_id in wanted:
        venue = ledger.venue_of(ledger.orders[order_id].terms)
        if order_id not in ledger.parents and venue in ledger.questions.down:
            owed.setdefault(venue, []).append(order_id)
        else:
            now[order_id] = None
    for venue, order_ids in owed.items():
        yield w.CancelsOwed(venue, tuple(order_ids))
    yield from cancel_these(ledger, now, why, why)
