"""What the witness knows of lists and moving stops, from what is written and what is true alone."""

from __future__ import annotations

from decimal import Decimal

import msgspec

from holdfast.messages import contingent as o
from holdfast.messages import events as e
from holdfast.messages.commands import SubmitOrder
from holdfast.model.contingency import Contingency, TriggerMode
from holdfast.model.order import OrderRole, Side
from holdfast.simulation.broken import hold
from holdfast.simulation.truth import Truth

_ZERO = Decimal(0)


class Listed(msgspec.Struct):
    """One list as it was written: its members, what each is for, what was filled and sent."""

    accepted: o.ListAccepted
    sizes: dict[str, Decimal] = {}
    filled: dict[str, Decimal] = {}
    released: dict[str, Decimal] = {}
    is_busted: bool = False

    @property
    def is_exclusive(self) -> bool:
        accepted = self.accepted
        is_partial = accepted.mode is TriggerMode.PARTIAL
        return is_partial and accepted.contingency is not Contingency.OTO


class Siblings:
    """The lists by their ids, whose list each order is of, and the tightest stop of each entry."""

    def __init__(self, truth: Truth) -> None:
        self.truth = truth
        self.lists: dict[str, Listed] = {}
        self.list_of: dict[str, str] = {}
        self.entry_of: dict[str, tuple[str, Side]] = {}
        self.stops: dict[str, Decimal] = {}
        self.stood: dict[str, tuple[Side, Decimal | None]] = {}  # where an entry's stop stands
        self.over: set[str] = set()
        self.called: set[str] = set()  # orders of which a cancel was written
        self._moved: dict[str, None] = {}

    def note(self, event: e.Event) -> None:
        """Take an event that the journal has."""
        match event:
            case o.ListAccepted():
                self.lists[event.list_id] = Listed(event)
            case o.StopMoved():
                self._moved_to(event)
            case o.ChildHeld() | e.OrderAccepted():
                self._accepted(event.order_id, event.terms)
            case e.OrderSent():
                self._sent(event)
            case e.CancelSent() | e.ParentStopping():
                self.called.add(event.order_id)
            case e.ReplaceSent():
                self._stop_at(event.order_id, event.stop_price)
            case e.OrderFilled():
                self._filled(event.order_id, event.qty)
            case e.FillBusted() if event.order_id in self.list_of:
                self.lists[self.list_of[event.order_id]].is_busted = True
            case e.OrderCanceled() | e.OrderExpired() | e.OrderRejected() | e.OrderFound():
                self.over.add(event.order_id)

    def judge(self) -> None:
        """Judge what an entry was to bring about, once all of it is written."""
        for list_id in self._moved:
            listed = self.lists[list_id]
            if listed.accepted.contingency is Contingency.OCO and listed.is_exclusive:
                self._others_were_called(listed)
        self._moved.clear()

    def room(self, order_id: str) -> tuple[str, Decimal, Decimal] | None:
        """Say which list an order is of, what that may still trade, and what was too much."""
        list_id = self.list_of.get(order_id, "")
        if not list_id or not self.lists[list_id].is_exclusive:
            return None
        listed = self.lists[list_id]
        size = max(listed.sizes.values())
        orders = (self.truth.orders.get(each) for each in listed.sizes)
        traded = sum((each.cum for each in orders if each is not None), _ZERO)
        return list_id, max(size - traded, _ZERO), max(traded - size, _ZERO)

    def _accepted(self, order_id: str, terms: SubmitOrder) -> None:
        if terms.list_id:
            self._join(order_id, terms.list_id, terms.qty)
        self._brackets(order_id, terms)

    def _brackets(self, order_id: str, terms: SubmitOrder) -> None:
        if terms.bracket is not None:
            self.stood.setdefault(order_id, (terms.side, terms.bracket.stop))

    def _join(self, order_id: str, list_id: str, qty: Decimal) -> None:
        self.list_of[order_id] = list_id
        self.lists[list_id].sizes[order_id] = qty

    def _sent(self, event: e.OrderSent) -> None:
        terms = event.terms
        self._brackets(event.order_id, terms)
        if terms.role is OrderRole.STOP_LOSS:
            self.entry_of[event.order_id] = (terms.exit_of, terms.side)
            self._stop_at(event.order_id, terms.stop_price)
        elif terms.list_id and terms.parent_id:
            listed = self.lists[terms.list_id]
            sent = listed.released.get(terms.parent_id, _ZERO) + terms.qty
            listed.released[terms.parent_id] = sent
            self._called_for(listed, terms.parent_id, sent)
        elif terms.list_id:
            qty = terms.qty if event.qty is None else event.qty
            self._join(event.order_id, terms.list_id, qty)

    def _called_for(self, listed: Listed, child: str, sent: Decimal) -> None:
        """Hold what an OTO gives out to what its trigger has filled; what was busted is left."""
        trigger = next(iter(listed.sizes))
        filled = listed.filled.get(trigger, _ZERO)
        most = listed.sizes[child] * filled / listed.sizes[trigger]
        hold("I17", sent <= most or listed.is_busted, f"{child} gave out {sent}, {most} is due")

    def _filled(self, order_id: str, qty: Decimal) -> None:
        list_id = self.list_of.get(order_id)
        if list_id is not None:
            listed = self.lists[list_id]
            listed.filled[order_id] = listed.filled.get(order_id, _ZERO) + qty
            self._moved[list_id] = None

    def _others_were_called(self, listed: Listed) -> None:
        """Hold an OCO to its word: as a member fills, the others are sent a cancel."""
        for filled in listed.filled:
            for other in listed.sizes:
                order = self.truth.orders.get(other)
                lives = order is not None and order.is_open and other not in self.over
                if other != filled and lives:
                    hold("I17", other in self.called, f"{other} stays though {filled} has filled")

    def _moved_to(self, event: o.StopMoved) -> None:
        """Hold every move of a stop to where it stood, whether or not it rests anywhere."""
        side, stood = self.stood[event.order_id]
        is_tighter = stood is None or _is_looser(side.opposite, stood, event.price)
        hold("I18", is_tighter, f"the stop of {event.order_id} moves from {stood} to {event.price}")
        self.stood[event.order_id] = (side, event.price)

    def _stop_at(self, order_id: str, price: Decimal | None) -> None:
        """Hold the stops of an entry to the tightest that was ever sent of it."""
        if order_id not in self.entry_of or price is None:
            return
        standing = self.truth.orders.get(order_id)
        if standing is not None and standing.stop == price:
            # a change of something else says its stop again as it is
            return
        entry, side = self.entry_of[order_id]
        best = self.stops.get(entry, price)
        is_looser = _is_looser(side, price, best)
        hold("I18", not is_looser, f"the stop of {entry} loosens from {best} to {price}")
        self.stops[entry] = price


def _is_looser(side: Side, price: Decimal, than: Decimal) -> bool:
    """Compare prices of a stop of this side: one that sells protects a long position."""
    return price < than if side is Side.SELL else price > than
