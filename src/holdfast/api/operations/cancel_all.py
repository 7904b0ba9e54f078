"""Cancel everything that is open in scope."""

from __future__ import annotations

import msgspec

from holdfast.api.context import Context
from holdfast.api.operation import Operation, Refused, Scope
from holdfast.messages.commands import CancelAll
from holdfast.messages.refusals import Reason, Refusal
from holdfast.model.ids import AccountId, InstrumentId, OrderId, StrategyId


class CancelAllRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The scope; an empty field means any, so an empty request means every open order."""

    account: AccountId = ""
    instrument: InstrumentId = ""
    strategy: StrategyId = ""


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
    told = await context.live.ask(
        CancelAll(request.account, request.instrument, request.strategy, context.principal)
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
    example={"account": "paper"},
)
