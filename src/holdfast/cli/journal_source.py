"""Read from a journal's file, without being its writer: the ledger is rebuilt from it."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

import msgspec

from holdfast import __version__
from holdfast.api.operations.costs import CostsRequest
from holdfast.api.operations.fills import FillsRequest
from holdfast.api.operations.orders import OrdersRequest
from holdfast.api.operations.portfolio import Portfolio
from holdfast.api.operations.positions import PositionsRequest
from holdfast.cli.everything import every_fill, every_order
from holdfast.core.ledger import Ledger, thaw
from holdfast.journal import database as db
from holdfast.journal import snapshots
from holdfast.journal.walk import read, read_file
from holdfast.market.last import LastQuotes
from holdfast.messages.entry import Entry
from holdfast.model.ids import AccountId, OrderId
from holdfast.model.numbers import use_exact_context
from holdfast.model.times import rfc3339
from holdfast.recovery.replay import apply_entries, remember_all
from holdfast.views.accounts import AccountRow, accounts
from holdfast.views.blotter import OrderFilter, OrderRow
from holdfast.views.explain import StoryLine, explain
from holdfast.views.exposure import exposure
from holdfast.views.fills import FillFilter, FillRow
from holdfast.views.positions import PositionFilter, PositionRow, positions
from holdfast.views.protection import protection
from holdfast.views.tca import CostRow, TcaFilter, tca

# a snapshot has no quotes, so those of the entries before it are looked at
QUOTES_FROM_ENTRIES = 2_000


class JournalSource:
    """What a desk knew when its journal ended; the market is what its stamps recorded of it."""

    def __init__(self, path: Path) -> None:
        use_exact_context()
        self._path = path
        self._market = LastQuotes()
        self._ledger = self._rebuilt()

    @property
    def ledger(self) -> Ledger:
        """All that the desk knew; read it, never write it."""
        return self._ledger

    def orders(self, asked: OrdersRequest) -> list[OrderRow]:
        only = OrderFilter(
            asked.account, asked.instrument, asked.strategy, asked.parent_id, asked.standing
        )
        return list(every_order(self._whole, only))

    def fills(self, asked: FillsRequest) -> list[FillRow]:
        only = FillFilter(asked.account, asked.instrument, asked.strategy, asked.order_id)
        return list(every_fill(self._whole, only))

    def positions(self, asked: PositionsRequest) -> tuple[PositionRow, ...]:
        only = PositionFilter(asked.account, asked.instrument, asked.strategy, asked.by_strategy)
        return positions(self._ledger, self._market.quotes, only)

    def accounts(self, account: AccountId) -> tuple[AccountRow, ...]:
        return accounts(self._ledger, self._market.quotes, account)

    def costs(self, asked: CostsRequest) -> list[CostRow]:
        """Analyse without the market's volume, which no journal has."""
        only = TcaFilter(asked.account, asked.instrument, asked.strategy, asked.order_id)
        rows = tca(self._whole, self._market, self._market.quotes, only)
        return [msgspec.structs.replace(row, market_volume=None) for row in rows]

    def portfolio(self, account: AccountId) -> Portfolio:
        ledger, quotes = self._ledger, self._market.quotes
        return Portfolio(
            rfc3339(ledger.at),
            accounts(ledger, quotes, account),
            positions(ledger, quotes, PositionFilter(account=account)),
            exposure(ledger, quotes, account),
            protection(ledger, account, live_only=True),
        )

    def story(self, order_id: OrderId) -> list[StoryLine]:
        return list(explain(read_file(self._path), order_id))

    @cached_property
    def _whole(self) -> Ledger:
        """The ledger with the orders that the desk had forgotten: then all of it is read."""
        if not self._ledger.memory.forgotten:
            return self._ledger
        return remember_all(read_file(self._path))

    def _rebuilt(self) -> Ledger:
        """Go on from the newest snapshot of this build, or from nothing."""
        database = db.open_reader(str(self._path))
        try:
            db.read_meta(database)
            snapshot = snapshots.latest(database, __version__, None, [])
            ledger = Ledger() if snapshot is None else thaw(snapshot.state)
            for entry in read(database, max(1, ledger.seq - QUOTES_FROM_ENTRIES)):
                if entry.seq > ledger.seq:
                    break
                self._watch(entry)
            return apply_entries(ledger, map(self._watch, read(database, ledger.seq + 1)))
        finally:
            database.close()

    def _watch(self, entry: Entry) -> Entry:
        """Remember the last quote of each instrument as the entries go by."""
        for quote in entry.quotes:
            self._market.on_quote(quote)
        return entry
