"""Members of one list that the desk works by orders which rest at the venue."""

from __future__ import annotations

from msgspec.structs import replace

from holdfast.core.invariants import audit
from holdfast.messages import commands as c
from holdfast.messages import control as k
from holdfast.messages import reports as r
from holdfast.model.abilities import PLAIN, Abilities
from holdfast.model.contingency import Contingency
from holdfast.model.order import OrderType, Side, TimeInForce
from tests.algos.emulated.held_desk import D, fill
from tests.support.desks import SECOND, ready_desk

DAY_ALONE = Abilities(PLAIN.types, (TimeInForce.DAY,), PLAIN.instructions)


def test_what_fills_while_another_shrinks_shrinks_it_again_once_that_is_made() -> None:
    desk = ready_desk()
    desk.take(k.DeclareVenue("sim", DAY_ALONE))
    desk.take(c.SubmitOrder("A", "AAPL", Side.BUY, D(20), client_order_id="e"))
    fill(desk, desk.order("e"), 20)
    sale = c.SubmitOrder("A", "AAPL", Side.SELL, D(20), time_in_force=TimeInForce.GTC)
    stop = replace(sale, type=OrderType.STOP, stop_price=D(95), client_order_id="s")
    target = replace(sale, type=OrderType.LIMIT, limit_price=D(110), client_order_id="t")
    desk.take(c.SubmitList((stop, target), Contingency.OUO))
    desk.wait(0)
    at = desk.time.now()
    resting, offered = (
        desk.ledger.orders[desk.ledger.parents[desk.order(name).id].children[0]]
        for name in ("s", "t")
    )
    for number, each in enumerate((resting, offered)):
        desk.take(r.VenueAccepts(each.id, f"V{number}", at))
    fill(desk, offered, 8, "110")
    desk.wait(0)
    assert resting.pending_qty == 12
    fill(desk, offered, 10, "110")
    desk.wait(0)
    desk.take(r.VenueReplaces(resting.id, "V2", D(12), None, D(95), at))
    desk.wait(SECOND)
    assert resting.pending_qty == 2
    desk.take(r.VenueReplaces(resting.id, "V3", D(2), None, D(95), at))
    assert (desk.order("s").qty, resting.leaves_qty) == (2, 2)
    assert audit(desk.ledger) == ()
    desk.check()
    desk.check_decisions()
