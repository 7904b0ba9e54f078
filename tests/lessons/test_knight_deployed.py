"""Knight, 2012, before the open: seven of eight servers were updated, and 97 e-mails said so."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import apsw
import pytest

from holdfast import main
from holdfast.config import DeskSettings, PaperSettings, Settings
from holdfast.journal import Durability, JournalError, JournalLocked
from holdfast.journal.database import FORMAT
from holdfast.journal.errors import JournalCorrupt
from holdfast.journal.sqlite import SqliteJournal
from holdfast.messages import commands as c
from holdfast.messages import control as k
from holdfast.messages.refusals import Reason
from holdfast.messages.reports import VenueFills
from holdfast.model.order import Liquidity, OrderStatus, Side
from holdfast.runtime.builds import BuildTooOld
from tests.controls.rows import learns
from tests.support.desks import PlayedDesk, ready_desk
from tests.support.people import TRADER

_OTHER_BUILD = """
import sys
from holdfast.journal import JournalLocked
from holdfast.journal.sqlite import SqliteJournal
try:
    SqliteJournal(sys.argv[1], build="99.0.0")
except JournalLocked as error:
    print(error)
    sys.exit(4)
"""


@learns("KN-2")
def test_a_second_process_of_another_build_is_refused_the_accounts(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    journal = SqliteJournal(path, Durability.OS, build="0.2.0")
    second = subprocess.run(
        [sys.executable, "-c", _OTHER_BUILD, str(path)], capture_output=True, text=True, check=False
    )
    assert second.returncode == 4, second.stderr
    assert "is open in another desk" in second.stdout
    journal.close()


@learns("KN-2")
def test_two_desks_in_one_process_do_not_share_a_journal(tmp_path: Path) -> None:
    journal = SqliteJournal(tmp_path / "journal.db", Durability.OS)
    with pytest.raises(JournalLocked):
        SqliteJournal(tmp_path / "journal.db", Durability.OS, build="99.0.0")
    journal.close()


@learns("KN-2")
def test_an_older_build_does_not_go_on_where_a_newer_one_left_off(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    desk = PlayedDesk(SqliteJournal(path, Durability.OS, epoch="E"))
    desk.desk.start("99.0.0", is_armed=False)
    desk.desk.close()
    settings = Settings(desk=DeskSettings(journal=str(path)), paper=PaperSettings(store=""))

    async def go_on() -> None:
        await main.start(settings)

    with pytest.raises(BuildTooOld, match=r"written by build 99\.0\.0"):
        asyncio.run(go_on())
    # and it has let go of what it opened
    SqliteJournal(path, Durability.OS).close()


@learns("KN-2")
def test_a_journal_of_another_schema_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    SqliteJournal(path, Durability.OS).close()
    database = apsw.Connection(str(path))
    database.execute("UPDATE journal_meta SET value = 'holdfast/99' WHERE key = 'format'")
    database.close()
    with pytest.raises(JournalCorrupt, match=f"this build reads {FORMAT!r}"):
        SqliteJournal(path, Durability.OS)
    assert issubclass(JournalCorrupt, JournalError)


@pytest.fixture
def failing() -> PlayedDesk:
    """A desk with a position whose self-test before the open has failed."""
    desk = ready_desk()
    order = c.SubmitOrder("A", "AAPL", Side.BUY, Decimal(10), client_order_id="o1")
    desk.take(order)
    price, at = Decimal(100), desk.time.now()
    order_id = desk.order("o1").id
    desk.take(VenueFills(order_id, "x", Decimal(10), price, Decimal(0), "USD", Liquidity.TAKER, at))
    desk.restart(is_armed=False)
    desk.quote("99.99", "100.01")
    desk.take(k.SelfTest({"clock": "the wall clock and the desk's are 90.0 s apart"}))
    return desk


def submit(desk: PlayedDesk, side: Side, qty: int) -> Reason | None:
    told = desk.desk.ask(c.SubmitOrder("A", "AAPL", side, Decimal(qty)))
    return told.refusals[0].code if told.refusals else None


@learns("KN-4")
def test_a_self_test_that_fails_keeps_the_desk_from_all_but_reducing(failing: PlayedDesk) -> None:
    assert submit(failing, Side.BUY, 1) is Reason.NOT_ARMED
    assert submit(failing, Side.SELL, 11) is Reason.NOT_ARMED
    assert submit(failing, Side.SELL, 4) is None
    # asking again, or waiting, does not help
    failing.take(k.SelfTest({"clock": "still off"}))
    assert submit(failing, Side.BUY, 2) is Reason.NOT_ARMED


@learns("KN-4")
def test_it_starts_only_when_a_person_has_answered_for_each_blocker(failing: PlayedDesk) -> None:
    for blocker in tuple(failing.ledger.faults):
        assert submit(failing, Side.BUY, 1) is Reason.NOT_ARMED
        told = failing.desk.ask(k.OverrideBlocker(blocker, TRADER, "seen, and it is the clock"))
        assert told.ok
    assert submit(failing, Side.BUY, 3) is None
    order = next(reversed(failing.ledger.orders.values()))
    assert order.status is OrderStatus.SENT
    failing.check()


@learns("KN-4")
def test_nobody_answers_without_a_reason(failing: PlayedDesk) -> None:
    told = failing.desk.ask(k.OverrideBlocker("clock", TRADER, ""))
    assert told.refusals[0].field == "why"
    assert not failing.ledger.is_armed
