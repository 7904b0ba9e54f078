"""Multi-leg orders: submit one, and list them."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

import msgspec

from holdfast.api.context import Context
from holdfast.api.operation import Operation, Refused, Scope
from holdfast.api.paging import page_of
from holdfast.messages.refusals import Reason, Refusal
from holdfast.messages.spreads import SubmitSpread
from holdfast.model.ids import AccountId, ClientOrderId, OrderId, StrategyId
from holdfast.model.order import TimeInForce
from holdfast.model.spread import OnStranded, SpreadLeg, SpreadTerms
from holdfast.model.times import MOMENT_RULE, parse_moment
from holdfast.views.spreads import SpreadRow
from holdfast.views.spreads import spreads as view


class SpreadRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Several instruments traded together: `qty` units of the whole, each leg `ratio` times.

    `net_price` is the most that a unit may cost net, below zero the least that it must bring;
    without it the legs go at the market. `patience_s` is how long a leg that is missing is tried
    at the touch before it is completed at the market, or what has traded is unwound.
    `client_order_id` makes the request safe to repeat.
    """

    account: AccountId
    legs: tuple[SpreadLeg, ...]
    qty: Decimal
    net_price: Decimal | None = None
    time_in_force: TimeInForce = TimeInForce.DAY
    expire_at: str = ""
    on_stranded: OnStranded = OnStranded.COMPLETE
    patience_s: int = 5
    max_slippage_bps: Decimal | None = None
    client_order_id: ClientOrderId = ""
    strategy: StrategyId = ""
    short_sale: bool = False
    correlation_id: str = ""


class SpreadAnswer(msgspec.Struct, frozen=True):
    """The multi-leg order that was taken, and the orders that are its legs."""

    spread_id: OrderId
    legs: tuple[OrderId, ...]
    repeated: bool


async def _submit_spread(context: Context, request: SpreadRequest) -> SpreadAnswer | Refused:
    expire_at = parse_moment(request.expire_at) if request.expire_at else None
    if request.expire_at and expire_at is None:
        detail = f"expire_at {request.expire_at} {MOMENT_RULE}"
        return Refused((Refusal(Reason.INVALID_ORDER, detail, "expire_at"),))
    terms = msgspec.structs.asdict(request)
    limit_price = terms.pop("net_price")
    terms.update(limit_price=limit_price, expire_at=expire_at, principal=context.principal)
    told = await context.live.ask(SubmitSpread(SpreadTerms(**terms)))
    if told.refusals:
        return Refused(told.refusals, told.order_id)
    return SpreadAnswer(told.order_id, told.order_ids, told.repeated)


submit_spread = Operation(
    name="submit-spread",
    method="POST",
    path="/v1/spreads",
    request=SpreadRequest,
    reply=SpreadAnswer,
    scope=Scope.TRADE,
    handler=_submit_spread,
    summary="Submit a multi-leg order: all of its legs are taken, or none. `cancel` stops it.",
    example={
        "account": "paper",
        "legs": [
            {"instrument": "AAPL", "side": "BUY", "ratio": 1},
            {"instrument": "MSFT", "side": "SELL", "ratio": 2},
        ],
        "qty": "10",
        "net_price": "-580.00",
        "client_order_id": "pair-1",
        "short_sale": True,
    },
)


class SpreadsRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which page of them, the oldest first."""

    cursor: str = ""
    limit: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 100


class SpreadPage(msgspec.Struct, frozen=True):
    """Some multi-leg orders, and where to go on: `next_cursor` is empty when there is no more."""

    spreads: tuple[SpreadRow, ...]
    next_cursor: str = ""


async def _spreads(context: Context, request: SpreadsRequest) -> SpreadPage | Refused:
    page = page_of(view(context.ledger), request.cursor, request.limit)
    return page if isinstance(page, Refused) else SpreadPage(*page)


spreads = Operation(
    name="spreads",
    method="GET",
    path="/v1/spreads",
    request=SpreadsRequest,
    reply=SpreadPage,
    scope=Scope.READ,
    handler=_spreads,
    summary="List multi-leg orders: what each leg has traded, and what stands alone.",
    example={"limit": 10},
)
