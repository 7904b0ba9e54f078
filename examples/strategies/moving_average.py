"""A cross of two moving averages of bars: long while the fast one is above the slow one.

holdfast backtest --data spy --strategy examples/strategies/moving_average.py:MovingAverageCross
"""

from decimal import Decimal

from holdfast.model.quote import Bar
from holdfast.strategies import Context


class MovingAverageCross:
    """Buys `qty` when the fast average rises above the slow one, and sells it on the way back."""

    symbol: str = ""  # the first that is listed, where it is not said
    fast: int = 10  # bars
    slow: int = 30  # bars
    bar_s: int = 60
    qty: Decimal = Decimal(100)

    def on_start(self, ctx: Context) -> None:
        if not 0 < self.fast < self.slow:
            raise ValueError(f"fast {self.fast} must be above 0 and below slow {self.slow}")
        self.symbol = self.symbol or ctx.instruments[0]
        ctx.subscribe_bars(self.symbol, self.bar_s, keep=self.slow)

    def on_bar(self, ctx: Context, bar: Bar) -> None:
        closes = [each.close for each in ctx.bars(self.symbol, self.bar_s)]
        if len(closes) < self.slow or ctx.open_orders(self.symbol):
            return
        fast = sum(closes[-self.fast :]) / self.fast
        slow = sum(closes) / self.slow
        held = ctx.position(self.symbol)
        if fast > slow and not held:
            ctx.buy(self.symbol, self.qty)
        elif fast < slow and held:
            ctx.close(self.symbol)
