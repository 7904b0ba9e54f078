"""A desk at a venue where open orders hold back what they would close."""

from __future__ import annotations

from holdfast.core.ledger import Order
from holdfast.messages import commands as c
from holdfast.messages import control as k
from holdfast.messages import reports as r
from holdfast.model.abilities import Abilities, Instruction
from holdfast.model.order import OrderStatus, OrderType, Side
from tests.algos.emulated.held_desk import TIMES, D
from tests.support.desks import PlayedDesk, ready_desk

TYPES = (OrderType.MARKET, OrderType.LIMIT, OrderType.STOP, OrderType.STOP_LIMIT)
HOLDS = Abilities(TYPES, TIMES, (Instruction.POST_ONLY,), holds_for_orders=True)
EXITS = {"stop_loss": D(95), "take_profit": D(110)}


def holding_desk() -> PlayedDesk:
    """Make a desk with AAPL at 99.99/100.01 whose venue holds back what open orders would close."""
    desk = ready_desk()
    desk.take(k.DeclareVenue("sim", HOLDS))
    return desk


def enter(desk: PlayedDesk, side: Side = Side.BUY, **terms: object) -> Order:
    """Ask for ten with exits."""
    asked = {**EXITS, **terms}
    desk.take(c.SubmitOrder("A", "AAPL", side, D(10), client_order_id="e", **asked))
    return desk.order("e")


def at_venue(desk: PlayedDesk) -> list[Order]:
    """What is open at the venue."""
    ledger = desk.ledger
    return [ledger.orders[each] for each in ledger.open_orders if each not in ledger.parents]


def out(desk: PlayedDesk) -> list[tuple[str, str, D, OrderStatus]]:
    """What of the exits is at the venue."""
    return [
        (order.id, order.terms.type, order.leaves_qty, order.status)
        for order in at_venue(desk)
        if order.terms.exit_of
    ]


def kinds(desk: PlayedDesk) -> list[tuple[str, D]]:
    """What of the exits is at the venue, by type and what is left of it."""
    return [(kind, qty) for _, kind, qty, _ in out(desk)]


def accept(desk: PlayedDesk) -> None:
    """Let the venue take all that was sent to it."""
    for number, (order_id, _, _, status) in enumerate(out(desk)):
        if status is OrderStatus.SENT:
            desk.take(r.VenueAccepts(order_id, f"V{order_id}{number}", desk.time.now()))


def let_go(desk: PlayedDesk) -> None:
    """Let the venue cancel all that it was asked to."""
    for order_id, _, _, status in out(desk):
        if status is OrderStatus.PENDING_CANCEL:
            desk.take(r.VenueCancels(order_id, desk.time.now()))


def market(desk: PlayedDesk, bid: str, ask: str) -> None:
    """Quote, and let the desk act upon it."""
    desk.quote(bid, ask)
    desk.wait(0)


def sound(desk: PlayedDesk) -> None:
    """Hold the desk to its laws, now and decided again."""
    desk.check()
    desk.check_decisions()
