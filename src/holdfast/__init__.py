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

__version__ = "0.2.0"

if TYPE_CHECKING:
    from holdfast.main import Desk
    from holdfast.messages.commands import (
        CancelAll,
        CancelOrder,
        ReplaceOrder,
        SubmitOrder,
        SubmitPlan,
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
    from holdfast.model.order import OrderStatus, OrderType, Side, Tactic, TimeInForce
    from holdfast.runtime.assumption import AssumedPosition, PortfolioState

# where each public name lives: read on first use, so that importing the package costs nothing
_HOMES = {
    "Action": "holdfast.messages.plan",
    "AssumedPosition": "holdfast.runtime.assumption",
    "CancelAll": "holdfast.messages.commands",
    "CancelOrder": "holdfast.messages.commands",
    "Decision": "holdfast.messages.plan",
    "DecisionPlan": "holdfast.messages.plan",
    "Desk": "holdfast.main",
    "Direction": "holdfast.messages.plan",
    "ExecutionParams": "holdfast.messages.plan",
    "OnBreach": "holdfast.messages.plan",
    "OrderStatus": "holdfast.model.order",
    "OrderType": "holdfast.model.order",
    "PortfolioState": "holdfast.runtime.assumption",
    "ReplaceOrder": "holdfast.messages.commands",
    "Side": "holdfast.model.order",
    "Size": "holdfast.messages.plan",
    "SizeUnit": "holdfast.messages.plan",
    "SubmitOrder": "holdfast.messages.commands",
    "SubmitPlan": "holdfast.messages.commands",
    "Tactic": "holdfast.model.order",
    "TimeInForce": "holdfast.model.order",
}

__all__ = [
    "Action",
    "AssumedPosition",
    "CancelAll",
    "CancelOrder",
    "Decision",
    "DecisionPlan",
    "Desk",
    "Direction",
    "ExecutionParams",
    "OnBreach",
    "OrderStatus",
    "OrderType",
    "PortfolioState",
    "ReplaceOrder",
    "Side",
    "Size",
    "SizeUnit",
    "SubmitOrder",
    "SubmitPlan",
    "Tactic",
    "TimeInForce",
    "__version__",
]


def __getattr__(name: str) -> object:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'holdfast' has no attribute {name!r}")
    return getattr(import_module(home), name)
