"""RC16: stop everything in a scope, at once, for good, until two persons say otherwise."""

from __future__ import annotations

from decimal import Decimal

import pytest

from holdfast.messages import control as k
from holdfast.messages import reports as r
from holdfast.messages.refusals import Reason
from holdfast.model.order import OrderStatus
from holdfast.model.scope import FIRM, Scope
from tests.controls.doors import Door
from tests.controls.rows import accepts, rejects
from tests.support.people import SECOND, TRADER

SCOPES = {
    "symbol": Scope(instrument="ABC"),
    "strategy": Scope(strategy="S"),
    "trader": Scope(trader=TRADER),
    "account": Scope(account="A1"),
    "venue": Scope(venue="sim"),
    "all": FIRM,
}


def _kill(door: Door, scope: Scope, reducing: bool = False) -> None:
    assert door.govern(k.Kill(scope, TRADER, "runaway", reducing)).ok


@pytest.mark.parametrize("scope", SCOPES.values(), ids=SCOPES)
@rejects("RC16")
def test_a_kill_cancels_what_is_open_and_unknown_in_its_scope_and_refuses_what_is_new(
    door: Door, scope: Scope
) -> None:
    resting = door.yes(door.buy("10", "99.00", strategy="S"))
    unknown = door.yes(door.buy("11", "99.00", strategy="S"))
    door.stage.tell(r.VenueSilent(unknown, "no answer", door.stage.time.now()))
    assert door.stage.order(unknown).status is OrderStatus.UNKNOWN
    _kill(door, scope)
    assert sorted(door.stage.pulled) == sorted([resting, unknown])
    door.no(Reason.KILLED, door.buy, "12", "99.00", strategy="S")
    door.restart()
    door.stage.quote()
    door.no(Reason.KILLED, door.buy, "12", "99.00", strategy="S")


@rejects("RC16")
def test_one_order_can_be_killed_and_does_not_grow_again(door: Door) -> None:
    order_id = door.yes(door.buy("10", "99.00"))
    other = door.yes(door.buy("11", "99.00"))
    door.stage.open(order_id)
    door.stage.open(other)
    _kill(door, Scope(order_id=order_id))
    assert door.stage.pulled == [order_id]
    door.stage.tell(r.VenueRejectsCancel(order_id, "LATE", "", door.stage.time.now()))
    door.no(Reason.KILLED, door.replace, order_id, qty=Decimal(20))
    assert door.replace(other, qty=Decimal(12)).ok


@accepts("RC16")
def test_after_a_kill_cancels_pass(door: Door) -> None:
    order_id = door.yes(door.buy("10", "99.00"))
    _kill(door, FIRM)
    door.stage.tell(r.VenueRejectsCancel(order_id, "LATE", "", door.stage.time.now()))
    assert door.cancel(order_id).ok
    assert door.stage.pulled == [order_id, order_id]


@accepts("RC16")
def test_a_kill_that_says_so_lets_orders_that_only_reduce_pass(door: Door) -> None:
    door.stage.held("10")
    _kill(door, FIRM, reducing=True)
    door.no(Reason.KILLED, door.sell, "10", "100.00")
    door.yes(door.sell("10", "100.00", reduce_only=True))


@rejects("RC16")
def test_a_kill_that_does_not_say_so_lets_nothing_but_cancels_pass(door: Door) -> None:
    door.stage.held("10")
    _kill(door, FIRM)
    door.no(Reason.KILLED, door.sell, "10", "100.00", reduce_only=True)


@accepts("RC16")
def test_two_persons_end_a_kill_and_one_does_not(door: Door) -> None:
    _kill(door, FIRM)
    told = door.govern(k.ResetKill(FIRM, TRADER, "found the loop"))
    assert told.proposal_id
    door.no(Reason.SAME_PERSON, door.approve, told.proposal_id, TRADER)
    door.no(Reason.KILLED, door.buy, "10", "99.00")
    assert door.approve(told.proposal_id, SECOND).ok
    door.yes(door.buy("10", "99.00"))


@rejects("RC16")
def test_an_order_of_nobody_never_passes(door: Door) -> None:
    door.principal = "nobody"
    door.no(Reason.NOT_ENTITLED, door.buy, "10", "99.00")


@rejects("RC16")
def test_an_order_of_a_machine_without_its_algo_never_passes(door: Door) -> None:
    from holdfast.model.principal import Principal, PrincipalKind, Role

    holder = Principal("bot", PrincipalKind.ALGO, (Role.TRADER,), ("*",))
    door.stage.good(k.SetPrincipal(holder, TRADER, "new"))
    door.principal = "bot"
    door.no(Reason.UNATTRIBUTED, door.buy, "10", "99.00")
