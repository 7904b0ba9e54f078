"""Where a command reads: the running desk, or the journal that it left."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from holdfast.api.operation import Nothing
from holdfast.api.operations.costs import CostsRequest
from holdfast.api.operations.fills import FillsRequest
from holdfast.api.operations.health import Status, health
from holdfast.api.operations.orders import OrdersRequest
from holdfast.api.operations.portfolio import Portfolio
from holdfast.api.operations.positions import PositionsRequest
from holdfast.cli.configured import settings_of, url_of
from holdfast.cli.exits import Code, stop
from holdfast.cli.server import Server, Unreachable
from holdfast.model.ids import AccountId, OrderId
from holdfast.views.accounts import AccountRow
from holdfast.views.blotter import OrderRow
from holdfast.views.explain import StoryLine
from holdfast.views.fills import FillRow
from holdfast.views.positions import PositionRow
from holdfast.views.tca import CostRow

START = "start one with `holdfast serve`"


class Source(Protocol):
    """What can be read; whole lists, without pages."""

    def orders(self, asked: OrdersRequest) -> Sequence[OrderRow]: ...
    def fills(self, asked: FillsRequest) -> Sequence[FillRow]: ...
    def positions(self, asked: PositionsRequest) -> Sequence[PositionRow]: ...
    def accounts(self, account: AccountId) -> Sequence[AccountRow]: ...
    def costs(self, asked: CostsRequest) -> Sequence[CostRow]: ...
    def portfolio(self, account: AccountId) -> Portfolio: ...

    def story(self, order_id: OrderId) -> Sequence[StoryLine]:
        """Tell an order's story; empty where the order is not known."""
        ...


def source(config: Path | None, profile: str | None, url: str, journal: Path | None) -> Source:
    """Choose: the journal that is named, the desk that answers, else the journal of the settings.

    An address that was named may be another machine's, whose journal is not here.
    """
    if journal is not None:
        return _recorded(journal)
    settings = settings_of(config, profile)
    server = Server(url or url_of(settings))
    path = Path(settings.desk.journal)
    try:
        state = server.ask(health, Nothing())
    except Unreachable as error:
        if url:
            stop(Code.UNREACHABLE, str(error))
        if not settings.desk.journal or not path.is_file():
            stop(Code.UNREACHABLE, f"{error}, and there is no journal {path}; {START}")
        _note(f"{error}; this is what the journal {path} says")
        return _recorded(path)
    if state.status is Status.HALTED and path.is_file() and not url:
        _note(f"the desk is halted ({state.reason}); this is what the journal {path} says")
        return _recorded(path)
    from holdfast.cli.server_source import ServerSource

    return ServerSource(server)


def _recorded(path: Path) -> Source:
    from holdfast.cli.journal_source import JournalSource

    if not path.is_file():
        stop(Code.USAGE, f"--journal {path} must be a journal's file, and there is none")
    return JournalSource(path)


def _note(text: str) -> None:
    sys.stderr.write(f"holdfast: {text}\n")
