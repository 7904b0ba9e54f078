"""What a study asks of each algo: the same parent of each, with parameters of its own.

`SCHEDULES` say what an algo means to have done by a moment, as a part of the parent, so that what
it did can be held against it. An algo that follows the market's prices has no schedule.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

import msgspec

from holdfast.bench.algo_runs import ACCOUNT
from holdfast.messages.commands import SubmitOrder
from holdfast.model.instrument import Listing
from holdfast.model.numbers import Nanos
from holdfast.model.order import Param, Side, Tactic
from holdfast.model.times import SECOND_NS

Params = dict[str, Param]


class Case(msgspec.Struct, frozen=True):
    """One parent of a study: what it is to do from `start` on, within `duration_s`."""

    algo: str  # empty: an immediate market order
    side: Side
    qty: Decimal
    start: Nanos
    duration_s: int
    listing: Listing

    @property
    def end(self) -> Nanos:
        return self.start + self.duration_s * SECOND_NS


Schedule = Callable[[Case, Nanos], float]  # which part is meant to be done by this time


def terms_of(case: Case) -> SubmitOrder:
    """Return the order that the study asks for."""
    tactic = None
    if case.algo:
        params = PARAMS.get(case.algo, _for_a_while)(case)
        tactic = Tactic(case.algo, params)
    return SubmitOrder(ACCOUNT, case.listing.instrument, case.side, case.qty, tactic=tactic)


def _for_a_while(case: Case) -> Params:
    return {"duration_s": case.duration_s}


def _twap(case: Case) -> Params:
    return {"duration_s": case.duration_s, "slices": SLICES}


def _even(case: Case, at: Nanos) -> float:
    return min(1.0, max(0.0, (at - case.start) / (case.end - case.start)))


SLICES = 20
PARAMS: Mapping[str, Callable[[Case], Params]] = {"twap": _twap}
SCHEDULES: Mapping[str, Schedule] = {"twap": _even}
