"""What a recorded order book does to ours: the overlay of our orders on a tape.

Others' orders live in the book as the tape says; ours stand in the same queues by arrival.
- An execution against an order that stands behind ours (at a worse price, or later at the
  same) fills ours first, up to its size. One against an order that stands before ours, or
  that was there before the tape began, only moves us up.
- What we took of an order is used up first by its later cancels and executions, so that of
  every displayed order no more is sold to us than it displayed.
- A new order that crosses ours would have traded with us: it fills ours at our price, up to
  its size, and that much of it is taken. Nothing else fills ours.
- A hidden execution fills ours only where it goes through our price.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING

from holdfast.exchange.order_book import BookOrder
from holdfast.messages.reports import Report
from holdfast.model.numbers import ZERO, Nanos
from holdfast.model.order import Side
from holdfast.model.quote import BookAction, BookMessage, Trade

if TYPE_CHECKING:
    from holdfast.exchange.matching import BookMarket


def on_book_message(market: BookMarket, message: BookMessage, out: list[Report]) -> None:
    """Apply one message of the tape. Unknown orders are from before its beginning."""
    _ACTIONS[message.action](market, message, out)


def on_hidden_trade(market: BookMarket, trade: Trade, out: list[Report]) -> None:
    """Publish the execution of a hidden order; fill what it went through."""
    market.print_trade(trade.price, trade.size, trade.at, trade.aggressor, hidden=True)
    left = trade.size
    for is_buy in (True, False):
        if market.has_ours(is_buy):
            left -= _fill_through(market, is_buy, trade.price, left, trade.at, out)


def _add(market: BookMarket, message: BookMessage, out: list[Report]) -> None:
    is_buy = message.side is Side.BUY
    known = market.others.get(message.book_order_id)
    if known is not None:
        if (known.is_buy, known.price, known.size) == (is_buy, message.price, message.size):
            # told again as it stands, as at the beginning of a day: it keeps its place
            return
        del market.others[known.book_id]
        market.side(known.is_buy).remove(known)
    if len(market.others) >= market.venue.config.flow_orders_max or message.size <= 0:
        return
    entry = BookOrder(message.book_order_id, is_buy, message.price, message.size)
    market.others[entry.book_id] = entry
    market.side(is_buy).add(entry)
    opposite = market.side(not is_buy)
    if not opposite.our_count:
        return
    for level in opposite:
        if not opposite.reaches(level.price, entry.price) or entry.taken >= entry.size:
            break
        if level.ours:
            for resting in level:
                left = entry.size - entry.taken
                if resting.owner is not None and left > 0:
                    entry.taken += market.fill_through(resting, left, message.at, out)


def _take_off(market: BookMarket, message: BookMessage, out: list[Report]) -> None:
    entry = market.others.get(message.book_order_id)
    if entry is not None:
        whole = message.action is BookAction.DELETE
        _lose(market, entry, entry.size if whole else message.size)


def _execute(market: BookMarket, message: BookMessage, out: list[Report]) -> None:
    entry = market.others.get(message.book_order_id)
    is_buy = message.side is Side.BUY
    left = message.size
    if market.has_ours(is_buy):
        left -= _fill_through(market, is_buy, message.price, left, message.at, out)
        if entry is not None:
            _fill_before(market, entry, left, message.at, out)
    if entry is not None:
        _lose(market, entry, message.size)
    aggressor = Side.SELL if is_buy else Side.BUY
    market.print_trade(message.price, message.size, message.at, aggressor, hidden=False)


def _fill_through(
    market: BookMarket, is_buy: bool, price: Decimal, left: Decimal, at: Nanos, out: list[Report]
) -> Decimal:
    """Fill our orders at prices better than `price`, up to `left`; return how much it was."""
    filled = ZERO
    for level in market.side(is_buy):
        if not (level.price > price if is_buy else level.price < price):
            break
        if level.ours:
            for entry in level:
                if entry.owner is not None and filled < left:
                    filled += market.fill_through(entry, left - filled, at, out)
    return filled + market.fill_aside(is_buy, price, left - filled, at, out)


def _fill_before(
    market: BookMarket, entry: BookOrder, left: Decimal, at: Nanos, out: list[Report]
) -> None:
    """Fill our orders that stand before `entry` in its own queue, up to `left`."""
    level = entry.level
    if level is None or not level.ours:
        return
    for resting in level:
        if resting is entry or not left:
            break
        if resting.owner is not None:
            left -= market.fill_resting(resting, left, at, out)


def _lose(market: BookMarket, entry: BookOrder, qty: Decimal) -> None:
    """Take size off a recorded order; what we had taken of it goes first."""
    qty = min(qty, entry.size)
    entry.taken = max(entry.taken - qty, ZERO)
    market.side(entry.is_buy).reduce(entry, qty)
    if entry.level is None:
        del market.others[entry.book_id]


_ACTIONS: dict[BookAction, Callable[[BookMarket, BookMessage, list[Report]], None]] = {
    BookAction.ADD: _add,
    BookAction.REDUCE: _take_off,
    BookAction.DELETE: _take_off,
    BookAction.EXECUTE: _execute,
}
