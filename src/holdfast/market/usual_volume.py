"""How much of an instrument usually trades at which time of the day, from a recording of days."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from holdfast.model.ids import InstrumentId
from holdfast.model.numbers import SCALE_MAX, ZERO, ratio, trimmed
from holdfast.model.quote import Bar, BookAction, BookMessage, MarketEvent, Trade
from holdfast.model.times import SECOND_NS
from holdfast.model.volume_curve import DAY_S, VolumeCurve

DAY_NS = DAY_S * SECOND_NS
BUCKET_S = 60


def usual_volume(
    events: Iterable[MarketEvent], instrument: InstrumentId, bucket_s: int = BUCKET_S
) -> VolumeCurve:
    """Average what was printed in each bucket of a UTC day over the days that have any print.

    A bar counts where it begins. Raises ValueError where nothing was printed, or where the
    buckets do not make a day.
    """
    if DAY_S % bucket_s:
        raise ValueError(f"bucket_s {bucket_s} must divide a day of {DAY_S} s")
    sums = [ZERO] * (DAY_S // bucket_s)
    days: set[int] = set()
    for event in events:
        if event.instrument != instrument:
            continue
        at, size = event.at, ZERO
        match event:
            case Bar():
                at, size = event.at - event.span_ns, event.volume
            case Trade() | BookMessage(action=BookAction.EXECUTE):
                size = event.size
        if size:
            days.add(at // DAY_NS)
            sums[at % DAY_NS // (bucket_s * SECOND_NS)] += size
    if not days:
        raise ValueError(f"no print of {instrument} to take a volume curve from")
    count = Decimal(len(days))
    means = tuple(trimmed(round(ratio(each, count), SCALE_MAX)) for each in sums)
    return VolumeCurve(instrument, bucket_s, means, days=len(days))
