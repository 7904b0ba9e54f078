"""TWAP: equal slices over a duration, each at a seeded random moment of its interval.

What is due at a moment follows from the clock, what is given out from the ledger, and a
slice is the difference: a slice that did not fill is caught up by the next, and a restart
repeats nothing.
"""

from __future__ import annotations

from decimal import Decimal
from hashlib import sha256

import msgspec

from holdfast.core.working import Parent, Step
from holdfast.messages.commands import SubmitOrder
from holdfast.messages.refusals import Reason, Refusal
from holdfast.model.instrument import Listing
from holdfast.model.numbers import ZERO, Nanos, is_multiple, out_of_range, ratio, round_down
from holdfast.model.order import OrderRole, OrderType, Tactic, TimeInForce

SECOND_NS = 1_000_000_000
DURATION_MAX_S = 7 * 24 * 3600
SLICES_MAX = 10_000
# after the end, what did not fill is tried again this many times, an interval apart
OVERTIME_SLICES = 3
_JITTER_STEPS = 1 << 16


class TwapParams(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Durations in seconds, quantities in units, `jitter` as a fraction of the interval."""

    duration_s: int
    slices: int = 0  # 0: one a minute, at least 2
    jitter: Decimal = Decimal("0.3")
    slice_qty_min: Decimal = ZERO  # less is left for the next slice
    catch_up: bool = True  # false: what a slice leaves is only tried at the end


class Twap:
    """Time-weighted average price."""

    on_child = False

    def check(self, terms: SubmitOrder, listing: Listing) -> tuple[Refusal, ...]:
        """Name each parameter that is wrong by its path."""
        tactic = terms.tactic or Tactic("twap")
        try:
            params = _params(tactic)
        except msgspec.ValidationError as error:
            rule, _, name = str(error).partition(" - at `$.")
            return (_fault(name.rstrip("`"), rule),)
        faults = []
        if not 1 <= params.duration_s <= DURATION_MAX_S:
            faults.append(
                _fault("duration_s", f"{params.duration_s} must be 1 to {DURATION_MAX_S}")
            )
        if params.slices and not 1 <= params.slices <= SLICES_MAX:
            faults.append(_fault("slices", f"{params.slices} must be 1 to {SLICES_MAX}"))
        if not params.jitter.is_finite() or not 0 <= params.jitter < 1:
            faults.append(_fault("jitter", f"{params.jitter} must be at least 0 and below 1"))
        minimum = params.slice_qty_min
        # range first: a remainder of what is out of it cannot be reckoned
        if out_of_range(minimum) or minimum < 0:
            faults.append(_fault("slice_qty_min", f"{minimum} must be at least 0 and below 1E12"))
        elif not is_multiple(minimum, listing.lot):
            faults.append(_fault("slice_qty_min", f"{minimum} must be a multiple of {listing.lot}"))
        if terms.type not in (OrderType.MARKET, OrderType.LIMIT):
            faults.append(_fault("", f"slices are MARKET or LIMIT orders, not {terms.type}"))
        return tuple(faults)

    def start_at(self, terms: SubmitOrder, at: Nanos) -> Nanos:
        """Begin at once: the first slice has its own moment in the first interval."""
        return at

    def step(self, parent: Parent) -> Step:
        """Send what is due and not yet given out, and ask to be woken for the next slice."""
        tactic = parent.order.terms.tactic or Tactic("twap")
        schedule = _Schedule(parent, _params(tactic))
        count = schedule.slices_due()
        if count > schedule.slices + OVERTIME_SLICES:
            left = parent.order.qty - parent.order.cum_qty
            return Step(ended=f"time is over with {left} of {parent.order.qty} not filled")
        wake_at = schedule.moment(count)
        children = schedule.children(count)
        return Step(children=children, wake_at=wake_at)


class _Schedule:
    """The moments and amounts of one parent, all from its terms and the desk's seed."""

    def __init__(self, parent: Parent, params: TwapParams) -> None:
        self._parent = parent
        self._params = params
        order = parent.order
        self._begin = order.created_at
        wanted = params.slices or max(2, params.duration_s // 60)
        # no slice is smaller than a lot
        lots = int(order.qty / parent.listing.lot)
        self.slices = max(1, min(wanted, lots))
        self._interval = params.duration_s * SECOND_NS // self.slices

    def moment(self, index: int) -> Nanos:
        """Return when slice `index` is due: jittered in its interval, in overtime at its start."""
        at = self._begin + index * self._interval
        if index < self.slices:
            at += int(self._params.jitter * self._interval) * self._draw(index) // _JITTER_STEPS
        return at

    def slices_due(self) -> int:
        """Count the slices whose moment has come, those of overtime included."""
        now = self._parent.at
        count = min((now - self._begin) // self._interval, self.slices + OVERTIME_SLICES)
        while count <= self.slices + OVERTIME_SLICES and self.moment(count) <= now:
            count += 1
        return count

    def children(self, due: int) -> tuple[SubmitOrder, ...]:
        """Return the slice that brings what is given out to what is due, if it is worth sending."""
        order, state = self._parent.order, self._parent.state
        lot = self._parent.listing.lot
        target = order.qty
        if due < self.slices:
            target = round_down(ratio(order.qty * due, Decimal(self.slices)), lot)
        qty = target - state.committed
        if not self._params.catch_up and due < self.slices:
            before = round_down(ratio(order.qty * (due - 1), Decimal(self.slices)), lot)
            qty = min(qty, target - before)
        last = due >= self.slices
        if qty <= ZERO or (qty < self._params.slice_qty_min and not last):
            return ()
        return (_slice(order.id, order.terms, qty),)

    def _draw(self, index: int) -> int:
        text = f"{self._parent.seed}:{self._parent.order.id}:{index}"
        return int.from_bytes(sha256(text.encode()).digest()[:2], "big")


def _slice(parent_id: str, terms: SubmitOrder, qty: Decimal) -> SubmitOrder:
    limit = terms.type is OrderType.LIMIT
    return SubmitOrder(
        account=terms.account,
        instrument=terms.instrument,
        side=terms.side,
        qty=qty,
        type=terms.type,
        limit_price=terms.limit_price,
        # what does not trade now goes back to the schedule
        time_in_force=TimeInForce.IOC if limit else TimeInForce.DAY,
        strategy=terms.strategy,
        principal=terms.principal,
        venue=terms.venue,
        max_slippage_bps=terms.max_slippage_bps,
        parent_id=parent_id,
        role=OrderRole.SLICE,
        correlation_id=terms.correlation_id,
        short_sale=terms.short_sale,
        locate_id=terms.locate_id,
        self_trade=terms.self_trade,
    )


def _params(tactic: Tactic) -> TwapParams:
    return msgspec.convert(tactic.params, TwapParams, strict=False)


def _fault(name: str, rule: str) -> Refusal:
    field = f"tactic.params.{name}" if name else "tactic.params"
    return Refusal(Reason.INVALID_TACTIC, f"{field}: {rule}", field)
