"""A market of which only the best quote and the trades are known: the fast one."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from holdfast.exchange.executions import Executions
from holdfast.exchange.floor import Floor
from holdfast.exchange.icebergs import hide_less, show, shown, trade_shown
from holdfast.exchange.ladder import Ladder
from holdfast.exchange.minimums import fill_aside
from holdfast.exchange.prints import print_through
from holdfast.exchange.reducing import may_trade
from holdfast.exchange.rules import QUOTE_REFRESH_NS, BeyondDisplay
from holdfast.exchange.self_trade import is_self_trade, may_lose, prevent
from holdfast.exchange.slippage import Circumstances, slipped
from holdfast.exchange.sources import prices_of
from holdfast.exchange.touch import Touch, room_beyond
from holdfast.exchange.waiting import Waiting
from holdfast.exchange.watching import (
    NO_LIQUIDITY,
    draw_trails,
    fire,
    is_ready,
    move_pegs,
    put_in_place,
    try_aside,
)
from holdfast.exchange.working import WorkingOrder
from holdfast.messages.reports import Report
from holdfast.model.instructions import TriggerSource
from holdfast.model.numbers import ZERO, Nanos
from holdfast.model.order import Liquidity, Side, TimeInForce
from holdfast.model.quote import Bar, Quote, Trade

_MAKER = Liquidity.MAKER
_TAKER = Liquidity.TAKER


# bound once: an enum's member costs a look-up at each use
_FOK = TimeInForce.FOK


class TopOfBook:
    """Takers get what is displayed, once; then more by the slippage model, if the rules say so.

    What we took of a level comes back only when its price or size changes. A resting order
    fills at its own price: when the opposite quote crosses it, up to the size quoted; when a
    trade goes through it, up to the size traded; when trades at its price have used up what
    was displayed before it.
    """

    def __init__(self, floor: Floor, venue: Executions) -> None:
        self.floor = floor
        self.waiting = waiting = Waiting()
        self._buys = waiting.buys.orders
        self._sells = waiting.sells.orders
        self._watched = waiting.watched
        self.bid = Touch()
        self.ask = Touch()
        self.last: Decimal | None = None
        self.quoted_at: Nanos = 0
        self.bar: Bar | None = None
        self._venue = venue
        self._publish = venue.public.append
        self._slips = venue.config.beyond_display is BeyondDisplay.WALK

    # --- what the market does ------------------------------------------------------------

    def on_quote(self, quote: Quote, out: list[Report]) -> None:
        """Take over the quote; serve whoever waits for it."""
        changed = False
        ask = self.ask
        if quote.ask != ask.price or quote.ask_size != ask.size:
            changed = True
            ask.price = quote.ask
            ask.size = ask.left = quote.ask_size
            ask.walked = ZERO
        bid = self.bid
        if quote.bid != bid.price or quote.bid_size != bid.size:
            changed = True
            bid.price = quote.bid
            bid.size = bid.left = quote.bid_size
            bid.walked = ZERO
        if not changed:
            # said again it is news now and then: that the quote still stands
            if quote.at - self.quoted_at >= QUOTE_REFRESH_NS:
                self.quoted_at = quote.at
                self._publish(quote)
            return
        self.quoted_at = quote.at
        self._publish(quote)
        if (self._buys or self._sells or self._watched) and self.floor.is_open:
            self._serve(quote.at, out)

    def on_trade(self, trade: Trade, out: list[Report]) -> None:
        """Fill by the print, then look at stops."""
        self.last = trade.price
        self._publish(trade)
        waiting = self.waiting
        if not waiting or not self.floor.is_open:
            return
        left = trade.size
        if waiting.buys.orders and trade.aggressor is not Side.BUY:
            left = print_through(self, waiting.buys, trade, left, out)
        if waiting.sells.orders and trade.aggressor is not Side.SELL:
            left = print_through(self, waiting.sells, trade, left, out)
        if self._watched:
            for is_buy in (True, False):
                ladder, price = waiting.aside(is_buy), trade.price
                left -= fill_aside(self, self._venue, ladder, price, left, trade.at, out)
            self._look(trade.at, out)

    def on_bar(self, bar: Bar, out: list[Report]) -> None:
        """Keep the bar for the slippage model; quotes alone decide what fills."""
        self.bar = bar

    @property
    def handlers(self) -> dict[type, Callable[..., None]]:
        return {Quote: self.on_quote, Trade: self.on_trade, Bar: self.on_bar}

    # --- what we do ------------------------------------------------------------------------

    def enter(self, order: WorkingOrder, at: Nanos, out: list[Report]) -> None:
        """Work an accepted order: arm it, fill it, rest it, or cancel what is left."""
        if (order.more is not None or order.stop_price is not None) and not is_ready(
            self, self._venue, order, at, out
        ):
            return
        own = self.waiting.sells if order.is_buy else self.waiting.buys
        touch = self.ask if order.is_buy else self.bid
        if order.terms.time_in_force is _FOK and self.fillable(order) < order.leaves:
            self._venue.cancel(order, at, NO_LIQUIDITY, out)
            return
        if own.orders:
            self._meet_own(order, own, touch.price, at, out)
            if not order.is_open:
                return
        price = touch.price
        left = touch.left
        if left and price and order.accepts(price):
            leaves = order.leaves
            qty = leaves if leaves <= left else left
            touch.left = left - qty
            self._venue.fill(order, qty, price, _TAKER, at, out)
            if not order.leaves:
                return
        self._go_on(order, touch, own, at, out)

    def adopt(self, order: WorkingOrder) -> None:
        """Put an order in its place without matching it."""
        put_in_place(self, order, self._rest)

    def leave(self, order: WorkingOrder) -> None:
        """Take the order out of the market."""
        self.waiting.remove(order)

    def shrink(self, order: WorkingOrder, qty: Decimal) -> None:
        """Take size off a resting order, which keeps its place in the queue."""
        hide_less(order, order.leaves - qty)

    def settle(self, at: Nanos, out: list[Report]) -> None:
        """Nothing to show: our orders are not in what the public sees."""

    def opposite(self, is_buy: bool) -> Decimal | None:
        """Return the best opposite price: the quote's, or that of an order of ours."""
        touch = self.ask if is_buy else self.bid
        own = (self.waiting.sells if is_buy else self.waiting.buys).orders
        prices = [touch.price] if touch.price else []
        if own and own[-1].limit_price is not None:
            prices.append(own[-1].limit_price)
        if not prices:
            return None
        return min(prices) if is_buy else max(prices)

    def hold_out(self, order: WorkingOrder) -> None:
        """Let an order wait unseen that needs more than can trade at once."""
        self.waiting.set_aside(order)

    def is_clear(self, order: WorkingOrder) -> bool:
        """Tell whether no order of ours stands where this one would meet it and lose by it."""
        own = self.waiting.sells if order.is_buy else self.waiting.buys
        return not may_lose(self._venue, order, own)

    def fillable(self, order: WorkingOrder) -> Decimal:
        """Return how much the order could trade at once, other orders of ours left aside."""
        touch = self.ask if order.is_buy else self.bid
        if not touch.price or not order.accepts(touch.price):
            return ZERO
        beyond = order.leaves - touch.left
        if beyond <= 0 or not self._slips:
            return touch.left
        price, room = self._walk_terms(order, touch, beyond)
        return touch.left + room if order.accepts(price) else touch.left

    def quote(self) -> Quote | None:
        """Return the recorded best bid and ask; ours are not in it."""
        bid, ask = self.bid, self.ask
        if not bid.price and not ask.price:
            return None
        instrument = self.floor.instrument_id
        return Quote(instrument, bid.price, ask.price, bid.size, ask.size, self.quoted_at)

    def depth(self, levels: int) -> tuple[list[tuple[Decimal, Decimal]], ...]:
        """Return the one level that is known of each side."""
        sides = (self.bid, self.ask)
        return tuple([(t.price, t.size)] if t.price and levels > 0 else [] for t in sides)

    def reopen(self, at: Nanos, out: list[Report]) -> None:
        """Serve whoever the quote has reached while nothing traded."""
        self._serve(at, out)

    def seen(self, source: TriggerSource | None, is_buy: bool) -> tuple[Decimal, ...]:
        """Return the prices of a source as a buy or a sale sees it, none where none is known."""
        rule, bid, ask = self._venue.config.stop_trigger, self.bid.price, self.ask.price
        return prices_of(source, rule, bid, ask, self.last, is_buy=is_buy)

    # --- private ---------------------------------------------------------------------------

    def _serve(self, at: Nanos, out: list[Report]) -> None:
        if self._buys:
            self._cross(self.waiting.buys, self.ask, self.bid, at, out)
        if self._sells:
            self._cross(self.waiting.sells, self.bid, self.ask, at, out)
        if self._watched:
            self._look(at, out)

    def _look(self, at: Nanos, out: list[Report]) -> None:
        """Draw stops after the market, then work what it touches, one by one."""
        draw_trails(self, self._venue)
        while (order := self.waiting.touched(self.seen)) is not None:
            fire(self._venue, order, at, out)
            self.enter(order, at, out)
        move_pegs(self, self._venue, self.enter, at, out)
        try_aside(self, self.enter, at, out)

    def _cross(
        self, ladder: Ladder, touch: Touch, own_touch: Touch, at: Nanos, out: list[Report]
    ) -> None:
        """Fill resting orders that the opposite quote reaches, first come first served."""
        orders = ladder.orders
        price = touch.price
        in_full = self._venue.config.maker_fills_in_full
        while orders and price and touch.left:
            order = orders[-1]
            if not order.accepts(price):
                break
            if order.more is not None and not may_trade(self, self._venue, order, at, out):
                continue
            qty = order.leaves if in_full else min(shown(order), touch.left)
            touch.left = max(touch.left - qty, ZERO)
            limit = order.limit_price
            if limit is None:
                self._venue.fill(order, qty, price, _TAKER, at, out)
            else:
                self._venue.fill(order, qty, limit, _MAKER, at, out)
            if order.more is not None:
                self._served(order, qty)
            elif not order.leaves:
                ladder.pop()
        for order in reversed(orders):
            if not self._move_up(order, own_touch):
                break

    def _move_up(self, order: WorkingOrder, touch: Touch) -> bool:
        """Shorten the queue before an order as its level shrinks; tell whether to look further."""
        limit = order.limit_price
        if limit is None:
            return True
        price = touch.price
        if limit == price:
            size = touch.size
            ahead = order.ahead
            order.ahead = size if ahead is None or size < ahead else ahead
            return True
        if limit > price if order.is_buy else (limit < price or not price):
            order.ahead = ZERO
            return True
        return False

    def fill_resting(
        self, order: WorkingOrder, left: Decimal, at: Nanos, out: list[Report]
    ) -> Decimal:
        """Fill a resting order at its price, up to what it shows; return how much it was."""
        if order.more is not None and not may_trade(self, self._venue, order, at, out):
            return ZERO
        qty = min(shown(order), left)
        limit = order.limit_price
        if limit is not None:
            self._venue.fill(order, qty, limit, _MAKER, at, out)
        self._served(order, qty)
        return qty

    def _served(self, order: WorkingOrder, qty: Decimal) -> None:
        """Let a resting order that has traded go, stay, or show more of itself behind others."""
        if not order.leaves:
            self.waiting.remove(order)
        elif order.more is not None and order.more.tip is not None:
            if trade_shown(order, qty):
                self.waiting.remove(order)
                order.seq = self._venue.next_place()
                self._rest(order)
            self._venue.mark(order)

    def _go_on(
        self, order: WorkingOrder, touch: Touch, own: Ladder, at: Nanos, out: list[Report]
    ) -> None:
        """Deal with what the display did not fill."""
        if own.orders:
            self._meet_own(order, own, order.limit_price or touch.price, at, out, inclusive=True)
        if order.is_open and self._slips and touch.price and order.accepts(touch.price):
            self._walk(order, touch, at, out)
        if not order.is_open:
            return
        waits = order.limit_price is not None
        if not waits:
            waits = self._venue.config.beyond_display is BeyondDisplay.REST
        if waits and not order.is_immediate:
            self._rest(order)
        else:
            self._venue.cancel(order, at, NO_LIQUIDITY, out)

    def _walk(self, order: WorkingOrder, touch: Touch, at: Nanos, out: list[Report]) -> None:
        price, room = self._walk_terms(order, touch, order.leaves)
        if room > 0 and order.accepts(price):
            touch.walked += room
            self._venue.fill(order, room, price, _TAKER, at, out)

    def _walk_terms(
        self, order: WorkingOrder, touch: Touch, qty: Decimal
    ) -> tuple[Decimal, Decimal]:
        bid, ask = self.bid.price, self.ask.price
        spread = ask - bid if bid and ask else ZERO
        volume = self.bar.volume if self.bar is not None else None
        room = room_beyond(self._venue.config, touch, qty)
        trade = Circumstances(room, touch.price, spread, None, volume)
        slippage = self._venue.config.slippage
        return slipped(slippage, trade, is_buy=order.is_buy, tick=self.floor.tick), room

    def _meet_own(
        self,
        order: WorkingOrder,
        own: Ladder,
        bound: Decimal,
        at: Nanos,
        out: list[Report],
        *,
        inclusive: bool = False,
    ) -> None:
        """Meet our own resting orders that stand before `bound`, or at it where inclusive."""
        while order.is_open and own.orders:
            maker = own.orders[-1]
            price = maker.limit_price
            if price is None or not bound or not order.accepts(price):
                return
            is_before = price < bound if order.is_buy else price > bound
            if not is_before and not (inclusive and price == bound):
                return
            if is_self_trade(self._venue, order, maker):
                prevent(self._venue, order, maker, self._take_own, at, out)
                continue
            if maker.more is not None and not may_trade(self, self._venue, maker, at, out):
                continue
            qty = min(order.leaves, shown(maker))
            self._venue.fill(maker, qty, price, _MAKER, at, out)
            self._served(maker, qty)
            self._venue.fill(order, qty, price, _TAKER, at, out)

    def _take_own(self, maker: WorkingOrder, qty: Decimal) -> None:
        if qty == maker.leaves:
            self.waiting.remove(maker)
        hide_less(maker, maker.leaves - qty)

    def _rest(self, order: WorkingOrder) -> None:
        limit = order.limit_price
        order.ahead = None
        if order.more is not None and show(order, self._venue.rng):
            self._venue.mark(order)
        self.waiting.rest(order)
        if limit is not None:
            self._move_up(order, self.bid if order.is_buy else self.ask)
