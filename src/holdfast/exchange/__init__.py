"""A market in a box: matching, slippage, fees, latency and faults, without a clock or I/O."""

from holdfast.exchange.exchange import Exchange
from holdfast.exchange.fees import FeeSchedule
from holdfast.exchange.rules import (
    BarPath,
    BeyondDisplay,
    ExchangeConfig,
    SelfTrade,
    StopTrigger,
)
from holdfast.exchange.session import SessionState
from holdfast.exchange.slippage import SLIPPAGE, Slippage
from holdfast.exchange.working import OrderState

__all__ = [
    "SLIPPAGE",
    "BarPath",
    "BeyondDisplay",
    "Exchange",
    "ExchangeConfig",
    "FeeSchedule",
    "OrderState",
    "SelfTrade",
    "SessionState",
    "Slippage",
    "StopTrigger",
]
