"""The tables for people with SQL say what the journal and the ledger say."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import apsw
import pytest
from msgspec.structs import replace

from holdfast.core.ledger import Ledger
from holdfast.journal import Durability
from holdfast.journal.projection_tables import TABLES
from holdfast.journal.projections import Projector
from holdfast.journal.spans import span_of
from holdfast.journal.sqlite import SqliteJournal
from holdfast.journal.walk import read_file
from holdfast.messages import commands as c
from holdfast.messages import control as k
from holdfast.messages import reports as r
from holdfast.messages.events import FillBusted, OrderFilled
from holdfast.messages.retention import Forget
from holdfast.model.difference import Action
from holdfast.model.limits import Limits
from holdfast.model.numbers import plain
from holdfast.model.order import Liquidity, OrderType, Side
from holdfast.recovery.replay import rebuild
from tests.support.desks import OPEN, PlayedDesk

ORDERS = 30
EVER = 2**62


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "j.sqlite"


@pytest.fixture
def desk(path: Path) -> Iterator[PlayedDesk]:
    played = PlayedDesk(SqliteJournal(path, Durability.OS, epoch="E"))
    played.account()
    played.instrument()
    played.quote("99.99", "100.01")
    yield played
    played.desk.close()


def trade(desk: PlayedDesk, first: int = 0, last: int = ORDERS) -> None:
    """Orders that fill in part, in full, or not at all, are canceled, refused, and busted."""
    for n in range(first, last):
        side = Side.SELL if n % 3 == 2 else Side.BUY
        terms = c.SubmitOrder(
            "A", "AAPL", side, Decimal(10), OrderType.LIMIT, Decimal("100"), client_order_id=f"c{n}"
        )
        desk.take(terms)
        if n % 10 == 9:
            desk.take(c.SubmitOrder("A", "NONE", side, Decimal(1), client_order_id=f"x{n}"))
        order_id = desk.order(f"c{n}").id
        desk.take(r.VenueAccepts(order_id, f"v{n}", OPEN))
        qty = Decimal(10 if n % 2 else 4)
        fill = r.VenueFills(
            order_id, f"f{n}", qty, Decimal("99.99"), Decimal("0.35"), "USD", Liquidity.TAKER, OPEN
        )
        desk.take(fill)
        if n % 7 == 3:
            desk.take(r.VenueBusts(order_id, f"f{n}", OPEN))
        if n % 4 == 0:
            desk.take(c.CancelOrder(order_id))


def query(path: Path, statement: str) -> list[tuple]:
    database = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
    try:
        return database.execute(statement).fetchall()
    finally:
        database.close()


def everything(path: Path) -> dict[str, list[tuple]]:
    return {
        name: query(path, f"SELECT * FROM {name} ORDER BY 1, 2")
        for name in TABLES
        if name != "projection_state"
    }


def agrees(path: Path, ledger: Ledger) -> None:
    """Hold orders and positions to the ledger, trades to the entries."""
    shown = query(path, "SELECT id, status, cum_qty, venue_order_id FROM orders")
    assert sorted(shown) == sorted(
        (each.id, str(each.status), plain(each.cum_qty), each.venue_order_id)
        for each in ledger.orders.values()
    )
    shown = query(path, "SELECT account, instrument, qty, realised, fees FROM position_summary")
    assert sorted(shown) == sorted(
        (account, instrument, plain(held.qty), plain(held.realised), plain(held.fees))
        for account, state in ledger.accounts.items()
        for instrument, held in state.positions.items()
    )
    events = [(entry.seq, event) for entry in read_file(path) for event in entry.events]
    fills = [event for _, event in events if isinstance(event, OrderFilled)]
    busted = {event.exec_id: seq for seq, event in events if isinstance(event, FillBusted)}
    assert query(path, "SELECT exec_id, qty, busted_seq FROM trades ORDER BY seq") == [
        (fill.exec_id, plain(fill.qty), busted.get(fill.exec_id)) for fill in fills
    ]


def test_all_tables_agree_with_ledger_and_journal(path: Path, desk: PlayedDesk) -> None:
    trade(desk)
    projector = Projector(path, Durability.OS)
    assert projector.catch_up(desk.ledger) == desk.ledger.seq
    agrees(path, desk.ledger)
    (bought,) = query(path, "SELECT sum(qty) FROM trades WHERE side = 'BUY' AND busted_seq IS NULL")
    assert Decimal(str(bought[0])) == desk.ledger.position("A", "AAPL").bought
    assert query(path, "SELECT count(*) FROM orders WHERE status = 'REFUSED'") == [(3,)]
    projector.close()


def test_what_was_adopted_adjusted_and_split_is_in_the_tables(path: Path, desk: PlayedDesk) -> None:
    projector = Projector(path, Durability.OS)
    stranger = r.HeldFill(
        "", "V9", "x1", "AAPL", Side.BUY, Decimal(3), Decimal(100), Decimal(0), "USD",
        Liquidity.TAKER, OPEN,
    )  # fmt: skip
    held = {"AAPL": Decimal(5)}
    shown = r.VenueSnapshot(
        "sim", "A", (), (stranger,), held, {}, None, is_complete=True, as_of=OPEN, at=OPEN
    )
    desk.wait(10**10)
    desk.take(replace(shown, as_of=OPEN + 10**10))
    projector.catch_up(desk.ledger)
    agrees(path, desk.ledger)
    (found,) = [each for each in desk.ledger.discrepancies if each.kind == "POSITION"]
    desk.take(k.ResolveDiscrepancy(found.id, Action.REPAIR, "a transfer"))
    desk.take(k.ApplySplit("AAPL", 2, 1, why="told by the issuer"))
    projector.catch_up(desk.ledger)
    agrees(path, desk.ledger)
    assert query(path, "SELECT qty FROM position_summary") == [("10",)]
    projector.close()


def test_an_order_is_told_by_its_events_in_order(path: Path, desk: PlayedDesk) -> None:
    trade(desk, last=1)
    projector = Projector(path, Durability.OS)
    projector.catch_up()
    told = query(path, "SELECT event, account, instrument, side, qty, price FROM order_events")
    assert told == [
        ("OrderSent", "A", "AAPL", "BUY", "10", "100"),
        ("OrderOpened", "A", "AAPL", "BUY", None, None),
        ("OrderFilled", "A", "AAPL", "BUY", "4", "99.99"),
        ("CancelSent", "A", "AAPL", "BUY", None, None),
    ]
    projector.close()


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_the_size_of_the_steps_does_not_show(path: Path, desk: PlayedDesk, size: int) -> None:
    trade(desk)
    projector = Projector(path, Durability.OS)
    while projector.step(desk.ledger, size):
        assert query(path, "SELECT seq FROM projection_state") == [(projector.seq,)]
    agrees(path, desk.ledger)
    projector.close()


def test_a_projector_that_is_opened_again_goes_on(path: Path, desk: PlayedDesk) -> None:
    for first in range(0, ORDERS, 10):
        trade(desk, first, first + 10)
        projector = Projector(path, Durability.OS)
        assert 0 < projector.catch_up(desk.ledger) < 80
        assert projector.catch_up(desk.ledger) == 0
        projector.close()
    agrees(path, desk.ledger)


def test_tables_made_again_are_the_same(path: Path, desk: PlayedDesk) -> None:
    projector = Projector(path, Durability.OS)
    for first in range(0, ORDERS, 5):
        trade(desk, first, first + 5)
        projector.catch_up(desk.ledger)
    before = everything(path)
    projector.rebuild()
    assert not any(everything(path).values())
    projector.catch_up(desk.ledger)
    again = everything(path)
    assert {**again, "position_summary": []} == {**before, "position_summary": []}
    agrees(path, desk.ledger)
    projector.close()


def test_steps_without_a_ledger_are_made_up_for_by_the_next_with_one(path, desk) -> None:
    trade(desk)
    projector = Projector(path, Durability.OS)
    projector.catch_up()
    assert query(path, "SELECT count(*) FROM orders") == [(0,)]
    projector.step(desk.ledger, 7)
    projector.close()
    projector = Projector(path, Durability.OS)
    projector.catch_up(desk.ledger)
    agrees(path, desk.ledger)
    projector.close()


def test_what_the_ledger_foresaw_and_a_crash_undid_does_not_stay(path, desk) -> None:
    trade(desk, last=10)
    projector = Projector(path, Durability.OS)
    projector.catch_up(desk.ledger)
    durable = rebuild(desk.journal)
    ahead = rebuild(desk.journal)
    ahead.seq += 5
    ahead.orders["E-1"].cum_qty += 1
    desk.take(c.CancelOrder("E-1"))
    with apsw.Connection(str(path)) as database:
        database.execute("UPDATE projection_state SET ledger_head = ?", (ahead.seq,))
        database.execute("UPDATE orders SET cum_qty = '5' WHERE id = 'E-1'")
    projector.close()
    projector = Projector(path, Durability.OS)
    projector.catch_up(desk.ledger)
    agrees(path, desk.ledger)
    assert durable.orders["E-1"].cum_qty == desk.ledger.orders["E-1"].cum_qty
    projector.close()


def test_tables_of_another_shape_or_another_journal_are_made_again(path, desk) -> None:
    trade(desk, last=5)
    for statement in (
        "UPDATE projection_state SET shape = 'old'",
        "UPDATE projection_state SET hash = zeroblob(32)",
        "UPDATE projection_state SET seq = 1000000",
        "DELETE FROM projection_state",
    ):
        projector = Projector(path, Durability.OS)
        projector.catch_up(desk.ledger)
        projector.close()
        database = apsw.Connection(str(path))
        database.execute(statement)
        database.execute("INSERT OR REPLACE INTO orders SELECT * FROM orders")
        database.close()
        projector = Projector(path, Durability.OS)
        assert projector.seq == 0
        projector.catch_up(desk.ledger)
        agrees(path, desk.ledger)
        projector.close()


def test_limits_keep_their_history_with_one_row_that_holds(path, desk) -> None:
    desk.take(c.SetLimits("A", Limits(order_qty_max=Decimal("5.50")), "trader", "calmer"))
    projector = Projector(path, Durability.OS)
    projector.catch_up()
    held = query(
        path,
        "SELECT order_qty_max, position_qty_max, reference_age_max_ns, principal, why "
        "FROM risk_limits WHERE superseded_seq IS NULL",
    )
    assert held == [("5.5", None, None, "trader", "calmer")]
    assert query(path, "SELECT count(*) FROM risk_limits") == [(2,)]
    projector.close()


def test_the_desk_goes_on_while_its_tables_are_filled(path: Path, desk: PlayedDesk) -> None:
    projector = Projector(path, Durability.OS)
    for n in range(ORDERS):
        trade(desk, n, n + 1)
        projector.step(desk.ledger, 3)
    projector.catch_up(desk.ledger)
    agrees(path, desk.ledger)
    projector.close()


def test_an_order_that_was_forgotten_before_its_turn_has_its_row(
    desk: PlayedDesk, path: Path
) -> None:
    trade(desk)
    before = {order.id: order.status for order in desk.ledger.orders.values()}
    desk.take(Forget(EVER, 0, ORDERS, EVER))
    assert len(desk.ledger.orders) < len(before)
    projector = Projector(path)
    projector.catch_up(desk.ledger)
    projector.close()
    reader = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
    assert dict(reader.execute("SELECT id, status FROM orders")) == before


def test_rows_of_orders_that_were_dropped_outlive_a_refresh(desk: PlayedDesk, path: Path) -> None:
    trade(desk)
    projector = Projector(path)
    projector.catch_up(desk.ledger)
    made = set(desk.ledger.orders)
    desk.take(Forget(EVER, 0, 0, EVER))
    desk.take(Forget(EVER, 0, 0, EVER))
    assert desk.ledger.memory.dropped
    projector.step()  # without a ledger, so that the next one refreshes
    projector.catch_up(desk.ledger)
    projector.close()
    reader = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
    assert {each for (each,) in reader.execute("SELECT id FROM orders")} == made


def test_the_tables_know_where_in_the_journal_an_order_is(desk: PlayedDesk, path: Path) -> None:
    assert span_of(path, "E-1") is None
    trade(desk)
    projector = Projector(path)
    projector.catch_up(desk.ledger)
    projector.close()
    span = span_of(path, "E-1")
    assert span is not None
    told = [entry.seq for entry in desk.journal.entries() if "E-1'" in repr(entry.events)]
    assert (span.first, span.last) == (told[0], told[-1])
    assert span_of(path, "E-9999") is None
