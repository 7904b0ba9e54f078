"""Work a parent along a schedule: what is due and not yet given out goes as the next slice.

What is due follows from the clock, what is given out from the ledger. Which slice was the last
to be acted on is in the parent's memory, and written in the same entry as its children: a crash
leaves both or neither, so a restart repeats nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from holdfast.algos.common import slices
from holdfast.algos.common.clock import Clock
from holdfast.algos.common.params import AtEnd, CatchUp, Common, Style
from holdfast.algos.common.volume import seen
from holdfast.core.ledger import Order
from holdfast.core.working import Amend, Parent, Step
from holdfast.messages.commands import SubmitOrder
from holdfast.model.band import Band, BandSource
from holdfast.model.ids import OrderId
from holdfast.model.numbers import ONE, ZERO, Nanos, plain, ratio, round_down
from holdfast.model.order import OrderType, Param, TimeInForce
from holdfast.model.times import SECOND_NS

RETRY_NS = 5 * SECOND_NS  # until what a cap held back, or no quote could price, is tried again
PULL_NS = SECOND_NS  # between looks at cancels under way
PULLS_MAX_NS = 5 * SECOND_NS  # a cancel that is not answered by then is not waited for
WOULD_NS = SECOND_NS  # between tries at the would-price: a quote may show what is not there

SMALLEST = Decimal("1E-9")  # no lot is smaller

# the units that are due once so many slices are
Target = Callable[[int], Decimal]


def scheduled(parent: Parent, clock: Clock, share: Callable[[int], Decimal]) -> Target:
    """Make whole lots of shares (0 to 1) of the parent: nothing before the first, all at last."""
    qty, lot = parent.order.qty, parent.listing.lot

    def target(count: int) -> Decimal:
        if count >= clock.slices:
            return qty
        part = min(max(share(count), ZERO), ONE) if count else ZERO
        # a third of three is one, however many digits a third has
        return round_down((qty * part).quantize(SMALLEST), lot)

    return target


def paced(
    parent: Parent,
    common: Common,
    clock: Clock,
    target: Target,
    noted: dict[str, Param] | None = None,
) -> Step:
    """Say what to do now, where slices are due by a clock; `noted` is remembered beside."""
    if parent.at < clock.begin:
        return Step(wake_at=clock.begin)
    if parent.at >= clock.end + common.overtime_ns:
        return over(parent)
    return _Work(parent, common, clock, target, noted or {}).step()


def over(parent: Parent) -> Step:
    """End a parent whose time is over, and say what is missing."""
    order = parent.order
    left = f"{plain(order.qty - order.cum_qty)} of {plain(order.qty)}"
    return Step(ended=f"time is over with {left} not filled")


def would_band(parent: Parent, level: Decimal) -> Band:
    """Ask once the opposite side comes to a level or better."""
    if parent.order.is_buy:
        return Band(BandSource.ASK, low=level)
    return Band(BandSource.BID, high=level)


def resting(parent: Parent) -> tuple[Order, ...]:
    """Return the open children that wait in the market at a price."""
    return tuple(
        each
        for each in parent.open
        if each.terms.type is OrderType.LIMIT and each.terms.time_in_force is TimeInForce.DAY
    )


def pulls(parent: Parent) -> tuple[OrderId, ...]:
    """Name the resting children that no cancel is under way for."""
    return tuple(each.id for each in resting(parent) if not each.cancel_wanted)


class _Work:
    """One ask of one parent: what it gives out, and what it remembers of that."""

    def __init__(
        self,
        parent: Parent,
        common: Common,
        clock: Clock,
        target: Target,
        noted: dict[str, Param],
    ) -> None:
        self.parent = parent
        self.common = common
        self.clock = clock
        self.target = target
        self.count = clock.due(parent.at)
        self.memory: dict[str, Param] = {**parent.state.memory, **noted}
        self.free = max(parent.order.qty - parent.state.committed, ZERO)
        self.allowed: Decimal | None = None
        if common.participation_max is not None:
            market = seen(parent)
            self.memory |= market.memory
            self.allowed = market.left_of(common.participation_max, parent)

    def step(self) -> Step:
        taken = self._would()
        if taken is not None:
            return taken
        if self.parent.at >= self.clock.end:
            return self._overtime()
        if self.count and self._moment() > int(self.memory.get("acted", -1)):
            waits = self._open_slice()
            if waits is not None:
                return waits
        return self._give()

    # --- at a price that takes all -----------------------------------------------------

    def _would(self) -> Step | None:
        level, at = self.common.would_price, self.parent.at
        touch = slices.opposite_touch(self.parent)
        if level is None or touch is None or not self.free:
            return None
        tried_at = int(self.memory.get("would_at", 0))
        if not slices.is_at_or_better(self.parent, touch, level) or at < tried_at + WOULD_NS:
            return None
        self.memory["would_at"] = at
        child = slices.at_or_better(self.parent, self.free, level)
        return self._then((child,), at + WOULD_NS)

    # --- slices ------------------------------------------------------------------------

    def _moment(self) -> Nanos:
        return self.clock.moment(self.count - 1)

    def _open_slice(self) -> Step | None:
        """Write down what the slice that is due owes; wait where earlier ones make way first."""
        if self.common.style is Style.MIXED and resting(self.parent):
            pulled = pulls(self.parent)
            if pulled or self.parent.at < self._moment() + PULLS_MAX_NS:
                return self._then((), self.parent.at + PULL_NS, cancels=pulled)
        owed = self._owed()
        is_last = self.count >= self.clock.slices
        if owed < self.common.slice_qty_min and not is_last:
            owed = ZERO
        self.memory["acted"] = self._moment()
        self._owe(owed)
        return None

    def _owe(self, qty: Decimal) -> None:
        """Remember what this slice could not give out yet, if there is anything."""
        self.memory.pop("owed", None)
        if qty > ZERO:
            self.memory["owed"] = plain(qty)

    def _owed(self) -> Decimal:
        lot, committed = self.parent.listing.lot, self.parent.state.committed
        wanted = self.target(self.count) - committed
        remaining = self.clock.slices - self.count
        if not remaining or self.common.catching_up is CatchUp.BURST:
            return max(wanted, ZERO)
        before = self.target(self.count - 1)
        fresh = min(wanted, self.target(self.count) - before)
        if self.common.catching_up is CatchUp.SPREAD:
            fresh += round_down(ratio(max(wanted - fresh, ZERO), Decimal(remaining + 1)), lot)
        return max(fresh, ZERO)

    def _give(self) -> Step:
        """Give out what is owed, as far as the market and the parameters let it."""
        owed = min(Decimal(str(self.memory.get("owed", "0"))), self.free)
        qty = self._at_most(owed)
        children = self._children(qty)
        owed -= sum((child.qty for child in children), ZERO)
        self._owe(owed)
        wake_at = self.parent.at + RETRY_NS if owed > ZERO else None
        return self._then(children, wake_at, amends=self._followed())

    def _at_most(self, qty: Decimal) -> Decimal:
        most = self.common.slice_qty_max
        if most is not None:
            qty = min(qty, most)
        if self.allowed is not None and qty > self.allowed:
            qty = self.allowed if self.allowed >= self.common.slice_qty_min else ZERO
        return qty

    def _children(self, qty: Decimal) -> tuple[SubmitOrder, ...]:
        if qty <= ZERO:
            return ()
        style = self.common.style
        if style is Style.AGGRESSIVE:
            return (slices.aggressive(self.parent, qty),)
        late = ZERO
        if style is Style.MIXED:
            late = max(self.target(self.count - 1) - self.parent.state.committed, ZERO)
            late = min(qty, late)
        touch = slices.own_touch(self.parent)
        crossing = (slices.aggressive(self.parent, late),) if late else ()
        if touch is None or qty == late:
            return crossing
        return (*crossing, slices.resting(self.parent, qty - late, touch))

    def _followed(self) -> tuple[Amend, ...]:
        """Move what rests of a passive parent with the best of its side."""
        touch = slices.own_touch(self.parent)
        if touch is None or self.common.style is not Style.PASSIVE:
            return ()
        return tuple(
            Amend(each.id, None, touch)
            for each in resting(self.parent)
            if each.limit_price != touch
        )

    # --- the end -----------------------------------------------------------------------

    def _overtime(self) -> Step:
        at = self.parent.at
        if self.common.at_end is AtEnd.CROSS:
            pulled = pulls(self.parent)
            free_at = int(self.memory.get("crossed_at", at - PULL_NS)) + PULL_NS
            if at < free_at:
                # what could not be had just now is not asked for again at once
                return self._then((), free_at, cancels=pulled)
            children = (slices.aggressive(self.parent, self.free),) if self.free else ()
            if children:
                self.memory["crossed_at"] = at
            return self._then(children, at + PULL_NS, cancels=pulled)
        due = max(self.target(self.count) - self.parent.state.committed, ZERO)
        qty = self._at_most(min(due, self.free))
        return self._then(self._children(qty), at + RETRY_NS, amends=self._followed())

    def _then(
        self,
        children: tuple[SubmitOrder, ...],
        wake_at: Nanos | None,
        cancels: tuple[OrderId, ...] = (),
        amends: tuple[Amend, ...] = (),
    ) -> Step:
        """Ask to be woken at the next of: this time, the next slice, the end."""
        at = self.parent.at
        times = [self.clock.moment(self.count), self.clock.end + self.common.overtime_ns]
        if wake_at is not None:
            times.append(wake_at)
        bands: tuple[Band, ...] = ()
        if self.common.would_price is not None and self.free:
            again_at = int(self.memory.get("would_at", 0)) + WOULD_NS
            if at >= again_at:
                bands = (would_band(self.parent, self.common.would_price),)
            else:
                times.append(again_at)
        due = min(each for each in times if each > at)
        return Step(children, cancels, due, amends=amends, bands=bands, memory=self.memory)
