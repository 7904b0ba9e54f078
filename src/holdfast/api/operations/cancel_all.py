"""Cancel everything that is open in scope."""

from __future__ import annotations

from typing import Annotated

import msgspec

from holdfast.api.context import Context
from holdfast.api.operation import Operation, Refused, Scope
from holdfast.messages.commands import CancelAll
from holdfast.messages.refusals import Reason, Refusal
from holdfast.model.ids import (
    AccountId,
    InstrumentId,
    OrderId,
    PrincipalId,
    StrategyId,
    VenueId,
)
from holdfast.model.order import OrderRole, OrderType, Side


class CancelAllRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The scope; an empty field means any, so an empty request means every open order.

    `owner` is who is behind the orders, `older_than_s` their least age in whole seconds. Slices
    of a parent go with it, and alone only where `role` is SLICE.
    """

    account: AccountId = ""
    instrument: InstrumentId = ""
    strategy: StrategyId = ""
    side: Side | None = None
    venue: VenueId = ""
    owner: PrincipalId = ""
    older_than_s: Annotated[int, msgspec.Meta(ge=0)] | None = None
    type: OrderType | None = None
    role: OrderRole | None = None


class CancelAllAnswer(msgspec.Struct, frozen=True):
    """The orders that this request stopped; those already being cancelled are not repeated."""

    order_ids: tuple[OrderId, ...]


async def _cancel_all(context: Context, request: CancelAllRequest) -> CancelAllAnswer | Refused:
    if request.account and request.account not in context.ledger.accounts:
        # a scope that is misspelt must not look like a job done
        detail = f"account {request.account} is not known"
        return Refused((Refusal(Reason.UNKNOWN_ACCOUNT, detail, "account"),))
    if request.instrument and request.instrument not in context.ledger.instruments:
        detail = f"instrument {request.instrument} is not known"
        return Refused((Refusal(Reason.UNKNOWN_INSTRUMENT, detail, "instrument"),))
    if request.venue and request.venue not in context.ledger.listings:
        detail = f"venue {request.venue} is not known"
        return Refused((Refusal(Reason.NOT_LISTED, detail, "venue"),))
    age = request.older_than_s
    told = await context.live.ask(
        CancelAll(
            request.account,
            request.instrument,
            request.strategy,
            context.principal,
            request.side,
            request.venue,
            request.owner,
            None if age is None else age * 1_000_000_000,
            request.type,
            request.role,
        )
    )
    return Refused(told.refusals) if told.refusals else CancelAllAnswer(told.order_ids)


cancel_all = Operation(
    name="cancel-all",
    method="POST",
    path="/v1/cancel-all",
    request=CancelAllRequest,
    reply=CancelAllAnswer,
    scope=Scope.CANCEL,
    handler=_cancel_all,
    summary="Cancel every open order in scope, exits of brackets included.",
    example={"account": "paper", "side": "BUY"},
)
