"""Trading sessions of one instrument: open, halted, or collecting orders for an auction."""

from __future__ import annotations

from enum import StrEnum


class SessionState(StrEnum):
    """What the venue does with orders now.

    HALTED rejects new orders and changes, cancels work, nothing trades. AUCTION collects
    orders that may wait (not IOC or FOK) and nothing trades; on OPEN they enter in the order
    in which they came. A single uncrossing price is not computed.
    """

    OPEN = "OPEN"
    HALTED = "HALTED"
    AUCTION = "AUCTION"
