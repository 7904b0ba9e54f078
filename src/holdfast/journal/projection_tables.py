"""The tables for people with SQL, which can all be made again from the journal.

Numbers are decimals as text, exact (SQLite's SUM and CAST take them as they are); times are
RFC 3339 in UTC, which sorts as time does. `seq` is the journal entry that a row comes from.
"""

from __future__ import annotations

from hashlib import sha256
from typing import get_args

import apsw
import msgspec

from holdfast.model.limits import Limits


def _limit_columns() -> str:
    """Name a column for each limit, so that a new limit needs no word here."""
    kinds = {
        field.name: "INTEGER" if set(get_args(field.type)) & {int, bool} else "TEXT"
        for field in msgspec.structs.fields(Limits)
    }
    return ", ".join(f"{name} {kind}" for name, kind in kinds.items())


TABLES = {
    "order_events": """
        seq INTEGER NOT NULL, nth INTEGER NOT NULL, at TEXT NOT NULL, event TEXT NOT NULL,
        order_id TEXT NOT NULL, account TEXT, instrument TEXT, side TEXT, strategy TEXT,
        qty TEXT, price TEXT, exec_id TEXT, venue_order_id TEXT, detail TEXT,
        PRIMARY KEY (seq, nth)""",
    "trades": """
        account TEXT NOT NULL, exec_id TEXT NOT NULL, order_id TEXT NOT NULL,
        instrument TEXT NOT NULL, side TEXT NOT NULL, strategy TEXT NOT NULL,
        qty TEXT NOT NULL, price TEXT NOT NULL, value REAL NOT NULL,  -- about qty x price
        fee TEXT NOT NULL, fee_currency TEXT NOT NULL, liquidity TEXT NOT NULL,
        traded_at TEXT NOT NULL, at TEXT NOT NULL, seq INTEGER NOT NULL,
        busted_seq INTEGER,  -- the entry that took it back
        PRIMARY KEY (account, exec_id)""",
    "risk_limits": f"""
        scope TEXT NOT NULL, seq INTEGER NOT NULL, nth INTEGER NOT NULL, at TEXT NOT NULL,
        principal TEXT NOT NULL, why TEXT NOT NULL,
        superseded_seq INTEGER,  -- NULL for the limits that hold now
        {_limit_columns()}, PRIMARY KEY (scope, seq, nth)""",
    "orders": """
        id TEXT PRIMARY KEY, client_order_id TEXT NOT NULL, venue_order_id TEXT NOT NULL,
        account TEXT NOT NULL, instrument TEXT NOT NULL, strategy TEXT NOT NULL,
        principal TEXT NOT NULL, parent_id TEXT NOT NULL, exit_of TEXT NOT NULL,
        role TEXT, tactic TEXT, side TEXT NOT NULL, type TEXT NOT NULL,
        time_in_force TEXT NOT NULL, qty TEXT NOT NULL, limit_price TEXT, stop_price TEXT,
        status TEXT NOT NULL, cum_qty TEXT NOT NULL, leaves_qty TEXT NOT NULL, avg_px TEXT,
        cost TEXT NOT NULL, commission TEXT NOT NULL, reason TEXT NOT NULL,
        created_at TEXT, sent_at TEXT, updated_at TEXT, caused_by INTEGER NOT NULL""",
    "position_summary": """
        account TEXT NOT NULL, instrument TEXT NOT NULL, qty TEXT NOT NULL, avg_px TEXT,
        cost TEXT NOT NULL, realised TEXT NOT NULL, fees TEXT NOT NULL, bought TEXT NOT NULL,
        sold TEXT NOT NULL, buy_open TEXT NOT NULL, sell_open TEXT NOT NULL, last_px TEXT,
        seq INTEGER NOT NULL,  -- how far the ledger was
        PRIMARY KEY (account, instrument)""",
    "projection_state": """
        id INTEGER PRIMARY KEY CHECK (id = 1), seq INTEGER NOT NULL, hash BLOB NOT NULL,
        ledger_seq INTEGER NOT NULL,  -- `orders` and `position_summary` hold all up to here
        ledger_head INTEGER NOT NULL,  -- and may show some of what came later, up to here
        shape TEXT NOT NULL""",
}

_INDEXES = """
CREATE INDEX order_events_by_order ON order_events (order_id, seq, nth);
CREATE INDEX trades_by_order ON trades (order_id);
CREATE INDEX trades_by_instrument ON trades (account, instrument, traded_at);
CREATE INDEX orders_by_client_id ON orders (account, client_order_id);
CREATE INDEX orders_by_instrument ON orders (account, instrument, created_at);
CREATE INDEX orders_by_status ON orders (status);
CREATE INDEX orders_by_parent ON orders (parent_id) WHERE parent_id != '';
"""

# Tables of another shape are dropped and filled again.
SHAPE = sha256(f"{TABLES}{_INDEXES}".encode()).hexdigest()[:16]


def make_again(database: apsw.Connection) -> None:
    """Drop the tables and make them empty; the caller's transaction holds it together."""
    for name, columns in TABLES.items():
        database.execute(f"DROP TABLE IF EXISTS {name}")
        database.execute(f"CREATE TABLE {name} ({columns}) STRICT")
    database.execute(_INDEXES)
