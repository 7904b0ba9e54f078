"""Ask the venues for every account and every open order, now, and wait for what they say."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Annotated

import msgspec

from holdfast.api.context import Context
from holdfast.api.operation import Operation, Refused, Scope
from holdfast.core.reconciled import Asked
from holdfast.messages.commands import Reconcile
from holdfast.messages.refusals import Reason, Refusal
from holdfast.model.difference import DifferenceState
from holdfast.model.ids import AccountId
from holdfast.views.differences import DifferenceFilter, DifferenceRow, differences

_POLL_S = 0.005


class ReconcileRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whose orders and positions, empty for every account's; how many seconds to wait at most."""

    account: AccountId = ""
    wait_s: Annotated[float, msgspec.Meta(ge=0, le=60)] = 5.0


class AccountCompared(msgspec.Struct, frozen=True):
    """What was in the venue's picture of an account; `failure` says why there is none.

    From a picture that is not complete nothing is concluded. `balances` counts currencies.
    """

    account: AccountId
    answered: bool
    is_complete: bool
    orders: int
    fills: int
    positions: int
    balances: int
    failure: str


class ReconcileAnswer(msgspec.Struct, frozen=True):
    """What was compared, what it has shown, and how much is open in the inbox after it.

    `found` are the differences that are new since the question, repaired ones among them.
    """

    accounts: tuple[AccountCompared, ...]
    open_orders: int
    found: tuple[DifferenceRow, ...]
    repaired: int
    discrepancies: int


async def _reconcile(context: Context, request: ReconcileRequest) -> ReconcileAnswer | Refused:
    ledger, account = context.ledger, request.account
    if account and account not in ledger.accounts:
        detail = f"account {account} is not known"
        return Refused((Refusal(Reason.UNKNOWN_ACCOUNT, detail, "account"),))
    before = ledger.reconciled.inbox.made
    told = await context.live.ask(Reconcile(account, context.principal))
    if told.refusals:
        return Refused(told.refusals)
    wanted = (account,) if account else tuple(ledger.accounts)
    await _answers(context, wanted, request.wait_s)
    # what the venues say is told once it is durable
    await context.live.durable()
    found = tuple(differences(ledger, DifferenceFilter(), before))
    inbox = ledger.reconciled.inbox
    return ReconcileAnswer(
        accounts=tuple(_compared(context, name) for name in wanted),
        open_orders=sum(
            account in ("", ledger.orders[order_id].terms.account)
            for order_id in ledger.open_orders
        ),
        found=found,
        repaired=sum(each.state is DifferenceState.REPAIRED for each in found),
        discrepancies=len(inbox.open) + inbox.more,
    )


async def _answers(context: Context, accounts: tuple[AccountId, ...], wait_s: float) -> None:
    """Wait until every account has its answer, a failure too, or the time is over."""
    asked = context.ledger.reconciled.accounts
    with suppress(TimeoutError):
        async with asyncio.timeout(wait_s):
            while any(asked[name].asked_at is not None for name in accounts):
                if context.live.desk.engine.halted:
                    return
                await asyncio.sleep(_POLL_S)


def _compared(context: Context, account: AccountId) -> AccountCompared:
    told = context.ledger.reconciled.accounts.get(account, Asked())
    answered = told.asked_at is None and not told.failure
    return AccountCompared(
        account,
        answered,
        answered and told.is_complete,
        told.orders if answered else 0,
        told.fills if answered else 0,
        told.positions if answered else 0,
        told.balances if answered else 0,
        "" if answered else told.failure or "the venue has not answered yet",
    )


reconcile = Operation(
    name="reconcile",
    method="POST",
    path="/v1/reconcile",
    request=ReconcileRequest,
    reply=ReconcileAnswer,
    scope=Scope.RISK,
    handler=_reconcile,
    summary="Compare every account with its venue now, and tell what was compared and found.",
    example={"account": "paper", "wait_s": 5},
)
