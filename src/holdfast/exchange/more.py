"""What an order keeps beyond price and quantity while it works, and what of it outlives a stop."""

from __future__ import annotations

from decimal import Decimal

import msgspec

from holdfast.messages.commands import SubmitOrder
from holdfast.model.instructions import Peg, Trail
from holdfast.model.numbers import ZERO


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


def is_plain(terms: SubmitOrder) -> bool:
    """Tell whether an order asks for nothing beyond type, prices, time in force and post-only."""
    return not (
        terms.reduce_only
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
        terms.reduce_only,
    )
    return None if more == More() else more
