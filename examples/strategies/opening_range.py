"""An opening range: the first minutes of the day say where the breakout is.

holdfast backtest --data spy --strategy examples/strategies/opening_range.py:OpeningRange \\
    --param open_utc=13:30 --param close_utc=19:55
"""

from decimal import Decimal

from holdfast.model.quote import Bar
from holdfast.model.times import rfc3339
from holdfast.strategies import Context


class OpeningRange:
    """Buys a break above the range with a stop at its low, sells what is left before the close.

    One trade a day; the stop and the target go with the entry, as the exits of a bracket.
    """

    symbol: str = ""  # the first that is listed, where it is not said
    qty: Decimal = Decimal(100)
    range_min: int = 30
    reward: Decimal = Decimal(2)  # the target's distance, in ranges
    open_utc: str = "13:30"
    close_utc: str = "19:55"

    def on_start(self, ctx: Context) -> None:
        self.symbol = self.symbol or ctx.instruments[0]
        ctx.subscribe_bars(self.symbol, 60)
        self.day = ""
        self.bars: list[Bar] = []
        self.has_traded = False

    def on_bar(self, ctx: Context, bar: Bar) -> None:
        day, time = rfc3339(bar.at)[:10], rfc3339(bar.at)[11:16]
        if day != self.day:
            self.day, self.bars, self.has_traded = day, [], False
        if time >= self.close_utc:
            self._leave(ctx)
        elif time > self.open_utc and len(self.bars) < self.range_min:
            self.bars.append(bar)
        elif len(self.bars) == self.range_min and not self.has_traded:
            self._enter(ctx, bar)

    def _enter(self, ctx: Context, bar: Bar) -> None:
        high = max(each.high for each in self.bars)
        low = min(each.low for each in self.bars)
        if bar.close <= high or low >= high:
            return
        self.has_traded = True
        target = ctx.tick_up(self.symbol, bar.close + (high - low) * self.reward)
        told = ctx.buy(self.symbol, self.qty, stop_loss=low, take_profit=target)
        said = told.refusals[0].detail if told.refusals else f"bought: stop {low}, target {target}"
        ctx.log(f"{bar.close} is above {high}: {said}")

    def _leave(self, ctx: Context) -> None:
        if ctx.open_orders(self.symbol):
            ctx.cancel_all(self.symbol)
        elif ctx.position(self.symbol):
            ctx.close(self.symbol)
