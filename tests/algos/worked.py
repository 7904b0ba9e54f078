"""A parent under an algo, without a desk: its clock, market and children are a test's to move."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from holdfast.core.ledger import Order, ParentState
from holdfast.core.working import Algo, Parent, Step
from holdfast.messages import commands as c
from holdfast.model.band import Activity
from holdfast.model.calendar import Session
from holdfast.model.instrument import Listing
from holdfast.model.numbers import Nanos
from holdfast.model.order import OrderStatus, OrderType, Side, Tactic
from holdfast.model.quote import Quote
from holdfast.model.volume_curve import VolumeCurve

SECOND = 1_000_000_000
BEGIN = 1_340_285_400 * SECOND  # 2012-06-21T13:30:00Z
LISTING = Listing("AAPL", "sim", "AAPL")
TOUCH = Quote("AAPL", Decimal("99.99"), Decimal("100.01"), Decimal(100), Decimal(100), BEGIN)


def asked(
    algo: str, qty: str = "1000", side: Side = Side.BUY, limit: str | None = None, **params: object
) -> c.SubmitOrder:
    """Write an order of an account A for AAPL, worked by an algo."""
    return c.SubmitOrder(
        "A",
        "AAPL",
        side,
        Decimal(qty),
        OrderType.MARKET if limit is None else OrderType.LIMIT,
        None if limit is None else Decimal(limit),
        principal="ann",
        tactic=Tactic(algo, params),  # type: ignore[arg-type]  # any parameters, right or wrong
    )


class Worked:
    """What the ledger would keep of a parent. Children stay open until a test says otherwise."""

    def __init__(
        self,
        algo: Algo,
        terms: c.SubmitOrder,
        seed: int = 7,
        listing: Listing = LISTING,
        order_id: str = "E-1",
    ) -> None:
        self.algo = algo
        self.order = _order(order_id, terms, BEGIN)
        self.state = ParentState()
        self.seed = seed
        self.listing = listing
        self.at = BEGIN
        self.quote: Quote | None = TOUCH
        self.volume: Decimal | None = Decimal(0)
        self.low = self.high = Decimal(100)
        self.sessions: tuple[Session, ...] = ()
        self.starts = 1
        self.curve: VolumeCurve | None = None
        self.open: list[Order] = []
        self.made: list[Order] = []

    def parent(self) -> Parent:
        """Return what the algo would be given now."""
        volume = self.volume
        return Parent(
            self.order,
            self.state,
            self.listing,
            self.quote,
            self.at,
            self.seed,
            None
            if volume is None
            else Activity("AAPL", volume, volume * 100, self.at, None, self.low, self.high),
            open=tuple(self.open),
            sessions=self.sessions,
            starts=self.starts,
            curve=self.curve,
        )

    def step(self) -> Step:
        """Ask the algo now: what it gives out is committed, what it pulls is over at once."""
        step = self.algo.step(self.parent())
        if step.memory is not None:
            self.state.memory = step.memory
        for order_id in step.cancels:
            self.expire(next(each for each in self.open if each.id == order_id))
        for child in step.children:
            made = _order(f"E-1/{len(self.made) + 1}", child, self.at)
            self.made.append(made)
            self.open.append(made)
            self.state.children.append(made.id)
            self.state.open_children[made.id] = None
            self.state.committed += child.qty
        assert self.state.committed <= self.order.qty
        assert step.ended or step.wake_at is None or step.wake_at > self.at
        return step

    def after(self, seconds: float) -> Step:
        """Ask it again later."""
        self.at += int(seconds * SECOND)
        return self.step()

    def fill(self, child: Order, qty: Decimal | None = None) -> None:
        """Let a child trade, all of what is left of it unless told."""
        qty = child.leaves_qty if qty is None else qty
        child.cum_qty += qty
        self.order.cum_qty += qty
        if child.cum_qty == child.qty:
            child.status = OrderStatus.FILLED
            self._close(child)

    def expire(self, child: Order) -> None:
        """Let what is left of a child come back."""
        self.state.committed -= child.leaves_qty
        child.status = OrderStatus.EXPIRED
        self._close(child)

    def run(
        self, until: Nanos | None = None, each: Callable[[Worked], None] | None = None
    ) -> list[tuple[float, Decimal]]:
        """Wake as often as asked for; list when, in seconds, how much was given out.

        `each` may move the market and the children before the algo is asked.
        """
        given = []
        while until is None or self.at <= until:
            if each is not None:
                each(self)
            before = len(self.made)
            step = self.step()
            given += [((self.at - BEGIN) / SECOND, child.qty) for child in self.made[before:]]
            if step.ended or step.wake_at is None or self.order.cum_qty == self.order.qty:
                break
            self.at = step.wake_at
        return given

    def _close(self, child: Order) -> None:
        self.open.remove(child)
        del self.state.open_children[child.id]


def fill_all(worked: Worked) -> None:
    """Let everything that is open trade."""
    for child in tuple(worked.open):
        worked.fill(child)


def expire_all(worked: Worked) -> None:
    """Let everything that is open come back."""
    for child in tuple(worked.open):
        worked.expire(child)


def _order(order_id: str, terms: c.SubmitOrder, at: Nanos) -> Order:
    return Order(
        order_id,
        terms,
        OrderStatus.NEW,
        terms.qty,
        terms.limit_price,
        None,
        Decimal(0),
        None,
        at,
        at,
        at,
        1,
    )
