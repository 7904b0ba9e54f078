"""A desk whose venue works little, so that the desk holds the rest."""

from __future__ import annotations

from decimal import Decimal

from holdfast.core.ledger import Order
from holdfast.messages import commands as c
from holdfast.messages import control as k
from holdfast.messages import reports as r
from holdfast.model.abilities import Abilities, Instruction
from holdfast.model.order import Liquidity, OrderType, Side, TimeInForce
from tests.support.desks import PlayedDesk, ready_desk

D = Decimal
TYPES = (OrderType.MARKET, OrderType.LIMIT)
TIMES = (TimeInForce.DAY, TimeInForce.GTC, TimeInForce.GTD, TimeInForce.IOC, TimeInForce.FOK)
GIVEN = (Instruction.POST_ONLY, Instruction.REDUCE_ONLY)


def held_desk(
    times: tuple[TimeInForce, ...] = TIMES,
    given: tuple[Instruction, ...] = GIVEN,
    *,
    replaces: bool = True,
) -> PlayedDesk:
    """Make a desk with AAPL at 99.99/100.01, and a venue that works market and limit orders."""
    desk = ready_desk()
    desk.take(k.DeclareVenue("sim", Abilities(TYPES, times, given, replaces)))
    return desk


def ask(desk: PlayedDesk, qty: int, side: Side = Side.SELL, **terms: object) -> Order:
    """Ask for an order called o."""
    order = c.SubmitOrder("A", "AAPL", side, D(qty), client_order_id="o", **terms)
    desk.take(order)
    return desk.order("o")


def children(desk: PlayedDesk) -> list[Order]:
    """List what the order called o has given out, the oldest first."""
    ledger = desk.ledger
    return [ledger.orders[each] for each in ledger.parents[desk.order("o").id].children]


def fill(desk: PlayedDesk, order: Order, qty: int, price: str = "100") -> None:
    name = f"X{len(desk.ledger.accounts['A'].fills)}"
    at = desk.time.now()
    money = (D(qty), D(price), D(0))
    desk.take(r.VenueFills(order.id, name, *money, "USD", Liquidity.TAKER, at))


def prints(desk: PlayedDesk, price: str) -> None:
    """Print a trade and let the desk act upon it."""
    desk.trade(price)
    desk.wait(0)
