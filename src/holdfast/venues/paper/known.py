"""An order as the venue's own books have it, folded from what the venue has said of it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from msgspec.structs import replace

from holdfast.exchange.more import Marks
from holdfast.exchange.working import OrderState
from holdfast.messages import reports as r
from holdfast.messages.commands import SubmitOrder
from holdfast.model.ids import OrderId, VenueOrderId
from holdfast.model.numbers import ZERO, Nanos
from holdfast.model.order import OrderStatus, Side

OPEN = (OrderStatus.NEW, OrderStatus.PARTIALLY_FILLED)


class Known:
    """What the venue's books say of one order; a change comes by `take` alone."""

    __slots__ = (
        "accepted_at",
        "cum_qty",
        "fills",
        "limit_price",
        "marks",
        "order_id",
        "qty",
        "status",
        "stop_price",
        "terms",
        "triggered",
        "venue_order_id",
    )

    def __init__(self, order_id: OrderId, terms: SubmitOrder) -> None:
        self.order_id = order_id
        self.terms = terms
        self.venue_order_id: VenueOrderId = ""
        self.status = OrderStatus.NEW
        self.qty = terms.qty
        self.cum_qty = ZERO
        self.limit_price: Decimal | None = terms.limit_price
        self.stop_price: Decimal | None = terms.stop_price
        self.triggered = False
        self.accepted_at: Nanos = 0
        self.fills: list[r.VenueFills] = []
        self.marks: Marks | None = None  # as the exchange last had them

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    def take(self, report: r.Report) -> None:
        """Fold in one report; those that change nothing are passed over."""
        change = _CHANGES.get(type(report))
        if change is not None:
            change(self, report)

    def state(self) -> OrderState:
        """Return the order as the exchange takes it back after a restart."""
        return OrderState(
            self.order_id,
            self.venue_order_id,
            self.terms,
            self.status,
            self.qty,
            self.cum_qty,
            self.limit_price,
            self.stop_price,
            self.triggered,
            self.accepted_at,
            tuple(self.fills),
            self.marks,
        )

    def signed(self, fill: r.VenueFills) -> Decimal:
        """Return what a fill of the order did to the position."""
        return fill.qty if self.terms.side is Side.BUY else -fill.qty

    def held(self) -> r.HeldOrder:
        """Return the order as an account's picture has it."""
        terms = self.terms
        return r.HeldOrder(
            self.order_id,
            self.venue_order_id,
            terms.instrument,
            terms.side,
            terms.type,
            self.qty,
            self.cum_qty,
            self.limit_price,
            self.stop_price,
            terms.time_in_force,
        )

    def held_fill(self, fill: r.VenueFills) -> r.HeldFill:
        """Return a fill of the order as an account's picture has it."""
        return r.HeldFill(
            self.order_id,
            self.venue_order_id,
            fill.exec_id,
            self.terms.instrument,
            self.terms.side,
            fill.qty,
            fill.price,
            fill.fee,
            fill.fee_currency,
            fill.liquidity,
            fill.at,
        )

    def retell(self, at: Nanos, number: int = 0) -> list[r.Report]:
        """Answer a query: the trigger and the fills as first told, then the state as of now."""
        told: list[r.Report] = []
        if self.triggered and self.is_open:
            told.append(r.VenueTriggers(self.order_id, at))
        told += self.fills
        told.append(
            r.VenueStates(
                self.order_id,
                self.venue_order_id,
                self.status,
                self.qty,
                self.cum_qty,
                self.limit_price,
                self.stop_price,
                at,
                number,
                self.terms.time_in_force,
                self.terms.expire_at,
            )
        )
        return told


def _accepted(known: Known, report: r.VenueAccepts) -> None:
    known.venue_order_id = report.venue_order_id
    known.accepted_at = report.at


def _rejected(known: Known, report: r.VenueRejects) -> None:
    known.status = OrderStatus.REJECTED


def _filled(known: Known, report: r.VenueFills) -> None:
    known.fills.append(report)
    known.cum_qty += report.qty
    if known.is_open:
        is_whole = known.cum_qty >= known.qty
        known.status = OrderStatus.FILLED if is_whole else OrderStatus.PARTIALLY_FILLED


def _busted(known: Known, report: r.VenueBusts) -> None:
    """Strike a fill out; an order that is over stays over."""
    for fill in known.fills:
        if fill.exec_id == report.exec_id:
            known.fills.remove(fill)
            known.cum_qty -= fill.qty
            return


def _canceled(known: Known, report: r.VenueCancels) -> None:
    known.status = OrderStatus.CANCELED


def _expired(known: Known, report: r.VenueExpires) -> None:
    known.status = OrderStatus.EXPIRED


def _replaced(known: Known, report: r.VenueReplaces) -> None:
    known.venue_order_id = report.venue_order_id
    known.qty = report.qty
    known.limit_price = report.limit_price
    known.stop_price = report.stop_price
    if report.time_in_force is not None:
        times = {"time_in_force": report.time_in_force, "expire_at": report.expire_at}
        known.terms = replace(known.terms, **times)
        known.accepted_at = report.at  # its day begins anew


def _triggered(known: Known, report: r.VenueTriggers) -> None:
    known.triggered = True


# each change takes its own report type
_CHANGES: dict[type, Callable[[Known, Any], None]] = {
    r.VenueAccepts: _accepted,
    r.VenueRejects: _rejected,
    r.VenueFills: _filled,
    r.VenueBusts: _busted,
    r.VenueCancels: _canceled,
    r.VenueExpires: _expired,
    r.VenueReplaces: _replaced,
    r.VenueTriggers: _triggered,
}
