"""An alert about what has ended by itself says so, and waits for an answer all the same."""

from __future__ import annotations

from decimal import Decimal

import pytest

from holdfast.core import inbox
from holdfast.core.alert_ends import ENDS, is_over
from holdfast.messages import commands as c
from holdfast.messages import control as k
from holdfast.messages import reports as r
from holdfast.messages import watching as y
from holdfast.messages.drop_copy import DropCopyConnects, DropCopyDisconnects
from holdfast.model.circuit import Circuit
from holdfast.model.difference import Action
from holdfast.model.order import Side
from holdfast.model.scope import Scope
from holdfast.model.trading import Phase, TradingState
from holdfast.model.watch import Choice
from holdfast.views.alerts import alerts
from tests.support.desks import SECOND, ready_desk
from tests.support.pictures import picture

AAPL, A = Scope(instrument="AAPL"), Scope(account="A")
DISK = {"disk": "the disk is nearly full"}


def halt(scope: Scope, state: TradingState = TradingState.HALTED) -> k.SetState:
    return k.SetState(scope, state, "trader", "a drill")


CASES: dict[str, tuple[list[object], list[object]]] = {
    "stop of an instrument": ([halt(AAPL)], [halt(AAPL, TradingState.ACTIVE)]),
    "stop of an account": ([halt(A)], [halt(A, TradingState.ACTIVE)]),
    "halt": (
        [r.VenuePhase("sim", "AAPL", Phase.HALTED, 0)],
        [r.VenuePhase("sim", "AAPL", Phase.OPEN, 0)],
    ),
    "halt of all": (
        [r.VenuePhase("sim", "", Phase.HALTED, 0)],
        [r.VenuePhase("sim", "", Phase.OPEN, 0)],
    ),
    "circuit": (
        [k.TurnBreaker("sim", Circuit.OPEN, "silent", 10)],
        [k.TurnBreaker("sim", Circuit.CLOSED)],
    ),
    "disconnect": ([r.VenueDisconnects("sim", "gone", 0)], [r.VenueConnects("sim", 0)]),
    "drop_copy": (
        [DropCopyConnects("sim", 0), DropCopyDisconnects("sim", "gone", 0)],
        [DropCopyConnects("sim", 0)],
    ),
    "disk_low": ([k.SelfTest(DISK)], [k.SelfTest({})]),
}


@pytest.mark.parametrize("name", CASES)
def test_it_is_over_once_its_cause_has_ended(name: str) -> None:
    desk = ready_desk()
    before, after = CASES[name]
    for message in before:
        desk.take(message)
    (row,) = alerts(desk.ledger)
    assert (row.kind, row.is_over) == (name.split(maxsplit=1)[0], False)
    for message in after:
        desk.take(message)
    (row,) = alerts(desk.ledger)
    assert row.is_over


def test_an_order_that_was_found_is_unknown_no_more() -> None:
    desk = ready_desk()
    desk.take(c.SubmitOrder("A", "AAPL", Side.BUY, Decimal(1), client_order_id="o"))
    desk.take(r.VenueSilent(desk.order("o").id, "no answer", 0))
    desk.wait(30 * SECOND)
    (alert,) = desk.ledger.watch.alerts.values()
    assert not is_over(desk.ledger, alert)
    desk.take(r.VenueCancels(desk.order("o").id, 0))
    assert is_over(desk.ledger, alert)


def test_a_client_that_is_heard_again_is_lost_no_more() -> None:
    desk = ready_desk()
    desk.take(y.OpenSession("s", Choice(A), SECOND, 5 * SECOND, "trader", "test"))
    desk.wait(2 * SECOND)
    (alert,) = desk.ledger.watch.alerts.values()
    assert not is_over(desk.ledger, alert)
    desk.take(y.Heartbeat("s", "trader"))
    assert is_over(desk.ledger, alert)


def test_a_position_that_agrees_again_differs_no_more() -> None:
    desk = ready_desk()
    desk.wait(10 * SECOND)
    desk.take(picture(desk, positions={"AAPL": Decimal(7)}))
    (alert,) = desk.ledger.watch.alerts.values()
    assert (alert.kind, is_over(desk.ledger, alert)) == ("discrepancy", False)
    desk.take(picture(desk))
    assert is_over(desk.ledger, alert)


def test_a_difference_that_a_person_dismissed_is_over() -> None:
    desk = ready_desk()
    desk.wait(10 * SECOND)
    desk.take(picture(desk, positions={"AAPL": Decimal(7)}))
    (found,) = desk.ledger.discrepancies
    desk.take(k.ResolveDiscrepancy(found.id, Action.DISMISS, "known", "trader"))
    (row,) = alerts(desk.ledger)
    assert row.is_over


def test_what_found_no_room_among_the_differences_is_not_said_to_be_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(inbox, "OPEN_MAX", 1)
    desk = ready_desk()
    desk.instrument("MSFT")
    desk.wait(10 * SECOND)
    desk.take(picture(desk, positions={"AAPL": Decimal(7), "MSFT": Decimal(8)}))
    (alert,) = desk.ledger.watch.alerts.values()
    desk.take(k.ResolveDiscrepancy(desk.ledger.discrepancies[0].id, Action.DISMISS, "known", "me"))
    assert not is_over(desk.ledger, alert)


def test_what_has_happened_once_is_never_over() -> None:
    desk = ready_desk()
    desk.take(y.Warn("drill", "d", "x"))
    (row,) = alerts(desk.ledger)
    assert not row.is_over
    assert not {"overfill", "limit_near", "delivery"} & set(ENDS)
