"""A market in a box: matching, slippage, fees, latency and faults, without a clock or I/O."""

from holdfast.exchange.exchange import Exchange
from holdfast.exchange.faults import (
    Faults,
    ReportFate,
    RequestFate,
    fate_of_report,
    fate_of_request,
)
from holdfast.exchange.fees import FeeSchedule
from holdfast.exchange.latency import Latencies, Latency
from holdfast.exchange.rules import (
    BarPath,
    BeyondDisplay,
    ExchangeConfig,
    StopTrigger,
)
from holdfast.exchange.session import SessionState
from holdfast.exchange.slippage import SLIPPAGE, Slippage
from holdfast.exchange.working import OrderState
from holdfast.model.order import SelfTrade

__all__ = [
    "SLIPPAGE",
    "BarPath",
    "BeyondDisplay",
    "Exchange",
    "ExchangeConfig",
    "Faults",
    "FeeSchedule",
    "Latencies",
    "Latency",
    "OrderState",
    "ReportFate",
    "RequestFate",
    "SelfTrade",
    "SessionState",
    "Slippage",
    "StopTrigger",
    "fate_of_report",
    "fate_of_request",
]
