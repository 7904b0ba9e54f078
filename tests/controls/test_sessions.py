"""RC17: who must be heard from and is not has the chosen orders cancelled, once."""

from __future__ import annotations

from holdfast.messages import reports as r
from holdfast.messages import watching as y
from holdfast.messages.refusals import Reason
from holdfast.model.order import TimeInForce
from holdfast.model.scope import Scope
from holdfast.model.watch import Choice
from tests.controls.doors import Door
from tests.controls.rows import accepts, rejects
from tests.support.desks import SECOND as SECOND_NS
from tests.support.people import TRADER

A1 = Scope(account="A1")


def _open(door: Door, choice: Choice | None = None) -> None:
    asked = y.OpenSession("c", choice or Choice(A1), 30 * SECOND_NS, 0, TRADER, "a strategy")
    assert door.govern(asked).ok


def _resting(door: Door, price: str = "99.00", **terms: object) -> str:
    order_id = door.yes(door.buy("10", price, **terms))
    door.stage.open(order_id)
    return order_id


@accepts("RC17")
def test_a_heartbeat_at_29_of_30_seconds_keeps_the_orders(door: Door) -> None:
    _resting(door)
    _open(door)
    door.stage.wait(29)
    assert door.govern(y.Heartbeat("c", TRADER)).ok
    door.stage.wait(29)
    assert door.stage.pulled == []
    door.stage.check()


@rejects("RC17")
def test_after_silence_of_30_seconds_the_orders_go_within_a_second_and_once(door: Door) -> None:
    order_id = _resting(door)
    _open(door)
    door.stage.wait("29.9")
    assert door.stage.pulled == []
    door.stage.wait("1.1")
    assert door.stage.pulled == [order_id]
    door.stage.tell(r.VenueRejectsCancel(order_id, "LATE", "", door.stage.time.now()))
    door.stage.wait(600)
    assert door.stage.pulled == [order_id]
    door.no(Reason.UNKNOWN_SESSION, door.govern, y.Heartbeat("c", TRADER))
    _open(door)
    assert door.govern(y.Heartbeat("c", TRADER)).ok
    assert door.govern(y.CloseSession("c", TRADER)).ok
    door.stage.check()


@rejects("RC17")
def test_orders_good_till_cancelled_stay_unless_they_are_included(door: Door) -> None:
    kept = _resting(door, time_in_force=TimeInForce.GTC)
    gone = _resting(door, "98.00")
    _open(door)
    door.stage.wait(31)
    assert door.stage.pulled == [gone]
    _open(door, Choice(A1, include_gtc=True))
    door.stage.wait(31)
    assert door.stage.pulled == [gone, kept]
    door.stage.check()


@rejects("RC17")
def test_protective_stops_have_a_switch_of_their_own(door: Door) -> None:
    from decimal import Decimal

    entry = door.yes(door.buy("10", "100.00", stop_loss=Decimal("95.00")))
    door.stage.fill(entry, "4")
    exits = door.stage.desk.ledger.brackets[entry].exits
    assert len(exits) == 1
    _open(door, Choice(A1, include_gtc=True))
    door.stage.wait(31)
    assert door.stage.pulled == [entry]
    _open(door, Choice(A1, include_protective=True))
    door.stage.wait(31)
    assert door.stage.pulled == [entry, *exits]
    door.stage.check()


@rejects("RC17")
def test_a_desk_that_starts_with_a_session_that_is_over_acts_once(door: Door) -> None:
    order_id = _resting(door)
    _open(door)
    door.stage.time.advance(door.stage.time.now() + 60 * SECOND_NS)
    door.restart()
    door.stage.wait("0.001")
    assert door.stage.pulled == [order_id]
    assert door.stage.desk.ledger.watch.sessions == {}
    door.stage.tell(r.VenueCancels(order_id, door.stage.time.now()))
    door.restart()
    door.stage.wait(60)
    assert door.stage.pulled == [order_id]


@rejects("RC17")
def test_only_its_own_client_keeps_a_session_alive(door: Door) -> None:
    _open(door)
    door.no(Reason.NOT_ENTITLED, door.govern, y.Heartbeat("c", "second"))
