"""Trading sessions of one instrument: open, halted, or collecting orders; and its auctions."""

from __future__ import annotations

from enum import StrEnum


class SessionState(StrEnum):
    """What the venue does with orders now.

    HALTED rejects new orders and changes, cancels work, nothing trades. AUCTION collects
    orders that may wait (not IOC or FOK) and nothing trades. On OPEN a generated market crosses
    them with its book at one price; what is left, and all of them in a recorded market, enters
    in the order in which it came.
    """

    OPEN = "OPEN"
    HALTED = "HALTED"
    AUCTION = "AUCTION"


class Auction(StrEnum):
    """The auction that an order is for: at the session's open (OPG), or at its close."""

    OPENING = "OPENING_AUCTION"
    CLOSING = "CLOSING_AUCTION"
