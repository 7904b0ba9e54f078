"""All our orders that wait in one instrument: at their own price, or for one of the market's."""

from __future__ import annotations

from decimal import Decimal

from holdfast.exchange.ladder import Ladder
from holdfast.exchange.trailing import Trails
from holdfast.exchange.triggers import Seen, Triggers
from holdfast.exchange.working import WorkingOrder
from holdfast.model.ids import OrderId
from holdfast.model.numbers import ZERO

_INFINITY = Decimal("Infinity")


class Waiting:
    """Resting orders by side, and `watched`: every order that looks at the market as it moves."""

    __slots__ = (
        "aside_buys",
        "aside_sells",
        "buys",
        "pegs",
        "sells",
        "trails",
        "triggers",
        "watched",
    )

    def __init__(self) -> None:
        self.buys = Ladder(highest_first=True)
        self.sells = Ladder(highest_first=False)
        self.aside_buys = Ladder(highest_first=True)
        self.aside_sells = Ladder(highest_first=False)
        self.triggers = Triggers()
        self.pegs: dict[OrderId, WorkingOrder] = {}
        self.trails = Trails()
        self.watched: dict[OrderId, WorkingOrder] = {}

    def __bool__(self) -> bool:
        return bool(self.buys.orders or self.sells.orders or self.watched)

    def rest(self, order: WorkingOrder) -> None:
        """Let the order wait at its limit price; one without a limit goes before all others."""
        (self.buys if order.is_buy else self.sells).add(order, _resting_price(order))
        if order.more is not None:
            self.follow(order)

    def arm(self, order: WorkingOrder) -> None:
        """Let the order wait for its trigger."""
        self.watched[order.order_id] = order
        if order.more is not None and order.more.trail is not None:
            self.trails.add(order)
        self.triggers.arm(order)

    def set_aside(self, order: WorkingOrder) -> None:
        """Let the order wait unseen, behind all others, until enough can trade at once."""
        self.watched[order.order_id] = order
        self.aside(order.is_buy).add(order, _resting_price(order))
        self.follow(order)

    def aside(self, is_buy: bool) -> Ladder:
        return self.aside_buys if is_buy else self.aside_sells

    def follow(self, order: WorkingOrder) -> None:
        """Have a pegged order follow the market, wherever it stands."""
        if order.more is not None and order.more.peg is not None:
            self.pegs[order.order_id] = self.watched[order.order_id] = order

    def forget(self, order: WorkingOrder) -> bool:
        """Look at the market for it no more; tell whether it waited without a price of its own."""
        if self.watched.pop(order.order_id, None) is None:
            return False
        if order.waits_for_price:
            if order.terms.trail is not None:
                self.trails.remove(order)
            self.triggers.remove(order)
        was_aside = self.aside(order.is_buy).remove(order, _resting_price(order))
        is_peg = self.pegs.pop(order.order_id, None) is not None
        return was_aside or not is_peg or order.limit_price is None

    def remove(self, order: WorkingOrder) -> bool:
        """Take the order out, wherever it waits; tell whether it did."""
        if self.forget(order):
            return True
        return (self.buys if order.is_buy else self.sells).remove(order, _resting_price(order))

    def touched(self, seen: Seen) -> WorkingOrder | None:
        """Take out the next order whose trigger is touched."""
        order = self.triggers.touched(seen)
        if order is not None:
            self.remove(order)
        return order


def _resting_price(order: WorkingOrder) -> Decimal:
    if order.limit_price is not None:
        return order.limit_price
    return _INFINITY if order.is_buy else ZERO
