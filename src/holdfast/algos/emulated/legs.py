"""Legs: a multi-leg order worked by the desk, in its ratio and within its net price.

The first leg that is open decides for all. While the touch of every leg comes to the net price, a
slice of all legs leaves together, each at its touch and at once or not at all (IOC). What then
is missing of a leg is tried alone, at the touch for as long as the order has patience, and
after that it is completed at the market, or the order ends and the rest is unwound. No new
slice leaves while a leg is missing or on its way.

Where the venue trades all legs as one order, all that is left is one slice that rests there at
the net price.
"""

from __future__ import annotations

from decimal import Decimal

from holdfast.core.combining import combined, is_one_there, outcome
from holdfast.core.emulating import renewed_at
from holdfast.core.hours import session_at
from holdfast.core.spreads import stranded, whole_units
from holdfast.core.working import LegSeen, Parent, Step
from holdfast.messages.commands import SubmitOrder
from holdfast.messages.refusals import Refusal
from holdfast.model.band import Band, BandSource
from holdfast.model.instrument import Listing
from holdfast.model.numbers import ZERO, Nanos, ratio
from holdfast.model.order import OrderRole, OrderStatus, OrderType, Param, Side, TimeInForce
from holdfast.model.quote import Quote
from holdfast.model.spread import OnStranded, SpreadTerms
from holdfast.model.times import SECOND_NS

# how soon it looks again by itself: sizes grow without a price that moves
LOOK_NS = SECOND_NS
# how often the market is tried for a leg that is missing, each time after twice the wait
COMPLETE_MAX = 10
# how often in a row a combo may come to nothing before it is at its venue
COMBOS_MAX = 6

_SINCE, _TRIES, _SENT, _LAST = "stranded_since", "tries", "slices", "sent_at"
_VAIN, _GIVEN = "in_vain", "given"
_CANCELED = OrderStatus.CANCELED


class Legs:
    """Works all legs of a multi-leg order from one of them."""

    on_child = True

    def check(self, terms: SubmitOrder, listing: Listing) -> tuple[Refusal, ...]:
        """Find nothing: the whole is judged before its legs are."""
        return ()

    def start_at(self, terms: SubmitOrder, at: Nanos) -> Nanos:
        """Begin at once."""
        return at

    def step(self, parent: Parent) -> Step:
        """Say what to do with all legs; one of them alone has a word."""
        spread = parent.spread
        acting = next((leg.order.id for leg in parent.legs if leg.order.is_open), "")
        if spread is None or acting != parent.order.id:
            return Step()
        work = _Work(parent, spread.terms)
        if work.is_under_way:
            return work.rest()
        if work.is_stranded:
            return work.paced() or work.complete()
        over = work.time_over()
        if over:
            return Step(ended=over, ended_as=OrderStatus.EXPIRED)
        if is_one_there(spread.terms, parent.legs):
            return work.paced() or work.go_as_one()
        return work.paced() or work.go_on()


class _Work:
    """One look at all legs."""

    def __init__(self, parent: Parent, terms: SpreadTerms) -> None:
        self._parent = parent
        self._terms = terms
        self._legs = parent.legs
        self._ratios = tuple(leg.ratio for leg in terms.legs)
        self._filled = tuple(leg.order.cum_qty for leg in parent.legs)
        self._done = whole_units(self._filled, self._ratios)
        self._memory = parent.legs[0].state.memory

    @property
    def is_under_way(self) -> bool:
        return any(leg.state.committed > leg.order.cum_qty for leg in self._legs)

    @property
    def is_stranded(self) -> bool:
        return any(stranded(self._filled, self._ratios, self._done))

    def rest(self) -> Step:
        """Wait for what is out; where it rests as one at the venue, until its time is over."""
        at = self._parent.at
        look = Step(wake_at=at + LOOK_NS)
        out = [child for leg in self._legs for child in leg.open]
        if not any(child.terms.combo for child in out):
            return look
        tried_at = int(self._memory.get(_LAST, at))
        if self._terms.time_in_force is TimeInForce.IOC and at < tried_at + LOOK_NS:
            # a cancel that overtakes the order would let it trade nothing at all
            return Step(wake_at=tried_at + LOOK_NS)
        over = self.time_over()
        if over:
            return Step(ended=over, ended_as=OrderStatus.EXPIRED)
        gone = [leg.last for leg in self._legs if not leg.open and leg.last is not None]
        if all(each.status is OrderStatus.FILLED for each in gone):
            return Step(wake_at=self._ends_at())
        if any(at < each.updated_at + LOOK_NS for each in gone):
            # the others' ends are told one by one
            return look
        # the venue works all of it or nothing: what is left of one that is over goes
        stays = tuple(child.id for child in out if not child.cancel_wanted)
        return Step(cancels=stays, wake_at=at + LOOK_NS)

    def go_as_one(self) -> Step:
        """Have the venue work all that is left as one order, unless it did and that ended it."""
        at, memory, legs = self._parent.at, self._memory, self._legs
        given = sum(len(leg.state.children) for leg in legs)
        is_new = memory.get(_GIVEN) != given
        ended = outcome(legs) if is_new else None
        if ended is not None:
            status, why = ended
            renewed_at = self._renewed_at(status)
            if renewed_at is None:
                as_what = OrderStatus.EXPIRED if status is OrderStatus.EXPIRED else _CANCELED
                return Step(ended=why or f"{status} by the venue", ended_as=as_what)
            if at < renewed_at:
                return Step(wake_at=renewed_at)
        in_vain = int(memory.get(_VAIN, 0)) if ended is None else 0
        if in_vain >= COMBOS_MAX:
            return Step(ended=f"{in_vain} tries came to nothing", ended_as=_CANCELED)
        if in_vain:
            again_at = int(memory.get(_LAST, at)) + (LOOK_NS << (in_vain - 1))
            if at < again_at:
                return Step(wake_at=again_at)
        sessions = self._parent.sessions
        if sessions and session_at(sessions, at) is None:
            opens = next((each.opens for each in sessions if each.opens > at), at + LOOK_NS)
            return Step(wake_at=opens)
        units = self._terms.qty - self._done
        touches = [price for price, _ in self._touches() if price is not None]
        if len(touches) < len(legs):
            return self._wait([(None, ZERO)] * len(legs), ZERO, memory)
        children = combined(self._terms, legs, touches, units)
        noted: dict[str, Param] = {
            **memory,
            _SENT: int(memory.get(_SENT, 0)) + 1,
            _LAST: at,
            _VAIN: in_vain + 1,
            _GIVEN: given,
        }
        return Step(children, wake_at=at + LOOK_NS, memory=noted)

    def _renewed_at(self, status: OrderStatus) -> Nanos | None:
        """Say when one that ended with its day is sent anew, None where it is not."""
        lasts = self._terms.time_in_force in (TimeInForce.GTC, TimeInForce.GTD)
        if status is not OrderStatus.EXPIRED or not lasts:
            return None
        ended_at = max(leg.last.updated_at for leg in self._legs if leg.last is not None)
        return renewed_at(self._parent.sessions, ended_at)

    def _ends_at(self) -> Nanos | None:
        """Say when its time is over, as far as that is known."""
        ends = (self._terms.expire_at, self._day_ends_at())
        return min((each for each in ends if each is not None), default=None)

    def _day_ends_at(self) -> Nanos | None:
        """Say when the day is over that it is for, None where it is for none that is known."""
        parent = self._parent
        if self._terms.time_in_force is not TimeInForce.DAY or not parent.sessions:
            return None
        session = session_at(parent.sessions, parent.order.created_at)
        return None if session is None else session.closes

    def paced(self) -> Step | None:
        """Wait where the market was tried just now: what is not there cannot be had by asking."""
        again_at = int(self._memory.get(_LAST, -LOOK_NS)) + LOOK_NS
        return Step(wake_at=again_at) if self._parent.at < again_at else None

    def time_over(self) -> str:
        terms, parent = self._terms, self._parent
        tif = terms.time_in_force
        if tif is TimeInForce.IOC and self._memory.get(_SENT):
            ended = outcome(self._legs)
            rejected = ended is not None and ended[0] is OrderStatus.REJECTED
            why = f", {ended[1]}" if ended is not None and rejected else ""
            return f"IOC: {self._done} of {terms.qty} at once{why}"
        if terms.expire_at is not None and parent.at >= terms.expire_at:
            return f"its time is over with {self._done} of {terms.qty}"
        day_ends_at = self._day_ends_at()
        if day_ends_at is not None and parent.at >= day_ends_at:
            return f"the day is over with {self._done} of {terms.qty}"
        return ""

    def complete(self) -> Step:
        """Trade what is missing of legs, so that those that have traded are not alone."""
        at = self._parent.at
        since, tries = int(self._memory.get(_SINCE, at)), int(self._memory.get(_TRIES, 0))
        patience_over = at >= since + self._terms.patience_s * SECOND_NS
        if patience_over and self._terms.on_stranded is OnStranded.UNWIND:
            return Step(ended="legs were missing", ended_as=OrderStatus.CANCELED)
        if patience_over and tries >= COMPLETE_MAX:
            why = f"legs were missing after {tries} tries"
            return Step(ended=why, ended_as=OrderStatus.CANCELED)
        units = max(
            filled // each + (1 if filled % each else 0)
            for filled, each in zip(self._filled, self._ratios, strict=True)
        )
        children = tuple(
            self._child(leg, units * each - filled, at_market=patience_over)
            for leg, each, filled in zip(self._legs, self._ratios, self._filled, strict=True)
            if units * each > filled
        )
        memory: dict[str, Param] = {**self._memory, _SINCE: since, _LAST: at}
        if patience_over:
            memory[_TRIES] = tries + 1
        wait = LOOK_NS << min(tries, COMPLETE_MAX)
        sent = tuple(child for child in children if child is not None)
        return Step(sent, wake_at=at + wait, memory=memory)

    def go_on(self) -> Step:
        """Send the next slice if its price is there, or wait for a price that could make it so."""
        at, memory = self._parent.at, self._memory
        if _SINCE in memory:
            memory = {key: value for key, value in memory.items() if key not in (_SINCE, _TRIES)}
        touches = self._touches()
        at_market = self._terms.limit_price is None
        units = self._terms.qty - self._done
        if not at_market:
            if any(price is None for price, _ in touches):
                return self._wait(touches, ZERO, memory)
            gap = self._gap([price or ZERO for price, _ in touches])
            if gap > ZERO:
                return self._wait(touches, gap, memory)
            shown = (size // each for (_, size), each in zip(touches, self._ratios, strict=True))
            units = min(units, *shown)
        if units < 1:
            return self._wait(touches, ZERO, memory)
        children = tuple(
            child
            for leg, each in zip(self._legs, self._ratios, strict=True)
            if (child := self._child(leg, units * each, at_market=at_market)) is not None
        )
        sent = int(memory.get(_SENT, 0)) + 1
        noted: dict[str, Param] = {**memory, _SENT: sent, _LAST: at}
        return Step(children, wake_at=at + LOOK_NS, memory=noted)

    def _touches(self) -> list[tuple[Decimal | None, Decimal]]:
        """List the price and size that each leg could trade with now."""
        quotes = self._parent.quotes
        return [_touch(leg, quotes.get(leg.order.terms.instrument)) for leg in self._legs]

    def _gap(self, prices: list[Decimal]) -> Decimal:
        """Return by how much the legs at these prices miss the net price, at most 0 if they do not.

        Net prices are per unit of price where all legs have one multiplier, else in money.
        """
        factors = self._factors()
        net = sum((factor * price for factor, price in zip(factors, prices, strict=True)), ZERO)
        return net - (self._terms.limit_price or ZERO)

    def _factors(self) -> list[Decimal]:
        multipliers = {leg.multiplier: None for leg in self._legs}
        is_one = len(multipliers) == 1
        return [
            Decimal(asked.factor) if is_one else asked.factor * leg.multiplier
            for leg, asked in zip(self._legs, self._terms.legs, strict=True)
        ]

    def _wait(
        self,
        touches: list[tuple[Decimal | None, Decimal]],
        gap: Decimal,
        memory: dict[str, Param],
    ) -> Step:
        """Ask for a leg's price that is better by its share of the gap: one must be to close it."""
        if self._terms.time_in_force is TimeInForce.IOC:
            return Step(ended="IOC: the net price is not there", ended_as=OrderStatus.CANCELED)
        bands: list[Band] = []
        for leg, factor, (price, _) in zip(self._legs, self._factors(), touches, strict=True):
            if price is None or gap <= ZERO:
                continue
            name, tick = leg.order.terms.instrument, leg.listing.tick
            share = max(ratio(gap, abs(factor) * len(self._legs)), tick)
            if leg.order.terms.side is Side.BUY:
                bands.append(Band(BandSource.ASK, price - share, None, name))
            else:
                bands.append(Band(BandSource.BID, None, price + share, name))
        return Step(wake_at=self._look_at(bands), bands=tuple(bands), memory=memory)

    def _look_at(self, bands: list[Band]) -> Nanos:
        """Look again soon where no price tells; else when the time is over."""
        at = self._parent.at
        if not bands:
            return at + LOOK_NS
        later = at + 60 * LOOK_NS
        return later if self._terms.expire_at is None else min(later, self._terms.expire_at)

    def _child(self, leg: LegSeen, qty: Decimal, *, at_market: bool) -> SubmitOrder | None:
        terms = leg.order.terms
        price: Decimal | None = None
        if not at_market:
            price, _ = _touch(leg, self._parent.quotes.get(terms.instrument))
            if price is None:
                return None
        return SubmitOrder(
            account=terms.account,
            instrument=terms.instrument,
            side=terms.side,
            qty=qty,
            type=OrderType.MARKET if at_market else OrderType.LIMIT,
            limit_price=price,
            time_in_force=TimeInForce.DAY if at_market else TimeInForce.IOC,
            strategy=terms.strategy,
            principal=terms.principal,
            max_slippage_bps=terms.max_slippage_bps if at_market else None,
            parent_id=leg.order.id,
            role=OrderRole.SLICE,
            correlation_id=terms.correlation_id,
            short_sale=terms.short_sale,
        )


def _touch(leg: LegSeen, quote: Quote | None) -> tuple[Decimal | None, Decimal]:
    """Return price and size that the leg could trade with now."""
    if quote is None:
        return None, ZERO
    if leg.order.terms.side is Side.BUY:
        return quote.ask or None, quote.ask_size
    return quote.bid or None, quote.bid_size
