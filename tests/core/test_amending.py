"""Pausing, resuming and amending parents: who may, what is judged, what is counted."""

from __future__ import annotations

from decimal import Decimal

import pytest

from holdfast.messages import commands as c
from holdfast.messages import events as e
from holdfast.messages import reports as r
from holdfast.messages import underway as u
from holdfast.messages.refusals import Reason
from holdfast.model.limits import Limits
from holdfast.model.order import OrderType, Side, Tactic
from tests.support.desks import SECOND, WIDE, PlayedDesk, ready_desk

PARAMS: dict[str, str | int | bool] = {"duration_s": 40, "slices": 4, "jitter": "0"}


def desk_with_parent(limit: str | None = "100", **terms: object) -> PlayedDesk:
    desk = ready_desk()
    price = None if limit is None else Decimal(limit)
    kind = OrderType.MARKET if limit is None else OrderType.LIMIT
    order = c.SubmitOrder(
        "A",
        "AAPL",
        Side.BUY,
        Decimal(8),
        kind,
        price,
        client_order_id="p",
        tactic=Tactic("twap", PARAMS),
        **terms,  # type: ignore[arg-type]  # fields by name
    )
    desk.take(order)
    return desk


def codes(told: list[e.Event]) -> list[Reason]:
    return [
        each.code
        for event in told
        if isinstance(event, e.RequestRefused)
        for each in event.refusals
    ]


@pytest.mark.parametrize("kind", [u.PauseOrder, u.ResumeOrder, u.AmendParent])
def test_a_stranger_changes_nothing(kind: type[u.PauseOrder]) -> None:
    desk = desk_with_parent()
    parent = desk.order("p").id
    assert codes(desk.take(kind(parent, principal="mallory"))) == [Reason.NOT_ENTITLED]
    assert codes(desk.exactly(kind(parent))) == [Reason.UNATTRIBUTED]


@pytest.mark.parametrize("field", ["qty", "limit_price", "stop_price"])
def test_what_is_no_number_is_refused_by_its_field(field: str) -> None:
    desk = desk_with_parent()
    command = u.AmendParent(desk.order("p").id, **{field: Decimal("NaN")})
    (told,) = desk.take(command)
    assert isinstance(told, e.RequestRefused)
    assert [(each.code, each.field) for each in told.refusals] == [(Reason.INVALID_ORDER, field)]


def test_an_overrun_tells_what_is_out() -> None:
    desk = desk_with_parent()
    (told,) = desk.take(u.AmendParent(desk.order("p").id, qty=Decimal(1)))
    assert isinstance(told, e.RequestRefused)
    (refusal,) = told.refusals
    assert (refusal.code, refusal.measured, refusal.limit) == (Reason.PARENT_OVERRUN, 1, 2)


def test_more_is_judged_by_the_gate_beside_what_is_out() -> None:
    desk = desk_with_parent()
    parent = desk.order("p").id
    values = {name: getattr(WIDE, name) for name in WIDE.__struct_fields__}
    desk.take(c.SetLimits("A", Limits(**{**values, "position_qty_max": Decimal(20)})))
    assert codes(desk.take(u.AmendParent(parent, qty=Decimal(21)))) == [Reason.POSITION_LIMIT]
    # two are out with its child, and are not counted twice
    assert codes(desk.take(u.AmendParent(parent, qty=Decimal(20)))) == []
    assert desk.ledger.position("A", "AAPL").buy_open == 20
    desk.check()


def test_what_is_not_given_out_is_reserved_at_the_new_price() -> None:
    desk = desk_with_parent()
    before = desk.ledger.accounts["A"].open_value
    desk.take(u.AmendParent(desk.order("p").id, limit_price=Decimal("99.00")))
    assert before - desk.ledger.accounts["A"].open_value == 6 * Decimal(1)
    desk.check()


def test_a_repeated_submission_is_still_the_same_order() -> None:
    desk = desk_with_parent()
    order = desk.order("p")
    desk.take(u.AmendParent(order.id, qty=Decimal(10), params={"duration_s": 80}))
    assert desk.take(order.terms) == []


def test_the_answer_names_the_parent() -> None:
    desk = desk_with_parent()
    parent = desk.order("p").id
    command = u.PauseOrder(parent, "ann", cancel_children=True)
    told = desk.desk.ask(command)
    assert told is not None
    assert (told.order_id, told.order_ids) == (
        parent,
        (parent, f"{parent[:-1]}{int(parent[-1]) + 1}"),
    )


def test_a_child_that_fills_while_its_parent_is_paused_wakes_nobody() -> None:
    desk = desk_with_parent()
    parent = desk.order("p")
    child = desk.ledger.parents[parent.id].children[0]
    desk.take(u.PauseOrder(parent.id))
    fee = Decimal(0)
    fill = r.VenueFills(
        child, "x", Decimal(2), Decimal(100), fee, "USD", r.Liquidity.TAKER, desk.time.now()
    )
    assert [type(each) for each in desk.take(fill)] == [e.OrderFilled]
    assert desk.take(c.Wake(parent.id)) == []
    assert desk.wait(100 * SECOND) == []
    desk.check()


def test_what_was_asked_and_what_came_of_it_is_decided_the_same_again() -> None:
    desk = desk_with_parent()
    parent = desk.order("p").id
    desk.take(u.PauseOrder(parent))
    desk.take(u.AmendParent(parent, qty=Decimal(12), params={"slices": 6}))
    desk.take(u.ResumeOrder(parent))
    desk.wait(60 * SECOND)
    desk.check()
    desk.check_decisions()
