"""Whether a feed can be believed: stale, with a gap, crossed, locked, frozen, or far off.

Pure state with the time handed in. What cannot be believed has a reason, and is no evidence.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from decimal import Decimal

import msgspec

from holdfast.model.circuit import Circuit
from holdfast.model.ids import InstrumentId
from holdfast.model.numbers import ZERO, Nanos
from holdfast.model.quote import Quote, Trade
from holdfast.transport.circuit_breaker import BreakerRules, CircuitBreaker

SECOND_NS = 1_000_000_000
MILLISECOND_NS = 1_000_000

# what the breaker lets through from now on, why, and when it is tried again
OnTurn = Callable[[Circuit, str, Nanos], None]


class FeedRules(msgspec.Struct, frozen=True):
    """When a quote is not believed; a time of 0 and a jump of None switch a rule off.

    A crossed quote never is. `locked_ns` and `frozen_ns` are for how long bid and ask may be
    equal, and for how long a quote may stay as it is while its feed goes on. After a silence of
    the whole feed longer than `gap_ns` each instrument waits for a quote of its own. A mid that
    is more than the fraction `jump` away from the last one believed is believed once
    `jump_quotes` in a row stay there.
    """

    stale_ns: Nanos = 0
    gap_ns: Nanos = 0
    locked_ns: Nanos = 5 * SECOND_NS
    frozen_ns: Nanos = 0
    jump: Decimal | None = None
    jump_quotes: int = 5
    breaker: BreakerRules = BreakerRules(failures_max=50, calls_min=200, wait_ns=SECOND_NS)


class _Seen(msgspec.Struct):
    """One instrument as the feed tells it."""

    quote: Quote
    heard_at: Nanos
    changed_at: Nanos
    mid: Decimal | None = None  # the last one that was believed
    locked_since: Nanos | None = None
    wild: int = 0  # quotes in a row that are too far from it
    fault: str = ""


class FeedHealth:
    """One feed: what is wrong with each of its instruments, and a breaker for the whole.

    Of the instruments in `one_price` the feed tells a price and no spread, as bars do: their
    bid and ask are equal by nature, and never a lock.
    """

    def __init__(
        self,
        name: str,
        rules: FeedRules | None = None,
        one_price: Collection[InstrumentId] = (),
    ) -> None:
        self.name = name
        self._one_price = frozenset(one_price)
        self.rules = rules or FeedRules()
        self.breaker = CircuitBreaker(self.rules.breaker)
        self.on_turn: OnTurn | None = None
        self._seen: dict[InstrumentId, _Seen] = {}
        self._heard_at: Nanos | None = None
        self._sequence: int | None = None
        self._gap_at: Nanos = -1
        self._gap = ""

    @property
    def instruments(self) -> tuple[InstrumentId, ...]:
        """Return all that it has quoted."""
        return tuple(self._seen)

    def on_quote(self, quote: Quote, now: Nanos) -> None:
        """Look at a quote as it comes; the breaker counts those that cannot be believed."""
        self.on_beat(now)
        seen = self._seen.get(quote.instrument)
        if seen is None:
            seen = self._seen[quote.instrument] = _Seen(quote, now, now)
        is_older = quote.at < seen.quote.at
        if is_older or _has_changed(quote, seen.quote):
            seen.changed_at = now
        seen.fault = "its time runs back" if is_older else self._fault_of(quote, seen, now)
        seen.quote, seen.heard_at = quote, now
        self._count(seen, now)

    def on_beat(self, now: Nanos) -> None:
        """Take a sign of life; after too long a silence nothing from before it is believed."""
        last, gap_ns = self._heard_at, self.rules.gap_ns
        self._heard_at = now
        if last is not None and gap_ns and now - last > gap_ns:
            self._miss(now, f"nothing came for {(now - last) // MILLISECOND_NS} ms")

    def on_sequence(self, number: int, now: Nanos) -> None:
        """Take the number of a feed's message: each must follow the one before it."""
        last, self._sequence = self._sequence, number
        if last is not None and number != last + 1:
            self._miss(now, f"message {number} came after {last}")

    def on_gap(self, instruments: Collection[InstrumentId], why: str) -> None:
        """Believe nothing that was told of these until it is told anew."""
        for name in instruments:
            seen = self._seen.get(name)
            if seen is not None:
                seen.fault = f"it was not told anew since a gap: {why}"

    def fault(self, instrument: InstrumentId, now: Nanos) -> str:
        """Say why the last quote of an instrument cannot be believed, empty if it can.

        An instrument that was never quoted has no quote that could be wrong.
        """
        seen = self._seen.get(instrument)
        if seen is None:
            return ""
        if self.breaker.state is not Circuit.CLOSED:
            return f"the breaker of feed {self.name} is {self.breaker.state}: {self.breaker.why}"
        if seen.fault:
            return seen.fault
        if seen.heard_at < self._gap_at:
            return f"it was not told anew since a gap: {self._gap}"
        return self._too_old(seen, now)

    def faults(self, now: Nanos) -> dict[InstrumentId, str]:
        """Return what is wrong, by instrument; none if all can be believed."""
        found = {name: self.fault(name, now) for name in self._seen}
        return {name: why for name, why in found.items() if why}

    def _fault_of(self, quote: Quote, seen: _Seen, now: Nanos) -> str:
        bid, ask = quote.bid, quote.ask
        if not (bid.is_finite() and ask.is_finite()) or bid < ZERO or ask < ZERO:
            return f"{bid}/{ask} is no quote"
        if not (bid and ask):
            # a side that is not quoted is told by its zero
            seen.locked_since = None
            return ""
        if bid > ask:
            return f"crossed: {bid} is bid, {ask} is asked"
        if bid < ask or quote.instrument in self._one_price:
            seen.locked_since = None
        elif seen.locked_since is None:
            seen.locked_since = quote.at
        elif self.rules.locked_ns and quote.at - seen.locked_since > self.rules.locked_ns:
            # by the feed's own clock: a desk that halts for a moment proves nothing of the market
            return f"locked at {bid} for {(quote.at - seen.locked_since) // MILLISECOND_NS} ms"
        return self._jumped(quote.mid, seen)

    def _jumped(self, mid: Decimal, seen: _Seen) -> str:
        jump, last = self.rules.jump, seen.mid
        if jump is None or last is None or abs(mid - last) <= last * jump:
            seen.mid, seen.wild = mid, 0
            return ""
        seen.wild += 1
        if seen.wild >= self.rules.jump_quotes:
            seen.mid, seen.wild = mid, 0
            return ""
        return f"jumped from {last} to {mid}"

    def _too_old(self, seen: _Seen, now: Nanos) -> str:
        rules = self.rules
        if rules.stale_ns and now - seen.heard_at > rules.stale_ns:
            return f"stale: no quote for {(now - seen.heard_at) // MILLISECOND_NS} ms"
        if rules.frozen_ns and self._heard_at is not None:
            # how long its feed has gone on without a change of it
            still_ns = self._heard_at - seen.changed_at
            if still_ns > rules.frozen_ns:
                return f"frozen: the same for {still_ns // MILLISECOND_NS} ms"
        return ""

    def _miss(self, now: Nanos, why: str) -> None:
        # what comes at the same moment comes after it
        self._gap_at, self._gap = now, why

    def _count(self, seen: _Seen, now: Nanos) -> None:
        """Turn the breaker by what the quote was; its probe is the next quote after its wait."""
        breaker = self.breaker
        if breaker.half_open(now):
            self._tell()
        if seen.fault:
            turned = breaker.failed(now, f"{seen.quote.instrument} {seen.fault}")
        else:
            turned = breaker.answered(now)
        if turned:
            self._tell()

    def _tell(self) -> None:
        if self.on_turn is not None:
            breaker = self.breaker
            self.on_turn(breaker.state, breaker.why, breaker.retry_at)


def watched(
    health: FeedHealth, hear: Callable[[Quote | Trade], None], now: Callable[[], Nanos]
) -> Callable[[Quote | Trade], None]:
    """Have each quote looked at before it is heard."""

    def looked_at(event: Quote | Trade) -> None:
        if isinstance(event, Quote):
            health.on_quote(event, now())
        hear(event)

    return looked_at


def _has_changed(one: Quote, other: Quote) -> bool:
    return (one.bid, one.ask, one.bid_size, one.ask_size) != (
        other.bid,
        other.ask,
        other.bid_size,
        other.ask_size,
    )
