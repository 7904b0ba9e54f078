"""Combos: orders of several legs that a venue works as one, all or none at a net price."""

from __future__ import annotations

from decimal import Decimal

import msgspec

from holdfast.model.ids import OrderId

LEGS_MAX = 8  # of a multi-leg order
DIGITS_MAX = 18


class Combo(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """What the order of one leg says of the whole, which the venue works in place of it.

    `id` names the whole at its venue, once for ever, and tells the orders of all legs
    (`members`). Legs stand in the order of their symbols there, `index` is the place of this one
    among `legs`. It trades `ratio` for each of the whole's `units`. `limit_price` is the most
    that a unit may cost net, below zero the least that it must bring; None at the market.
    `opens` says whether the leg opens a position or closes one, None where it may do both.
    """

    id: str
    index: int
    legs: int
    ratio: int
    units: Decimal
    limit_price: Decimal | None = None
    opens: bool | None = None


def combo_id(first: OrderId, legs: int) -> str:
    """Name a combo by the order of its first leg, whose others have the next numbers."""
    return f"{first}+{legs}"


def members(name: str) -> tuple[OrderId, ...]:
    """Return the orders of a combo's legs by its name, none where it names no combo."""
    first, plus, count = name.rpartition("+")
    epoch, dash, number = first.rpartition("-")
    if not plus or not dash or not _is_count(count) or not _is_count(number):
        return ()
    legs = int(count)
    if not 2 <= legs <= LEGS_MAX:
        return ()
    return tuple(f"{epoch}-{int(number) + index}" for index in range(legs))


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= DIGITS_MAX
