"""The journal alone tells everything: applied, decided again, cut at every entry, on any seed."""

from __future__ import annotations

import os
import subprocess
import sys
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import pytest

from holdfast.core.invariants import audit
from holdfast.core.ledger import Ledger, freeze, thaw
from holdfast.core.policy import Policies
from holdfast.journal import Batch
from holdfast.journal.entry import encode
from holdfast.journal.memory import MemoryJournal
from holdfast.messages import commands as c
from holdfast.messages import events as e
from holdfast.messages import requests as q
from holdfast.messages.entry import Entry
from holdfast.model.order import OrderStatus, Side
from holdfast.recovery.replay import apply_entries, rebuild, redecide
from tests.support.busy import busy_desk
from tests.support.desks import POLICIES, PlayedDesk, ready_desk
from tests.support.people import TRADER

ROOT = Path(__file__).resolve().parents[2]
SEEDS = range(6)


@pytest.fixture(scope="module")
def day() -> PlayedDesk:
    return busy_desk()


def journal_of(entries: list[Entry]) -> MemoryJournal:
    journal = MemoryJournal(epoch="E")
    journal.append(Batch(1, [encode(entry) for entry in entries]))
    return journal


def test_the_busy_day_is_busy(day: PlayedDesk) -> None:
    kinds = {type(event) for entry in day.journal.entries() for event in entry.events}
    assert len(kinds) > 20
    assert len(day.ledger.accounts["A"].busted) > 0


@pytest.mark.parametrize("seed", SEEDS)
def test_applying_the_journal_gives_the_live_ledger(seed: int) -> None:
    desk = busy_desk(seed)
    assert audit(desk.ledger) == ()
    assert freeze(rebuild(desk.journal)) == freeze(desk.ledger)


@pytest.mark.parametrize("seed", SEEDS)
def test_deciding_the_journal_gives_the_journal(seed: int) -> None:
    busy_desk(seed).check_decisions()


def test_a_frozen_ledger_thaws_to_itself(day: PlayedDesk) -> None:
    frozen = freeze(day.ledger)
    assert freeze(thaw(frozen)) == frozen


def test_a_snapshot_after_any_entry_and_the_tail_give_the_whole(day: PlayedDesk) -> None:
    entries = list(day.journal.entries())
    whole = freeze(day.ledger)
    ledger = Ledger()
    for count, entry in enumerate(entries, start=1):
        apply_entries(ledger, (entry,))
        again = apply_entries(thaw(freeze(ledger)), entries[count:])
        assert freeze(again) == whole


def test_a_rebuild_starts_from_the_snapshot_that_the_journal_holds(day: PlayedDesk) -> None:
    journal = journal_of(list(day.journal.entries()))
    ledger = apply_entries(Ledger(), list(journal.entries())[:50])
    journal.save_snapshot(50, freeze(ledger))
    assert freeze(rebuild(journal)) == freeze(day.ledger)


def test_after_a_crash_at_any_entry_nothing_is_placed_again_and_all_that_is_open_is_asked_after(
    day: PlayedDesk,
) -> None:
    entries = list(day.journal.entries())
    for count in range(len(entries) + 1):
        before = apply_entries(Ledger(), entries[:count])
        desk = PlayedDesk(journal_of(entries[:count]))
        assert audit(desk.ledger) == ()
        sent = desk.venue.sent
        assert not any(isinstance(each, q.PlaceOrder | q.AmendOrder) for each in sent)
        if before.starts:
            asked = [each.order_id for each in sent if isinstance(each, q.QueryOrder)]
            assert asked == [each for each in before.open_orders if each not in before.parents]
        for order_id, order in before.orders.items():
            status = desk.ledger.orders[order_id].status
            in_flight = order.status is OrderStatus.SENT
            assert status is (OrderStatus.UNKNOWN if in_flight else order.status)


def test_what_was_not_durable_when_the_desk_died_has_not_happened_and_has_not_left() -> None:
    desk = ready_desk()
    before = freeze(rebuild(desk.journal))
    order = c.SubmitOrder("A", "AAPL", Side.BUY, Decimal(1), principal=TRADER)
    events = desk.desk.engine.take(order)
    assert [type(event) for event in events] == [e.OrderSent]
    assert desk.venue.sent == []
    assert freeze(rebuild(desk.journal)) == before


def test_a_rule_that_changed_is_reported_where_it_acts_and_not_for_ever_after() -> None:
    looser = Policies((), POLICIES.sizers, POLICIES.algos)
    desk = ready_desk()
    desk.quote("0", "0")
    desk.take(c.SubmitOrder("A", "AAPL", Side.BUY, Decimal(1)))
    desk.quote("99.99", "100.01")
    desk.take(c.SubmitOrder("A", "AAPL", Side.BUY, Decimal(1)))
    replay = redecide(desk.journal.entries(), looser)
    assert [each.seq for each in replay.differences] == [desk.ledger.seq - 1]
    assert replay.same_state
    assert "OrderRefused" in replay.differences[0].recorded[0]
    assert "OrderSent" in replay.differences[0].decided[0]


PROGRAM = """
from tests.replay.test_replay import fingerprint
print(fingerprint())
"""


def fingerprint() -> str:
    desk = busy_desk(3)
    return f"{desk.journal.head().hash} {sha256(freeze(desk.ledger)).hexdigest()}"


@pytest.mark.parametrize("hash_seed", ["0", "1", "4242"])
def test_the_same_inputs_give_the_same_bytes_under_every_hash_seed(hash_seed: str) -> None:
    told = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        check=True,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
    )
    assert told.stdout.strip() == fingerprint()
