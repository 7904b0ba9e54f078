"""What an order keeps beyond price and quantity while it works, and what of it outlives a stop."""

from __future__ import annotations

from decimal import Decimal

import msgspec

from holdfast.exchange.session import Auction
from holdfast.messages.commands import SubmitOrder
from holdfast.model.instructions import Peg, Trail
from holdfast.model.numbers import ZERO
from holdfast.model.order import OrderType, TimeInForce


class Marks(msgspec.Struct, frozen=True, array_like=True, omit_defaults=True):
    """What no report has told of an open order, and a venue must know to go on after a stop."""

    best: Decimal | None = None  # the furthest price since a trailing stop began
    level: Decimal | None = None  # where that stop has been drawn to
    began: bool = False  # its activation price was reached
    tip: Decimal | None = None  # what an iceberg still shows


class More(msgspec.Struct):
    """The changing side of an order that is more than a plain one."""

    trail: Trail | None = None
    peg: Peg | None = None
    cap: Decimal | None = None  # the limit price of a pegged order, beyond which it never goes
    display_qty: Decimal | None = None
    display_variance: Decimal = ZERO
    all_or_none: bool = False
    qty_min: Decimal | None = None
    reduce_only: bool = False
    auction: Auction | None = None
    best: Decimal | None = None
    level: Decimal | None = None
    began: bool = False
    tip: Decimal | None = None

    def marks(self) -> Marks:
        return Marks(self.best, self.level, self.began, self.tip)

    def resume(self, marks: Marks) -> None:
        """Go on from where the order stood."""
        self.best, self.level, self.began = marks.best, marks.level, marks.began
        self.tip = marks.tip


# Tuples: an enumeration's member hashes in Python, and is found by identity.
ON_CLOSE = (OrderType.MARKET_ON_CLOSE, OrderType.LIMIT_ON_CLOSE)
_PLAIN_TYPES = (OrderType.MARKET, OrderType.LIMIT, OrderType.STOP, OrderType.STOP_LIMIT)
_PLAIN_TIMES = (
    TimeInForce.DAY,
    TimeInForce.GTC,
    TimeInForce.IOC,
    TimeInForce.FOK,
    TimeInForce.GTD,
)


def auction_of(terms: SubmitOrder) -> Auction | None:
    """Return the auction that an order is for, None if it trades while the market is open."""
    if terms.time_in_force is TimeInForce.OPG:
        return Auction.OPENING
    is_on_close = terms.time_in_force is TimeInForce.CLS or terms.type in ON_CLOSE
    return Auction.CLOSING if is_on_close else None


def is_plain(terms: SubmitOrder) -> bool:
    """Tell whether an order asks for nothing beyond type, prices, time in force and post-only."""
    return not (
        terms.type not in _PLAIN_TYPES
        or terms.time_in_force not in _PLAIN_TIMES
        or terms.reduce_only
        or terms.all_or_none
        or terms.post_only_slide
        or terms.trigger is not None
        or terms.trail is not None
        or terms.peg is not None
        or terms.display_qty is not None
        or terms.display_variance is not None
        or terms.qty_min is not None
    )


def more_of(terms: SubmitOrder) -> More | None:
    """Begin what an order keeps beyond the plain; None for an order that keeps nothing."""
    more = More(
        terms.trail,
        terms.peg,
        None if terms.peg is None else terms.limit_price,
        terms.display_qty,
        terms.display_variance or ZERO,
        terms.all_or_none,
        terms.qty_min,
        # an exit is sized to its entry by the desk; held to an account that others have evened out
        # it would leave the entry without a stop
        terms.reduce_only and not terms.exit_of,
        auction_of(terms),
    )
    return None if more == More() else more
