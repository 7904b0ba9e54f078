"""A TWAP order to sell 1,000 in ten slices over ten minutes, or with other parameters."""

from decimal import Decimal

from holdfast.messages import commands as c
from holdfast.model.order import OrderType, Side, Tactic


def terms(qty: str = "1000", type: OrderType = OrderType.MARKET, **params: object) -> c.SubmitOrder:
    limit = None if type is OrderType.MARKET else Decimal("100.00")
    given = {"duration_s": 600, "slices": 10, "jitter": "0", **params}
    return c.SubmitOrder(
        "A",
        "AAPL",
        Side.SELL,
        Decimal(qty),
        type,
        limit_price=limit,
        strategy="momentum",
        principal="ann",
        venue="sim",
        max_slippage_bps=Decimal(20),
        tactic=Tactic("twap", given),  # type: ignore[arg-type]
        correlation_id="plan-1",
    )
