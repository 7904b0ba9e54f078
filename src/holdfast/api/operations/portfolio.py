"""The whole picture of the accounts: money, holdings, exposure and protection."""

from __future__ import annotations

import msgspec

from holdfast.api.context import Context
from holdfast.api.operation import Operation, Scope
from holdfast.model.ids import AccountId
from holdfast.model.times import rfc3339
from holdfast.views.accounts import AccountRow, accounts
from holdfast.views.exposure import AccountExposure, exposure
from holdfast.views.positions import PositionFilter, PositionRow, positions
from holdfast.views.protection import Protection, protection


class PortfolioRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whose portfolio; empty means every account's."""

    account: AccountId = ""


class Portfolio(msgspec.Struct, frozen=True):
    """Accounts, positions, exposure and live brackets, all of one moment."""

    at: str
    accounts: tuple[AccountRow, ...]
    positions: tuple[PositionRow, ...]
    exposure: tuple[AccountExposure, ...]
    protection: Protection


async def _portfolio(context: Context, request: PortfolioRequest) -> Portfolio:
    ledger, quotes = context.ledger, context.market.quotes
    return Portfolio(
        rfc3339(context.live.desk.time.now()),
        accounts(ledger, quotes, request.account),
        positions(ledger, quotes, PositionFilter(account=request.account)),
        exposure(ledger, quotes, request.account),
        protection(ledger, request.account, live_only=True),
    )


portfolio = Operation(
    name="portfolio",
    method="GET",
    path="/v1/portfolio",
    request=PortfolioRequest,
    reply=Portfolio,
    scope=Scope.READ,
    handler=_portfolio,
    summary="Show accounts, positions, exposure and protection of one moment.",
    example={"account": "paper"},
)
