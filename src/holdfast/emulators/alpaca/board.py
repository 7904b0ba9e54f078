"""What the market has shown: last quote and trade, bars, and as much history as is kept."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from decimal import Decimal

import msgspec

from holdfast.emulators.alpaca.assets import Asset
from holdfast.model.numbers import ZERO, Nanos
from holdfast.model.quote import Quote, Trade
from holdfast.model.times import SECOND_NS

MINUTE_NS = 60 * SECOND_NS
KEPT_MAX = 20_000
BARS_MAX = 10_000
HALF = Decimal("0.5")

Hear = Callable[[str, object], None]
"""Told of each quote, trade and finished bar, by the asset's symbol."""


class MinuteBar(msgspec.Struct):
    """One minute of trades, or of mids where nothing trades."""

    at: Nanos  # where it begins
    open: Decimal
    high: Decimal
    low: Decimal
    close: Decimal
    volume: Decimal = ZERO
    count: int = 0
    worth: Decimal = ZERO

    def take(self, price: Decimal, size: Decimal) -> None:
        """Take a price in; without size it is no trade, and counts until there is one."""
        if size and not self.count:
            self.open = self.high = self.low = price
        elif self.count and not size:
            return
        self.high, self.low = max(self.high, price), min(self.low, price)
        self.close = price
        if size:
            self.volume += size
            self.count += 1
            self.worth += price * size


class Seen(msgspec.Struct):
    """What was seen of one asset."""

    quotes: deque[Quote]
    trades: deque[tuple[int, Trade]]
    bars: deque[MinuteBar]
    quote: Quote | None = None
    trade: Trade | None = None


class Board:
    """The public market of every asset."""

    def __init__(self) -> None:
        self.seen: dict[str, Seen] = {}
        self.hearers: list[Hear] = []
        self._trade_id = 0

    def of(self, symbol: str) -> Seen:
        found = self.seen.get(symbol)
        if found is None:
            found = Seen(
                quotes=deque(maxlen=KEPT_MAX),
                trades=deque(maxlen=KEPT_MAX),
                bars=deque(maxlen=BARS_MAX),
            )
            self.seen[symbol] = found
        return found

    def on_quote(self, quote: Quote) -> None:
        seen = self.of(quote.instrument)
        seen.quote = quote
        seen.quotes.append(quote)
        if quote.bid and quote.ask:
            self._bar(seen, quote.instrument, quote.mid, ZERO, quote.at)
        self._tell(quote.instrument, quote)

    def on_trade(self, trade: Trade) -> None:
        seen = self.of(trade.instrument)
        self._trade_id += 1
        seen.trade = trade
        seen.trades.append((self._trade_id, trade))
        self._bar(seen, trade.instrument, trade.price, trade.size, trade.at)
        self._tell(trade.instrument, (self._trade_id, trade))

    def price(self, asset: Asset) -> Decimal:
        """Value an asset: by its last trade, else by the middle, zero where nothing is known."""
        seen = self.of(asset.symbol)
        if seen.trade is not None:
            return seen.trade.price
        quote = seen.quote
        if quote is None:
            return ZERO
        if quote.bid and quote.ask:
            return quote.mid
        return quote.bid or quote.ask

    def touch(self, asset: Asset, side: str) -> Decimal:
        """Return what a market order of this side would trade at, zero where nobody quotes."""
        quote = self.of(asset.symbol).quote
        if quote is None:
            return self.price(asset)
        return (quote.ask if side == "buy" else quote.bid) or self.price(asset)

    def _bar(self, seen: Seen, symbol: str, price: Decimal, size: Decimal, at: Nanos) -> None:
        begins = at - at % MINUTE_NS
        last = seen.bars[-1] if seen.bars else None
        if last is None or last.at < begins:
            seen.bars.append(MinuteBar(begins, price, price, price, price))
            if last is not None:
                self._tell(symbol, last)
        seen.bars[-1].take(price, size)

    def _tell(self, symbol: str, what: object) -> None:
        for hear in self.hearers:
            hear(symbol, what)
