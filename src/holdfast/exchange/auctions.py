"""Opening and closing auctions: who takes part, at which price, and what becomes of the rest.

In a generated market the whole book takes part: the price is the one that most trades at, and
orders for the auction go before limits, then limits by price and time. A recorded market has
had its auction without us. Its price is what the tape says: at the open the first print since,
at the close the last print up to it; ours trade whole at that price where their limits allow.
No tape tells how much more its auction would have taken, so nothing else limits them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import NamedTuple

from holdfast.exchange.clearing import Interest, clear
from holdfast.exchange.executions import Executions
from holdfast.exchange.matching import BookMarket
from holdfast.exchange.order_book import BookOrder
from holdfast.exchange.reducing import excess, trim
from holdfast.exchange.session import Auction
from holdfast.exchange.succession import Market
from holdfast.exchange.working import WorkingOrder
from holdfast.messages.reports import Report
from holdfast.model.numbers import ZERO, Nanos
from holdfast.model.order import Liquidity
from holdfast.model.quote import Bar, BookAction, BookMessage, MarketEvent, Trade

NO_PRICE = "NO_AUCTION_PRICE"


class _Part(NamedTuple):
    """One who takes part: an order of ours, or one that stands in the book."""

    interest: Interest
    order: WorkingOrder | None
    entry: BookOrder | None


def hold_opening(
    market: Market, venue: Executions, queued: Sequence[WorkingOrder], at: Nanos, out: list[Report]
) -> bool:
    """Hold the opening auction, of `queued` too; tell whether it waits for the first print."""
    if not isinstance(market, BookMarket) or market.recorded:
        return bool(market.floor.opening)
    orders = market.floor.take_collected(Auction.OPENING)
    uncross(market, [*orders, *queued], at, out)
    _expire_rest(venue, orders, Auction.OPENING, at, out)
    return False


def hold_closing(market: Market, venue: Executions, at: Nanos, out: list[Report]) -> None:
    """Hold the closing auction; where nothing trades now, none is held and its orders expire."""
    orders = market.floor.take_collected(Auction.CLOSING)
    if not market.floor.is_open:
        trade_at(venue, orders, None, Auction.CLOSING, at, out)
    elif isinstance(market, BookMarket) and not market.recorded:
        uncross(market, orders, at, out)
        _expire_rest(venue, orders, Auction.CLOSING, at, out)
    else:
        trade_at(venue, orders, market.last, Auction.CLOSING, at, out)


def opening_price(event: MarketEvent, opened_at: Nanos) -> Decimal | None:
    """Return the price of the opening, if an event since the open tells it."""
    if event.at < opened_at:
        return None
    match event:
        case Trade():
            return None if event.hidden else event.price
        case BookMessage():
            return event.price if event.action is BookAction.EXECUTE else None
        case Bar():
            return event.open if event.at - event.span_ns >= opened_at else None
    return None


def trade_at(
    venue: Executions,
    orders: Sequence[WorkingOrder],
    price: Decimal | None,
    auction: Auction,
    at: Nanos,
    out: list[Report],
) -> None:
    """Trade orders at a recorded auction's price; what its price does not suit expires."""
    for order in sorted(orders, key=_arrival):
        if price is None:
            venue.expire(order, at, NO_PRICE, out)
            continue
        if trim(venue, order, at, out) and order.accepts(price):
            venue.fill(order, order.leaves, price, Liquidity.TAKER, at, out)
        if order.is_open:
            venue.expire(order, at, auction.value, out)


def uncross(
    market: BookMarket, orders: Sequence[WorkingOrder], at: Nanos, out: list[Report]
) -> None:
    """Hold an auction among these orders and a generated book, at one price; tell one print."""
    open_orders = [order for order in orders if trim(market.venue, order, at, out)]
    ours = sorted(open_orders, key=_arrival)
    buys, sells = _side(market, ours, is_buy=True), _side(market, ours, is_buy=False)
    found = clear(
        [part.interest for part in buys],
        [part.interest for part in sells],
        market.floor.tick,
        market.last,
    )
    if found is None:
        return
    for parts in (buys, sells):
        left = found.volume
        for part in parts:
            if not left:
                break
            left -= _trade(market, part, min(part.interest.qty, left), found.price, at, out)
    market.print_trade(found.price, found.volume, at, None, hidden=False)


def _side(market: BookMarket, ours: Sequence[WorkingOrder], *, is_buy: bool) -> list[_Part]:
    """List who takes part on one side, the first in priority first."""
    parts = [
        _Part(Interest(entry.price, _whole(market, entry, at_most=entry.size)), None, entry)
        for level in market.side(is_buy)
        for entry in level
    ]
    parts += [
        _Part(Interest(order.limit_price, order.leaves), order, None)
        for order in ours
        if order.is_buy is is_buy
    ]
    return sorted(parts, key=_priority(is_buy=is_buy))


def _whole(market: BookMarket, entry: BookOrder, *, at_most: Decimal) -> Decimal:
    """Return how much a standing order has: of ours what it hides too, if it may trade it."""
    owner = entry.owner
    return at_most if owner is None else owner.leaves - excess(market.venue, owner)


def _priority(*, is_buy: bool) -> Callable[[_Part], tuple[bool, Decimal]]:
    def key(part: _Part) -> tuple[bool, Decimal]:
        price = part.interest.price
        if price is None:
            return False, ZERO
        return True, -price if is_buy else price

    return key


def _trade(
    market: BookMarket,
    part: _Part,
    qty: Decimal,
    price: Decimal,
    at: Nanos,
    out: list[Report],
) -> Decimal:
    if part.order is not None:
        # another order of its account may have reduced the position meanwhile
        qty = min(qty, part.order.leaves - excess(market.venue, part.order))
        if qty:
            market.venue.fill(part.order, qty, price, Liquidity.TAKER, at, out)
        return qty
    return ZERO if part.entry is None else market.trade_standing(part.entry, qty, price, at, out)


def _arrival(order: WorkingOrder) -> int:
    return order.seq


def _expire_rest(
    venue: Executions,
    orders: Sequence[WorkingOrder],
    auction: Auction,
    at: Nanos,
    out: list[Report],
) -> None:
    """End what an auction has left over of orders that were for it alone."""
    for order in orders:
        if order.is_open:
            venue.expire(order, at, auction.value, out)
