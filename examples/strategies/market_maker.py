"""A market maker: a bid and an offer at the best prices, moved at most once a second.

holdfast backtest --data AAPL.csv --strategy examples/strategies/market_maker.py:MarketMaker
"""

from decimal import Decimal

from holdfast.model.numbers import Nanos
from holdfast.model.order import Side
from holdfast.model.quote import Quote
from holdfast.strategies import Context, OrderChange

SECOND_NS = 1_000_000_000


class MarketMaker:
    """Quotes `qty` on both sides and stops on one side where it holds `position_max` of it."""

    symbol: str = ""  # the first that is listed, where it is not said
    qty: Decimal = Decimal(100)
    position_max: Decimal = Decimal(500)
    every_s: Decimal = Decimal(1)  # between two looks at its own quotes

    def on_start(self, ctx: Context) -> None:
        self.symbol = self.symbol or ctx.instruments[0]
        self.working: dict[Side, str] = {}
        self.looked_at: Nanos = 0

    def on_quote(self, ctx: Context, quote: Quote) -> None:
        due = self.looked_at + int(self.every_s * SECOND_NS)
        if quote.instrument != self.symbol or not (quote.bid and quote.ask) or ctx.now < due:
            return
        self.looked_at = ctx.now
        held = ctx.position(self.symbol)
        self._quote(ctx, Side.BUY, quote.bid, held + self.qty <= self.position_max)
        self._quote(ctx, Side.SELL, quote.ask, held - self.qty >= -self.position_max)

    def on_order(self, ctx: Context, change: OrderChange) -> None:
        if not change.is_open:
            self.working = {s: each for s, each in self.working.items() if each != change.order_id}

    def _quote(self, ctx: Context, side: Side, price: Decimal, wanted: bool) -> None:
        order = ctx.order(self.working.get(side, ""))
        if order is None:
            if wanted:
                ask = ctx.buy if side is Side.BUY else ctx.sell
                told = ask(self.symbol, self.qty, limit_price=price, post_only=True)
                if told.ok:
                    self.working[side] = told.order_id
        elif not wanted:
            ctx.cancel(order.id)
        elif order.limit_price != price:
            ctx.replace(order.id, limit_price=price)
