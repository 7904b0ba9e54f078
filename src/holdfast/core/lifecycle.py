"""The legal moves of an order, as a table: what the table lacks stops the desk.

Docs and diagrams are drawn from MOVES. A fill's target depends on whether it completes the
order, so FILLS holds a pair for each status; a change that gives an order back to work
(`WORKING`) is settled by its fills.
"""

from __future__ import annotations

from holdfast.core.must import InvariantBroken
from holdfast.messages import events as e
from holdfast.messages.fact import Fact
from holdfast.model.order import OrderStatus as S

_OPEN_AT_VENUE = (S.SENT, S.NEW, S.PARTIALLY_FILLED, S.PENDING_REPLACE, S.PENDING_CANCEL, S.UNKNOWN)
_OPEN = (S.PENDING_NEW, *_OPEN_AT_VENUE)

# after a partial fill, after the fill that completes
FILLS: dict[S, tuple[S, S]] = {
    S.PENDING_NEW: (S.PARTIALLY_FILLED, S.FILLED),
    S.SENT: (S.PARTIALLY_FILLED, S.FILLED),
    S.NEW: (S.PARTIALLY_FILLED, S.FILLED),
    S.PARTIALLY_FILLED: (S.PARTIALLY_FILLED, S.FILLED),
    S.PENDING_REPLACE: (S.PENDING_REPLACE, S.FILLED),
    S.PENDING_CANCEL: (S.PENDING_CANCEL, S.FILLED),
    S.UNKNOWN: (S.PARTIALLY_FILLED, S.FILLED),
    # late fills reach the position and leave the order ended
    S.FILLED: (S.FILLED, S.FILLED),
    S.CANCELED: (S.CANCELED, S.FILLED),
    S.EXPIRED: (S.EXPIRED, S.FILLED),
    S.REJECTED: (S.REJECTED, S.FILLED),
}

# the place of "as its fills say": SENT, NEW or PARTIALLY_FILLED, see `working`
WORKING = S.NEW

MOVES: dict[type[Fact], dict[S, S]] = {
    e.OrderOpened: {
        S.SENT: S.NEW,
        S.UNKNOWN: S.NEW,
        S.NEW: S.NEW,
        S.PARTIALLY_FILLED: S.PARTIALLY_FILLED,
        S.PENDING_CANCEL: S.PENDING_CANCEL,
        S.PENDING_REPLACE: S.PENDING_REPLACE,
        S.FILLED: S.FILLED,
        S.CANCELED: S.CANCELED,
        S.EXPIRED: S.EXPIRED,
    },
    e.OrderRejected: dict.fromkeys(_OPEN_AT_VENUE, S.REJECTED),
    e.CancelSent: {
        **dict.fromkeys(_OPEN_AT_VENUE, S.PENDING_CANCEL),
        # whether it exists is still not known
        S.UNKNOWN: S.UNKNOWN,
    },
    e.CancelRejected: {
        S.PENDING_CANCEL: WORKING,
        S.UNKNOWN: S.UNKNOWN,
        S.NEW: S.NEW,
        S.PARTIALLY_FILLED: S.PARTIALLY_FILLED,
        S.PENDING_REPLACE: S.PENDING_REPLACE,
        S.FILLED: S.FILLED,
        S.CANCELED: S.CANCELED,
        S.EXPIRED: S.EXPIRED,
        S.REJECTED: S.REJECTED,
    },
    e.OrderCanceled: dict.fromkeys(_OPEN, S.CANCELED),
    e.OrderExpired: dict.fromkeys(_OPEN, S.EXPIRED),
    e.ReplaceSent: {S.NEW: S.PENDING_REPLACE, S.PARTIALLY_FILLED: S.PENDING_REPLACE},
    e.OrderReplaced: {
        S.PENDING_REPLACE: WORKING,
        S.NEW: S.NEW,
        S.PARTIALLY_FILLED: S.PARTIALLY_FILLED,
        S.PENDING_CANCEL: S.PENDING_CANCEL,
        S.UNKNOWN: WORKING,
    },
    e.ReplaceRejected: {
        S.PENDING_REPLACE: WORKING,
        S.NEW: S.NEW,
        S.PARTIALLY_FILLED: S.PARTIALLY_FILLED,
        S.PENDING_CANCEL: S.PENDING_CANCEL,
        S.UNKNOWN: S.UNKNOWN,
        S.FILLED: S.FILLED,
        S.CANCELED: S.CANCELED,
        S.EXPIRED: S.EXPIRED,
        S.REJECTED: S.REJECTED,
    },
    e.OrderTriggered: {
        S.SENT: S.SENT,
        S.NEW: S.NEW,
        S.PARTIALLY_FILLED: S.PARTIALLY_FILLED,
        S.PENDING_REPLACE: S.PENDING_REPLACE,
        S.PENDING_CANCEL: S.PENDING_CANCEL,
        S.UNKNOWN: WORKING,
    },
    e.OrderUnknown: dict.fromkeys(_OPEN_AT_VENUE, S.UNKNOWN),
    # parents, which the desk works itself
    e.ParentScheduled: {
        S.PENDING_NEW: S.NEW,
        S.NEW: S.NEW,
        S.PARTIALLY_FILLED: S.PARTIALLY_FILLED,
    },
    e.ParentStopping: {
        S.PENDING_NEW: S.PENDING_CANCEL,
        S.NEW: S.PENDING_CANCEL,
        S.PARTIALLY_FILLED: S.PENDING_CANCEL,
    },
}

# what a venue may prove of an order that was unknown or had fallen behind
FOUND: dict[S, frozenset[S]] = {
    status: frozenset(
        {S.NEW, S.PARTIALLY_FILLED, S.FILLED, S.CANCELED, S.EXPIRED, S.REJECTED, S.PENDING_CANCEL}
    )
    for status in _OPEN_AT_VENUE
}

# how the desk may end a parent
ENDED: dict[S, frozenset[S]] = {
    status: frozenset({S.FILLED, S.CANCELED, S.EXPIRED})
    for status in (S.PENDING_NEW, S.NEW, S.PARTIALLY_FILLED, S.PENDING_CANCEL)
}


def move(order_id: str, status: S, event: type[Fact]) -> S:
    """Look the move up; one that the table lacks is our bug."""
    try:
        return MOVES[event][status]
    except KeyError:
        raise InvariantBroken(
            f"I05: {order_id} may not go from {status} by {event.__name__}"
        ) from None


def is_legal(status: S, event: type[Fact]) -> bool:
    """Tell whether the table has the move, for deciders that face strange venues."""
    return status in MOVES[event]
