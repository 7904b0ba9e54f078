"""Accounts of one trade group, and orders that may meet each other."""

from __future__ import annotations

from decimal import Decimal

from holdfast.core.ledger import Order
from holdfast.messages import commands as c
from holdfast.messages import events as e
from holdfast.messages import reports as r
from holdfast.model.account import Account
from holdfast.model.order import OrderType, SelfTrade, Side
from tests.support.desks import PlayedDesk
from tests.support.limits import WIDE

D = Decimal
MODES = [SelfTrade.EXPIRE_TAKER, SelfTrade.EXPIRE_MAKER, SelfTrade.EXPIRE_BOTH, SelfTrade.DECREMENT]


class OwnOrders(PlayedDesk):
    """Accounts A and B of one trade group, C of none; AAPL at 99.99/100.01."""

    def __init__(self) -> None:
        super().__init__()
        for name, group in (("A", "G"), ("B", "G"), ("C", "")):
            account = Account(name, "sim", trade_group=group)
            self.take(c.OpenAccount(account, {"USD": D(1_000_000)}))
            self.take(c.SetLimits(name, WIDE))
        self.instrument()
        self.quote("99.99", "100.01")

    def place(self, side: Side, qty: int, price: str | None, **terms: object) -> list[e.Event]:
        given: dict = {"account": "A", **terms}
        if price is not None:
            given = {"limit_price": D(price), "type": OrderType.LIMIT, **given}
        order = c.SubmitOrder(instrument="AAPL", side=side, qty=D(qty), **given)
        events = self.take(order)
        self.check()
        return events

    def rests(self, name: str, side: Side, qty: int, price: str, **terms: object) -> str:
        """Have an order rest at the venue and return its id."""
        self.place(side, qty, price, client_order_id=name, **terms)
        order = self.order(name, str(terms.get("account", "A")))
        self.accept(order.id)
        return order.id

    def accept(self, order_id: str) -> None:
        self.take(r.VenueAccepts(order_id, f"V{order_id}", self.time.now()))

    def buy(self, qty: int = 10, price: str | None = "100", **terms: object) -> list[e.Event]:
        return self.place(Side.BUY, qty, price, **terms)

    def sell(self, qty: int = 10, price: str | None = "100", **terms: object) -> list[e.Event]:
        return self.place(Side.SELL, qty, price, **terms)

    @property
    def last(self) -> Order:
        return next(reversed(self.ledger.orders.values()))
