"""What a venue can work by itself; what it lacks the desk works in its place."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

import msgspec

from holdfast.model.instrument import InstrumentKind
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
    EXTENDED_HOURS = "EXTENDED_HOURS"


class Abilities(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Order types, times in force and instructions that a venue works natively.

    `replaces` says that it changes orders in place. `holds_for_orders` says that an open order
    keeps what it would close from all others, and that none may rest opposite to another of the
    account. `fraction_times` are the times in force of quantities that are not whole, all where
    None. With `plain_trails` a trailing stop has neither an activation price nor a limit there.
    `by_kind` holds those that differ for some kinds of instruments. `combos` is how many legs it
    trades as one order, all or none at a net price; 0 where it does not. Tuples in the order of
    their enumerations, so that the same abilities are the same bytes.
    """

    types: tuple[OrderType, ...]
    times: tuple[TimeInForce, ...]
    instructions: tuple[Instruction, ...]
    replaces: bool = True
    holds_for_orders: bool = False
    fraction_times: tuple[TimeInForce, ...] | None = None
    plain_trails: bool = False
    by_kind: tuple[KindAbilities, ...] = ()
    combos: int = 0

    def of(self, kind: InstrumentKind) -> Abilities:
        """Return what is worked of one kind of instrument."""
        return next((each.abilities for each in self.by_kind if each.kind is kind), self)

    def times_for(self, qty: Decimal) -> tuple[TimeInForce, ...]:
        """Return the times in force of orders of this quantity."""
        if self.fraction_times is None or not qty % 1:
            return self.times
        return self.fraction_times


class KindAbilities(msgspec.Struct, frozen=True):
    """What a venue works of one kind of instrument, where that is not what it works of all."""

    kind: InstrumentKind
    abilities: Abilities


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
