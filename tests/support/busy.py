"""A busy day on one desk, the same for the same seed: orders, parents, brackets, plans, lies."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from holdfast.core.ledger import Order
from holdfast.messages import commands as c
from holdfast.messages import reports as r
from holdfast.messages.plan import Action, Decision, DecisionPlan, Size
from holdfast.model.order import Liquidity, OrderType, Side, Tactic
from tests.support.desks import SECOND, PlayedDesk, ready_desk

PRICES = ("99.37", "100", "100.01", "101.5")


def busy_desk(seed: int = 1, steps: int = 120) -> PlayedDesk:
    """Play that many random moves of traders, venue and time."""
    desk = ready_desk()
    moves = _Moves(desk, Random(seed))
    for step in range(steps):
        moves.any(step)
    return desk


class _Moves:
    def __init__(self, desk: PlayedDesk, rng: Random) -> None:
        self.desk, self.rng = desk, rng

    def any(self, step: int) -> None:
        if step % 40 == 39:
            self.desk.restart()
            return
        weights = {self.trade: 4, self.plan: 1, self.report: 8, self.change: 2, self.time: 1}
        self.rng.choices(list(weights), list(weights.values()))[0](step)

    def trade(self, step: int) -> None:
        rng = self.rng
        side = rng.choice(list(Side))
        qty = Decimal(rng.randint(1, 20))
        way = 1 if side is Side.BUY else -1
        kind = rng.choice(["plain", "limit", "bracket", "parent", "nonsense"])
        terms = c.SubmitOrder("A", "AAPL", side, qty, client_order_id=f"c{step}", strategy="s")
        change: dict[str, object] = {}
        if kind == "limit":
            change = {"type": OrderType.LIMIT, "limit_price": Decimal(rng.choice(PRICES))}
        elif kind == "bracket":
            change = {
                "take_profit": Decimal(100 + 9 * way),
                "stop_loss": Decimal(100 - 9 * way),
            }
        elif kind == "parent":
            params = {"slices": 3, "duration_s": 90, "jitter": "0.3"}
            change = {"tactic": Tactic("twap", params), "stop_loss": Decimal(100 - 9 * way)}
        elif kind == "nonsense":
            change = {"limit_price": Decimal("NaN"), "metadata": {"z": "1", "a": "2"}}
        self.desk.take(_changed(terms, change))

    def plan(self, step: int) -> None:
        action = self.rng.choice([Action.BUY, Action.SELL, Action.CLOSE, Action.HOLD])
        decision = Decision("AAPL", action, size=Size(Decimal(self.rng.randint(1, 9))))
        self.desk.take(c.SubmitPlan(DecisionPlan(f"p{step}", "A", (decision,))))

    def change(self, step: int) -> None:
        order = self._order()
        if order is None:
            return
        if self.rng.random() < 0.5:
            self.desk.take(c.CancelOrder(order.id))
        else:
            self.desk.take(c.ReplaceOrder(order.id, Decimal(self.rng.randint(1, 30))))

    def time(self, step: int) -> None:
        self.desk.wait(self.rng.randint(1, 40) * SECOND)

    def report(self, step: int) -> None:
        order = self._order()
        if order is None:
            return
        rng, at, one = self.rng, self.desk.time.now(), order.id
        price, fee = Decimal(rng.choice(PRICES)), Decimal("0.005")
        left = max(order.leaves_qty, Decimal(1))
        some = min(Decimal(rng.randint(1, 20)), left)
        fill = r.VenueFills(one, f"f{step}", some, price, fee, "USD", Liquidity.TAKER, at)
        new_qty = order.qty if order.pending_qty is None else order.pending_qty
        prices = (order.pending_limit_price or order.limit_price, order.stop_price)
        choice: r.Report = rng.choices(
            [
                fill,
                r.VenueAccepts(one, f"V{one}", at),
                r.VenueReplaces(one, f"V{one}", new_qty, *prices, at),
                r.VenueRejectsReplace(one, "NO", "", at),
                r.VenueCancels(one, at),
                r.VenueRejects(one, "NO", "", at),
                r.VenueSilent(one, "", at),
                r.VenueBusts(one, f"f{rng.randint(0, step)}", at),
                r.VenueKnowsNot(one, rng.random() < 0.5, at),
            ],
            [8, 8, 2, 1, 2, 1, 1, 2, 1],
        )[0]
        self.desk.take(choice)

    def _order(self) -> Order | None:
        ledger = self.desk.ledger
        orders = [each for each in ledger.orders if each not in ledger.parents]
        orders += [each for each in ledger.open_orders if each not in ledger.parents] * 3
        return ledger.orders[self.rng.choice(orders)] if orders else None


def _changed(terms: c.SubmitOrder, change: dict[str, object]) -> c.SubmitOrder:
    fields = {name: getattr(terms, name) for name in terms.__struct_fields__}
    return c.SubmitOrder(**{**fields, **change})
