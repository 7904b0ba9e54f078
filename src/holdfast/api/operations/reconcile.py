"""Ask the venues about every open order and every position, now."""

from __future__ import annotations

import msgspec

from holdfast.api.context import Context
from holdfast.api.operation import Operation, Refused, Scope
from holdfast.messages.commands import Reconcile
from holdfast.messages.refusals import Reason, Refusal
from holdfast.model.ids import AccountId


class ReconcileRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whose orders and positions; empty means every account's."""

    account: AccountId = ""


class ReconcileAnswer(msgspec.Struct, frozen=True):
    """How much was open when the venues were asked; differences will show as discrepancies."""

    accounts: int
    open_orders: int
    discrepancies: int


async def _reconcile(context: Context, request: ReconcileRequest) -> ReconcileAnswer | Refused:
    ledger, account = context.ledger, request.account
    if account and account not in ledger.accounts:
        detail = f"account {account} is not known"
        return Refused((Refusal(Reason.UNKNOWN_ACCOUNT, detail, "account"),))
    told = await context.live.ask(Reconcile(account, context.principal))
    if told.refusals:
        return Refused(told.refusals)
    # what the venues say at once is told once it is durable
    await context.live.durable()
    return ReconcileAnswer(
        accounts=1 if account else len(ledger.accounts),
        open_orders=sum(
            account in ("", ledger.orders[order_id].terms.account)
            for order_id in ledger.open_orders
        ),
        discrepancies=len(ledger.discrepancies),
    )


reconcile = Operation(
    name="reconcile",
    method="POST",
    path="/v1/reconcile",
    request=ReconcileRequest,
    reply=ReconcileAnswer,
    scope=Scope.RISK,
    handler=_reconcile,
    summary="Ask every venue about every open order and position; `discrepancies` has the result.",
    example={"account": "paper"},
)
