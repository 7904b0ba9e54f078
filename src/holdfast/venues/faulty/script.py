"""What shall go wrong: how often by chance, and what exactly at which moment or for which order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import msgspec

from holdfast.exchange.latency import NanosSpan, PartsPerMillion
from holdfast.model.ids import InstrumentId, OrderId
from holdfast.model.numbers import Nanos
from holdfast.model.order import Side
from holdfast.venues.faulty.kinds import FAULTS, FaultName, Stage

MILLION = 1_000_000
SECOND_NS = 1_000_000_000
_Count = Annotated[int, msgspec.Meta(ge=1)]


class Spans(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How long things take, in nanoseconds, where an entry of the script does not say.

    `silent_after_ns` is the time-out of an answer, told as VenueSilent; `late_ns` is how far
    beyond it a late answer comes; `down_ns` is how long a span by chance lasts; `hold_ns` is
    how long a report may be held back; a repeat comes up to `repeat_within_ns` later.
    """

    silent_after_ns: NanosSpan = 5 * SECOND_NS
    late_ns: NanosSpan = 2 * SECOND_NS
    down_ns: NanosSpan = 5 * SECOND_NS
    hold_ns: NanosSpan = 2 * SECOND_NS
    repeat_within_ns: NanosSpan = 2 * SECOND_NS
    stale_ns: NanosSpan = 2 * SECOND_NS
    # how old an order may be that is not found yet
    settle_ns: NanosSpan = 5 * SECOND_NS
    # how long each message takes while the line is slow
    slow_ns: NanosSpan = SECOND_NS // 2
    # messages in one direction while the line is slow
    under_way_max: _Count = 1_000


class FaultEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One fault, planned. Times are counted from the script's origin.

    With `at_ns` it happens at that moment; spans and the venue's own faults alone can. Else it
    happens to the `nth` message that matches, and to the next ones, `times` in all, from
    `after_ns` until before `until_ns`. `on` is a kind of request or report: `PlaceOrder`,
    `VenueFills`; `for_ns` is how long it lasts; `loses` says that what is said during a
    span is lost rather than told at its end.
    """

    fault: FaultName
    at_ns: Nanos | None = None
    after_ns: Nanos | None = None
    until_ns: Nanos | None = None
    on: str = ""
    order_id: OrderId = ""
    instrument: InstrumentId = ""
    side: Side | None = None
    nth: _Count = 1
    times: _Count = 1
    for_ns: NanosSpan | None = None
    loses: bool = False


class FaultScript(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Rates in parts per million of the messages that a fault can befall, and planned faults.

    The rates hold from `from_ns` until before `until_ns`. Times count from `origin_ns`, and
    from when the venue is connected where that is None.
    """

    rates: Mapping[FaultName, PartsPerMillion] = {}
    entries: tuple[FaultEntry, ...] = ()
    spans: Spans = Spans()
    from_ns: Nanos = 0
    until_ns: Nanos | None = None
    origin_ns: Nanos | None = None

    @property
    def is_calm(self) -> bool:
        """Tell whether nothing ever goes wrong."""
        return not self.entries and not any(self.rates.values())


def at_a_moment(fault: FaultName) -> bool:
    """Tell whether a fault can happen by itself, without a message that it happens to."""
    return FAULTS[fault].stage in (Stage.SPAN, Stage.TRUTH)
