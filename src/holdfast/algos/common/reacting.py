"""What algos that react to the market share: begin and end, cap, would-price, and one child."""

from __future__ import annotations

from decimal import Decimal

from msgspec.structs import replace

from holdfast.algos.common import following as f
from holdfast.algos.common import slices
from holdfast.algos.common.following import Aim
from holdfast.algos.common.pace import PULL_NS, RETRY_NS, over, pulls, would_band
from holdfast.algos.common.params import AtEnd, Common, Fault
from holdfast.algos.common.volume import seen
from holdfast.core.working import Parent, Step
from holdfast.model.band import Band
from holdfast.model.numbers import ZERO, Nanos, plain
from holdfast.model.order import Param
from holdfast.model.times import SECOND_NS

# the common parameters that algos take which react
TAKES = (
    "start",
    "end",
    "duration_s",
    "participation_max",
    "slice_qty_max",
    "at_end",
    "continue_s",
)
# without two sides there is nothing to react to, and it looks again after this long
DARK_NS = SECOND_NS
PACE_S = Decimal(1)
PACE_MIN_S = Decimal("0.05")
PACE_MAX_S = Decimal(3600)


class Reaction:
    """One ask of one parent: what it may give out, and when it is asked again at the latest."""

    def __init__(self, parent: Parent, common: Common) -> None:
        self.parent = parent
        self.common = common
        self.side = parent.order.terms.side
        self.tick = parent.listing.tick
        self.quote = f.two_sided(parent.quote)
        self.begin = common.begins(parent.order.created_at)
        self.end = common.ends(self.begin)
        self.free = f.free_of(parent)
        self.most = self.free
        self._seen: dict[str, Param] = {}
        if common.participation_max is not None:
            market = seen(parent)
            self._seen = market.memory
            self.most = min(self.most, market.left_of(common.participation_max, parent))
        if common.slice_qty_max is not None:
            self.most = min(self.most, common.slice_qty_max)

    def outside(self) -> Step | None:
        """Say what to do before its time, after it, and without a quote; None in between."""
        parent, at = self.parent, self.parent.at
        if at < self.begin:
            return Step(wake_at=self.begin)
        if self.end is not None and at >= self.end:
            if at >= self.end + self.common.overtime_ns:
                return over(parent)
            if self.common.at_end is AtEnd.CROSS:
                return self._crossing()
        return self.then(Step(wake_at=at + DARK_NS)) if self.quote is None else None

    def follow(self, aim: Aim, pace: Nanos, *moments: Nanos | None) -> Step:
        """Bring the one child to its aim; at the would-price that is to take all."""
        if self.common.would_price is not None:
            aim = self._would(aim, self.common.would_price)
        step = f.follow(self.parent, aim, pace)
        held_back = aim.qty < self.free and aim.qty == self.most and not self.parent.open
        if held_back and not step.children and aim.qty <= ZERO:
            # a cap lets nothing out yet, and more volume tells no price
            moments = (*moments, self.parent.at + RETRY_NS)
        return self.then(step, *moments)

    def then(self, step: Step, *moments: Nanos | None) -> Step:
        """Have it asked at its end and at these moments, too; and remember what has traded."""
        ends = (self.end, None if self.end is None else self.end + self.common.overtime_ns)
        known = [each for each in (step.wake_at, *ends, *moments) if each is not None]
        wake_at = min((each for each in known if each > self.parent.at), default=None)
        memory = step.memory
        if self._seen:
            memory = {**(self.parent.state.memory if memory is None else memory), **self._seen}
        return replace(step, wake_at=wake_at, memory=memory)

    def standing(self, otherwise: Decimal) -> Decimal:
        """Return the price that the one child was last asked to be at, without one this."""
        return f.standing(self.parent.open[0], otherwise) if self.parent.open else otherwise

    def touch_band(self, price: Decimal) -> Band:
        """Ask once the own touch is a tick away from where the child stands, or is to stand."""
        base = self.standing(price)
        return Band(f.near_source(self.side), base - self.tick, base + self.tick)

    def _crossing(self) -> Step:
        """Pull what rests, then send what is left across the spread, until that is over."""
        at, note = self.parent.at, "time is over: what is left crosses"
        free_at = int(self.parent.state.memory.get("crossed_at", at - PULL_NS)) + PULL_NS
        if at < free_at and not self.parent.open:
            # what could not be had just now is not asked for again at once
            return self.then(Step(wake_at=free_at))
        is_gone = not self.parent.open
        children = (slices.aggressive(self.parent, self.free),) if is_gone and self.free else ()
        memory = f.remembered(self.parent, note=note)
        if children:
            memory = f.remembered(self.parent, note=note, crossed_at=at)
        return self.then(Step(children, pulls(self.parent), at + PULL_NS, memory=memory))

    def _would(self, aim: Aim, level: Decimal) -> Aim:
        touch = slices.opposite_touch(self.parent)
        if touch is not None and slices.is_at_or_better(self.parent, touch, level):
            note = f"takes all at {plain(level)} or better"
            # a child that pays more than the level already is not called back
            stands = self.standing(level)
            limit = level if slices.is_at_or_better(self.parent, stands, level) else stands
            return Aim(limit, self.free, note, self.tick, urgent=True)
        return replace(aim, bands=(*aim.bands, would_band(self.parent, level)))


def pace_fault(pace_s: Decimal) -> tuple[Fault, ...]:
    """Tell of a pace that is too quick for a venue, too slow, or no number."""
    return between_fault("pace_s", pace_s, PACE_MIN_S, PACE_MAX_S)


def between_fault(
    name: str, value: Decimal | int, low: Decimal | int, high: Decimal | int
) -> tuple[Fault, ...]:
    """Tell of a number that is outside a range, both ends included."""
    number = Decimal(value)
    if number.is_finite() and low <= number <= high:
        return ()
    return ((name, f"{value} must be {low} to {high}"),)


def nanos(seconds: Decimal) -> Nanos:
    return int(seconds * SECOND_NS)
