"""Holdfast: the execution server between a decision and the market.

from holdfast import Desk, Side, SubmitOrder

async with Desk.paper() as desk:
    await desk.first_quote("AAPL")
    order = await desk.submit(SubmitOrder("paper", "AAPL", Side.BUY, Decimal(100)))
    await order.done()
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

__version__ = "0.4.0"

if TYPE_CHECKING:
    from holdfast.main import Desk
    from holdfast.messages.commands import (
        CancelAll,
        CancelOrder,
        CancelOrders,
        ReplaceOrder,
        SetLimits,
        SubmitList,
        SubmitOrder,
        SubmitPlan,
    )
    from holdfast.messages.control import (
        Acknowledge,
        Approve,
        Authorize,
        Kill,
        ResetKill,
        SetState,
        StartStrategy,
    )
    from holdfast.messages.plan import (
        Action,
        Decision,
        DecisionPlan,
        Direction,
        ExecutionParams,
        OnBreach,
        Size,
        SizeUnit,
    )
    from holdfast.messages.watching import (
        AcknowledgeAlert,
        CloseSession,
        Heartbeat,
        OpenSession,
        SetDisconnectPolicy,
    )
    from holdfast.model.contingency import Contingency, TriggerMode
    from holdfast.model.limits import Limits
    from holdfast.model.order import OrderStatus, OrderType, Side, Tactic, TimeInForce
    from holdfast.model.scope import Scope
    from holdfast.model.trading import TradingState
    from holdfast.model.watch import Choice, DisconnectPolicy
    from holdfast.runtime.assumption import AssumedPosition, PortfolioState

# where each public name lives: read on first use, so that importing the package costs nothing
_HOMES = {
    "Acknowledge": "holdfast.messages.control",
    "AcknowledgeAlert": "holdfast.messages.watching",
    "Action": "holdfast.messages.plan",
    "Approve": "holdfast.messages.control",
    "AssumedPosition": "holdfast.runtime.assumption",
    "Authorize": "holdfast.messages.control",
    "CancelAll": "holdfast.messages.commands",
    "CancelOrder": "holdfast.messages.commands",
    "CancelOrders": "holdfast.messages.commands",
    "Choice": "holdfast.model.watch",
    "CloseSession": "holdfast.messages.watching",
    "Contingency": "holdfast.model.contingency",
    "Decision": "holdfast.messages.plan",
    "DecisionPlan": "holdfast.messages.plan",
    "Desk": "holdfast.main",
    "Direction": "holdfast.messages.plan",
    "DisconnectPolicy": "holdfast.model.watch",
    "ExecutionParams": "holdfast.messages.plan",
    "Heartbeat": "holdfast.messages.watching",
    "Kill": "holdfast.messages.control",
    "Limits": "holdfast.model.limits",
    "OnBreach": "holdfast.messages.plan",
    "OpenSession": "holdfast.messages.watching",
    "OrderStatus": "holdfast.model.order",
    "OrderType": "holdfast.model.order",
    "PortfolioState": "holdfast.runtime.assumption",
    "ReplaceOrder": "holdfast.messages.commands",
    "ResetKill": "holdfast.messages.control",
    "Scope": "holdfast.model.scope",
    "SetDisconnectPolicy": "holdfast.messages.watching",
    "SetLimits": "holdfast.messages.commands",
    "SetState": "holdfast.messages.control",
    "Side": "holdfast.model.order",
    "Size": "holdfast.messages.plan",
    "SizeUnit": "holdfast.messages.plan",
    "StartStrategy": "holdfast.messages.control",
    "SubmitList": "holdfast.messages.commands",
    "SubmitOrder": "holdfast.messages.commands",
    "SubmitPlan": "holdfast.messages.commands",
    "Tactic": "holdfast.model.order",
    "TimeInForce": "holdfast.model.order",
    "TradingState": "holdfast.model.trading",
    "TriggerMode": "holdfast.model.contingency",
}

__all__ = [
    "Acknowledge",
    "AcknowledgeAlert",
    "Action",
    "Approve",
    "AssumedPosition",
    "Authorize",
    "CancelAll",
    "CancelOrder",
    "CancelOrders",
    "Choice",
    "CloseSession",
    "Contingency",
    "Decision",
    "DecisionPlan",
    "Desk",
    "Direction",
    "DisconnectPolicy",
    "ExecutionParams",
    "Heartbeat",
    "Kill",
    "Limits",
    "OnBreach",
    "OpenSession",
    "OrderStatus",
    "OrderType",
    "PortfolioState",
    "ReplaceOrder",
    "ResetKill",
    "Scope",
    "SetDisconnectPolicy",
    "SetLimits",
    "SetState",
    "Side",
    "Size",
    "SizeUnit",
    "StartStrategy",
    "SubmitList",
    "SubmitOrder",
    "SubmitPlan",
    "Tactic",
    "TimeInForce",
    "TradingState",
    "TriggerMode",
    "__version__",
]


def __getattr__(name: str) -> object:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'holdfast' has no attribute {name!r}")
    return getattr(import_module(home), name)
