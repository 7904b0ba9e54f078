"""Single exceptions: one order, known by the hash of its terms, let past one limit once."""

from __future__ import annotations

import hashlib

import msgspec

from holdfast.core.entitled import eyes_of
from holdfast.core.ledger import Ledger
from holdfast.core.policy import Check
from holdfast.messages.commands import SubmitOrder
from holdfast.messages.refusals import Reason
from holdfast.model.numbers import Nanos

ROWS = ("RC25", "RC32")  # the controls that it holds, by their ids

# who asks, what is asked, what a desk has stopped, and what it cannot measure: nobody lets an
# order past these
NEVER_PASSED = frozenset(
    {
        Reason.UNKNOWN_ACCOUNT,
        Reason.UNKNOWN_INSTRUMENT,
        Reason.UNKNOWN_ORDER,
        Reason.UNKNOWN_ALGO,
        Reason.NOT_LISTED,
        Reason.INVALID_ORDER,
        Reason.INVALID_TACTIC,
        Reason.UNSUPPORTED,
        Reason.TICK,
        Reason.LOT,
        Reason.PARENT_OVERRUN,
        Reason.UNATTRIBUTED,
        Reason.NOT_ENTITLED,
        Reason.NOT_STARTED,
        Reason.NOT_ARMED,
        Reason.REDUCING_ONLY,
        Reason.TRADING_HALTED,
        Reason.KILLED,
        Reason.LIMIT_MISSING,
        Reason.NO_REFERENCE,
    }
)

_ENCODER = msgspec.msgpack.Encoder()


def order_hash(terms: SubmitOrder) -> str:
    """Name the terms of an order: the same for every attempt at it, another for any other.

    The caller's id, the correlation and the metadata are left out, since they differ between
    attempts; who asks, for whom, what and at which price do not.
    """
    bare = msgspec.structs.replace(terms, client_order_id="", correlation_id="", metadata=None)
    return hashlib.sha256(_ENCODER.encode(bare)).hexdigest()


def permit_for(ledger: Ledger, order: SubmitOrder, check: Check, code: Reason, at: Nanos) -> str:
    """Return the id of a permit that lets this order past this check, empty if there is none.

    Nobody authorises an order of their own, whichever of their keys it was sent with.
    """
    if not ledger.permits or not (check.is_soft or check.yields):
        return ""
    wanted = order_hash(order)
    for permit in ledger.permits.values():
        fits = permit.order_hash == wanted and code in permit.codes and at < permit.until
        if not fits or (permit.is_soft and not check.is_soft):
            continue
        if permit.is_soft or eyes_of(ledger, permit.by) != eyes_of(ledger, order.principal):
            return permit.id
    return ""
