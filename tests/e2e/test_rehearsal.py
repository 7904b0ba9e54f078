"""A seeded rehearsal on the paper market: every fault by chance, then calm, then agreement."""

from decimal import Decimal

import pytest
from msgspec.structs import replace

from holdfast.cli.demo import ACCOUNT, demo_settings
from holdfast.cli.virtual import VirtualRun, example_plan, run_virtual
from holdfast.config import FaultSettings, PlannedFault
from holdfast.messages import commands as c
from holdfast.messages import reports as r
from holdfast.messages.requests import QueryPositions
from holdfast.model.order import OrderStatus
from holdfast.venues.faulty import FAULTS, FaultName, Stage

SECOND = 1_000_000_000
RATE = Decimal("0.02")
LINE = [name for name, kind in FAULTS.items() if kind.stage is not Stage.TRUTH]


def rehearsed(tmp_path, seed: int) -> VirtualRun:
    """Run the demo's plan with every fault by chance, two orders canceled by hand, and a halt."""
    script = (
        PlannedFault(FaultName.OUTSIDE_CANCEL, at_s=Decimal(400)),
        PlannedFault(FaultName.HALT, at_s=Decimal(700), for_s=Decimal(30)),
    )
    faults = FaultSettings(
        seed=seed, rates=dict.fromkeys(LINE, RATE), down_s=Decimal(2), script=script
    )
    settings = replace(demo_settings(seed, None, str(tmp_path / "journal.db")), faults=faults)
    return run_virtual(settings, lambda quotes: example_plan(ACCOUNT, quotes), epoch="r")


def calmed(run: VirtualRun) -> None:
    """Let nothing go wrong any more, and have the desk ask its venue where things stand."""
    desk = run.wired.desk
    run.wired.faulty.calm()
    for _ in range(3):
        desk.run(desk.time, desk.time.now() + 20 * SECOND)
        desk.ask(c.Reconcile())
    desk.run(desk.time, desk.time.now() + 20 * SECOND)


def held_at_the_venue(run: VirtualRun) -> dict[str, Decimal]:
    """Ask the venue within, past everything that could go wrong."""
    told: list[r.Report] = []
    paper = run.wired.paper
    paper.connect(told.append)
    paper.send(QueryPositions(ACCOUNT, "PAPER"))
    run.wired.desk.run(run.wired.desk.time, run.wired.desk.time.now() + SECOND)
    return {each.instrument: each.qty for each in told if isinstance(each, r.VenueHolds)}


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 4))
def test_after_every_fault_the_desk_agrees_with_its_venue(tmp_path, seed):
    run = rehearsed(tmp_path, seed)
    desk = run.wired.desk
    assert len(run.wired.faulty.hits) > 8
    calmed(run)
    assert not desk.engine.halted
    ledger = desk.ledger
    unknown = [
        order_id
        for order_id in ledger.open_orders
        if ledger.orders[order_id].status in (OrderStatus.UNKNOWN, OrderStatus.SENT)
    ]
    assert unknown == []
    held = {name: each.qty for name, each in ledger.accounts[ACCOUNT].positions.items() if each.qty}
    assert held == {name: qty for name, qty in held_at_the_venue(run).items() if qty}
    desk.close()


@pytest.mark.slow
def test_a_rehearsal_is_the_same_a_second_time(tmp_path):
    runs = [
        rehearsed(tmp_path / name, 5) for name in ("a", "b") if (tmp_path / name).mkdir() is None
    ]
    assert runs[0].head.hash == runs[1].head.hash
    assert runs[0].wired.faulty.hits_by_name == runs[1].wired.faulty.hits_by_name
    for run in runs:
        run.wired.desk.close()
