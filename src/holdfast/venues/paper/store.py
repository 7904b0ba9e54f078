"""The paper venue's books in a database of their own, apart from the desk's journal."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal

import apsw
import msgspec
from msgspec.structs import replace

from holdfast.messages.reports import Report, VenueBusts, VenueFills, VenueReplaces
from holdfast.messages.requests import PlaceOrder
from holdfast.model.ids import AccountId, InstrumentId, OrderId, VenueId
from holdfast.model.numbers import ZERO, Nanos
from holdfast.transport.lock import FileLock
from holdfast.venues.paper import tables as t
from holdfast.venues.paper.known import Known
from holdfast.venues.paper.records import (
    Books,
    Counts,
    Holding,
    Marked,
    OpeningCash,
    Paid,
    RecordsError,
    StoreLocked,
)

BUSY_MS = 10_000
GROUP_WRITES_MAX = 1_000
SIZE_BYTES_MAX = 16 << 30

# `os` is with the operating system and survives kill -9; `fsync` survives the loss of power
_SYNCHRONOUS = {"fsync": "FULL", "os": "NORMAL", "none": "OFF"}


class PaperStore:
    """Every order, fill and position of one paper venue, for one process at a time.

    `durability` is what has become of a write before its reports are told, by the journal's
    names: `fsync` on the disk, `os` with the operating system, `none` in this process, up to
    GROUP_WRITES_MAX writes of which a crash loses. Nothing is ever forgotten, so the file
    grows with every order, up to `size_bytes_max`; then the venue stops taking orders.
    """

    is_complete = True

    def __init__(
        self,
        path: str | os.PathLike[str],
        durability: str = "fsync",
        *,
        size_bytes_max: int = SIZE_BYTES_MAX,
    ) -> None:
        if durability not in _SYNCHRONOUS:
            raise RecordsError(f"durability {durability!r} must be one of {[*_SYNCHRONOUS]}")
        self.path = os.fspath(path)
        self._is_grouped = durability == "none"
        self._grouped = 0
        self._is_closed = False
        self._open: dict[OrderId, Known] = {}
        self._opening: dict[AccountId, dict[str, Decimal]] = {}
        self._paid: dict[AccountId, Paid] = {}
        self._lock = FileLock(
            self.path, holder="another paper venue", taken=StoreLocked, failed=RecordsError
        )
        try:
            with _translated(self.path):
                self._database = _connect(self.path, _SYNCHRONOUS[durability], size_bytes_max)
                self._execute = self._database.cursor().execute
                self._prepare()
                self._load()
        except BaseException:
            self._lock.release()
            raise

    @property
    def counts(self) -> Counts:
        """How many ids were ever handed out, so that none comes again."""
        return self._counts

    @property
    def market_at(self) -> Nanos:
        """The last market event that the books include; 0 before the first."""
        return self._market_at

    def belong_to(self, venue: VenueId) -> None:
        """Give new books to a venue; books of another are refused."""
        with _translated(self.path):
            with self._database:
                self._execute("INSERT OR IGNORE INTO store_meta VALUES ('venue', ?)", (venue,))
            self._must_be("venue", venue)

    def open_orders(self) -> list[Known]:
        """Return the orders that still work, in the order of arrival."""
        return [*self._open.values()]

    def knows(self, order_id: OrderId) -> bool:
        if order_id in self._open:
            return True
        with _translated(self.path):
            found = self._execute("SELECT 1 FROM orders WHERE order_id = ?", (order_id,))
            return found.fetchone() is not None

    def keep(
        self,
        placed: PlaceOrder | None,
        reports: list[Report],
        counts: Counts,
        market_at: Nanos,
        marks: Sequence[Marked] = (),
    ) -> None:
        with _translated(self.path):
            self._begin()
            try:
                if placed is not None:
                    self._open[placed.order_id] = Known(placed.order_id, placed.terms)
                self._write(reports, "" if placed is None else placed.order_id)
                self._write_marks(marks)
                self._execute(t.UPDATE_COUNTERS, (*counts, market_at))
                self._commit()
            except BaseException:
                # some errors have rolled back by themselves
                if self._database.in_transaction:
                    self._execute("ROLLBACK")
                raise
        self._counts, self._market_at = counts, market_at

    def recall(self, order_id: OrderId) -> Known | None:
        known = self._open.get(order_id)
        if known is not None:
            return known
        with _translated(self.path):
            row = self._execute(t.SELECT_ORDER + "WHERE order_id = ?", (order_id,)).fetchone()
            return None if row is None else self._with_fills(row)

    def holdings(self, account: AccountId) -> list[tuple[InstrumentId, Decimal]]:
        return sorted((key[1], qty) for key, qty in self._held.items() if key[0] == account)

    def position(self, account: AccountId, instrument: InstrumentId) -> Decimal:
        return self._held.get((account, instrument), ZERO)

    def open_accounts(self, cash: OpeningCash) -> None:
        with _translated(self.path), self._database:
            for account, opening in cash.items():
                if account not in self._opening:
                    self._opening[account] = dict(opening)
                    for currency, amount in opening.items():
                        row = account, t.OPENING, currency, str(amount)
                        self._execute(t.UPSERT_MONEY, row)

    def books(self, account: AccountId, since: Nanos, fills_max: int) -> Books:
        with _translated(self.path):
            rows = self._execute(t.SELECT_ACCOUNT_FILLS, (since, account, fills_max)).fetchall()
            told = [t.as_fill(row) for row in rows]
        return Books(
            [each for each in self._open.values() if each.terms.account == account],
            [self._known(fill.order_id).held_fill(fill) for fill in told],
            self._opening.get(account),
            self._paid.get(account, Paid({}, {})),
        )

    def close(self) -> None:
        """Write out what `none` holds back and let go; closing twice is harmless."""
        if self._is_closed:
            return
        self._is_closed = True
        try:
            with _translated(self.path):
                if self._database.in_transaction:
                    self._execute("COMMIT")
                self._database.close()
        finally:
            self._lock.release()

    # --- private ---------------------------------------------------------------------------

    def _prepare(self) -> None:
        """Make the tables in an empty file; refuse a file that is something else."""
        names = self._execute("SELECT name FROM sqlite_schema").fetchall()
        if not names:
            with self._database:
                self._execute(t.TABLES)
                self._execute(t.MONEY)
                self._execute(t.MARKS)
                self._execute("INSERT INTO store_meta VALUES ('format', ?)", (t.FORMAT,))
        elif ("store_meta",) not in names:
            raise RecordsError(f"{self.path} holds no paper venue's books")
        else:
            self._grow()
        self._must_be("format", t.FORMAT)

    def _grow(self) -> None:
        """Give books of an older format what it did not have: money from every fill, and marks."""
        old = self._meta("format")
        if old not in t.OLDER_FORMATS:
            return
        with self._database:
            if old == t.FORMAT_WITHOUT_MONEY:
                self._execute(t.MONEY)
                for (order_id,) in self._execute("SELECT order_id FROM orders").fetchall():
                    known = self._known(str(order_id))
                    for fill in known.fills:
                        self._pay(known, fill)
            self._execute(t.MARKS)
            self._execute("UPDATE store_meta SET value = ? WHERE key = 'format'", (t.FORMAT,))

    def _meta(self, key: str) -> t.Column:
        found = self._execute("SELECT value FROM store_meta WHERE key = ?", (key,)).fetchone()
        return None if found is None else found[0]

    def _must_be(self, key: str, expected: str) -> None:
        value = self._meta(key)
        if value != expected:
            raise RecordsError(f"{self.path}: {key} is {value!r}, but must be {expected!r}")

    def _load(self) -> None:
        row = self._execute("SELECT order_count, exec_count, market_at FROM counters").fetchone()
        if row is None:
            raise RecordsError(f"{self.path} is damaged: its counters are gone")
        self._counts, self._market_at = Counts(row[0], row[1]), row[2]
        held = self._execute("SELECT account, instrument, qty FROM positions").fetchall()
        self._held: dict[Holding, Decimal] = {(str(a), str(i)): t.as_qty(q) for a, i, q in held}
        for account, kind, name, amount in self._execute("SELECT * FROM money").fetchall():
            self._money_of(str(account), str(kind))[str(name)] = t.as_qty(amount)
        still_open = t.SELECT_ORDER + (
            "WHERE status IN ('NEW', 'PARTIALLY_FILLED') ORDER BY number"
        )
        for row in self._execute(still_open).fetchall():
            known = self._with_fills(row)
            self._open[known.order_id] = known
        for order_id, marks in self._execute("SELECT order_id, marks FROM marks").fetchall():
            self._open[str(order_id)].marks = t.as_marks(marks)

    def _money_of(self, account: AccountId, kind: str) -> dict[str, Decimal]:
        if kind == t.OPENING:
            return self._opening.setdefault(account, {})
        total = self._paid.setdefault(account, Paid({}, {}))
        return total.fees if kind == t.FEES else total.spent

    def _with_fills(self, row: t.Row) -> Known:
        known = t.as_known(row)
        known.fills = [t.as_fill(f) for f in self._execute(t.SELECT_FILLS, (known.order_id,))]
        return known

    def _begin(self) -> None:
        if not self._database.in_transaction:
            self._execute("BEGIN IMMEDIATE")

    def _commit(self) -> None:
        self._grouped += 1
        if not self._is_grouped or self._grouped >= GROUP_WRITES_MAX:
            self._execute("COMMIT")
            self._grouped = 0

    def _write(self, reports: list[Report], new_id: OrderId) -> None:
        touched: dict[OrderId, Known] = {}
        if new_id:
            touched[new_id] = self._open[new_id]
        for report in reports:
            # reports that name no open order, such as a late cancel's no, change nothing
            if isinstance(report, VenueBusts):
                self._strike(report)
                continue
            known = self._open.get(getattr(report, "order_id", ""))
            if known is None:
                continue
            touched[known.order_id] = known
            self._take(known, report)
        for known in touched.values():
            if known.order_id == new_id:
                self._execute(t.INSERT_ORDER, t.order_row(known))
            else:
                self._execute(t.UPDATE_ORDER, t.change_row(known))
            if not known.is_open:
                del self._open[known.order_id]
                if known.marks is not None:
                    self._execute("DELETE FROM marks WHERE order_id = ?", (known.order_id,))

    def _take(self, known: Known, report: Report) -> None:
        known.take(report)
        if isinstance(report, VenueFills):
            self._write_fill(known, report)
        elif isinstance(report, VenueReplaces) and report.time_in_force is not None:
            self._execute(t.UPDATE_TERMS, (t.as_bytes(known.terms), known.order_id))

    def _write_marks(self, marks: Sequence[Marked]) -> None:
        for order_id, marked in marks:
            known = self._open.get(order_id)
            if known is not None:
                known.marks = marked
                self._execute(t.UPSERT_MARKS, (order_id, t.as_bytes(marked)))

    def _strike(self, bust: VenueBusts) -> None:
        """Take a fill of an order that is over out of the books, and what it did to money."""
        known = self._known(bust.order_id)
        for fill in known.fills:
            if fill.exec_id == bust.exec_id:
                self._execute("DELETE FROM fills WHERE exec_id = ?", (bust.exec_id,))
                back = replace(fill, qty=-fill.qty, fee=-fill.fee)
                self._hold(known, back)
                self._pay(known, back)
        known.take(bust)
        self._execute(t.UPDATE_ORDER, t.change_row(known))

    def _known(self, order_id: OrderId) -> Known:
        known = self.recall(order_id)
        if known is None:
            raise RecordsError(f"{self.path} is damaged: order {order_id} of a fill is gone")
        return known

    def _write_fill(self, known: Known, fill: VenueFills) -> None:
        self._execute(t.INSERT_FILL, t.fill_row(fill))
        self._hold(known, fill)
        self._pay(known, fill)

    def _hold(self, known: Known, fill: VenueFills) -> None:
        terms = known.terms
        key = terms.account, terms.instrument
        qty = self._held[key] = self._held.get(key, ZERO) + known.signed(fill)
        self._execute(t.UPSERT_POSITION, (*key, str(qty)))

    def _pay(self, known: Known, fill: VenueFills) -> None:
        account, instrument = known.terms.account, known.terms.instrument
        total = self._paid.setdefault(account, Paid({}, {}))
        total.add(known, fill)
        spent, fees = str(total.spent[instrument]), str(total.fees[fill.fee_currency])
        self._execute(t.UPSERT_MONEY, (account, t.SPENT, instrument, spent))
        self._execute(t.UPSERT_MONEY, (account, t.FEES, fill.fee_currency, fees))


def _connect(path: str, synchronous: str, size_bytes_max: int) -> apsw.Connection:
    database = apsw.Connection(path)
    database.set_busy_timeout(BUSY_MS)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute(f"PRAGMA synchronous = {synchronous}")
    page_bytes = int(database.pragma("page_size"))
    database.execute(f"PRAGMA max_page_count = {max(size_bytes_max // page_bytes, 1)}")
    return database


@contextmanager
def _translated(path: str) -> Iterator[None]:
    """Turn what the database and damaged rows raise into the books' own error."""
    try:
        yield
    except (apsw.Error, msgspec.MsgspecError, OSError) as error:
        raise RecordsError(f"{path}: {type(error).__name__}: {error}") from error
