"""What a guard goes by: how much may leave, and when it gives a venue up."""

from __future__ import annotations

from typing import Annotated

import msgspec

from holdfast.model.numbers import Nanos
from holdfast.transport.circuit_breaker import BreakerRules
from holdfast.transport.rate_limit import Limit
from holdfast.transport.retry import BackOff

SECOND_NS = 1_000_000_000
_Positive = Annotated[int, msgspec.Meta(ge=1)]


class GuardRules(msgspec.Struct, frozen=True):
    """The rules for one venue; without limits nothing ever waits.

    Endpoints are `place`, `amend`, `cancel`, `query`, `positions` and `account`. Up to
    `waiting_max` requests wait in each lane, and a new order no longer than `wait_max_ns`: what
    was judged by a quote is not sent by that judgement much later. A venue that is pinged each
    `beat_ns` is taken for gone after `beats_missed_max` without a word.
    """

    limits: tuple[Limit, ...] = ()
    waiting_max: _Positive = 1_000
    wait_max_ns: Nanos = 5 * SECOND_NS
    breaker: BreakerRules = BreakerRules()
    retry: BackOff = BackOff()
    beat_ns: Nanos = 0  # no pings at 0
    beats_missed_max: _Positive = 3
    dead_man_ns: Nanos = 0  # how long a venue keeps orders without a refresh; none at 0
