"""Reduce-only orders at a venue that does not know them."""

from __future__ import annotations

from holdfast.messages import commands as c
from holdfast.messages import reports as r
from holdfast.model.abilities import Instruction
from holdfast.model.order import OrderStatus, OrderType, Side
from tests.algos.emulated.held_desk import TIMES, D, ask, children, fill, held_desk


def test_what_is_out_is_cut_to_what_is_held_and_ends_with_it() -> None:
    desk = held_desk(TIMES, (Instruction.POST_ONLY,))
    desk.take(c.SubmitOrder("A", "AAPL", Side.BUY, D(10), client_order_id="b"))
    fill(desk, desk.order("b"), 10)
    order = ask(desk, 10, type=OrderType.LIMIT, limit_price=D(105), reduce_only=True)
    (child,) = children(desk)
    assert (child.qty, child.terms.reduce_only) == (10, False)
    desk.take(r.VenueAccepts(child.id, "V1", 0))
    for name, qty in (("s", 4), ("s2", 6)):
        desk.take(c.SubmitOrder("A", "AAPL", Side.SELL, D(qty), client_order_id=name))
        fill(desk, desk.order(name), qty)
        if name == "s":
            assert child.pending_qty == 6
            desk.take(r.VenueReplaces(child.id, "V1", D(6), D(105), None, desk.time.now()))
    assert child.cancel_wanted
    desk.take(r.VenueCancels(child.id, desk.time.now()))
    assert order.status is OrderStatus.CANCELED
    assert desk.ledger.waiting == {}
    desk.check()
