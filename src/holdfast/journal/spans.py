"""Where in the journal an order's story stands, by the tables for SQL."""

from __future__ import annotations

import os

import msgspec

from holdfast.journal import database as db
from holdfast.model.ids import OrderId

_KIN = """SELECT min(seq), max(seq) FROM order_events WHERE order_id = ?1 OR order_id IN
(SELECT id FROM orders WHERE parent_id = ?1 OR exit_of = ?1)"""


class Span(msgspec.Struct, frozen=True):
    """The first and last entry that tell of an order, its slices and its exits."""

    first: int
    last: int


def span_of(path: str | os.PathLike[str], order_id: OrderId) -> Span | None:
    """Find an order that no ledger remembers; None where the tables do not have it either."""
    database = db.open_reader(os.fspath(path))
    try:
        with db.translated():
            tables = database.execute(
                "SELECT count(*) FROM sqlite_schema WHERE name IN ('orders', 'order_events')"
            ).fetchone()
            if tables != (2,):
                return None
            first, last = next(database.execute(_KIN, (order_id,)))
    finally:
        database.close()
    return None if first is None else Span(first, last)
