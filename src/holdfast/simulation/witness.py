"""The witness: it sees what the journal holds and what leaves, and judges by the venue's truth.

It keeps its own books of what was asked, answered, written and sent, over all lives of the
desk, and shares no code with the core but the messages.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import msgspec

from holdfast.core.family import recollect
from holdfast.core.invariants import audit
from holdfast.core.ledger import Ledger
from holdfast.messages import breakers as b
from holdfast.messages import commands as c
from holdfast.messages import differences as d
from holdfast.messages import events as e
from holdfast.messages import requests as q
from holdfast.messages import retention as t
from holdfast.messages import rulings as g
from holdfast.messages.entry import Entry
from holdfast.model.order import OrderRole, OrderStatus, Side
from holdfast.model.scope import Scope
from holdfast.model.trading import KILL, Stop
from holdfast.runtime.answers import Answer
from holdfast.simulation.broken import hold
from holdfast.simulation.endings import Endings
from holdfast.simulation.exits import crossed_qty, exits_could
from holdfast.simulation.reacting import Reacting
from holdfast.simulation.schedules import Schedules
from holdfast.simulation.siblings import Siblings
from holdfast.simulation.triggers import Triggers
from holdfast.simulation.truth import Truth

INPUTS_MAX = 20_000  # a seed has a few hundred; one that never ends would hold up all others
NEVER_CAME = ("NEVER_ARRIVED", "UNREACHABLE")
_ZERO = Decimal(0)
_EXITS = (OrderRole.STOP_LOSS, OrderRole.TAKE_PROFIT)


class _Shared(msgspec.Struct):
    """What the members of a list could still trade together: no more than its room."""

    side: Side
    room: Decimal
    excess: Decimal
    qty: Decimal = _ZERO


class Witness:
    """Everything that was said to the desk and by it."""

    def __init__(self, truth: Truth, position_max: Decimal) -> None:
        self.truth = truth
        self.position_max = position_max
        self.seq = 0
        self.at = 0
        self.intents: dict[str, e.OrderSent] = {}
        self.changes: Counter[str] = Counter()  # ReplaceSent that wait to leave, by order
        self.cancels: Counter[str] = Counter()
        self.placed: dict[str, q.PlaceOrder] = {}
        self.amends: dict[str, list[Decimal]] = {}  # total quantities asked for, by order
        self.acknowledged: dict[str, str] = {}  # client order id to order id
        self.kills: dict[str, tuple[Scope, Stop]] = {}
        self.booked: dict[str, str] = {}  # exec id to order id
        self.declared_dead: dict[str, str] = {}
        self.slack: Counter[tuple[str, str]] = Counter()  # what the venue did by itself
        self.ended: dict[str, OrderStatus] = {}
        self.opened: set[str] = set()
        self.changes_named: set[str] = set()
        self.changing: set[str] = set()
        self.siblings = Siblings(truth)
        self.triggers = Triggers()
        self.reacting = Reacting()
        self.endings = Endings()
        self.schedules = Schedules()
        self.inputs = 0
        self.rare: Counter[str] = Counter()

    # --- what the journal holds -------------------------------------------------------

    def durable(self, entry: Entry) -> None:
        """Take an entry that the journal says is durable."""
        hold("I16", entry.seq == self.seq + 1, f"entry {entry.seq} follows {self.seq}")
        hold("I16", entry.at >= self.at, f"entry {entry.seq} is older than the one before it")
        self.seq, self.at = entry.seq, entry.at
        self.inputs += 1
        hold("I22", self.inputs <= INPUTS_MAX, f"{self.inputs} inputs and no end")
        self.reacting.durable(entry)
        self.endings.durable(entry)
        for event in entry.events:
            self._note(event)
            self.siblings.note(event)
            self.schedules.note(event, entry.at)
            self.triggers.note(event)
        self.siblings.judge()

    def _note(self, event: e.Event) -> None:
        rare = RARE.get(type(event))
        if rare is not None:
            self.rare[rare] += 1
        noted = NOTED.get(type(event))
        if noted is not None:
            noted(self, event)

    def _sent(self, event: e.OrderSent) -> None:
        hold("I01", event.order_id not in self.intents, f"{event.order_id} sent twice")
        self.intents[event.order_id] = event

    def _change_sent(self, event: e.ReplaceSent) -> None:
        self.changes[event.order_id] += 1
        if event.client_order_id:
            is_new = event.client_order_id not in self.changes_named
            hold("I01", is_new, f"change {event.client_order_id} was sent twice")
            self.changes_named.add(event.client_order_id)
        self.changing.add(event.order_id)

    def _change_over(self, event: e.OrderReplaced | e.ReplaceRejected) -> None:
        self.changing.discard(event.order_id)

    def _cancel_sent(self, event: e.CancelSent | d.StrayCancelSent) -> None:
        self.cancels[event.order_id] += 1

    def _opened(self, event: e.OrderOpened) -> None:
        self.opened.add(event.order_id)

    def _canceled(self, event: e.OrderCanceled) -> None:
        self.ended.setdefault(event.order_id, OrderStatus.CANCELED)

    def _filled(self, event: e.OrderFilled) -> None:
        exec_id, order_id = event.exec_id, event.order_id
        hold("I06", exec_id not in self.booked, f"{exec_id} booked twice")
        self.booked[exec_id] = order_id
        told = self.truth.trades.get(exec_id)
        is_true = told is not None and told.qty == event.qty
        hold("I06", is_true, f"{exec_id} of {event.qty} is not what was traded")
        if order_id in self.placed and told is not None:
            hold("I06", told.order_id == order_id, f"{exec_id} is not {order_id}'s")
        if order_id not in self.opened:
            self.rare["fill before ack"] += 1
        if self.ended.get(order_id) is OrderStatus.CANCELED:
            self.rare["fill after cancel ack"] += 1
        if order_id in self.changing:
            self.rare["replace crossed by fill"] += 1

    def _rejected(self, event: e.OrderRejected) -> None:
        lives = self.truth.orders.get(event.order_id)
        is_guess = event.code in NEVER_CAME and lives is not None
        hold("I15", not is_guess, f"{event.order_id} lives and is declared dead")
        self.declared_dead[event.order_id] = event.code

    def _found(self, event: e.OrderFound) -> None:
        there = [self.truth.known_as(each) for each in self.truth.orders.values()]
        hold("I15", event.order_id in there, f"{event.order_id} was found and is not there")

    def _stopped(self, event: g.ScopeStopped) -> None:
        if event.stop.cause == KILL:
            self.kills[event.scope.key] = (event.scope, event.stop)

    def _lifted(self, event: g.StopLifted) -> None:
        if event.cause == KILL:
            self.kills.pop(event.scope.key, None)

    # --- what leaves ------------------------------------------------------------------

    def leaves(self, request: q.Request) -> None:
        """Judge a request at the moment in which it leaves."""
        match request:
            case q.PlaceOrder():
                order_id = request.order_id
                intent = self.intents.get(order_id)
                if intent is None:
                    hold("I02", False, f"{order_id} leaves and the journal has not got it")
                    return
                hold("I01", order_id not in self.placed, f"{order_id} leaves for the second time")
                hold("I12", request.terms == intent.terms, f"{order_id} is not what was approved")
                self._not_killed(request)
                self.placed[order_id] = request
                self._within_limits(request.terms)
            case q.AmendOrder():
                order_id = request.order_id
                hold("I02", self.changes[order_id] > 0, f"change of {order_id} was not written")
                self.changes[order_id] -= 1
                self.amends.setdefault(order_id, []).append(request.qty)
                self._within_limits(self.placed[order_id].terms)
            case q.PullOrder():
                # one that never left may be tried again
                order_id = request.order_id
                hold("I02", self.cancels[order_id] > 0, f"cancel of {order_id} was not written")

    def _not_killed(self, request: q.PlaceOrder) -> None:
        terms = request.terms
        for scope, stop in self.kills.values():
            is_in = scope.takes_in(
                terms.account, terms.strategy, terms.principal, terms.instrument, self.truth.name
            )
            if is_in and not scope.order_id and not (terms.reduce_only and stop.lets_reducing):
                hold("I13", False, f"{request.order_id} leaves after the kill of {scope.key}")

    def _within_limits(self, leaving: c.SubmitOrder) -> None:
        """Hold the worst that could come of all that ever left to the limit.

        What only reduces leaves whatever else is open, so it counts against other orders alone.
        """
        account, instrument = leaving.account, leaving.instrument
        held = self.truth.positions().get((account, instrument), _ZERO)
        most = {Side.BUY: _ZERO, Side.SELL: _ZERO}
        excess = _ZERO
        lists: dict[str, _Shared] = {}
        for order_id, request in self.placed.items():
            terms = request.terms
            if (terms.account, terms.instrument) != (account, instrument):
                continue
            if terms.role in _EXITS or terms.reduce_only:
                continue
            shared = self.siblings.room(order_id)
            if shared is None:
                most[terms.side] += self._could_trade(order_id, terms)
            else:
                # one of a list ends or shrinks the others, and what crossed that was told
                list_id, room, surplus = shared
                could = lists.setdefault(list_id, _Shared(terms.side, room, surplus))
                could.qty += self._could_trade(order_id, terms)
        for could in lists.values():
            most[could.side] += min(could.qty, could.room)
            excess += could.excess
        limit = self.position_max + self.slack[account, instrument] + excess
        limit += crossed_qty(self.truth, self.placed, self.booked, account, instrument)
        hold(
            "I11",
            held + most[Side.BUY] <= limit and held - most[Side.SELL] >= -limit,
            f"{account} holds {held} {instrument} and could buy {most[Side.BUY]} "
            f"or sell {most[Side.SELL]} more, the limit is {limit}",
        )
        if leaving.role in _EXITS or leaving.reduce_only:
            return
        exits = exits_could(self.truth, self.placed, self.booked, account, instrument)
        side = leaving.side
        all_of = most[side] + exits[side]
        after = held + all_of if side is Side.BUY else held - all_of
        hold(
            "I11",
            abs(after) <= limit,
            f"{account} holds {held} {instrument}, and could {side} {all_of} with its exits",
        )

    def _could_trade(self, order_id: str, terms: c.SubmitOrder) -> Decimal:
        order = self.truth.orders.get(order_id)
        if order is None:
            return _ZERO if order_id in self.declared_dead else terms.qty
        if not order.is_open:
            return _ZERO
        return order.leaves

    # --- what callers are told --------------------------------------------------------

    def told(self, command: c.Command, answer: Answer) -> None:
        """Remember what a caller was told, since it must stay true."""
        if isinstance(command, c.SubmitList) and answer.order_id:
            name = f"list {command.client_list_id}"
            known = self.acknowledged.setdefault(name, answer.order_id)
            hold("I04", known == answer.order_id, f"{name} was {known}, now {answer.order_id}")
        if isinstance(command, c.SubmitOrder) and command.client_order_id and answer.order_id:
            known = self.acknowledged.setdefault(command.client_order_id, answer.order_id)
            hold("I04", known == answer.order_id or not answer.ok, f"{known} was told otherwise")

    # --- the ledger -------------------------------------------------------------------

    def look(self, ledger: Ledger) -> None:
        """Hold the ledger to its own laws and to what was seen, here and at the venue."""
        hold("I01", not self.truth.placed_twice, f"{self.truth.placed_twice} came twice")
        twice = [name for name, count in self.truth.changed_as.items() if count > 1]
        hold("I01", not twice, f"changes {twice} came twice")
        for finding in audit(ledger):
            law, _, detail = finding.partition(": ")
            hold(law, False, detail)
        self.reacting.look(ledger)
        for order_id, status in self.ended.items():
            now = ledger.orders[order_id].status if order_id in ledger.orders else status
            is_same = now is status or now is OrderStatus.FILLED
            hold("I05", is_same, f"{order_id} was {status} and is {now}")
        for order_id, order in ledger.orders.items():
            if not order.is_open:
                self.ended.setdefault(order_id, order.status)
        for scope, stop in self.kills.values():
            hold("I13", scope.key in ledger.kills, f"the kill of {scope.key} is gone")
            self._all_were_canceled(ledger, scope, stop)

    def _all_were_canceled(self, ledger: Ledger, scope: Scope, stop: Stop) -> None:
        """Hold a kill to its promise: whatever it found open, or unknown, was sent a cancel."""
        for order_id in ledger.open_orders:
            order = ledger.orders[order_id]
            terms = order.terms
            is_in = scope.takes_in(
                terms.account, terms.strategy, terms.principal, terms.instrument, self.truth.name
            )
            if is_in and order_id in self.placed and order.created_at <= stop.at:
                was_sent = self.cancels[order_id] > 0
                hold("I13", was_sent, f"{order_id} outlives the kill of {scope.key} unasked")

    def recovered(self, ledger: Ledger) -> None:
        """Hold a desk that has just started to what the last one wrote and told."""
        hold("I03", ledger.seq >= self.seq, f"entries after {ledger.seq} of {self.seq} are gone")
        for client_id, order_id in self.acknowledged.items():
            is_there = recollect(ledger, order_id) is not None
            hold("I03", is_there, f"{client_id} was told {order_id}, and is gone")
        for order_id in self.placed:
            is_there = recollect(ledger, order_id) is not None
            hold("I02", is_there, f"{order_id} left, and the desk does not know")
        for order_id, code in self.declared_dead.items():
            came = code in NEVER_CAME and order_id in self.truth.orders
            hold("I15", not came, f"{order_id} was declared dead and came after all")
        self.look(ledger)


# each takes its own event type; the table is what pairs them
NOTED: dict[type, Callable[[Witness, Any], None]] = {
    e.OrderSent: Witness._sent,
    e.ReplaceSent: Witness._change_sent,
    e.OrderReplaced: Witness._change_over,
    e.ReplaceRejected: Witness._change_over,
    e.CancelSent: Witness._cancel_sent,
    d.StrayCancelSent: Witness._cancel_sent,
    e.OrderOpened: Witness._opened,
    e.OrderCanceled: Witness._canceled,
    e.OrderFilled: Witness._filled,
    e.OrderRejected: Witness._rejected,
    e.OrderFound: Witness._found,
    g.ScopeStopped: Witness._stopped,
    g.StopLifted: Witness._lifted,
}
RARE: dict[type, str] = {
    e.OrderOverfilled: "overfill",
    b.BreakerOpened: "breaker opened",
    b.BreakerHalfOpened: "breaker half-open",
    b.BreakerClosed: "breaker closed",
    t.OrdersForgotten: "orders forgotten",
    t.OrdersRecalled: "orders recalled",
    d.OrderAdopted: "reconcile with out-of-band order",
}
