"""May this scope trade: its state, who set it, and how it ends."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from holdfast.model.ids import PrincipalId
from holdfast.model.numbers import Nanos


class TradingState(StrEnum):
    """What a scope lets pass. Cancels pass in every state."""

    ACTIVE = "ACTIVE"
    REDUCING = "REDUCING"  # only what can but bring a position nearer to flat
    HALTED = "HALTED"  # only orders that say `reduce_only`, and the exits of brackets


class Latch(StrEnum):
    """What ends a state that is not ACTIVE."""

    PERSON = "PERSON"  # a trader or risk officer, by command
    DAY = "DAY"  # the next trading day
    TIME = "TIME"  # `until`
    TWO_PERSONS = "TWO_PERSONS"  # a kill: asked for by one, approved by another


class Stop(msgspec.Struct, frozen=True, array_like=True):
    """One reason why a scope is not ACTIVE; a scope may have several, the strictest counts.

    `cause` names what set it, so that each is lifted by itself: `command`, `kill`, or the name
    of the check that tripped.
    """

    cause: str
    state: TradingState
    latch: Latch
    by: PrincipalId
    why: str
    at: Nanos
    until: Nanos | None = None
    lets_reducing: bool = True  # a kill may let nothing pass but cancels


# the cause of a kill, which is lifted by two persons alone
KILL = "kill"
# the cause of what a person has set
COMMAND = "command"


class Phase(StrEnum):
    """What a venue does with orders for an instrument now."""

    OPEN = "OPEN"
    AUCTION = "AUCTION"
    HALTED = "HALTED"
    CLOSED = "CLOSED"


class RuleMode(StrEnum):
    """Whether a check refuses, or only records what it would have refused."""

    ENFORCED = "ENFORCED"
    SHADOW = "SHADOW"
