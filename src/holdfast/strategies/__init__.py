"""Whose idea is it? Strategies: a user's class, given the market and the desk's own answers.

A strategy is a plain class with any of these methods; the context is its only door, and every
order of it goes by the desk's inbox and gate like anybody else's:

    on_start(ctx)            once, before the first event
    on_quote(ctx, quote)     the best bid or ask changed
    on_trade(ctx, trade)     a print
    on_bar(ctx, bar)         a bar is over: see `ctx.subscribe_bars`
    on_fill(ctx, fill)       one of its orders traded
    on_order(ctx, change)    one of its orders has another status
    on_timer(ctx, name)      a timer that it set has come
    on_stop(ctx)             once, at the end, unless it was stopped by a fault

What is heard at one moment is told in the order in which it happened, after the desk has it in
its journal. Annotated attributes of the class are its parameters.
"""

from holdfast.strategies.bars import BarsOf
from holdfast.strategies.context import Context
from holdfast.strategies.host import HANDLERS, Host
from holdfast.strategies.loading import BadStrategy, Loaded, load_strategy
from holdfast.strategies.told import Ending, Fault, Fill, LogLine, OrderChange

__all__ = [
    "HANDLERS",
    "BadStrategy",
    "BarsOf",
    "Context",
    "Ending",
    "Fault",
    "Fill",
    "Host",
    "Loaded",
    "LogLine",
    "OrderChange",
    "load_strategy",
]
