"""Citi, 2022, too late: orders went on to the market while people were stopping them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from holdfast.messages import commands as c
from holdfast.messages import control as k
from holdfast.messages import requests as q
from holdfast.messages import watching as y
from holdfast.model.order import OrderStatus, Side, Tactic
from holdfast.model.scope import FIRM, Scope
from tests.controls.rows import learns
from tests.support.desks import SECOND, PlayedDesk, ready_desk
from tests.support.people import TRADER

TWAP = Tactic("twap", {"duration_s": 100, "slices": 10, "jitter": "0.3"})
PARENT = c.SubmitOrder(
    "A", "AAPL", Side.BUY, Decimal(100), tactic=TWAP, strategy="s", principal=TRADER
)


def places(desk: PlayedDesk) -> int:
    return sum(isinstance(each, q.PlaceOrder) for each in desk.venue.sent)


@pytest.fixture
def desk() -> PlayedDesk:
    """A parent that has given out half of its slices."""
    desk = ready_desk()
    desk.take(PARENT)
    for _ in range(5):
        desk.wait(10 * SECOND)
        desk.quote("99.99", "100.01")
    assert places(desk) == 5
    return desk


SCOPES = [FIRM, Scope(account="A"), Scope(strategy="s"), Scope(trader=TRADER), Scope(venue="sim")]


@pytest.mark.parametrize("scope", SCOPES, ids=lambda each: each.key)
@learns("CI-3")
def test_a_killed_parent_sends_nothing_after_the_durable_record(
    desk: PlayedDesk, scope: Scope
) -> None:
    desk.take(k.Kill(scope, TRADER, "wild"))
    pulled = sum(isinstance(each, q.PullOrder) for each in desk.venue.sent)
    assert (places(desk), pulled) == (5, 5)
    for _ in range(20):
        desk.wait(10 * SECOND)
        desk.quote("99.99", "100.01")
    assert places(desk) == 5
    desk.check()


@pytest.mark.parametrize("held", range(1, 4))
@learns("CI-3")
def test_slices_that_were_decided_before_the_kill_and_not_yet_durable_stay(held: int) -> None:
    """The kill is decided while batches before it are still being written."""
    desk = ready_desk()
    engine = desk.desk.engine
    desk.take(PARENT)
    parent_id = next(iter(desk.ledger.parents))
    before = places(desk)
    batches = []
    for _ in range(held):
        desk.time.advance(desk.ledger.parents[parent_id].wake_at or 0)
        desk.quote("99.99", "100.01")
        engine.take(c.Wake(parent_id))
        batches.append(engine.seal())
    engine.take(k.Kill(FIRM, TRADER, "wild"))
    batches.append(engine.seal())
    for sealed in batches:
        assert sealed is not None
        desk.journal.append(sealed.batch)
        engine.release(sealed)
    desk.desk.drain()
    assert places(desk) == before
    slices = [desk.ledger.orders[name] for name in desk.ledger.parents[parent_id].children]
    unsent = slices[before:]
    assert [each.status for each in unsent] == [OrderStatus.REJECTED] * len(unsent)
    assert len(unsent) == held
    assert sum(each.reserved_qty for each in unsent) == 0
    desk.check()


@learns("CI-3")
def test_people_are_told_of_it_with_the_record_itself(desk: PlayedDesk) -> None:
    """The alert is in the kill's own entry: it leaves for people the moment that is durable."""
    before = desk.time.now()
    desk.take(k.Kill(Scope(strategy="s"), TRADER, "wild"))
    (alert,) = desk.ledger.watch.alerts.values()
    assert (alert.kind, alert.subject, alert.raised_at) == ("kill", "strategy=s", before)
    desk.exactly(y.TellDelivery("desk", (alert.id,)))
    assert alert.delivered["desk"] - alert.raised_at <= 5 * SECOND
    desk.wait(60 * SECOND)
    assert alert.escalated_at == alert.raised_at + 60 * SECOND
    desk.check()
