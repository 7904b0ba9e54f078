"""What a study asks of each algo: the same parent of each, with parameters of its own.

`SCHEDULES` say what an algo means to have done by a moment, as a part of the parent, so that what
it did can be held against it. An algo that follows the market's prices has no schedule.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from math import sinh

import msgspec

from holdfast.bench.algo_runs import ACCOUNT
from holdfast.messages.commands import SubmitOrder
from holdfast.model.instrument import Listing
from holdfast.model.numbers import Nanos, plain, ratio, round_down
from holdfast.model.order import OrderType, Param, Side, Tactic
from holdfast.model.times import SECOND_NS, rfc3339
from holdfast.model.volume_curve import VolumeCurve

HOUR_PCT = "1 % of an hour"
BY_VOLUME = "pov"
SLICES = 20
RATE = Decimal("0.1")  # of all volume, for the algo that follows it
URGENCY = 2.0
DISPLAYED = 20  # an iceberg shows so small a part
REACH = Decimal("0.002")  # of the price: as far as a limit order of the study goes
CUTOFF_SHARE = 10  # the last tenth of the time is the close

Params = dict[str, Param]
Share = Callable[[Nanos], float]


class Case(msgspec.Struct, frozen=True):
    """One parent of a study: what it is to do from `start` on, within `duration_s`."""

    algo: str  # empty: an immediate market order
    side: Side
    qty: Decimal
    start: Nanos
    duration_s: int
    listing: Listing
    mid: Decimal = Decimal(0)  # at the start
    curve: VolumeCurve | None = None  # where there is one

    @property
    def end(self) -> Nanos:
        return self.start + self.duration_s * SECOND_NS

    @property
    def passed(self) -> Share:
        """Return which part of the time has passed by a moment."""
        start, span = self.start, self.end - self.start
        return lambda at: min(1.0, max(0.0, (at - start) / span))

    @property
    def usual(self) -> Share:
        """Return which part of the time's usual volume has come by a moment."""
        curve, start, end = self.curve, self.start, self.end
        whole = curve.between(start, end) if curve is not None else None
        if curve is None or not whole:
            return self.passed
        return lambda at: float(curve.between(start, min(at, end)) / whole)


Schedule = Callable[[Case, Nanos], float]  # which part is meant to be done by this time


def terms_of(case: Case) -> SubmitOrder:
    """Return the order that the study asks for."""
    tactic = None
    if case.algo:
        params = PARAMS.get(case.algo, _for_a_while)(case)
        tactic = Tactic(case.algo, params)
    order = SubmitOrder(ACCOUNT, case.listing.instrument, case.side, case.qty, tactic=tactic)
    reach = LIMITED.get(case.algo)
    if reach is None:
        return order
    limit = OrderType.LIMIT
    return msgspec.structs.replace(order, type=limit, limit_price=_limit(case, reach))


def _limit(case: Case, reach: Decimal) -> Decimal:
    """Go so far beyond the mid, to the tick that is no better for the other side."""
    tick = case.listing.tick
    if case.side is Side.BUY:
        return max(round_down(case.mid * (1 + reach), tick), tick)
    price = round_down(case.mid * (1 - reach), tick)
    return price if price == case.mid * (1 - reach) else price + tick


def _for_a_while(case: Case) -> Params:
    return {"duration_s": case.duration_s}


def _sliced(case: Case) -> Params:
    return {"duration_s": case.duration_s, "slices": SLICES}


def _vwap(case: Case) -> Params:
    return {**_sliced(case), "curve": "flat" if case.curve is None else "historical"}


def _pov(case: Case) -> Params:
    # a recorded market does not print what is traded on it
    return {
        "duration_s": case.duration_s,
        "rate": plain(RATE),
        "every_s": 1,
        "jitter": "0",
        "prints_own": False,
    }


def _shortfall(case: Case) -> Params:
    return {**_sliced(case), "urgency": str(URGENCY)}


def _close(case: Case) -> Params:
    cutoff_s = max(2, case.duration_s // CUTOFF_SHARE)
    return {
        "end": rfc3339(case.end),
        "slices": SLICES,
        "auction": "cross",  # a tape has no auction to go into
        "cutoff_s": cutoff_s,
        "cross_s": min(10, cutoff_s),
    }


def _until_crossed(case: Case) -> Params:
    return {"duration_s": case.duration_s, "at_end": "cross"}


def _iceberg(case: Case) -> Params:
    shown = round_down(ratio(case.qty, Decimal(DISPLAYED)), case.listing.lot)
    display = max(shown, case.listing.lot)
    return {**_until_crossed(case), "display_qty": plain(display), "peg": True}


def _sniper(case: Case) -> Params:
    return {**_until_crossed(case), "size_min": plain(case.listing.lot)}


def _adaptive(case: Case) -> Params:
    return {**_until_crossed(case), "slices": SLICES}


def _complete(case: Case) -> Params:
    return {
        "then": "CROSS",
        "after_s": case.duration_s // 2,
        "lasts_s": case.duration_s,
        "bound": plain(_limit(case, REACH)),
    }


def _even(case: Case, at: Nanos) -> float:
    return case.passed(at)


def _by_curve(case: Case, at: Nanos) -> float:
    return case.usual(at)


def _almgren_chriss(case: Case, at: Nanos) -> float:
    return 1 - sinh(URGENCY * (1 - case.passed(at))) / sinh(URGENCY)


PARAMS: Mapping[str, Callable[[Case], Params]] = {
    "twap": _sliced,
    "vwap": _vwap,
    BY_VOLUME: _pov,
    "is": _shortfall,
    "close": _close,
    "iceberg": _iceberg,
    "peg": _until_crossed,
    "sniper": _sniper,
    "adaptive": _adaptive,
    "complete": _complete,
}
# which have a limit, and how far beyond the mid
LIMITED: Mapping[str, Decimal] = {"sniper": REACH, "complete": Decimal(0)}
SCHEDULES: Mapping[str, Schedule] = {
    "twap": _even,
    "vwap": _by_curve,
    "is": _almgren_chriss,
    "adaptive": _even,
}
