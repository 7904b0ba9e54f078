"""List accounts with cash, equity, what is reserved and what is free."""

from __future__ import annotations

from typing import Annotated

import msgspec

from holdfast.api.context import Context
from holdfast.api.operation import Operation, Refused, Scope
from holdfast.api.paging import page_of
from holdfast.model.ids import AccountId
from holdfast.views.accounts import AccountRow
from holdfast.views.accounts import accounts as view


class AccountsRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which accounts; empty means every one."""

    account: AccountId = ""
    cursor: str = ""
    limit: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 100


class AccountPage(msgspec.Struct, frozen=True):
    """Some accounts, and where to go on: `next_cursor` is empty when there is no more."""

    accounts: tuple[AccountRow, ...]
    next_cursor: str = ""


async def _accounts(context: Context, request: AccountsRequest) -> AccountPage | Refused:
    rows = view(context.ledger, context.market.quotes, request.account)
    page = page_of(rows, request.cursor, request.limit)
    return page if isinstance(page, Refused) else AccountPage(*page)


accounts = Operation(
    name="accounts",
    method="GET",
    path="/v1/accounts",
    request=AccountsRequest,
    reply=AccountPage,
    scope=Scope.READ,
    handler=_accounts,
    summary="List accounts with cash, equity, buying power, limits and unprotected quantity.",
    example={"account": "paper"},
)
