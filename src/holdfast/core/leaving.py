"""Whether what was approved a while ago may still leave: asked of what has waited in a lane."""

from __future__ import annotations

from holdfast.core.ledger import Ledger, Order
from holdfast.core.stopped import is_killed, lets_pass, own_scopes
from holdfast.core.trailed import own_stop
from holdfast.model.numbers import ZERO, Nanos
from holdfast.model.trading import TradingState

ROWS = ("RC16",)  # the controls that it holds, by their ids

KILLED = "killed before it left"
CANCELED = "a cancel was asked for before it left"


def reduces(order: Order) -> bool:
    """Tell whether the gate has found that it can only bring the position nearer to flat.

    That is what reserves no money; exits close what their entry has filled.
    """
    return bool(order.terms.exit_of) or order.reserve_price == ZERO


def held_back(ledger: Ledger, order: Order, at: Nanos) -> str:
    """Say what has come since its approval that keeps it here, empty where nothing has."""
    if order.cancel_wanted:
        return KILLED if ledger.kills and is_killed(ledger, order) else CANCELED
    if not order.is_open:
        return f"it was {order.status} before it left"
    if _only_shrinks(order):
        return ""
    terms, can_only_reduce = order.terms, reduces(order)
    own = own_scopes(ledger, terms, order.id)
    for scope in (*ledger.bounds_of(terms).scopes, *own):
        if scope.state is TradingState.ACTIVE:
            continue
        for stop in scope.stops.values():
            if not lets_pass(
                stop,
                at,
                is_exit=bool(terms.exit_of),
                can_only_reduce=can_only_reduce,
                says_so=terms.reduce_only,
            ):
                return f"{scope.key} was {stop.state} by {stop.cause} before it left"
    if can_only_reduce:
        return ""
    venue = ledger.venue_of(terms)
    if venue in ledger.questions.down:
        return f"the session of {venue} went down before it left"
    return "" if ledger.is_armed else "the desk was disarmed before it left"


def _only_shrinks(order: Order) -> bool:
    qty = order.pending_qty
    return (
        qty is not None
        and qty <= order.qty
        and order.pending_limit_price == order.limit_price
        and order.pending_stop_price == own_stop(order)
    )
