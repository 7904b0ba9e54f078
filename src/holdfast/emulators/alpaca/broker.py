"""The venue's desk: takes, replaces and cancels orders, and tells what becomes of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from random import Random
from time import time_ns
from uuid import UUID

from holdfast.emulators.alpaca import families, several_legs
from holdfast.emulators.alpaca.admission import judge_account
from holdfast.emulators.alpaca.assets import FRACTION, Asset, Assets
from holdfast.emulators.alpaca.board import Board
from holdfast.emulators.alpaca.books import Books
from holdfast.emulators.alpaca.errors import MISSING, ApiError, Fields, invalid, not_allowed
from holdfast.emulators.alpaca.orders import OPEN, REPLACEABLE, Order
from holdfast.emulators.alpaca.rules import EmulatorRules, Knobs
from holdfast.emulators.alpaca.terms import terms_of
from holdfast.emulators.alpaca.validation import judge, judge_base, judge_step
from holdfast.emulators.alpaca.wanted import Change, Wanted
from holdfast.exchange import Exchange
from holdfast.messages.reports import (
    Report,
    VenueAccepts,
    VenueCancels,
    VenueExpires,
    VenueFills,
    VenueRejects,
)
from holdfast.messages.requests import PlaceOrder, PullOrder
from holdfast.model.numbers import ZERO, Nanos, plain, round_down
from holdfast.model.times import rfc3339
from holdfast.runtime.real_time import RealTime

MILLISECOND_NS = 1_000_000
# what may go to the exchange, or back to it, once its session is on
WAITING = ("accepted", "new", "partially_filled")

Tell = Callable[[str, Order, Fields], None]
"""Told of what happens to an order: the event's name, the order as it is, what goes beside it."""


class Broker:
    """One account's orders at the venue, over an exchange that matches them."""

    def __init__(
        self, rules: EmulatorRules, knobs: Knobs, exchange: Exchange, time: RealTime
    ) -> None:
        self.rules, self.knobs = rules, knobs
        self.exchange = exchange
        self.time = time
        self.assets, self.board = Assets(), Board()
        # no id comes again in another run: whoever keeps a journal would take it for an old one
        self._rng = Random(f"ids of {rules.seed} at {time_ns()}")
        self.books = Books(rules, self.board, self.new_id)
        self.orders: dict[str, Order] = {}
        self.open: dict[str, Order] = {}
        self.by_client_id: dict[str, Order] = {}
        self._places: dict[str, Order] = {}  # by the exchange's id, one for each time it went in
        self._undecided: list[Callable[[], None]] = []
        self.hearers: list[Tell] = []
        self.is_open: Callable[[Asset, bool], bool] = _always
        self.judge_time: Callable[[str], None] = _anytime
        self.publish: Callable[[], None] = _nothing

    # --- what clients ask -----------------------------------------------------------------

    def submit(self, wanted: Wanted) -> Fields:
        """Take an order and return it as it is before the market has had it."""
        if wanted.client_order_id in self.by_client_id:
            raise ApiError(422, MISSING, "client_order_id must be unique")
        if wanted.order_class == "mleg":
            return several_legs.submit(self, wanted)
        asset = self.assets.find(wanted.symbol)
        if asset is None or not asset.tradable:
            raise invalid(f'asset "{wanted.symbol}" not found')
        judge(wanted, asset)
        self.judge_time(wanted.time_in_force)
        size = self._size(wanted, asset)
        judge_base(wanted, wanted.limit_price or self.board.touch(asset, wanted.side))
        judge_account(wanted, asset, size, self.books, self.open_orders, self.now)
        order = families.make(wanted, asset, size, self.new_id, self.now)
        for each in (order, *order.legs):
            self.keep(each)
        if not self._works(order, asset):
            order.status = "accepted"
        reply = order.json()
        self.tell(order.status, order)
        if self.knobs.use("reject_orders"):
            self.close(order, "rejected")
            self.tell("rejected", order)
        else:
            families.begin(self, order)
        return reply

    def cancel(self, order: Order) -> None:
        """Accept a cancel, or raise where it comes too late; it is told when it is done."""
        if not order.is_open:
            raise invalid(f'order is already in "{order.status}" state')
        if order.status == "pending_replace":
            raise invalid("order is pending replace")
        if order.order_class == "mleg" and order.parent is not None:
            raise invalid("a leg of an mleg order is canceled with its order")
        if not self.knobs.cancel_delay_ms:
            self.cancel_now(order)
            return
        order.status = "pending_cancel"
        self._later(self.knobs.cancel_delay_ms, lambda: self._cancel_late(order))

    def replace(self, order: Order, change: Change) -> Fields:
        """Accept a replacement and return the order that it makes."""
        made = self._successor(order, change)
        self.keep(made)
        reply = {**made.json(), "status": "accepted"}
        before, order.status = order.status, "pending_replace"
        order.reserved = max(self.books.cost(order), self.books.cost(made))
        del self.open[made.id]  # until it is decided the old one stands for both
        if not self.knobs.replace_delay_ms:
            self._replace_now(order, made, before)
        else:
            after = self.knobs.replace_delay_ms
            self._later(after, lambda: self._replace_now(order, made, before))
        return reply

    # --- what the market does -------------------------------------------------------------

    def take(self, reports: Iterable[Report]) -> None:
        """Take over what the exchange reports, one by one, and bring families in line."""
        self.publish()
        for report in reports:
            order = self._places.get(getattr(report, "order_id", ""))
            if order is not None:
                self._take(order, report)
        for name, marks in self.exchange.drain_marks():
            if (order := self._places.get(name)) is not None:
                order.hwm, order.stop_price = marks.best, marks.level

    def fill(self, order: Order, qty: Decimal, price: Decimal) -> None:
        """Book a trade of an order and tell it."""
        at = self.now
        order.filled_qty += qty
        order.paid += qty * price
        order.updated_at = at
        done = not order.leaves
        if done:
            self.close(order, "filled")
        elif order.status in ("new", "accepted", "pending_new"):
            order.status = "partially_filled"
        held = self.books.fill(order, qty, price, at)
        more: Fields = {
            "execution_id": str(self.new_id()),
            "price": plain(price),
            "qty": plain(qty),
            "position_qty": plain(held),
        }
        self.tell("fill" if done else "partial_fill", order, more)
        families.on_fill(self, order)

    def work(self, order: Order) -> None:
        """Give an order to the exchange, or let it wait for the market to open."""
        asset = order.asset
        if asset is None or not order.is_open:
            return
        if not self._works(order, asset):
            self._set(order, "accepted")
            return
        order.works_at = f"{len(self._places) + 1}"
        self._places[order.works_at] = order
        request = PlaceOrder(order.works_at, terms_of(order, asset))
        self.take(self.exchange.place(request, self.now))

    def work_waiting(self) -> None:
        """Give the exchange what has waited for the market to open."""
        for order in self.open_orders:
            waits = order.status in WAITING and not order.works_at and order.order_class != "mleg"
            if waits and order.asset is not None and self._works(order, order.asset):
                self.work(order)

    def hold_back(self) -> None:
        """Take from the exchange what may not trade now; it keeps its status and waits."""
        for order in self.open_orders:
            if order.works_at and order.asset is not None and not self._works(order, order.asset):
                self.exchange.pull(PullOrder(order.works_at, ""), self.now)
                order.works_at = ""

    def expire_extended(self) -> None:
        """End the orders for the day whose day has extended hours."""
        for order in self.open_orders:
            if order.extended_hours and order.time_in_force == "day":
                if order.works_at:
                    self.exchange.pull(PullOrder(order.works_at, ""), self.now)
                self._end(order, "expired")

    def resize(self, order: Order, size: Decimal) -> None:
        """Let an exit be as large as what is left of its position."""
        if not order.is_open or size == order.size:
            return
        order.size = order.qty = size
        if order.works_at:
            self.exchange.pull(PullOrder(order.works_at, ""), self.now)
            self.work(order)

    def decide(self) -> None:
        """Decide cancels and replacements that wait for a delay, in the order of their asking."""
        undecided, self._undecided = self._undecided, []
        for call in undecided:
            call()

    def cancel_now(self, order: Order) -> None:
        """Take an order out of the market and tell it."""
        if order.works_at:
            self.take(self.exchange.pull(PullOrder(order.works_at, ""), self.now))
        if order.is_open:
            self._end(order, "canceled")

    # --- shared with families -------------------------------------------------------------

    @property
    def now(self) -> Nanos:
        return self.time.now()

    @property
    def open_orders(self) -> list[Order]:
        return [*self.open.values()]

    def keep(self, order: Order) -> None:
        """Enter an order in the books of orders, for ever by its client's id."""
        order.seq = len(self.orders) + 1
        self.orders[order.id] = self.open[order.id] = order
        self.by_client_id[order.client_order_id] = order

    def close(self, order: Order, status: str) -> None:
        """End an order, and stamp when."""
        self._set(order, status)
        self.open.pop(order.id, None)
        order.reserved = ZERO
        order.works_at = ""
        stamp = {"filled": "filled_at", "canceled": "canceled_at", "expired": "expired_at"}
        setattr(order, stamp.get(status, "failed_at"), self.now)

    def new_id(self) -> UUID:
        return UUID(int=self._rng.getrandbits(128), version=4)

    def tell(self, event: str, order: Order, more: Fields | None = None) -> None:
        at = rfc3339(self.now)
        told = {"timestamp": at, "at": at, "execution_id": str(self.new_id()), **(more or {})}
        for hear in self.hearers:
            hear(event, order, told)

    # --- private --------------------------------------------------------------------------

    def _works(self, order: Order, asset: Asset) -> bool:
        """Tell whether the exchange gets an order now; it collects for auctions by itself."""
        waits = order.time_in_force in ("opg", "cls")
        return waits or self.is_open(asset, order.extended_hours)

    def _take(self, order: Order, report: Report) -> None:
        match report:
            case VenueAccepts():
                if order.status in ("pending_new", "accepted", "held"):
                    self._set(order, "new")
                    self.tell("new", order)
            case VenueFills():
                self.fill(order, report.qty, report.price)
            case VenueCancels():
                self._end(order, "canceled")
            case VenueExpires():
                self._end(order, "expired")
            case VenueRejects():
                self._end(order, "rejected")
            case _:
                pass

    def _size(self, wanted: Wanted, asset: Asset) -> Decimal:
        if wanted.qty is not None:
            return wanted.qty
        price = self.board.touch(asset, wanted.side)
        if not price or wanted.notional is None:
            raise not_allowed(f"no price is known of {asset.symbol}")
        return round_down(wanted.notional / price, FRACTION)

    def _set(self, order: Order, status: str) -> None:
        order.status, order.updated_at = status, self.now

    def _end(self, order: Order, status: str) -> None:
        if not order.is_open:
            return
        self.close(order, status)
        self.tell(status, order)
        families.on_end(self, order)

    def _later(self, after_ms: int, call: Callable[[], None]) -> None:
        self._undecided.append(call)

        def decide() -> None:
            if call in self._undecided:
                self._undecided.remove(call)
                call()

        self.time.call_at(self.now + after_ms * MILLISECOND_NS, decide)

    def _cancel_late(self, order: Order) -> None:
        if order.is_open:
            self.cancel_now(order)
        else:
            self.tell("order_cancel_rejected", order)

    def _successor(self, order: Order, change: Change) -> Order:
        if order.status in ("accepted", "pending_new", "pending_cancel", "pending_replace"):
            raise invalid("unable to replace order, order isn't sent to exchange yet")
        if order.status not in REPLACEABLE or order.asset is None:
            raise invalid(f"cannot replace order in {order.status} status")
        if change.client_order_id in self.by_client_id:
            raise ApiError(422, MISSING, "client_order_id must be unique")
        judge_step("limit_price", change.limit_price, order.asset)
        judge_step("stop_price", change.stop_price, order.asset)
        made = families.changed(order, change, self.new_id, self.now, self.rules)
        more = self.books.cost(made) - self.books.cost(order)
        power = self.books.buying_power(self.open_orders, order.asset)
        if more > power:
            raise not_allowed(
                "insufficient buying power",
                buying_power=plain(power),
                cost_basis=plain(self.books.cost(made)),
            )
        return made

    def _replace_now(self, order: Order, made: Order, before: str) -> None:
        """Decide a replacement: it fails where the order has ended meanwhile, or by a knob."""
        order.reserved = ZERO
        self.open[made.id] = made
        if order.status not in OPEN or self.knobs.use("reject_replaces"):
            self.close(made, "rejected")
            if order.is_open:
                self._set(order, "partially_filled" if order.filled_qty else before)
            self.tell("order_replace_rejected", order)
            self.tell("rejected", made)
            return
        if order.works_at:
            self.exchange.pull(PullOrder(order.works_at, ""), self.now)
        order.replaced_by = made.id
        self.close(order, "replaced")
        order.failed_at, order.replaced_at = 0, self.now
        self.tell("replaced", order)
        families.take_place(order, made)
        if before == "held":
            made.status = "held"
            self.tell("new", made)
        else:
            self.work(made)


def _always(asset: Asset, extended: bool) -> bool:
    return True


def _nothing() -> None:
    """Publish nothing: nobody looks on."""


def _anytime(time_in_force: str) -> None:
    """Take orders for auctions at any time."""
