"""A naive twin of the ledger: everything recomputed from lists, with fractions, each time."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from holdfast.core.brackets import unprotected_qty
from holdfast.core.ledger import Ledger, Order
from holdfast.messages import events as e
from holdfast.messages import requests as q
from holdfast.model.order import OrderRole, OrderStatus, Side

OVER = ("FILLED", "CANCELED", "REJECTED", "EXPIRED", "REFUSED")


class Twin:
    """What a careful clerk would note: orders sent, fills told once, busts, and nothing else."""

    def __init__(self) -> None:
        self.fills: list[e.OrderFilled] = []
        self.busted: set[tuple[str, str]] = set()
        self.accounts: dict[str, str] = {}  # order id to account
        self.sent: list[str] = []
        self.cancels = self.replaces = 0
        self.cancels_refused: set[str] = set()

    def note(self, events: list[e.Event]) -> None:
        for event in events:
            match event:
                case e.OrderSent() | e.OrderAccepted() | e.OrderRefused():
                    self.accounts[event.order_id] = event.terms.account
                    if isinstance(event, e.OrderSent):
                        self.sent.append(event.order_id)
                case e.OrderFilled():
                    self.fills.append(event)
                case e.FillBusted():
                    self.busted.add((self.accounts[event.order_id], event.exec_id))
                case e.CancelSent():
                    self.cancels += 1
                case e.ReplaceSent():
                    self.replaces += 1
                case e.CancelRejected():
                    self.cancels_refused.add(event.order_id)

    def standing(self) -> list[e.OrderFilled]:
        return [
            fill
            for fill in self.fills
            if (self.accounts[fill.order_id], fill.exec_id) not in self.busted
        ]

    def differences(self, ledger: Ledger) -> Iterator[str]:
        """Name everything in which the ledger and the clerk's books differ."""
        yield from self._fills(ledger)
        yield from self._money(ledger)
        yield from _reservations(ledger)
        yield from _parents(ledger, self.cancels_refused)
        yield from _brackets(ledger, self.cancels_refused)

    def wire_differences(self, requests: list[q.Request]) -> Iterator[str]:
        """Everything that left stands in the journal, and nothing was placed twice (I01, I02)."""
        placed = [each.order_id for each in requests if isinstance(each, q.PlaceOrder)]
        if placed != self.sent:
            yield f"placed {placed}, journaled {self.sent}"
        if len(set(placed)) != len(placed):
            yield "an order was placed twice"
        pulls = sum(isinstance(each, q.PullOrder) for each in requests)
        amends = sum(isinstance(each, q.AmendOrder) for each in requests)
        if (pulls, amends) != (self.cancels, self.replaces):
            yield f"{pulls} pulls and {amends} amends left, {self.cancels}, {self.replaces} noted"

    def _fills(self, ledger: Ledger) -> Iterator[str]:
        told = [(self.accounts[fill.order_id], fill.exec_id) for fill in self.fills]
        if len(set(told)) != len(told):
            yield "a fill was booked twice"
        for order in ledger.orders.values():
            mine = [
                fill
                for fill in self.standing()
                if order.id in (fill.order_id, ledger.orders[fill.order_id].terms.parent_id)
            ]
            cum = sum((Fraction(fill.qty) for fill in mine), Fraction(0))
            cost = sum((Fraction(fill.qty) * Fraction(fill.price) for fill in mine), Fraction(0))
            fees = sum((Fraction(fill.fee) for fill in mine), Fraction(0))
            if (cum, cost, fees) != tuple(
                map(Fraction, (order.cum_qty, order.cost, order.commission))
            ):
                yield f"{order.id} has cum {order.cum_qty}, its fills {cum}"

    def _money(self, ledger: Ledger) -> Iterator[str]:
        for name, state in ledger.accounts.items():
            cash = Fraction(state.opening["USD"])
            net = gross = Fraction(0)
            for instrument_id, instrument in ledger.instruments.items():
                book = Book(Fraction(instrument.multiplier))
                for fill in self.standing():
                    terms = ledger.orders[fill.order_id].terms
                    if (terms.account, terms.instrument) == (name, instrument_id):
                        book.trade(terms.side, fill)
                cash += book.flow
                net, gross = net + book.cost, gross + abs(book.cost)
                held = ledger.position(name, instrument_id)
                if held.qty != book.qty or held.qty != held.bought - held.sold:
                    yield f"{name} holds {held.qty} {instrument_id}, fills say {book.qty}"
                if not _near(held.realised, book.realised) or not _near(held.cost, book.cost):
                    yield f"{name} {instrument_id} made {held.realised}, fills {book.realised}"
                if Fraction(held.realised) - Fraction(held.cost) - Fraction(held.fees) != book.flow:
                    yield f"{name} {instrument_id}: profit and cost are not the cash flows"
            if Fraction(state.cash["USD"]) != cash:
                yield f"{name} has {state.cash['USD']}, fills say {cash}"
            if not _near(state.net_cost, net) or not _near(state.gross_cost, gross):
                yield f"{name} carries {state.net_cost}, positions {net}"


class Book:
    """One position by average cost, in fractions."""

    def __init__(self, multiplier: Fraction) -> None:
        self.multiplier = multiplier
        self.qty = self.cost = self.realised = self.flow = Fraction(0)

    def trade(self, side: Side, fill: e.OrderFilled) -> None:
        signed = Fraction(fill.qty) * (1 if side is Side.BUY else -1)
        price = Fraction(fill.price) * self.multiplier
        self.flow -= signed * price + Fraction(fill.fee)
        closing = Fraction(0)
        if self.qty * signed < 0:
            closing = min(abs(signed), abs(self.qty)) * (1 if signed > 0 else -1)
            average = self.cost / self.qty
            self.realised += closing * (average - price)
            self.cost += closing * average
        self.qty += signed
        self.cost += (signed - closing) * price


def _near(number: Decimal, exact: Fraction) -> bool:
    """Cost is rounded to 1E-12 at each partial close."""
    return abs(Fraction(number) - exact) < Fraction(1, 10**9)


def could_trade(ledger: Ledger, order: Order) -> Decimal:
    """What an order may still do at worst, from its facts alone."""
    if order.status in OVER:
        return Decimal(0)
    terms = order.terms
    if terms.tactic is not None:
        given = Decimal(0)
        for child in ledger.orders.values():
            if child.terms.parent_id == order.id:
                open_qty = child.qty if child.status not in OVER else Decimal(0)
                given += max(open_qty, child.cum_qty)
        return max(order.qty - given, Decimal(0))
    alone = _alone(order)
    if terms.role is not OrderRole.TAKE_PROFIT:
        return alone
    # one of an entry's exits ends the other: the stops stand for the targets, the oldest first
    exits = [each for each in ledger.orders.values() if each.terms.exit_of == terms.exit_of]
    stops = [each for each in exits if each.terms.role is OrderRole.STOP_LOSS]
    spared = sum(map(_alone, (each for each in stops if not each.cancel_wanted)), Decimal(0))
    for each in exits:
        if each is order:
            break
        if each.terms.role is OrderRole.TAKE_PROFIT:
            spared = max(spared - _alone(each), Decimal(0))
    return max(alone - spared, Decimal(0))


def _alone(order: Order) -> Decimal:
    """What an order may still do whatever others do."""
    if order.status in OVER:
        return Decimal(0)
    return max(max(order.qty, order.pending_qty or Decimal(0)) - order.cum_qty, Decimal(0))


def _reservations(ledger: Ledger) -> Iterator[str]:
    for name, state in ledger.accounts.items():
        value = Decimal(0)
        sides: dict[tuple[str, Side], Decimal] = {}
        for order in ledger.orders.values():
            if order.terms.account != name:
                continue
            worst = could_trade(ledger, order)
            if order.reserved_qty != worst:
                yield f"{order.id} reserves {order.reserved_qty}, could trade {worst}"
            key = (order.terms.instrument, order.terms.side)
            sides[key] = sides.get(key, Decimal(0)) + worst
            if worst:
                value += worst * order.reserve_price * ledger.instruments[key[0]].multiplier
        for instrument_id in ledger.instruments:
            held = ledger.position(name, instrument_id)
            buys = sides.get((instrument_id, Side.BUY), Decimal(0))
            sells = sides.get((instrument_id, Side.SELL), Decimal(0))
            if (held.buy_open, held.sell_open) != (buys, sells):
                yield f"{name} {instrument_id} reserves {held.buy_open}/{held.sell_open}"
        if state.open_value != value:
            yield f"{name} reserves {state.open_value}, open orders {value}"


def _parents(ledger: Ledger, cancels_refused: set[str]) -> Iterator[str]:
    for parent_id, state in ledger.parents.items():
        parent = ledger.orders[parent_id]
        children = [each for each in ledger.orders.values() if each.terms.parent_id == parent_id]
        if parent.cum_qty != sum((child.cum_qty for child in children), Decimal(0)):
            yield f"{parent_id} is not its children"
        working = sum(
            (
                child.leaves_qty
                for child in children
                if child.status not in OVER and not child.cancel_wanted
            ),
            Decimal(0),
        )
        if parent.cum_qty + working > parent.qty and not parent.overfilled:
            yield f"children of {parent_id} come to {parent.cum_qty + working}"
        open_children = [each.id for each in children if each.status not in OVER]
        if list(state.open_children) != open_children:
            yield f"open children of {parent_id} are {open_children}"
        if parent.status in OVER and any(
            not each.cancel_wanted and each.status not in OVER
            for each in children
            if each.id not in cancels_refused
        ):
            yield f"{parent_id} is over and its children work on"


def _brackets(ledger: Ledger, cancels_refused: set[str]) -> Iterator[str]:
    told = {each.subject for each in ledger.discrepancies}
    for entry_id, bracket in ledger.brackets.items():
        entry = ledger.orders[entry_id]
        exits = [each for each in ledger.orders.values() if each.terms.exit_of == entry_id]
        exits = [each for each in exits if each.status is not OrderStatus.REFUSED]
        if bracket.exited != sum((each.cum_qty for each in exits), Decimal(0)):
            yield f"{entry_id} has {bracket.exited} exited"
        if bracket.exited > entry.cum_qty and entry_id not in told:
            yield f"exits of {entry_id} closed more than it filled, and nobody was told"
        if unprotected_qty(ledger, entry_id) and entry_id not in told:
            yield f"{unprotected_qty(ledger, entry_id)} of {entry_id} is not protected"
        for role in (OrderRole.STOP_LOSS, OrderRole.TAKE_PROFIT):
            sure = [
                each
                for each in exits
                if each.terms.role is role and each.status is OrderStatus.NEW and not each.reason
            ]
            # what the venue would not cancel or change is asked after first
            sure = [each for each in sure if each.id not in cancels_refused]
            resting = sum((each.leaves_qty for each in sure), Decimal(0))
            if resting > max(entry.cum_qty - bracket.exited, Decimal(0)):
                yield f"{role} of {entry_id} rests for {resting}"
