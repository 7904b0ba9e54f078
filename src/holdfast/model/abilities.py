"""What a venue can work by itself; what it lacks the desk works in its place."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from holdfast.model.order import OrderType, TimeInForce


class Instruction(StrEnum):
    """What may be asked of an order beside type and time in force."""

    POST_ONLY = "POST_ONLY"
    POST_ONLY_SLIDE = "POST_ONLY_SLIDE"
    REDUCE_ONLY = "REDUCE_ONLY"
    ALL_OR_NONE = "ALL_OR_NONE"
    MIN_QTY = "MIN_QTY"
    DISPLAY_QTY = "DISPLAY_QTY"
    DISPLAY_VARIANCE = "DISPLAY_VARIANCE"
    MAX_SLIPPAGE = "MAX_SLIPPAGE"
    TRIGGER_SOURCE = "TRIGGER_SOURCE"


class Abilities(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Order types, times in force and instructions that a venue works natively.

    `replaces` says that it changes orders in place. Tuples in the order of their enumerations,
    so that the same abilities are the same bytes.
    """

    types: tuple[OrderType, ...]
    times: tuple[TimeInForce, ...]
    instructions: tuple[Instruction, ...]
    replaces: bool = True


# what every venue is taken to work that has declared nothing
PLAIN = Abilities(
    types=(OrderType.MARKET, OrderType.LIMIT, OrderType.STOP, OrderType.STOP_LIMIT),
    times=(
        TimeInForce.DAY,
        TimeInForce.GTC,
        TimeInForce.GTD,
        TimeInForce.IOC,
        TimeInForce.FOK,
    ),
    instructions=(Instruction.POST_ONLY, Instruction.REDUCE_ONLY),
)
