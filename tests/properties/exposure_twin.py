"""A naive twin of exposure: every number is counted anew from lists of orders and fills."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from holdfast.messages import events as e
from holdfast.messages.commands import SubmitOrder
from holdfast.model.limits import Limits
from holdfast.model.order import Side
from holdfast.model.scope import Scope

BID, MID, ASK = Decimal("99.99"), Decimal(100), Decimal("100.01")
COLLAR = Decimal("0.05")


def worst(terms: SubmitOrder, limit: Decimal | None) -> Decimal:
    """Say what a unit may cost at worst: what is bought at market up to the collar."""
    if terms.side is Side.BUY:
        return ASK * (1 + COLLAR) if limit is None else limit
    return BID if limit is None else max(limit, BID)


@dataclass
class Sent:
    """One order as a clerk notes it."""

    terms: SubmitOrder
    qty: Decimal
    price: Decimal
    pending: tuple[Decimal, Decimal] | None = None  # quantity and price of a change in flight
    filled: Decimal = Decimal(0)
    over: bool = False
    reduced: bool = False  # it could only reduce as it was sent, so it reserves no money

    @property
    def left(self) -> Decimal:
        """The larger of old and new, less what has traded."""
        if self.over:
            return Decimal(0)
        qty = max(self.qty, self.pending[0]) if self.pending else self.qty
        return max(qty - self.filled, Decimal(0))

    @property
    def worst(self) -> Decimal:
        """What all that is left may cost."""
        return self.left * (max(self.price, self.pending[1]) if self.pending else self.price)


@dataclass
class Exposure:
    """What has been sent and what has traded, and what that may come to in a scope."""

    orders: dict[str, Sent] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)
    sends: int = 0

    def note(self, events: list[e.Event], limits: list[tuple[Scope, Limits]]) -> None:
        """Write down what happened, and hold each send against the limits of its moment."""
        for event in events:
            match event:
                case e.OrderSent() | e.OrderAccepted():
                    self._sent(event, limits)
                case e.ReplaceSent():
                    self._changed(event, limits)
                case e.OrderFilled():
                    self.orders[event.order_id].filled += event.qty
                    self._family(event.order_id).filled += event.qty
                case e.OrderReplaced():
                    order = self.orders[event.order_id]
                    order.qty, order.price = event.qty, worst(order.terms, event.limit_price)
                    order.pending = None
                case e.ReplaceRejected():
                    self.orders[event.order_id].pending = None
                case e.ParentEnded():
                    self.orders[event.order_id].over = True
                case e.OrderRejected() | e.OrderCanceled() | e.OrderExpired():
                    self.orders[event.order_id].over = True

    def _family(self, order_id: str) -> Sent:
        """Return the parent of a slice, or a new note that nobody keeps."""
        order = self.orders[order_id]
        return self.orders.get(order.terms.parent_id, Sent(order.terms, order.qty, order.price))

    def _sent(
        self, event: e.OrderSent | e.OrderAccepted, limits: list[tuple[Scope, Limits]]
    ) -> None:
        terms = event.terms
        order = Sent(terms, terms.qty, worst(terms, terms.limit_price))
        order.reduced = self._only_reduces(terms, terms.qty, "")
        self.orders[event.order_id] = order
        if not order.reduced and not terms.parent_id:
            self._hold(event.order_id, terms, limits)

    def _changed(self, event: e.ReplaceSent, limits: list[tuple[Scope, Limits]]) -> None:
        order = self.orders[event.order_id]
        left = max(event.qty, order.qty) - order.filled
        reduced = self._only_reduces(order.terms, left, event.order_id)
        order.pending = (event.qty, worst(order.terms, event.limit_price))
        if not reduced:
            order.reduced = False
            self._hold(event.order_id, order.terms, limits)

    def _only_reduces(self, terms: SubmitOrder, qty: Decimal, without: str) -> bool:
        whole = Scope(account=terms.account, instrument=terms.instrument)
        open_qty = sum(
            (each.left for name, each in self._open(whole, terms.side) if name != without),
            Decimal(0),
        )
        if terms.parent_id:
            open_qty -= min(qty, self.orders[terms.parent_id].left)
        held = self.held(whole, terms.account, terms.instrument)
        return qty + open_qty <= (-held if terms.side is Side.BUY else held)

    # --- what it comes to ---------------------------------------------------------------

    def held(self, scope: Scope, account: str, instrument: str) -> Decimal:
        total = Decimal(0)
        for order in self.orders.values():
            terms = order.terms
            if (terms.account, terms.instrument) == (account, instrument) and _in(scope, terms):
                if terms.tactic is None:  # a parent's fills are its slices'
                    total += order.filled if terms.side is Side.BUY else -order.filled
        return total

    def _open(self, scope: Scope, side: Side) -> Iterator[tuple[str, Sent]]:
        """Yield what may still trade: a parent for its slices while it works, then they."""
        for name, order in self.orders.items():
            terms = order.terms
            parent = self.orders.get(terms.parent_id)
            if terms.side is side and _in(scope, terms) and (parent is None or parent.over):
                yield name, order

    def _hold(self, name: str, terms: SubmitOrder, limits: list[tuple[Scope, Limits]]) -> None:
        self.sends += 1
        for scope, sheet in limits:
            if _in(scope, terms):
                for what, comes_to, limit in self._measures(scope, sheet, terms):
                    if limit is not None and comes_to > limit:
                        told = f"{name}: {what} of {scope.key} may come to {comes_to} of {limit}"
                        self.broken.append(told)

    def _measures(
        self, scope: Scope, sheet: Limits, terms: SubmitOrder
    ) -> Iterator[tuple[str, Decimal, Decimal | None]]:
        yield "position", self.position(scope, terms), sheet.position_qty_max
        yield "gross", self.gross(scope), sheet.gross_notional_max
        opened = [self._reserved(*each) for side in Side for each in self._open(scope, side)]
        yield "open value", sum(opened, Decimal(0)), sheet.open_value_max

    def _reserved(self, name: str, order: Sent) -> Decimal:
        """Say what an order reserves: nothing where it could only reduce as it was sent.

        A parent reserves for its slices, but for those.
        """
        if order.reduced:
            return Decimal(0)
        left = order.left
        for each in self.orders.values():
            if each.terms.parent_id == name and each.reduced:
                left -= each.left
        return order.worst * left / order.left if order.left else Decimal(0)

    def position(self, scope: Scope, terms: SubmitOrder) -> Decimal:
        """Add all that is held of the instrument in scope, and all that is open on one side."""
        within = Scope(scope.account, scope.strategy, scope.trader, terms.instrument, scope.venue)
        accounts = dict.fromkeys(order.terms.account for order in self.orders.values())
        held = sum((self.held(within, each, terms.instrument) for each in accounts), Decimal(0))
        left = sum((order.left for _, order in self._open(within, terms.side)), Decimal(0))
        return left + (held if terms.side is Side.BUY else -held)

    def gross(self, scope: Scope) -> Decimal:
        """Add, over accounts and instruments, the worse side of what is held and open.

        Whether an order only reduces is asked of its whole account, so a scope that sees less
        than that leaves out what was sent as reducing.
        """
        sees_all = not (scope.strategy or scope.trader or scope.venue)
        pairs = dict.fromkeys(
            (order.terms.account, order.terms.instrument) for order in self.orders.values()
        )
        total = Decimal(0)
        for account, instrument in pairs:
            worse = Decimal(0)
            held = self.held(scope, account, instrument) * MID
            for side in Side:
                opened = sum(
                    (
                        order.worst if sees_all else self._reserved(name, order)
                        for name, order in self._open(scope, side)
                        if (order.terms.account, order.terms.instrument) == (account, instrument)
                    ),
                    Decimal(0),
                )
                worse = max(worse, opened + (held if side is Side.BUY else -held))
            total += worse
        return total


def _in(scope: Scope, terms: SubmitOrder) -> bool:
    return scope.takes_in(
        terms.account, terms.strategy, terms.principal, terms.instrument, terms.venue or "sim"
    )
