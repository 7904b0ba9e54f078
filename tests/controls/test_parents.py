"""RC13 and RC14: slices within their parent, and nothing out that was not approved."""

from __future__ import annotations

from decimal import Decimal

import pytest
from msgspec.structs import replace

from holdfast.core.working import Parent, Step
from holdfast.messages import commands as c
from holdfast.messages import events as e
from holdfast.messages.refusals import Reason, Refusal
from holdfast.model.instrument import Listing
from holdfast.model.order import OrderRole, Tactic
from holdfast.model.trading import KILL
from tests.controls.doors import Door
from tests.controls.rows import accepts, rejects
from tests.support.limits import WIDE


class Splitting:
    """Send what `sizes` says, at once, whatever the parent is for."""

    on_child = False

    def check(self, terms: c.SubmitOrder, listing: Listing) -> tuple[Refusal, ...]:
        return ()

    def start_at(self, terms: c.SubmitOrder, at: int) -> int:
        return at

    def step(self, parent: Parent) -> Step:
        if parent.state.children:
            return Step()
        assert parent.order.terms.tactic is not None
        sizes = str(parent.order.terms.tactic.params["sizes"]).split("+")
        terms = parent.order.terms
        children = tuple(
            c.SubmitOrder(
                terms.account,
                terms.instrument,
                terms.side,
                Decimal(size),
                principal=terms.principal,
                parent_id=parent.order.id,
                role=OrderRole.SLICE,
            )
            for size in sizes
        )
        return Step(children)


@pytest.fixture
def splitting(door: Door, monkeypatch: pytest.MonkeyPatch) -> Door:
    monkeypatch.setitem(door.stage.policies.algos, "splitting", Splitting())
    door.stage.limit(WIDE)
    return door


def _split(door: Door, sizes: str) -> str:
    told = door.buy("1000", tactic=Tactic("splitting", {"sizes": sizes}))
    assert told.ok, told.refusals
    door.stage.wait(0)
    return told.order_id


def _sizes(door: Door) -> list[Decimal]:
    return [each.terms.qty for each in door.stage.placed]


@accepts("RC13")
def test_slices_may_come_to_their_parent(splitting: Door) -> None:
    parent = _split(splitting, "600+400")
    assert _sizes(splitting) == [600, 400]
    assert splitting.stage.desk.ledger.parents[parent].committed == 1_000
    splitting.stage.check()


@rejects("RC13")
def test_a_third_slice_of_one_unit_is_refused_with_an_alarm_and_freezes_the_parent(
    splitting: Door,
) -> None:
    parent = _split(splitting, "600+400+1")
    assert _sizes(splitting) == [600, 400]
    assert splitting.stage.journalled(Reason.PARENT_OVERRUN)
    ledger = splitting.stage.desk.ledger
    assert [each.subject for each in ledger.discrepancies] == [parent]
    assert ledger.parents[parent].ending is not None
    assert ledger.parents[parent].wake_at is None
    splitting.stage.check()


# --- the exit -------------------------------------------------------------------------


@accepts("RC14")
def test_what_was_approved_leaves_once_as_it_was(door: Door) -> None:
    order_id = door.yes(door.buy("10", "100.00"))
    (left,) = door.stage.placed
    assert left.terms == door.stage.order(order_id).terms


def _is_killed(door: Door) -> bool:
    firm = door.stage.desk.ledger.scopes.get("firm")
    return firm is not None and KILL in firm.stops


@rejects("RC14")
def test_an_order_that_is_altered_after_its_approval_is_dropped_and_the_kill_fires(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    dispatch = door.stage.desk.engine._effect

    def altered(event: e.Event) -> None:
        if isinstance(event, e.OrderSent):
            event = replace(event, terms=replace(event.terms, qty=event.terms.qty * 100))
        dispatch(event)

    monkeypatch.setattr(door.stage.desk.engine, "_effect", altered)
    door.buy("10", "100.00")
    assert door.stage.placed == []
    assert _is_killed(door)
    monkeypatch.undo()
    door.no(Reason.KILLED, door.buy, "11", "100.00")


@rejects("RC14")
def test_one_approval_does_not_leave_twice(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    dispatch = door.stage.desk.engine._effect

    def twice(event: e.Event) -> None:
        dispatch(event)
        dispatch(event)

    monkeypatch.setattr(door.stage.desk.engine, "_effect", twice)
    door.buy("10", "100.00")
    assert len(door.stage.placed) == 1
    assert _is_killed(door)
