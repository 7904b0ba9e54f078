"""Everbright, 2013, in the end: staff pulled the power plugs, since nothing else would stop it.

The kill works with 50,000 orders open, on a full disk, with no API and with no desk at all.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from time import monotonic

import pytest

from holdfast.bench.bench_desk import ACCOUNT, TRADER, BenchDesk, quotes
from holdfast.journal import Durability
from holdfast.journal.sqlite import RESERVE_BYTES, SqliteJournal
from holdfast.journal.verify import verify
from holdfast.messages import control as k
from holdfast.messages.commands import SubmitOrder
from holdfast.messages.refusals import Reason
from holdfast.model.order import OrderType, Side
from holdfast.model.scope import FIRM
from holdfast.recovery.replay import rebuild
from tests.cli.running import RunningDesk
from tests.cli.terminal import holdfast
from tests.controls.rows import learns
from tests.journal.faulty_disk import FaultyDisk

pytestmark = pytest.mark.slow

OPEN_ORDERS = 50_000
# decided, written, and every cancel sent; several times what it takes
KILL_WITHIN_S = 20


@pytest.fixture
def disk() -> Iterator[FaultyDisk]:
    disk = FaultyDisk("full")
    yield disk
    disk.unregister()


def on_disk(path: Path) -> int:
    """Return how many bytes the journal takes."""
    return sum(Path(f"{path}{end}").stat().st_size for end in ("", "-wal"))


def with_open_orders(path: Path, disk: FaultyDisk) -> BenchDesk:
    bench = BenchDesk(["AAPL"], SqliteJournal(path, Durability.OS, epoch="E", vfs=disk.name))
    bench.quote(quotes("AAPL", 1)[0])
    for number in range(OPEN_ORDERS):
        price = Decimal("99.00") - Decimal(number % 100) / 100
        bench.desk.take(
            SubmitOrder(
                ACCOUNT,
                "AAPL",
                Side.BUY,
                Decimal(1),
                OrderType.LIMIT,
                price,
                principal=TRADER,
            )
        )
        if number % 1_000 == 0:
            bench.desk.engine.commit()
            bench.desk.drain()
    bench.desk.engine.commit()
    bench.desk.drain()
    return bench


@learns("EV-3")
def test_fifty_thousand_open_orders_are_killed_on_a_full_disk(
    tmp_path: Path, disk: FaultyDisk
) -> None:
    path = tmp_path / "journal.db"
    bench = with_open_orders(path, disk)
    assert len(bench.desk.ledger.open_orders) == OPEN_ORDERS
    disk.has_room = lambda: not Path(f"{path}.reserve").exists()
    began = monotonic()
    size = on_disk(path)
    told = bench.desk.ask(k.Kill(FIRM, "anybody", "wild"))
    bench.desk.drain()
    assert on_disk(path) - size < RESERVE_BYTES
    assert monotonic() - began < KILL_WITHIN_S
    assert len(told.order_ids) == OPEN_ORDERS
    assert bench.desk.journal.is_space_low
    assert not bench.desk.ledger.open_orders
    order = SubmitOrder(ACCOUNT, "AAPL", Side.BUY, Decimal(1), principal=TRADER)
    assert bench.desk.ask(order).refusals
    bench.desk.close()
    assert verify(path).ok
    journal = SqliteJournal(path)
    assert list(rebuild(journal).kills) == ["firm"]
    journal.close()


@learns("EV-3")
def test_the_kill_needs_no_api(tmp_path: Path) -> None:
    """The command line goes by the socket beside the journal; the port in its settings is dead."""
    with RunningDesk(tmp_path) as desk:
        order_id = desk.ask("order", "buy", 1, "AAPL", "--limit", "181", "--json").json()[
            "order_id"
        ]
        dead = tmp_path / "dead.toml"
        dead.write_text("[server]\nport = 1\n")
        done = holdfast("kill", "--all", "--why", "wild", "-c", dead, "--json", cwd=tmp_path)
        assert done.code == 0, done.err
        assert done.json() == {"scope": "firm", "running": True, "order_ids": [order_id]}
        refused = desk.ask("order", "buy", 1, "AAPL", "--limit", "181")
        assert (refused.code, Reason.KILLED in refused.err) == (1, True)
        screen = holdfast("status", "-c", dead, cwd=tmp_path)
        assert screen.code == 1
        assert "KILLED firm: wild (by operator, since" in screen.out
        desk.end()


@learns("EV-3")
def test_a_signal_kills_everything(tmp_path: Path) -> None:
    with RunningDesk(tmp_path) as desk:
        desk.process.send_signal(signal.SIGUSR1)
        until_killed(tmp_path)
        refused = desk.ask("order", "buy", 1, "AAPL", "--limit", "181")
        assert Reason.KILLED in refused.err
        desk.end()
        assert "kill of everything, by signal" in desk.log


def status_of(desk: RunningDesk, order_id: str) -> str:
    rows = desk.ask("orders", "--json").json()["orders"]
    return next(each["status"] for each in rows if each["id"] == order_id)


def screen(folder: Path) -> list[str]:
    """Return what each line of the status is about."""
    return [line.split()[0] for line in holdfast("status", cwd=folder).out.splitlines()]


def until_killed(folder: Path) -> None:
    while not holdfast("status", "--json", cwd=folder).json()["readiness"]["kills"]:
        """Each look is a process of its own, so none is needed between them."""


@learns("EV-3")
def test_without_a_desk_the_kill_is_on_record_and_the_next_start_cancels(tmp_path: Path) -> None:
    with RunningDesk(tmp_path) as desk:
        told = desk.ask("order", "buy", 1, "AAPL", "--limit", "181", "--json").json()
        order_id = told["order_id"]
        # one that the venue never heard of would be found to be none, and need no cancel
        while status_of(desk, order_id) != "NEW":
            """Each look is a process of its own."""
        desk.end(signal.SIGKILL)
    done = holdfast("kill", "--symbol", "AAPL", "--why", "wild", cwd=tmp_path)
    assert done.code == 0, done.err
    assert "no desk runs, so nothing was cancelled; the next start cancels 1 order" in done.out
    with RunningDesk(tmp_path) as desk:
        refused = desk.ask("order", "buy", 1, "AAPL", "--limit", "181")
        assert Reason.KILLED in refused.err
        assert status_of(desk, order_id) == "CANCELED"
        other = desk.ask("order", "buy", 1, "MSFT", "--limit", "401")
        assert other.code == 0, other.err
        desk.end()


@learns("EV-3")
def test_two_persons_end_it_over_the_same_door(tmp_path: Path) -> None:
    with RunningDesk(tmp_path) as desk:
        assert holdfast("kill", "--all", "--why", "wild", cwd=tmp_path).code == 0
        proposed = holdfast("resume", "--all", "--why", "mended", "--json", cwd=tmp_path)
        proposal = proposed.json()["proposal_id"]
        approve = ("resume", "--approve", proposal, "--why", "agreed")
        alone = holdfast(*approve, cwd=tmp_path)
        assert (alone.code, Reason.SAME_PERSON in alone.err) == (1, True)
        both = holdfast(*approve, cwd=tmp_path, HOLDFAST_PRINCIPAL="second")
        assert both.code == 0, both.err
        # it may trade again; that it was killed is over, and told until somebody answers for it
        assert screen(tmp_path) == ["ARMED", "OVER,", "venue", "feed"]
        alert_id = desk.ask("alerts", "list").out.split()[0]
        answered = desk.ask("alerts", "ack", alert_id, "--why", "mended")
        assert answered.code == 0, answered.err
        assert screen(tmp_path) == ["ARMED", "venue", "feed"]
        desk.end()
