"""Implementation shortfall: sooner where the price may run away, later where haste costs more.

The optimal trajectory of Almgren and Chriss, Optimal execution of portfolio transactions,
Journal of Risk 3 (2001), in continuous time: of X units sinh(k (T - t)) / sinh(k T) are left
after t, where k^2 = risk aversion x variance / temporary impact. `urgency` gives k T itself:
0 is TWAP, 2 sends two thirds in the first half, 5 more than nine tenths. All of it is
decimal arithmetic, correctly rounded to 28 digits, so that every machine gets the same slices.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_EVEN, Context, Decimal

import msgspec

from holdfast.algos.common.clock import Clock, clock_of, slices_faults, slices_of
from holdfast.algos.common.pace import paced, scheduled
from holdfast.algos.common.params import Fault, fault, judged, needs_end, read, start_of
from holdfast.core.working import Parent, Step
from holdfast.messages.commands import SubmitOrder
from holdfast.messages.refusals import Refusal
from holdfast.model.instrument import Listing
from holdfast.model.numbers import ONE, ZERO, Nanos, ratio
from holdfast.model.order import Param
from holdfast.model.times import SECOND_NS

URGENCY = Decimal(2)
URGENCY_MAX = Decimal(20)
BPS = Decimal(10_000)
HOUR_S = Decimal(3600)
RANGES_AN_HOUR = Decimal(12)  # the evidence is the range of five minutes

_MATH = Context(prec=28, rounding=ROUND_HALF_EVEN)
# the variance of a Brownian motion is the squared logarithm of its range over 4 ln 2: Parkinson,
# The extreme value method for estimating the variance of the rate of return, J. Business 53 (1980)
_PARKINSON = Decimal(4) * Decimal(2).ln(_MATH)
# below this the trajectory is a straight line to more digits than a quantity has
_FLAT = Decimal("1E-6")


class ShortfallParams(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`urgency` is a number without unit, 0 to 20; or it follows from the other three.

    `risk_aversion` is per unit of currency (times the multiplier, where there is one),
    `volatility_bps` basis points of price per square root of an hour, `impact_bps` basis points
    of price for trading at a rate of one unit per second.
    """

    slices: int = 0  # 0: one a minute, at least 2
    urgency: Decimal | None = None
    risk_aversion: Decimal | None = None
    volatility_bps: Decimal | None = None  # none: from the range of the last five minutes
    impact_bps: Decimal | None = None


class ImplementationShortfall:
    """Least cost against the arrival price, for a given fear of risk."""

    on_child = False

    def check(self, terms: SubmitOrder, listing: Listing) -> tuple[Refusal, ...]:
        """Name each parameter that is wrong by its path."""
        given, faults = judged(terms, listing, ShortfallParams)
        if given is None:
            return faults
        common, own = given
        found = (fault(*each) for each in _faults(own))
        return (*needs_end(common), *faults, *slices_faults(own.slices), *found)

    def start_at(self, terms: SubmitOrder, at: Nanos) -> Nanos:
        """Begin where the parameters say."""
        return start_of(terms, at)

    def slices(self, terms: SubmitOrder, listing: Listing, at: Nanos) -> int:
        """Count the orders that it makes of one."""
        common, own = read(terms.tactic.params if terms.tactic is not None else {}, ShortfallParams)
        return slices_of(terms, listing, at, common, own.slices)

    def step(self, parent: Parent) -> Step:
        """Send what is due and not yet given out, and ask to be woken for the next slice."""
        common, own = read(parent.params, ShortfallParams)
        clock = clock_of(parent, common, own.slices)
        noted: dict[str, Param] = {}
        urgency = own.urgency
        if own.risk_aversion is not None:
            # what the market was at the start holds for the whole schedule
            volatility = own.volatility_bps or _remembered(parent)
            if own.volatility_bps is None and volatility:
                noted["volatility_bps"] = str(volatility)
            urgency = _urgency(parent, own, clock, volatility)
        steep = URGENCY if urgency is None else urgency

        def share(count: int) -> Decimal:
            return traded(steep, ratio(Decimal(count), Decimal(clock.slices)))

        return paced(parent, common, clock, scheduled(parent, clock, share), noted)


def traded(urgency: Decimal, passed: Decimal) -> Decimal:
    """Return the share that has traded when this share of the time has passed."""
    if urgency < _FLAT:
        return passed
    return ONE - ratio(_sinh(urgency * (ONE - passed)), _sinh(urgency))


def volatility_of(low: Decimal, high: Decimal) -> Decimal:
    """Estimate basis points per square root of an hour from five minutes' low and high."""
    if low <= 0 or high <= low:
        return ZERO
    variance = ratio(_MATH.power(ratio(high, low).ln(_MATH), 2), _PARKINSON)
    return BPS * (variance * RANGES_AN_HOUR).sqrt(_MATH)


def _sinh(number: Decimal) -> Decimal:
    return (number.exp(_MATH) - (-number).exp(_MATH)) / 2


def _remembered(parent: Parent) -> Decimal:
    """Return the volatility that was seen first, else what is seen now; 0 if nothing is."""
    told = parent.state.memory.get("volatility_bps")
    if told is not None:
        return Decimal(str(told))
    seen = parent.activity
    if seen is None or seen.low is None or seen.high is None:
        return ZERO
    return volatility_of(seen.low, seen.high)


def _urgency(
    parent: Parent, own: ShortfallParams, clock: Clock, volatility: Decimal
) -> Decimal | None:
    """Work out k T; None where no price was known on arrival."""
    price = parent.order.arrival_price or parent.order.limit_price
    if price is None or own.risk_aversion is None or own.impact_bps is None:
        return None
    variance = _MATH.power(ratio(volatility, BPS) * price, 2)  # per hour
    impact = ratio(own.impact_bps, BPS) * price * HOUR_S
    duration_s = ratio(Decimal(clock.end - clock.begin), Decimal(SECOND_NS))
    steep = ratio(own.risk_aversion * variance, impact).sqrt(_MATH) * duration_s
    return min(steep, URGENCY_MAX)


def _faults(own: ShortfallParams) -> Iterator[Fault]:
    for name in ("risk_aversion", "volatility_bps", "impact_bps"):
        number: Decimal | None = getattr(own, name)
        if number is not None and not (number.is_finite() and ZERO < number < BPS * BPS):
            yield name, f"{number} must be above 0 and below 1E8"
    if own.urgency is not None:
        if not own.urgency.is_finite() or not 0 <= own.urgency <= URGENCY_MAX:
            yield "urgency", f"{own.urgency} must be 0 to {URGENCY_MAX}"
        if own.risk_aversion is not None:
            yield "urgency", f"{own.urgency} stands beside risk_aversion: give one"
    if own.risk_aversion is not None and own.impact_bps is None:
        yield "impact_bps", "is needed with risk_aversion"
    if own.risk_aversion is None:
        for name in ("volatility_bps", "impact_bps"):
            if getattr(own, name) is not None:
                yield name, f"{getattr(own, name)} needs a risk_aversion"
