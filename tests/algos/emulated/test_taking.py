"""Targets that are watched, tried and tried again."""

from __future__ import annotations

import pytest

from holdfast.algos.emulated.taking import RETRY_NS
from holdfast.messages import reports as r
from holdfast.model.order import OrderStatus, OrderType
from tests.algos.emulated.held_desk import D, fill
from tests.algos.emulated.holding_desk import (
    accept,
    enter,
    holding_desk,
    kinds,
    let_go,
    market,
    out,
    sound,
)
from tests.support.desks import PlayedDesk


@pytest.fixture
def desk() -> PlayedDesk:
    return holding_desk()


def test_the_stop_comes_back_for_what_did_not_trade(desk: PlayedDesk) -> None:
    fill(desk, enter(desk), 10)
    accept(desk)
    market(desk, "110", "110.02")
    let_go(desk)
    target = desk.ledger.orders[out(desk)[0][0]]
    fill(desk, target, 4, "110")
    desk.take(r.VenueCancels(target.id, desk.time.now(), "IOC"))
    assert kinds(desk) == [("STOP", D(6))]
    accept(desk)
    # the price is still there: it is tried again, and not at once
    desk.wait(RETRY_NS - 1)
    assert kinds(desk) == [("STOP", D(6))]
    desk.wait(RETRY_NS)
    let_go(desk)
    assert kinds(desk) == [("LIMIT", D(6))]
    sound(desk)


def test_tries_in_vain_come_further_and_further_apart(desk: PlayedDesk) -> None:
    fill(desk, enter(desk), 10)
    waits = []
    market(desk, "110", "110.02")
    for _ in range(4):
        accept(desk)
        let_go(desk)
        target = desk.ledger.orders[out(desk)[0][0]]
        assert target.terms.type is OrderType.LIMIT
        desk.take(r.VenueCancels(target.id, desk.time.now(), "IOC"))
        accept(desk)
        since = desk.time.now()
        while out(desk)[0][3] is not OrderStatus.PENDING_CANCEL:
            desk.wait(RETRY_NS // 4)
        waits.append((desk.time.now() - since) // RETRY_NS)
    assert waits == [1, 2, 4, 8]
    sound(desk)
