"""What is watched: whose orders go when a client or venue falls silent, and when who is told."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from holdfast.model.ids import AccountId, VenueId
from holdfast.model.numbers import Nanos
from holdfast.model.scope import Scope
from holdfast.model.trading import TradingState

_SECOND: Nanos = 1_000_000_000


class Choice(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Which open orders are cancelled: those in scope, less what is not included.

    Exits of brackets and stops that only reduce are protective, whatever their time in force; a
    slice goes by the time in force of its parent.
    """

    scope: Scope
    include_gtc: bool = False
    include_protective: bool = False


class DisconnectPolicy(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """What is cancelled when a venue has been away for longer than `grace_ns`.

    An empty venue or account is any; of several that fit an order the narrowest holds, an account
    before a venue.
    """

    grace_ns: Nanos
    venue: VenueId = ""
    account: AccountId = ""
    include_gtc: bool = False
    include_protective: bool = False


class Severity(StrEnum):
    """How much an alert matters: to be looked at, or to be looked at now."""

    WARNING = "WARNING"
    CRITICAL = "CRITICAL"


class Level(StrEnum):
    """When a channel is told: of every alert, or of those that nobody has answered for."""

    FIRST = "first"
    ESCALATION = "escalation"


class WatchPolicy(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """How long the desk waits before it raises its voice, in nanoseconds; none may be looser.

    `match_within_ns` is how long an execution may stand on one side of a drop copy alone, and
    `freeze` what its instrument then still lets pass; `escalate_after_ns` how long an alert may
    stay without an answer; `repeat_within_ns` how long the same again is the same alert;
    `unknown_after_ns` how long an order may be unknown before it is told.
    """

    match_within_ns: Nanos = 5 * _SECOND
    freeze: TradingState = TradingState.HALTED
    escalate_after_ns: Nanos = 60 * _SECOND
    repeat_within_ns: Nanos = 300 * _SECOND
    unknown_after_ns: Nanos = 30 * _SECOND


# the least and the most that each time of a WatchPolicy may be
POLICY_BOUNDS: dict[str, tuple[Nanos, Nanos]] = {
    "match_within_ns": (1, 5 * _SECOND),
    "escalate_after_ns": (_SECOND, 60 * _SECOND),
    "repeat_within_ns": (0, 3_600 * _SECOND),
    "unknown_after_ns": (0, 3_600 * _SECOND),
}
