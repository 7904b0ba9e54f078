"""Keep the tables for people with SQL up to date, behind the journal and out of its way."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice

import apsw
import msgspec

from holdfast.core.family import recollect
from holdfast.core.ledger import Ledger, Order
from holdfast.journal import Durability
from holdfast.journal import database as db
from holdfast.journal import projection_rows as rows
from holdfast.journal.chain import GENESIS, extend
from holdfast.journal.entry import decode
from holdfast.journal.projection_tables import SHAPE, make_again
from holdfast.journal.walk import hash_at, walk
from holdfast.messages import differences as d
from holdfast.messages import events as e
from holdfast.messages import rulings as g
from holdfast.messages.entry import Entry
from holdfast.model.ids import AccountId, InstrumentId, OrderId

STEP_ENTRIES = 200
OWNERS_KEPT = 20_000
CHECKPOINT_STEPS = 20


class _State(msgspec.Struct):
    """How far the tables are; see `projection_state`."""

    seq: int = 0
    hash: bytes = GENESIS
    ledger_seq: int = 0
    ledger_head: int = 0


class _Step(msgspec.Struct):
    """The rows of some entries, and what they touch in the ledger."""

    order_events: list[rows.Row] = []
    trades: list[rows.Row] = []
    busts: list[tuple[int, str, str]] = []
    limits: list[rows.Row] = []
    orders: dict[OrderId, None] = {}
    instruments: dict[InstrumentId, None] = {}  # held otherwise, and not for a trade


class Projector:
    """Fill the tables in bounded steps, over a connection of its own.

    `order_events`, `trades` and `risk_limits` come from entries alone; `orders` and
    `position_summary` from the ledger, which may be ahead of what is durable, and are then
    written again when the projection comes to what the ledger had foreseen. A step holds the
    database for a few milliseconds, in which an append waits.
    """

    def __init__(
        self, path: str | os.PathLike[str], durability: Durability = Durability.FSYNC
    ) -> None:
        """Open the tables of the journal at `path`; those that do not fit it are made again."""
        self._path = os.fspath(path)
        self._owners: dict[OrderId, rows.Whose] = {}
        self._to_refresh: list[OrderId] | None = None
        self._feed: Iterator[tuple[Entry, bytes]] | None = None
        self._steps = 0
        with db.translated():
            synchronous = "FULL" if durability is Durability.FSYNC else "NORMAL"
            self._database = db.open_writer(self._path, synchronous)
        try:
            db.read_meta(self._database)
            self._state = self._load()
        except BaseException:
            self._database.close()
            raise

    @property
    def seq(self) -> int:
        """The last entry that the tables hold."""
        return self._state.seq

    def catch_up(self, ledger: Ledger | None = None) -> int:
        """Step until nothing is left, and return how many entries that was."""
        total = 0
        while True:
            count = self.step(ledger)
            total += count
            if not count and not self._to_refresh:
                return total

    def step(self, ledger: Ledger | None = None, entries_max: int = STEP_ENTRIES) -> int:
        """Project the next entries and return their number; zero when the tables are up to date.

        Without a ledger `orders` and `position_summary` stay as they are, and are filled in
        full by the first step that is given one.
        """
        if ledger is not None and self._needs_refresh():
            self._refresh(ledger, entries_max)
        try:
            return self._project(ledger, entries_max)
        except BaseException:
            # what was read and not written must be read again
            self._feed = None
            raise

    def rebuild(self) -> None:
        """Empty the tables; the next steps fill them from the first entry."""
        with db.translated(), self._transaction():
            make_again(self._database)
            self._save(_State())
        self._state = _State()
        self._feed = None
        self._owners.clear()
        self._to_refresh = None

    def close(self) -> None:
        with db.translated():
            self._database.close()

    # --- from entries -----------------------------------------------------------------

    def _project(self, ledger: Ledger | None, entries_max: int) -> int:
        if self._feed is None:
            self._feed = self._read_on()
        step = _Step()
        state = msgspec.structs.replace(self._state)
        for entry, chain in islice(self._feed, entries_max):
            self._collect(step, entry)
            state.seq, state.hash = entry.seq, chain
        count = state.seq - self._state.seq
        if count < entries_max:
            self._feed = None
        if count:
            self._write(step, state, ledger)
        return count

    def _read_on(self) -> Iterator[tuple[Entry, bytes]]:
        """Yield what the tables lack, each entry with the chain's hash after it."""
        done = self._state.seq
        for stretch in walk(self._database, done + 1):
            chain = stretch.before
            for seq, line in enumerate(stretch.entries, stretch.first_seq):
                chain = extend(chain, (line,))
                if seq > done:
                    yield decode(line), chain

    def _collect(self, step: _Step, entry: Entry) -> None:
        for nth, event in enumerate(entry.events):
            if isinstance(event, e.LimitsSet | g.LimitsLapsed):
                step.limits.append(rows.limits(entry.seq, nth, entry.at, event))
                continue
            if isinstance(event, d.PositionAdjusted | d.SplitApplied):
                step.instruments[event.instrument] = None
                continue
            order_id = getattr(event, "order_id", "")
            if not order_id:
                continue
            owner = self._owner(order_id, event)
            step.order_events.append(rows.order_event(entry.seq, nth, entry.at, event, owner))
            step.orders[order_id] = None
            if isinstance(event, e.OrderFilled):
                step.trades.append(rows.trade(entry.seq, entry.at, event, owner))
            elif isinstance(event, e.FillBusted):
                step.busts.append((entry.seq, owner.account or "", event.exec_id))

    def _owner(self, order_id: OrderId, event: e.Event) -> rows.Whose:
        """Return what an order's terms say, from the event that brings them or a row of it."""
        if len(self._owners) > OWNERS_KEPT:
            self._owners.clear()
        owner = self._owners.get(order_id)
        if owner is not None:
            return owner
        if isinstance(event, e.OrderAccepted | e.OrderSent | e.OrderRefused | d.OrderAdopted):
            owner = rows.whose(event.terms)
        else:
            with db.translated():
                found = self._database.execute(_FIND_OWNER, (order_id,)).fetchone()
            owner = rows.NOBODY if found is None else rows.Whose(*found)
        self._owners[order_id] = owner
        return owner

    def _write(self, step: _Step, state: _State, ledger: Ledger | None) -> None:
        """Write a step's rows and how far it goes in one commit."""
        if ledger is not None:
            state.ledger_head = ledger.seq
            if not self._needs_refresh():
                state.ledger_seq = state.seq
        with db.translated(), self._transaction():
            self._insert("order_events", step.order_events)
            self._insert("trades", step.trades)
            self._database.executemany(_BUST, step.busts)
            for row in step.limits:
                self._database.execute(_SUPERSEDE, (row[1], row[0]))
                self._insert("risk_limits", [row])
            if ledger is not None:
                self._write_touched(ledger, step.orders, step.instruments)
            self._save(state)
        self._state = state
        self._steps += 1
        if self._steps % CHECKPOINT_STEPS == 0:
            with db.translated():
                self._database.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_PASSIVE)

    # --- from the ledger --------------------------------------------------------------

    def _write_touched(
        self, ledger: Ledger, order_ids: Iterable[OrderId], instruments: Iterable[InstrumentId]
    ) -> None:
        orders: dict[OrderId, Order] = {}
        positions: dict[tuple[AccountId, InstrumentId], None] = {
            (account, each): None for account in ledger.accounts for each in instruments
        }
        for order_id in order_ids:
            state = recollect(ledger, order_id)
            if state is None:
                continue
            terms = state.terms
            orders[order_id] = state
            positions[terms.account, terms.instrument] = None
            parent = recollect(ledger, terms.parent_id) if terms.parent_id else None
            if parent is not None:
                orders[parent.id] = parent
        self._insert("orders", list(map(rows.order, orders.values())))
        self._insert(
            "position_summary",
            [
                rows.position(ledger, account, instrument)
                for account, instrument in positions
                if account in ledger.accounts and instrument in ledger.accounts[account].positions
            ],
        )

    def _needs_refresh(self) -> bool:
        return self._to_refresh is not None or self._state.ledger_seq != self._state.seq

    def _refresh(self, ledger: Ledger, orders_max: int) -> None:
        """Write the next of all orders; the first call empties the tables and does positions."""
        state = msgspec.structs.replace(self._state, ledger_head=ledger.seq)
        with db.translated(), self._transaction():
            if self._to_refresh is None:
                self._to_refresh = list(ledger.orders)
                # those that the ledger has forgotten stay, since nothing could write them again
                self._database.execute("DELETE FROM orders WHERE caused_by > ?", (ledger.seq,))
                self._database.execute("DELETE FROM position_summary")
                self._insert("position_summary", list(_all_positions(ledger)))
            now, later = self._to_refresh[:orders_max], self._to_refresh[orders_max:]
            found = (recollect(ledger, each) for each in now)
            self._insert("orders", [rows.order(each) for each in found if each is not None])
            if not later:
                state.ledger_seq = state.seq
            self._save(state)
        self._state = state
        self._to_refresh = later or None

    # --- the database -----------------------------------------------------------------

    def _load(self) -> _State:
        """Read how far the tables are; they must be of this shape and of this very journal."""
        with db.translated():
            there = self._database.execute(_FIND_STATE).fetchone()
            found = None
            if there is not None:
                found = self._database.execute("SELECT * FROM projection_state").fetchone()
        if found is not None and found[-1] == SHAPE:
            state = _State(*found[1:-1])
            if not state.seq or hash_at(self._database, state.seq) == state.hash:
                return self._judged(state)
        with db.translated(), self._transaction():
            make_again(self._database)
            self._save(_State())
        return _State()

    def _judged(self, state: _State) -> _State:
        """Mark the ledger's tables for a refresh if they show what a crash has undone."""
        last = next(db.rows_from_the_end(self._database), None)
        head = last.last_seq if last is not None and isinstance(last.last_seq, int) else 0
        if state.ledger_head > head:
            state.ledger_seq = -1
        return state

    def _insert(self, table: str, values: list[rows.Row]) -> None:
        if values:
            places = ", ".join("?" * len(values[0]))
            self._database.executemany(
                f"INSERT OR REPLACE INTO {table} VALUES ({places})",  # noqa: S608  (our own names)
                values,
            )

    def _save(self, state: _State) -> None:
        numbers = (state.seq, state.hash, state.ledger_seq, state.ledger_head)
        self._insert("projection_state", [(1, *numbers, SHAPE)])

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """Take the writer's place at once, so that no step fails half way for want of it."""
        self._database.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._database.execute("COMMIT")
        except BaseException:
            if self._database.in_transaction:
                self._database.execute("ROLLBACK")
            raise


def _all_positions(ledger: Ledger) -> Iterator[rows.Row]:
    for account, state in list(ledger.accounts.items()):
        for instrument in list(state.positions):
            yield rows.position(ledger, account, instrument)


_FIND_STATE = "SELECT 1 FROM sqlite_schema WHERE name = 'projection_state'"
_FIND_OWNER = """SELECT account, instrument, side, strategy FROM order_events
WHERE order_id = ? AND account IS NOT NULL ORDER BY seq, nth LIMIT 1"""
_BUST = "UPDATE trades SET busted_seq = ? WHERE account = ? AND exec_id = ?"
_SUPERSEDE = """UPDATE risk_limits SET superseded_seq = ?
WHERE scope = ? AND superseded_seq IS NULL"""
