"""Read from the running desk, page by page."""

from __future__ import annotations

import sys

from holdfast.api.operations.accounts import AccountsRequest, accounts
from holdfast.api.operations.costs import CostsRequest, costs
from holdfast.api.operations.explain import ExplainRequest, explain
from holdfast.api.operations.fills import FillsRequest, fills
from holdfast.api.operations.orders import OrdersRequest, orders
from holdfast.api.operations.portfolio import Portfolio, PortfolioRequest, portfolio
from holdfast.api.operations.positions import PositionsRequest, positions
from holdfast.cli.printing import counted
from holdfast.cli.server import Server
from holdfast.model.ids import AccountId, OrderId
from holdfast.views.accounts import AccountRow
from holdfast.views.blotter import OrderRow
from holdfast.views.explain import StoryLine
from holdfast.views.fills import FillRow
from holdfast.views.positions import PositionRow
from holdfast.views.tca import CostRow


class ServerSource:
    """The desk at the other end of a connection."""

    def __init__(self, server: Server) -> None:
        self._server = server

    def orders(self, asked: OrdersRequest) -> list[OrderRow]:
        pages = list(self._server.pages(orders, asked))
        _tell_older(pages[-1].older, "order")
        return [row for page in pages for row in page.orders]

    def fills(self, asked: FillsRequest) -> list[FillRow]:
        pages = list(self._server.pages(fills, asked))
        _tell_older(pages[-1].older, "fill")
        return [row for page in pages for row in page.fills]

    def positions(self, asked: PositionsRequest) -> list[PositionRow]:
        return [row for page in self._server.pages(positions, asked) for row in page.positions]

    def accounts(self, account: AccountId) -> list[AccountRow]:
        pages = self._server.pages(accounts, AccountsRequest(account))
        return [row for page in pages for row in page.accounts]

    def costs(self, asked: CostsRequest) -> list[CostRow]:
        return [row for page in self._server.pages(costs, asked) for row in page.costs]

    def portfolio(self, account: AccountId) -> Portfolio:
        return self._server.ask(portfolio, PortfolioRequest(account))

    def story(self, order_id: OrderId) -> tuple[StoryLine, ...]:
        return self._server.ask(explain, ExplainRequest(order_id)).lines


def _tell_older(count: int, what: str) -> None:
    if count:
        sys.stderr.write(
            f"holdfast: {counted(count, f'older {what}')} left the desk's memory: "
            "--journal PATH lists all\n"
        )
