"""RC29: what a strategy must be given before it trades, and what becomes of it beyond that."""

from __future__ import annotations

from decimal import Decimal

import pytest
from msgspec.structs import replace

from holdfast.messages import control as k
from holdfast.messages.refusals import Reason
from holdfast.model.limits import Limits
from holdfast.model.principal import Principal, PrincipalKind, Role
from holdfast.model.scope import Scope
from tests.controls.doors import Door
from tests.controls.rows import accepts, rejects
from tests.support.people import TRADER

MANIFEST = Limits(
    instruments_max=3,
    venues_max=1,
    order_qty_max=Decimal(100),
    order_value_max=Decimal(20_000),
    order_rate_max=10,
    position_qty_max=Decimal(500),
)
START = k.StartStrategy("S", TRADER, "tested")


@pytest.fixture
def machine(door: Door) -> Door:
    """A door at which an algo asks, for a strategy that may trade three names."""
    holder = Principal("bot", PrincipalKind.STRATEGY, (Role.TRADER,), ("A1",))
    door.stage.good(k.SetPrincipal(holder, TRADER, "deployed"))
    for name in ("X1", "X2", "X3", "X4"):
        door.stage.list_instrument(name)
    door.principal = "bot"
    return door


@accepts("RC29")
def test_a_strategy_trades_as_many_instruments_as_its_manifest_says(machine: Door) -> None:
    machine.stage.limit_scope(Scope(strategy="S"), MANIFEST)
    assert machine.govern(START).ok
    for name in ("X1", "X2", "X3"):
        machine.yes(machine.buy("10", "99.00", instrument=name, strategy="S"))


@rejects("RC29")
def test_a_fourth_instrument_is_refused_and_disables_the_strategy(machine: Door) -> None:
    machine.stage.limit_scope(Scope(strategy="S"), MANIFEST)
    assert machine.govern(START).ok
    for name in ("X1", "X2", "X3"):
        machine.yes(machine.buy("10", "99.00", instrument=name, strategy="S"))
    machine.no(Reason.MANIFEST, machine.buy, "10", "99.00", instrument="X4", strategy="S")
    before = list(machine.stage.placed)
    assert not machine.buy("11", "99.00", instrument="X1", strategy="S").ok
    assert machine.stage.placed == before


@rejects("RC29")
def test_a_strategy_does_not_start_without_all_of_its_limits(machine: Door) -> None:
    for name in ("instruments_max", "venues_max", "order_value_max"):
        machine.stage.limit_scope(Scope(strategy="S"), replace(MANIFEST, **{name: None}))
        told = machine.no(Reason.MANIFEST, machine.govern, START)
        assert told.field == f"limits.{name}"
        machine.no(Reason.NOT_STARTED, machine.buy, "10", "99.00", instrument="X1", strategy="S")
