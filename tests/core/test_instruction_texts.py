"""What people are told of instructions, and of what the desk does with an order."""

from __future__ import annotations

from decimal import Decimal

from holdfast.core.instruction_texts import held_text, instructions_text, note_text
from holdfast.messages.commands import SubmitOrder
from holdfast.model.combo import Combo
from holdfast.model.instructions import Peg, PegReference, TimeIs, Trail, TrailUnit, TriggerSource
from holdfast.model.order import OrderType, Side
from holdfast.views.blotter import order_row
from tests.algos.emulated.held_desk import ask, held_desk, prints

D = Decimal


def test_each_instruction_is_told() -> None:
    order = SubmitOrder(
        "A",
        "AAPL",
        Side.SELL,
        D(10),
        trail=Trail(D(1), TrailUnit.PERCENT, D(105), D("0.1")),
        trigger=TriggerSource.MID,
        peg=Peg(PegReference.MID, D("-0.01")),
        display_qty=D(2),
        display_variance=D("0.2"),
        qty_min=D(1),
        post_only_slide=True,
        extended_hours=True,
        arm=TimeIs(0),
    )
    assert instructions_text(order) == (
        ", triggered by MID, trailing by 1 % from 105, then a limit 0.1 beyond"
        ", pegged to MID -0.01, showing 2, more or less by 20 %, first fill at least 1"
        ", post only slide, extended hours, once time >= 1970-01-01T00:00:00.000000000Z"
    )


def test_a_leg_says_what_it_is_a_leg_of() -> None:
    combo = Combo("d1-7+2", 1, 2, 1, D(10), D("-1.50"))
    order = SubmitOrder("A", "AAPL", Side.SELL, D(10), combo=combo)
    assert instructions_text(order) == ", as leg 2 of 2 of d1-7+2, one order at net -1.5"


def test_the_blotter_says_what_the_desk_holds_and_what_triggered_it() -> None:
    desk = held_desk()
    last = TriggerSource.LAST
    order = ask(desk, 10, type=OrderType.STOP, stop_price=D(95), trigger=last)
    progress = order_row(desk.ledger, order).progress
    assert progress is not None
    assert progress.doing == "held by the desk: stop at 95 on LAST"
    prints(desk, "94.98")
    memory = desk.ledger.parents[order.id].memory
    assert held_text(order, "stop", memory) == "triggered by LAST 94.98"


def test_how_many_conditions_were_met_is_told() -> None:
    assert note_text({"met": ""}, 1) == "waits: none of its conditions met so far"
    assert note_text({"met": "0,2"}, 1) == "waits: 2 of its conditions met so far"
    assert note_text({"met": "0,2", "armed_at": 1}, 1) == "armed: its conditions are met"
