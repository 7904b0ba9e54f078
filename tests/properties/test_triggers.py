"""Triggers that the desk holds fire once and never loosen, whatever happens in between."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from holdfast.messages import reports as r
from holdfast.model.instructions import Trail, TriggerSource
from holdfast.model.order import OrderStatus, OrderType, Side
from tests.algos.emulated.held_desk import D, ask, children, fill, held_desk, prints
from tests.support.desks import PlayedDesk

CENT = D("0.01")
PRICES = st.integers(9_700, 10_300).map(lambda cents: str(CENT * cents))
WORDS = st.sampled_from(("restart", "reject", "unknown", "accept", "fill", "wait"))
STEPS = st.lists(st.one_of(PRICES, PRICES, WORDS), min_size=1, max_size=25)


def play(desk: PlayedDesk, step: str) -> None:
    """Let a price be printed, or something happen to the last child."""
    if step[0].isdigit():
        price = Decimal(step)
        desk.quote(str(price - CENT), str(price + CENT))
        prints(desk, step)
        return
    child = children(desk)[-1] if children(desk) else None
    at = desk.time.now()
    if step == "restart":
        desk.restart()
    elif step == "wait":
        desk.wait(1_000_000_000)
    elif child is not None and child.is_open:
        match step:
            case "reject" if not child.venue_order_id and not child.cum_qty:
                desk.take(r.VenueRejects(child.id, "NO", "", at))
            case "unknown":
                desk.take(r.VenueSilent(child.id, "no answer", at))
            case "accept":
                desk.take(r.VenueAccepts(child.id, "V1", at))
            case "fill" if child.leaves_qty > 1:
                fill(desk, child, 1)


@settings(deadline=None, max_examples=40)
@given(STEPS, st.sampled_from((Side.BUY, Side.SELL)))
def test_a_stop_gives_out_one_child_and_not_before_its_price(steps: list[str], side: Side) -> None:
    desk = held_desk()
    stop = D(101) if side is Side.BUY else D(99)
    last = TriggerSource.LAST
    ask(desk, 5, side, type=OrderType.STOP, stop_price=stop, trigger=last)
    is_met = False
    for step in steps:
        if step[0].isdigit():
            is_met |= Decimal(step) >= stop if side is Side.BUY else Decimal(step) <= stop
        play(desk, step)
        out = children(desk)
        assert len(out) <= 1
        assert is_met or not out
        assert sum(each.qty for each in out) <= 5
    desk.check()


@settings(deadline=None, max_examples=40)
@given(STEPS, st.sampled_from((Side.BUY, Side.SELL)))
def test_a_trailing_stop_never_loosens(steps: list[str], side: Side) -> None:
    desk = held_desk()
    trail = Trail(D("0.50"))
    last = TriggerSource.LAST
    ask(desk, 5, side, type=OrderType.TRAILING_STOP, trail=trail, trigger=last)
    levels: list[Decimal] = []
    for step in steps:
        play(desk, step)
        order = desk.order("o")
        level = desk.ledger.parents[order.id].memory.get("level")
        if level is not None:
            levels.append(Decimal(str(level)))
        assert len(children(desk)) <= 1
    assert levels == sorted(levels, reverse=side is Side.BUY)
    order = desk.order("o")
    assert order.is_open or order.status in (OrderStatus.FILLED, OrderStatus.CANCELED)
    desk.check()
