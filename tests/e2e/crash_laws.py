"""What must hold of the files that a killed desk leaves: its journal and the venue's own books."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import msgspec

from holdfast import __version__
from holdfast.core.invariants import audit
from holdfast.core.ledger import Ledger, freeze
from holdfast.exchange.fees import FEES, FeeMeter
from holdfast.journal.database import open_reader
from holdfast.journal.sqlite import SqliteJournal
from holdfast.journal.verify import verify
from holdfast.journal.walk import hash_at, read, read_file
from holdfast.main import policies
from holdfast.messages.commands import SubmitOrder
from holdfast.messages.events import OrderSent
from holdfast.model.instrument import Instrument
from holdfast.model.numbers import use_exact_context
from holdfast.model.order import Side
from holdfast.recovery.replay import apply_entries, rebuild, redecide

PAPER_FEES = FEES["us_equity"]


class Left(NamedTuple):
    """What was left: the ledger by the journal alone, and the venue's orders and fills.

    `starts` says of each order in which life of the desk it was sent.
    """

    ledger: Ledger
    venue_orders: dict[str, tuple[str, str, str]]
    venue_fills: dict[str, str]
    venue_positions: dict[tuple[str, str], Decimal]
    starts: dict[str, int]
    hash: bytes
    has_snapshot: bool


def look(folder: Path, before: Left | None = None) -> Left:
    """Read journal and books; hold the journal to its own laws, and to go on from `before`."""
    use_exact_context()
    path = folder / "journal.db"
    found = verify(path)
    assert found.ok, f"{found.detail} at {found.first_bad}"
    ledger, starts = (before.ledger, before.starts) if before else (Ledger(), {})
    database = open_reader(str(path))
    try:
        if before is not None and ledger.seq:
            # nothing that was written has changed or is gone
            assert hash_at(database, ledger.seq) == before.hash
        for entry in read(database, ledger.seq + 1):
            apply_entries(ledger, (entry,))
            for event in entry.events:
                if isinstance(event, OrderSent):
                    starts[event.order_id] = ledger.starts
    finally:
        database.close()
    assert audit(ledger) == ()
    journal = SqliteJournal(path, "os", build=__version__)
    try:
        has_snapshot = journal.latest_snapshot() is not None
        assert freeze(rebuild(journal)) == freeze(ledger)
    finally:
        journal.close()
    books = _books(folder / "paper.db")
    return Left(ledger, *books, starts, bytes.fromhex(found.hash), has_snapshot)


def decides_the_same(folder: Path) -> None:
    """Decide every input of the journal again."""
    use_exact_context()
    again = redecide(read_file(folder / "journal.db"), policies())
    assert again.differences == ()
    assert again.same_state


def nothing_twice_nothing_unwritten(left: Left) -> None:
    """The venue has no order that the journal did not send, and one for each client order id."""
    sent = left.ledger.orders
    assert set(left.venue_orders) <= set(left.starts)
    ours: dict[str, str] = {}
    for order_id, (client_order_id, _, _) in left.venue_orders.items():
        assert sent[order_id].terms.client_order_id == client_order_id
        if client_order_id:
            assert ours.setdefault(client_order_id, order_id) == order_id
    booked = left.ledger.accounts["paper"].fills if left.ledger.accounts else {}
    assert {
        each: fill.order_id for each, fill in booked.items()
    }.items() <= left.venue_fills.items()


def acknowledged_is_there(left: Left, acknowledged: Mapping[str, str]) -> None:
    """Every order that was answered is in the journal under the id that was told."""
    known = left.ledger.accounts["paper"].client_ids if left.ledger.accounts else {}
    for ours, theirs in acknowledged.items():
        assert known.get(ours) == theirs or left.ledger.orders[theirs].status == "REFUSED"
        assert theirs in left.ledger.orders


def refused_is_not_there(left: Left, refused: Iterable[str]) -> None:
    """What was answered without an order, for want of space for one, has none."""
    known = left.ledger.accounts["paper"].client_ids if left.ledger.accounts else {}
    assert not set(refused) & set(known)


def desk_and_venue_agree(left: Left) -> None:
    """At rest, orders, fills and positions are the same on both sides."""
    state = left.ledger.accounts["paper"]
    assert {each: fill.order_id for each, fill in state.fills.items()} == left.venue_fills
    held = {("paper", name): held.qty for name, held in state.positions.items()}
    assert held == {key: left.venue_positions.get(key, Decimal(0)) for key in held}
    assert set(left.venue_positions) <= set(held)
    for order_id, (_, status, cum_qty) in left.venue_orders.items():
        order = left.ledger.orders[order_id]
        assert (order.status, order.cum_qty) == (status, Decimal(cum_qty)), order_id


def fees_are_those_of_one_life(left: Left) -> None:
    """A restart of the venue charges no minimum twice: fees depend on what filled alone."""
    charged: dict[str, list[Decimal]] = {}
    meters: dict[str, FeeMeter] = {}
    for fill in left.ledger.accounts["paper"].fills.values():
        terms = left.ledger.orders[fill.order_id].terms
        meter = meters.setdefault(
            fill.order_id,
            FeeMeter(PAPER_FEES, Instrument(terms.instrument), is_buy=terms.side is Side.BUY),
        )
        due = meter.charge(fill.qty, fill.price, fill.liquidity, fill.traded_at)
        charged.setdefault(fill.order_id, []).append(fill.fee - due)
    assert {each: sums for each, sums in charged.items() if sum(sums)} == {}


def _books(
    path: Path,
) -> tuple[dict[str, tuple[str, str, str]], dict[str, str], dict[tuple[str, str], Decimal]]:
    terms = msgspec.msgpack.Decoder(SubmitOrder)
    with closing(sqlite3.connect(path)) as database:
        ask = database.execute
        if not ask("SELECT 1 FROM sqlite_master WHERE name = 'orders'").fetchone():
            # killed before the venue had made its tables
            return {}, {}, {}
        orders = {
            order_id: (terms.decode(blob).client_order_id, status, cum_qty)
            for order_id, blob, status, cum_qty in ask(
                "SELECT order_id, terms, status, cum_qty FROM orders ORDER BY number"
            )
        }
        fills = dict(ask("SELECT exec_id, order_id FROM fills ORDER BY number"))
        held = ask("SELECT account, instrument, qty FROM positions")
        return orders, fills, {(name, of): Decimal(qty) for name, of, qty in held}
