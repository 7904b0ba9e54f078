"""A market with a whole order book: ours and others' orders matched by price, then time."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from holdfast.exchange.executions import Executions
from holdfast.exchange.floor import Floor
from holdfast.exchange.icebergs import hide_less, show, shown, trade_shown
from holdfast.exchange.minimums import fill_aside
from holdfast.exchange.order_book import BookOrder, BookSide
from holdfast.exchange.reach import fillable, ours_in
from holdfast.exchange.reducing import may_trade
from holdfast.exchange.rules import QUOTE_REFRESH_NS
from holdfast.exchange.self_trade import is_self_trade, may_lose, prevent
from holdfast.exchange.sources import prices_of
from holdfast.exchange.tape import on_book_message, on_hidden_trade
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
from holdfast.model.quote import BookMessage, Quote, Trade


class BookMarket:
    """One order book, generated (`recorded` False) or kept by a tape with ours laid over it.

    Generated: everybody's orders trade for real, and the public sees ours. Recorded: what we
    take of others' orders is only marked as taken, since the tape goes on without us; the
    public quotes and trades are the tape's alone.
    """

    def __init__(self, floor: Floor, venue: Executions, *, recorded: bool) -> None:
        self.floor = floor
        self.venue = venue
        self.recorded = recorded
        self.bids = BookSide(is_buy=True)
        self.asks = BookSide(is_buy=False)
        self.others: dict[int, BookOrder] = {}
        self.waiting = Waiting()  # who looks at the market; resting orders stand in the book
        self.last: Decimal | None = None
        self._published: tuple[Decimal, ...] = (ZERO, ZERO, ZERO, ZERO)
        self._quoted_at: Nanos = 0

    @property
    def handlers(self) -> dict[type, Callable[..., None]]:
        if not self.recorded:
            return {}
        return {BookMessage: self._on_message, Trade: self._on_trade}

    def side(self, is_buy: bool) -> BookSide:
        return self.bids if is_buy else self.asks

    def has_ours(self, is_buy: bool) -> bool:
        """Tell whether an order of ours waits on this side to be met."""
        return bool(self.side(is_buy).our_count or self.waiting.aside(is_buy).orders)

    # --- our orders --------------------------------------------------------------------------

    def enter(self, order: WorkingOrder, at: Nanos, out: list[Report]) -> None:
        """Work an accepted order: arm it, match it, rest it, or cancel what is left."""
        self._enter(order, at, out)
        self.settle(at, out)

    def adopt(self, order: WorkingOrder) -> None:
        """Put an order in its place without matching it."""
        put_in_place(self, order, self._rest)

    def leave(self, order: WorkingOrder) -> None:
        """Take the order out of the market."""
        self.waiting.forget(order)
        entry = order.book_order
        if entry is not None:
            self.side(order.is_buy).remove(entry)
            order.book_order = None

    def shrink(self, order: WorkingOrder, qty: Decimal) -> None:
        """Take size off a resting order, which keeps its place in the queue."""
        hide_less(order, order.leaves - qty)
        entry = order.book_order
        if entry is not None:
            self.side(order.is_buy).reduce(entry, max(entry.size - order.leaves + qty, ZERO))

    def opposite(self, is_buy: bool) -> Decimal | None:
        """Return the price of the best opposite order, ours or displayed."""
        return next((level.price for level in self.side(not is_buy)), None)

    def hold_out(self, order: WorkingOrder) -> None:
        """Let an order wait unseen that needs more than can trade at once."""
        self.waiting.set_aside(order)

    def is_clear(self, order: WorkingOrder) -> bool:
        """Tell whether no order of ours stands where this one would meet it and lose by it."""
        return not may_lose(self.venue, order, ours_in(self.side(not order.is_buy)))

    def fillable(self, order: WorkingOrder) -> Decimal:
        """Return how much the order could trade at once, no more than it has left."""
        return fillable(self.venue, self.side(not order.is_buy), order)

    def fill_resting(
        self,
        entry: BookOrder,
        qty: Decimal,
        at: Nanos,
        out: list[Report],
        price: Decimal | None = None,
    ) -> Decimal:
        """Fill our resting order up to `qty`, at its price or an auction's; return how much."""
        owner = entry.owner
        if owner is None or not self.floor.is_open:
            return ZERO
        if owner.more is not None and not may_trade(self, self.venue, owner, at, out):
            return ZERO
        qty = min(qty, entry.size)
        self._reduce(entry, qty)
        self.venue.fill(owner, qty, price or entry.price, Liquidity.MAKER, at, out)
        if owner.more is not None and owner.more.tip is not None:
            if trade_shown(owner, qty):
                owner.seq = self.venue.next_place()
                self._rest(owner)
            self.venue.mark(owner)
        return qty

    def fill_through(
        self,
        entry: BookOrder,
        left: Decimal,
        at: Nanos,
        out: list[Report],
        price: Decimal | None = None,
    ) -> Decimal:
        """Fill our resting order by what went through its price: what it hides trades, too."""
        owner, filled = entry.owner, ZERO
        while owner is not None and owner.book_order is not None and filled < left:
            qty = self.fill_resting(owner.book_order, left - filled, at, out, price)
            if not qty:
                break
            filled += qty
        return filled

    def trade_standing(
        self, entry: BookOrder, qty: Decimal, price: Decimal, at: Nanos, out: list[Report]
    ) -> Decimal:
        """Trade an order of the book, anybody's, in an auction; return how much it was."""
        if entry.owner is not None:
            return self.fill_through(entry, qty, at, out, price)
        self._reduce(entry, qty)
        return qty

    # --- others' orders, generated -----------------------------------------------------------

    def flow_place(
        self, flow_id: int, is_buy: bool, price: Decimal | None, size: Decimal, at: Nanos
    ) -> list[Report]:
        """Match somebody else's order and rest what is left of it, unless it has no price."""
        out: list[Report] = []
        if not self.floor.is_open:
            return out
        left = self._match(is_buy, price, size, None, at, out)
        if left and price is not None and len(self.others) < self.venue.config.flow_orders_max:
            entry = BookOrder(flow_id, is_buy, price, left)
            self.others[flow_id] = entry
            self.side(is_buy).add(entry)
        self.settle(at, out)
        return out

    def flow_cancel(self, flow_id: int, at: Nanos) -> list[Report]:
        """Take somebody else's order out; one that has traded or never was changes nothing."""
        out: list[Report] = []
        entry = self.others.pop(flow_id, None)
        if entry is not None:
            self.side(entry.is_buy).remove(entry)
            self.settle(at, out)
        return out

    # --- what is seen --------------------------------------------------------------------------

    def quote(self) -> Quote | None:
        """Return the best bid and ask; ours are in it where the market is generated."""
        bid, bid_size, ask, ask_size = self._best()
        if not bid and not ask:
            return None
        return Quote(self.floor.instrument_id, bid, ask, bid_size, ask_size, self._quoted_at)

    def depth(self, levels: int) -> tuple[list[tuple[Decimal, Decimal]], ...]:
        """Return the displayed levels of both sides, the best first."""
        shown = not self.recorded
        return tuple(s.depth(levels, with_ours=shown) for s in (self.bids, self.asks))

    def print_trade(
        self, price: Decimal, size: Decimal, at: Nanos, aggressor: Side | None, *, hidden: bool
    ) -> None:
        """Tell the public of a trade; stops look at it when the event is settled."""
        self.last = price
        trade = Trade(self.floor.instrument_id, price, size, at, aggressor, hidden)
        self.venue.public.append(trade)

    def settle(self, at: Nanos, out: list[Report]) -> None:
        """After anything happened: trigger stops until none is touched, then publish the best."""
        if self.waiting:
            self._look(at, out)
        best = self._best()
        if best == self._published and at - self._quoted_at < QUOTE_REFRESH_NS:
            return
        self._published = best
        self._quoted_at = at
        bid, bid_size, ask, ask_size = best
        quote = Quote(self.floor.instrument_id, bid, ask, bid_size, ask_size, at)
        self.venue.public.append(quote)

    def reopen(self, at: Nanos, out: list[Report]) -> None:
        """Match our orders that the tape has crossed while nothing traded, as they came."""
        for order in list(self.venue.open.values()):
            entry = order.book_order
            if entry is None or order.floor is not self.floor:
                continue
            opposite = self.side(not order.is_buy)
            found = opposite.best_available()
            if found is not None and opposite.reaches(found.price, order.limit_price):
                self.leave(order)
                self._enter(order, at, out)
        self.settle(at, out)

    def seen(self, source: TriggerSource | None, is_buy: bool) -> tuple[Decimal, ...]:
        """Return the prices of a source as a buy or a sale sees it, none where none is known.

        Orders of ours are no quote: alone in a thin book one says nothing, and touches nothing.
        """
        rule = self.venue.config.stop_trigger
        bid, _ = self.bids.best(with_ours=False)
        ask, _ = self.asks.best(with_ours=False)
        return prices_of(source, rule, bid, ask, self.last, is_buy=is_buy)

    # --- private -----------------------------------------------------------------------------

    def _look(self, at: Nanos, out: list[Report]) -> None:
        """Draw stops and work touched orders one by one; each may move the market for the next."""
        while self.floor.is_open:
            draw_trails(self, self.venue)
            order = self.waiting.touched(self.seen)
            if order is None:
                move_pegs(self, self.venue, self._enter, at, out)
                try_aside(self, self._enter, at, out)
                return
            fire(self.venue, order, at, out)
            self._enter(order, at, out)

    def _enter(self, order: WorkingOrder, at: Nanos, out: list[Report]) -> None:
        if is_ready(self, self.venue, order, at, out):
            self._work(order, at, out)

    def _work(self, order: WorkingOrder, at: Nanos, out: list[Report]) -> None:
        is_fok = order.terms.time_in_force is TimeInForce.FOK
        if not (is_fok and self.fillable(order) < order.leaves):
            self._match(order.is_buy, order.limit_price, order.leaves, order, at, out)
        if not order.is_open:
            return
        if order.limit_price is None or order.is_immediate:
            self.venue.cancel(order, at, NO_LIQUIDITY, out)
        else:
            self._rest(order)

    def _rest(self, order: WorkingOrder) -> None:
        if order.limit_price is None:
            return
        if order.more is not None:
            if show(order, self.venue.rng):
                self.venue.mark(order)
            self.waiting.follow(order)
        entry = BookOrder(-order.seq, order.is_buy, order.limit_price, shown(order), order)
        order.book_order = entry
        self.side(order.is_buy).add(entry)

    def _match(
        self,
        is_buy: bool,
        limit: Decimal | None,
        left: Decimal,
        taker: WorkingOrder | None,
        at: Nanos,
        out: list[Report],
    ) -> Decimal:
        """Trade against the other side as far as limit and size reach; return what is left."""
        opposite = self.side(not is_buy)
        while left:
            entry = opposite.best_available()
            if entry is None or not opposite.reaches(entry.price, limit):
                break
            maker = entry.owner
            if taker is not None and maker is not None and is_self_trade(self.venue, taker, maker):
                prevent(self.venue, taker, maker, self._take, at, out)
                left = taker.leaves if taker.is_open else ZERO
                continue
            if maker is not None and maker.more is not None:
                if not may_trade(self, self.venue, maker, at, out):
                    continue
            qty = min(left, entry.size - entry.taken)
            left -= qty
            self._trade(entry, qty, taker, at, out)
        return left

    def _trade(
        self,
        entry: BookOrder,
        qty: Decimal,
        taker: WorkingOrder | None,
        at: Nanos,
        out: list[Report],
    ) -> None:
        price = entry.price
        if entry.owner is not None:
            self.fill_resting(entry, qty, at, out)
        elif self.recorded:
            entry.taken += qty
        else:
            self._reduce(entry, qty)
        if taker is not None:
            self.venue.fill(taker, qty, price, Liquidity.TAKER, at, out)
        if not self.recorded:
            aggressor = Side.SELL if entry.is_buy else Side.BUY
            self.print_trade(price, qty, at, aggressor, hidden=False)

    def fill_aside(
        self, is_buy: bool, price: Decimal, left: Decimal, at: Nanos, out: list[Report]
    ) -> Decimal:
        """Fill orders that wait for size by what went through their price."""
        if not self.floor.is_open:
            return ZERO
        ladder = self.waiting.aside(is_buy)
        return fill_aside(self, self.venue, ladder, price, left, at, out)

    def _take(self, maker: WorkingOrder, qty: Decimal) -> None:
        entry = maker.book_order
        if entry is not None:
            hide_less(maker, maker.leaves - qty)
            self._reduce(entry, max(entry.size - maker.leaves + qty, ZERO))

    def _reduce(self, entry: BookOrder, qty: Decimal) -> None:
        self.side(entry.is_buy).reduce(entry, qty)
        if entry.level is None:
            if entry.owner is not None:
                entry.owner.book_order = None
                self.waiting.forget(entry.owner)
            else:
                self.others.pop(entry.book_id, None)

    def _on_message(self, message: BookMessage, out: list[Report]) -> None:
        on_book_message(self, message, out)
        self.settle(message.at, out)

    def _on_trade(self, trade: Trade, out: list[Report]) -> None:
        if trade.hidden:
            on_hidden_trade(self, trade, out)
            self.settle(trade.at, out)

    def _best(self) -> tuple[Decimal, ...]:
        shown = not self.recorded
        return (*self.bids.best(with_ours=shown), *self.asks.best(with_ours=shown))
