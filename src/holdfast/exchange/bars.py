"""A market of which only bars are known: open, high, low, close and volume.

Each bar is walked from its open over its extremes to its close. A waiting market order trades
at the open, a resting limit order at its price when the path crosses it (at the open, where
the bar opens beyond it), a stop when the path touches it. All our orders together get at
most a share of the bar's volume. Takers pay the slippage model's price, measured with the
bar's own range and volume; a new taker trades at the last close, out of the last bar's share.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_EVEN, Context, Decimal

from holdfast.exchange.exclusive import Exclusive
from holdfast.exchange.executions import Executions
from holdfast.exchange.floor import Floor
from holdfast.exchange.ladder import Ladder
from holdfast.exchange.minimums import needed
from holdfast.exchange.pegs import is_passive_peg
from holdfast.exchange.reducing import trim
from holdfast.exchange.rules import BarPath
from holdfast.exchange.slippage import Circumstances, slipped
from holdfast.exchange.waiting import Waiting
from holdfast.exchange.watching import (
    NO_LIQUIDITY,
    draw_trails,
    fire,
    is_ready,
    move_pegs,
    put_in_place,
)
from holdfast.exchange.working import WorkingOrder
from holdfast.messages.reports import Report
from holdfast.model.instructions import TriggerSource
from holdfast.model.numbers import ZERO, Nanos, round_down
from holdfast.model.order import Liquidity, TimeInForce
from holdfast.model.quote import Bar, Quote, Trade

_CONTEXT = Context(prec=28, rounding=ROUND_HALF_EVEN)

# Parkinson, "The Extreme Value Method for Estimating the Variance of the Rate of Return"
# (Journal of Business 53, 1980): sigma = ln(high / low) / (2 sqrt(ln 2)). For the ranges of
# bars ln(high / low) is range / middle to a few parts in a thousand.
_PARKINSON = Decimal("0.6005612043932249")


class BarMarket:
    """Orders worked against bars; see the module for the rules."""

    def __init__(self, floor: Floor, venue: Executions) -> None:
        self.floor = floor
        self.waiting = Waiting()
        self.bar: Bar | None = None
        self._venue = venue
        self._capacity = ZERO  # what is left to us of the present bar's volume
        self._price = ZERO  # where the path is
        self._exclusive: Exclusive | None = None  # while a bar is walked

    @property
    def handlers(self) -> dict[type, Callable[..., None]]:
        return {Bar: self.on_bar, Trade: self._ignore}

    def on_bar(self, bar: Bar, out: list[Report]) -> None:
        """Walk the bar's path and fill what it reaches; then publish its close."""
        share = bar.volume * self._venue.config.bar_participation_max
        self.bar = bar
        self._capacity = round_down(share, self.floor.listing.lot)
        if self.waiting and self.floor.is_open:
            self._walk(bar, out)
        self._price = bar.close
        if self.floor.is_open:
            move_pegs(self, self._venue, self.enter, bar.at, out)
        self._tell(bar)

    @property
    def last(self) -> Decimal | None:
        """The last close."""
        return None if self.bar is None else self.bar.close

    def _walk(self, bar: Bar, out: list[Report]) -> None:
        """Go from the open over the extremes to the close; then put back who sat it out."""
        exclusive = self._exclusive = Exclusive(self.waiting)
        self._price = bar.open
        self._open(bar.at, out)
        second = exclusive.prefer(self._venue.config.bar_exits, bar)
        for point in (*self._extremes(bar), bar.close):
            self._walk_to(point, bar.at, out)
        for order in second:
            self._serve_last(order, exclusive, bar.at, out)
        self._exclusive = None
        for order in exclusive.aside:
            if order.is_open:
                self.adopt(order)

    def _serve_last(
        self, order: WorkingOrder, exclusive: Exclusive, at: Nanos, out: list[Report]
    ) -> None:
        """Trade what was crossed, and came second, for what the first has left of its room."""
        price = order.level if order.waits_for_price else order.limit_price
        if price is None or not order.is_open or not exclusive.room(order):
            return
        if order.waits_for_price:
            close, self._price = self._price, price
            fire(self._venue, order, at, out)
            self.enter(order, at, out)
            self._price = close
        else:
            self._fill(order, price, Liquidity.MAKER, at, out)

    # --- our orders --------------------------------------------------------------------------

    def enter(self, order: WorkingOrder, at: Nanos, out: list[Report]) -> None:
        """Work an accepted order against the last close, within what is left of its bar."""
        if not is_ready(self, self._venue, order, at, out):
            return
        if is_passive_peg(order):
            self.waiting.rest(order)
            return
        is_fok = order.terms.time_in_force is TimeInForce.FOK
        if not is_fok or self.fillable(order) >= order.leaves:
            self._take(order, self._price, at, out)
        if not order.is_open:
            return
        if order.is_immediate:
            self._venue.cancel(order, at, NO_LIQUIDITY, out)
        elif self._exclusive is None or not self._exclusive.sits_out(order):
            self.waiting.rest(order)

    def adopt(self, order: WorkingOrder) -> None:
        """Put an order in its place without matching it."""
        put_in_place(self, order, self.waiting.rest)

    def leave(self, order: WorkingOrder) -> None:
        """Take the order out of the market."""
        self.waiting.remove(order)

    def shrink(self, order: WorkingOrder, qty: Decimal) -> None:
        """Nothing to keep here: sizes of ours stand with the orders alone."""

    def settle(self, at: Nanos, out: list[Report]) -> None:
        """Nothing to show: our orders are not in what the public sees."""

    def opposite(self, is_buy: bool) -> Decimal | None:
        """Return the last close: a bar has no other side."""
        return self._price or None

    def hold_out(self, order: WorkingOrder) -> None:
        """Let an order rest that needs more than there is: here nobody stands before it."""
        self.waiting.rest(order)

    def is_clear(self, order: WorkingOrder) -> bool:
        """Tell that no order of ours is in the way: here ours never meet."""
        return True

    def fillable(self, order: WorkingOrder) -> Decimal:
        """Return how much the order could trade at once."""
        if not self._price or not order.accepts(self._slipped(order, self._price)):
            return ZERO
        return min(order.leaves, self._capacity)

    def quote(self) -> Quote | None:
        """Return the last close as bid and ask, with what is left of its bar as size."""
        bar = self.bar
        if bar is None:
            return None
        size = self._capacity
        return Quote(bar.instrument, bar.close, bar.close, size, size, bar.at)

    def depth(self, levels: int) -> tuple[list[tuple[Decimal, Decimal]], ...]:
        """Return nothing: a bar shows no depth."""
        return [], []

    def reopen(self, at: Nanos, out: list[Report]) -> None:
        """Wait for the next bar, which alone fills what rests."""

    def seen(self, source: TriggerSource | None, is_buy: bool) -> tuple[Decimal, ...]:
        """Return where the path is: a bar knows no other price."""
        return (self._price,) if self._price else ()

    # --- private -----------------------------------------------------------------------------

    def _extremes(self, bar: Bar) -> tuple[Decimal, Decimal]:
        path = self._venue.config.bar_path
        if path is BarPath.BY_DIRECTION:
            rises = bar.close >= bar.open
        else:
            rises = path is BarPath.LOW_FIRST
        return (bar.low, bar.high) if rises else (bar.high, bar.low)

    def _open(self, at: Nanos, out: list[Report]) -> None:
        """Serve whoever the opening price reaches: waiting market orders, gaps, stops."""
        price = self._price
        for ladder in (self.waiting.buys, self.waiting.sells):
            for order in list(ladder):
                if needed(order) > self._capacity:
                    continue
                if not self._capacity:
                    break
                if order.limit_price is None:
                    done = self._take(order, price, at, out)
                elif order.accepts(price) and price != order.limit_price:
                    done = self._fill(order, price, Liquidity.MAKER, at, out)
                else:
                    break
                if not done:
                    break
                self.waiting.remove(order)
        draw_trails(self, self._venue)
        while (touched := self.waiting.touched(self.seen)) is not None:
            fire(self._venue, touched, at, out)
            self.enter(touched, at, out)

    def _walk_to(self, end: Decimal, at: Nanos, out: list[Report]) -> None:
        """Move the price to `end`, serving limits and stops on the way in their order."""
        goes_up = end > self._price
        limits = self.waiting.sells if goes_up else self.waiting.buys
        while True:
            order = self._next_limit(limits, end, goes_up)
            limit = None if order is None else order.limit_price
            trigger = self.waiting.triggers.nearest(rises=goes_up)
            stop = _on_the_way(trigger, end, goes_up)
            if stop is None and limit is None:
                break
            is_limit_first = stop is None or (
                limit is not None and (limit <= stop if goes_up else limit >= stop)
            )
            if order is not None and limit is not None and is_limit_first:
                if not self._fill(order, limit, Liquidity.MAKER, at, out):
                    break
                self.waiting.remove(order)
            elif stop is not None and trigger is not None:
                self._price = stop
                self.waiting.remove(trigger)
                fire(self._venue, trigger, at, out)
                self.enter(trigger, at, out)
        self._price = end
        draw_trails(self, self._venue)

    def _next_limit(self, ladder: Ladder, end: Decimal, goes_up: bool) -> WorkingOrder | None:
        """Return the first order that the way to `end` crosses and the bar has enough for."""
        if not self._capacity:
            return None
        touches = self._venue.config.bar_touch_fills
        for order in ladder:
            limit = order.limit_price
            if limit is None:
                return None
            crossed = limit < end if goes_up else limit > end
            if not crossed and not (touches and limit == end):
                return None
            if needed(order) <= self._capacity:
                return order
        return None

    def _take(self, order: WorkingOrder, price: Decimal, at: Nanos, out: list[Report]) -> bool:
        """Trade as a taker at the slipped price, where the limit allows it; tell if all is done."""
        if not price or not self._capacity or needed(order) > self._capacity:
            return False
        paid = self._slipped(order, price)
        return order.accepts(paid) and self._fill(order, paid, Liquidity.TAKER, at, out)

    def _fill(
        self,
        order: WorkingOrder,
        price: Decimal,
        liquidity: Liquidity,
        at: Nanos,
        out: list[Report],
    ) -> bool:
        """Trade within what the bar has for us; tell whether nothing is left of the order."""
        if not trim(self._venue, order, at, out):
            return True
        exclusive = self._exclusive
        leaves = order.leaves if exclusive is None else exclusive.room(order)
        qty = min(leaves, self._capacity)
        if not qty:
            return False
        self._capacity -= qty
        self._venue.fill(order, qty, price, liquidity, at, out)
        if exclusive is None:
            return not order.leaves
        exclusive.filled(order, qty)
        return not order.leaves or exclusive.sits_out(order)

    def _slipped(self, order: WorkingOrder, price: Decimal) -> Decimal:
        bar = self.bar
        qty = min(order.leaves, self._capacity)
        sigma = volume = None
        if bar is not None and bar.volume > 0:
            middle = (bar.high + bar.low) / 2
            sigma = _CONTEXT.divide(_CONTEXT.multiply(bar.high - bar.low, _PARKINSON), middle)
            volume = bar.volume
        trade = Circumstances(qty, price, ZERO, sigma, volume)
        settings = self._venue.config.slippage
        return slipped(settings, trade, is_buy=order.is_buy, tick=self.floor.tick)

    def _tell(self, bar: Bar) -> None:
        quote = self.quote()
        if quote is not None:
            self._venue.public.append(quote)
        if bar.volume > 0:
            trade = Trade(bar.instrument, bar.close, bar.volume, bar.at)
            self._venue.public.append(trade)

    def _ignore(self, trade: Trade, out: list[Report]) -> None:
        """A print beside bars adds nothing: the bar has it."""


def _on_the_way(order: WorkingOrder | None, end: Decimal, goes_up: bool) -> Decimal | None:
    """Return the level that triggers an order before the path turns, or None."""
    level = None if order is None else order.level
    if level is None:
        return None
    return level if (level <= end if goes_up else level >= end) else None
