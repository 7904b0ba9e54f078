"""What drives the exchange: a source stepped by the clock, or prices pushed by hand."""

from __future__ import annotations

from decimal import Decimal

from holdfast.emulators.alpaca.broker import Broker
from holdfast.exchange.source import MarketSource
from holdfast.model.quote import MarketEvent, Quote, Trade


class Market:
    """Lets the market happen, tells the board before the broker, and never runs back."""

    def __init__(self, broker: Broker, source: MarketSource | None) -> None:
        self._broker = broker
        self._source = source
        self._is_closed = False

    def start(self) -> None:
        """Begin to step the source, each event at its own time."""
        at = None if self._source is None else self._source.next_at()
        if at is not None and not self._is_closed:
            self._broker.time.call_at(at, self._step)

    def close(self) -> None:
        self._is_closed = True

    def quote(
        self, symbol: str, bid: Decimal, ask: Decimal, size: Decimal, ask_size: Decimal
    ) -> None:
        self.push(Quote(symbol, bid, ask, size, ask_size, self._broker.now))

    def trade(self, symbol: str, price: Decimal, size: Decimal) -> None:
        self.push(Trade(symbol, price, size, self._broker.now))

    def push(self, event: MarketEvent) -> None:
        """Let an event happen now."""
        reports = self._broker.exchange.on_market(event)
        self._broker.take(reports)

    def publish(self) -> None:
        """Show the public what the exchange has made public."""
        board = self._broker.board
        for event in self._broker.exchange.drain_market():
            if isinstance(event, Quote):
                board.on_quote(event)
            else:
                board.on_trade(event)

    def _step(self) -> None:
        if self._is_closed or self._source is None:
            return
        reports = self._source.step(self._broker.exchange)
        self._broker.take(reports)
        self.start()
