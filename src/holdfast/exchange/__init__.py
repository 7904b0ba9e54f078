"""A market in a box: matching, slippage, fees, latency, without a clock or I/O."""

from holdfast.exchange.exchange import Exchange
from holdfast.exchange.fees import FeeSchedule
from holdfast.exchange.latency import Latencies, Latency
from holdfast.exchange.more import Marks
from holdfast.exchange.rules import (
    BarExits,
    BarPath,
    BeyondDisplay,
    ExchangeConfig,
    StopTrigger,
)
from holdfast.exchange.session import Auction, SessionState
from holdfast.exchange.slippage import SLIPPAGE, Slippage
from holdfast.exchange.working import OrderState
from holdfast.model.order import SelfTrade

__all__ = [
    "SLIPPAGE",
    "Auction",
    "BarExits",
    "BarPath",
    "BeyondDisplay",
    "Exchange",
    "ExchangeConfig",
    "FeeSchedule",
    "Latencies",
    "Latency",
    "Marks",
    "OrderState",
    "SelfTrade",
    "SessionState",
    "Slippage",
    "StopTrigger",
]
