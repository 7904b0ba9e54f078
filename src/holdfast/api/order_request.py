"""What an order is asked with at the doors, and the command that it becomes."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

import msgspec

from holdfast.api.conditions import ConditionError, condition_of
from holdfast.messages.commands import SubmitOrder
from holdfast.messages.refusals import Reason, Refusal
from holdfast.model.bracket import BracketTerms
from holdfast.model.ids import (
    AccountId,
    ClientOrderId,
    InstrumentId,
    PrincipalId,
    StrategyId,
    VenueId,
)
from holdfast.model.instructions import Peg, Trail, TriggerSource
from holdfast.model.numbers import ZERO
from holdfast.model.order import OrderType, SelfTrade, Side, Tactic, TimeInForce
from holdfast.model.times import MOMENT_RULE, parse_moment

# orders of several legs have a door of their own
_ASKED = [each.value for each in OrderType if each is not OrderType.MULTI_LEG]
AskedType = Annotated[OrderType, msgspec.Meta(extra_json_schema={"enum": _ASKED})]


class OrderRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The terms of an order: quantities in units, prices in the instrument's currency per unit.

    `client_order_id` makes the request safe to repeat: the same terms get the same answer,
    other terms a conflict. `expire_at` is a time of RFC 3339 and belongs to GTD. A sale of more
    than is held is marked `short_sale`, with the `locate_id` of what it borrows. `self_trade`
    says what becomes of it where it would trade with an order of one's own.

    `trigger` says which price sets off a stop, `trail` belongs to a TRAILING_STOP and `peg` to a
    PEGGED order. What is asked with `quote_qty` (money) or `target_position` (what shall be held)
    has no `qty`, and the side of a target follows from it. `when` holds the order back until its
    conditions are met, such as `AAPL >= 100 and order o1 is FILLED`. What the venue lacks of all
    this the desk works in its place. `extended_hours` lets a LIMIT order for the DAY or until
    cancelled trade before the open and after the close, too, where its venue offers that.
    """

    account: AccountId
    instrument: InstrumentId
    side: Side
    qty: Decimal = ZERO
    type: AskedType = OrderType.MARKET
    limit_price: Decimal | None = None
    stop_price: Decimal | None = None
    time_in_force: TimeInForce = TimeInForce.DAY
    client_order_id: ClientOrderId = ""
    strategy: StrategyId = ""
    venue: VenueId = ""
    expire_at: str = ""
    post_only: bool = False
    reduce_only: bool = False
    all_or_none: bool = False
    display_qty: Decimal | None = None
    max_slippage_bps: Decimal | None = None
    take_profit: Decimal | None = None
    stop_loss: Decimal | None = None
    stop_loss_limit: Decimal | None = None
    tactic: Tactic | None = None
    correlation_id: str = ""
    metadata: dict[str, str] | None = None
    short_sale: bool = False
    locate_id: str = ""
    self_trade: SelfTrade | None = None
    bracket: BracketTerms | None = None
    trigger: TriggerSource | None = None
    trail: Trail | None = None
    peg: Peg | None = None
    display_variance: Decimal | None = None
    qty_min: Decimal | None = None
    post_only_slide: bool = False
    quote_qty: Decimal | None = None
    target_position: Decimal | None = None
    when: str | None = None
    extended_hours: bool = False


def command_of(request: OrderRequest, principal: PrincipalId) -> SubmitOrder | Refusal:
    """Turn what a caller asks into what the desk is asked."""
    expire_at = parse_moment(request.expire_at) if request.expire_at else None
    if request.expire_at and expire_at is None:
        detail = f"expire_at {request.expire_at} {MOMENT_RULE}"
        return Refusal(Reason.INVALID_ORDER, detail, "expire_at")
    terms = msgspec.structs.asdict(request)
    del terms["when"]
    try:
        arm = None if request.when is None else condition_of(request.when)
    except ConditionError as error:
        told = f"when {request.when}: {error}" if (request.when or "").strip() else f"when {error}"
        return Refusal(Reason.INVALID_ORDER, told, "when")
    terms.update(expire_at=expire_at, principal=principal, arm=arm)
    return SubmitOrder(**terms)
