"""The tables of a paper venue's store, and its orders and fills as their rows."""

from __future__ import annotations

from decimal import Decimal

import msgspec

from holdfast.exchange.more import Marks
from holdfast.messages.commands import SubmitOrder
from holdfast.messages.reports import VenueFills
from holdfast.model.order import Liquidity, OrderStatus
from holdfast.venues.paper.known import Known

FORMAT = "3"
FORMAT_WITHOUT_MONEY = "1"
OLDER_FORMATS = (FORMAT_WITHOUT_MONEY, "2")

# Decimals are text, exactly as they were told; times are nanoseconds UTC.
TABLES = """
CREATE TABLE store_meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE counters (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    order_count INTEGER NOT NULL,  -- venue order ids handed out
    exec_count INTEGER NOT NULL,   -- exec ids handed out
    market_at INTEGER NOT NULL     -- the last market event that the books include
) STRICT;
CREATE TABLE orders (
    number INTEGER PRIMARY KEY,    -- in the order of arrival
    order_id TEXT NOT NULL UNIQUE, -- the desk's
    terms BLOB NOT NULL,           -- msgpack, as placed or given another time in force
    account TEXT NOT NULL,
    instrument TEXT NOT NULL,
    side TEXT NOT NULL,
    venue_order_id TEXT NOT NULL,
    status TEXT NOT NULL,
    qty TEXT NOT NULL,
    cum_qty TEXT NOT NULL,
    limit_price TEXT,
    stop_price TEXT,
    triggered INTEGER NOT NULL,
    accepted_at INTEGER NOT NULL
) STRICT;
CREATE INDEX open_orders ON orders (number) WHERE status IN ('NEW', 'PARTIALLY_FILLED');
CREATE TABLE fills (
    number INTEGER PRIMARY KEY,
    exec_id TEXT NOT NULL UNIQUE,
    order_id TEXT NOT NULL,
    qty TEXT NOT NULL,
    price TEXT NOT NULL,
    fee TEXT NOT NULL,
    fee_currency TEXT NOT NULL,
    liquidity TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX fills_of_order ON fills (order_id);
CREATE TABLE positions (
    account TEXT NOT NULL,
    instrument TEXT NOT NULL,
    qty TEXT NOT NULL,
    PRIMARY KEY (account, instrument)
) STRICT, WITHOUT ROWID;
INSERT INTO counters VALUES (1, 0, 0, 0);
"""

# what format 2 has beside format 1
MONEY = """
CREATE TABLE money (
    account TEXT NOT NULL,
    kind TEXT NOT NULL,    -- OPENING and FEES by currency, SPENT (signed qty x price) by instrument
    name TEXT NOT NULL,
    amount TEXT NOT NULL,
    PRIMARY KEY (account, kind, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX fills_at ON fills (at);
"""

# what format 3 has beside format 2
MARKS = """
CREATE TABLE marks (                 -- of open orders, what no report tells
    order_id TEXT PRIMARY KEY,
    marks BLOB NOT NULL              -- msgpack
) STRICT, WITHOUT ROWID;
"""
OPENING, SPENT, FEES = "OPENING", "SPENT", "FEES"

INSERT_ORDER = (
    "INSERT INTO orders (order_id, terms, account, instrument, side, venue_order_id, status, qty,"
    " cum_qty, limit_price, stop_price, triggered, accepted_at)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
UPDATE_ORDER = (
    "UPDATE orders SET venue_order_id = ?, status = ?, qty = ?, cum_qty = ?, limit_price = ?,"
    " stop_price = ?, triggered = ?, accepted_at = ? WHERE order_id = ?"
)
UPDATE_TERMS = "UPDATE orders SET terms = ? WHERE order_id = ?"
INSERT_FILL = (
    "INSERT INTO fills (exec_id, order_id, qty, price, fee, fee_currency, liquidity, at)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)
UPSERT_POSITION = (
    "INSERT INTO positions VALUES (?, ?, ?)"
    " ON CONFLICT (account, instrument) DO UPDATE SET qty = excluded.qty"
)
UPSERT_MONEY = (
    "INSERT INTO money VALUES (?, ?, ?, ?)"
    " ON CONFLICT (account, kind, name) DO UPDATE SET amount = excluded.amount"
)
UPSERT_MARKS = (
    "INSERT INTO marks VALUES (?, ?) ON CONFLICT (order_id) DO UPDATE SET marks = excluded.marks"
)
UPDATE_COUNTERS = "UPDATE counters SET order_count = ?, exec_count = ?, market_at = ?"
SELECT_ORDER = (
    "SELECT order_id, terms, venue_order_id, status, qty, cum_qty, limit_price, stop_price,"
    " triggered, accepted_at FROM orders "
)
SELECT_FILLS = (
    "SELECT order_id, exec_id, qty, price, fee, fee_currency, liquidity, at FROM fills"
    " WHERE order_id = ? ORDER BY number"
)
SELECT_ACCOUNT_FILLS = (
    "SELECT fills.order_id, fills.exec_id, fills.qty, fills.price, fills.fee, fills.fee_currency,"
    " fills.liquidity, fills.at FROM fills JOIN orders USING (order_id)"
    " WHERE fills.at >= ? AND orders.account = ? ORDER BY fills.at, fills.number LIMIT ?"
)

Column = int | float | str | bytes | None
Row = tuple[Column, ...]

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(SubmitOrder).decode
_decode_marks = msgspec.msgpack.Decoder(Marks).decode


class _OrderRow(msgspec.Struct, frozen=True, array_like=True):
    order_id: str
    terms: bytes
    venue_order_id: str
    status: OrderStatus
    qty: Decimal
    cum_qty: Decimal
    limit_price: Decimal | None
    stop_price: Decimal | None
    triggered: bool
    accepted_at: int


class _FillRow(msgspec.Struct, frozen=True, array_like=True):
    order_id: str
    exec_id: str
    qty: Decimal
    price: Decimal
    fee: Decimal
    fee_currency: str
    liquidity: Liquidity
    at: int


def order_row(known: Known) -> Row:
    """Make the row of a new order."""
    terms = known.terms
    head = known.order_id, _encode(terms), terms.account, terms.instrument, terms.side.value
    return *head, *_changing(known)


def change_row(known: Known) -> Row:
    """Make the values that update an order."""
    return *_changing(known), known.order_id


def _changing(known: Known) -> Row:
    return (
        known.venue_order_id,
        known.status.value,
        str(known.qty),
        str(known.cum_qty),
        _text(known.limit_price),
        _text(known.stop_price),
        int(known.triggered),
        known.accepted_at,
    )


def fill_row(fill: VenueFills) -> Row:
    return (
        fill.exec_id,
        fill.order_id,
        str(fill.qty),
        str(fill.price),
        str(fill.fee),
        fill.fee_currency,
        fill.liquidity.value,
        fill.at,
    )


def as_known(row: Row) -> Known:
    """Read an order without its fills; raises msgspec.MsgspecError where a column is damaged."""
    # SQLite has no bool
    order = msgspec.convert(row, _OrderRow, strict=False)
    known = Known(order.order_id, _decode(order.terms))
    known.venue_order_id = order.venue_order_id
    known.status = order.status
    known.qty, known.cum_qty = order.qty, order.cum_qty
    known.limit_price, known.stop_price = order.limit_price, order.stop_price
    known.triggered = order.triggered
    known.accepted_at = order.accepted_at
    return known


def as_fill(row: Row) -> VenueFills:
    return VenueFills(*msgspec.structs.astuple(msgspec.convert(row, _FillRow)))


def as_bytes(value: Marks | SubmitOrder) -> bytes:
    return _encode(value)


def as_marks(column: Column) -> Marks:
    return _decode_marks(msgspec.convert(column, bytes))


def as_qty(column: Column) -> Decimal:
    return msgspec.convert(column, Decimal)


def _text(number: Decimal | None) -> str | None:
    return None if number is None else str(number)
