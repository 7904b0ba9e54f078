"""What a caller is told of a command, read off its events and the ledger."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from holdfast.core.ledger import Ledger
from holdfast.core.listing import known_list
from holdfast.core.permits import order_hash
from holdfast.messages import changes as h
from holdfast.messages import commands as c
from holdfast.messages import contingent as o
from holdfast.messages import events as e
from holdfast.messages import rulings as g
from holdfast.messages import spreads as s
from holdfast.messages import underway as u
from holdfast.messages.refusals import Refusal
from holdfast.messages.retention import OrdersRecalled
from holdfast.model.ids import OrderId


class Answer(msgspec.Struct, frozen=True, omit_defaults=True):
    """The desk's answer: refusals, or what was taken; `repeated` if it had been asked before.

    With a `proposal_id` nothing has happened yet: a second person's consent is waited for. A
    refused order has the `order_hash` by which it may be authorised. A change that is queued waits
    for the answer to another.
    """

    order_id: OrderId = ""
    refusals: tuple[Refusal, ...] = ()
    outcomes: tuple[e.DecisionOutcome, ...] = ()
    order_ids: tuple[OrderId, ...] = ()
    repeated: bool = False
    proposal_id: str = ""
    permit_id: str = ""
    order_hash: str = ""
    is_queued: bool = False

    @property
    def ok(self) -> bool:
        return not self.refusals


def answer(ledger: Ledger, command: c.Command, events: Sequence[e.Event]) -> Answer:
    """Tell a caller what came of a command."""
    if isinstance(command, c.SubmitPlan):
        return _plan_answer(ledger, command, events)
    if isinstance(command, c.SubmitList):
        return _list_answer(ledger, command, events)
    if isinstance(command, c.CancelOrders):
        return _each_canceled(command, events)
    if not events or (len(events) == 1 and isinstance(events[0], OrdersRecalled)):
        return _repeated(ledger, command)
    touched: dict[OrderId, None] = {}
    for event in events:
        told = _told_at_once(command, event)
        if told is not None:
            return told
        match event:
            case (
                e.OrderSent()
                | e.OrderAccepted()
                | e.ReplaceSent()
                | u.ParentPaused()
                | u.ParentResumed()
                | u.ParentAmended()
            ):
                # own orders that give way to it leave before it
                touched = {event.order_id: None, **touched}
            case e.CancelSent() | e.ParentStopping():
                touched[event.order_id] = None
    order_ids = tuple(touched)
    return Answer(order_ids[0] if order_ids else "", order_ids=order_ids)


def _told_at_once(command: c.Command, event: e.Event) -> Answer | None:
    """Tell what one event says all of, None for the rest."""
    match event:
        case e.RequestRefused():
            return Answer(getattr(command, "order_id", ""), event.refusals)
        case e.OrderRefused() if not event.terms.parent_id and not event.terms.exit_of:
            told = order_hash(event.terms)
            return Answer(event.order_id, event.refusals, order_hash=told)
        case h.ChangeQueued():
            return Answer(event.order_id, order_ids=(event.order_id,), is_queued=True)
        case s.SpreadTaken():
            return Answer(event.spread_id, order_ids=event.legs)
        case s.SpreadRefused():
            return Answer(event.spread_id, event.refusals)
        case g.Proposed():
            return Answer(proposal_id=event.proposal_id)
        case g.PermitGiven():
            return Answer(permit_id=event.permit.id)
    return None


def _plan_answer(ledger: Ledger, command: c.SubmitPlan, events: Sequence[e.Event]) -> Answer:
    for event in events:
        if isinstance(event, e.PlanRefused):
            return Answer(refusals=event.refusals)
        if isinstance(event, e.PlanAccepted):
            return Answer(outcomes=event.outcomes, order_ids=_ids(event.outcomes))
    record = ledger.accounts[command.plan.account].plans[command.plan.plan_id]
    return Answer(outcomes=record.outcomes, order_ids=_ids(record.outcomes), repeated=True)


def _list_answer(ledger: Ledger, command: c.SubmitList, events: Sequence[e.Event]) -> Answer:
    """Tell the members in their order; the first has the id of the list."""
    for event in events:
        if isinstance(event, o.ListRefused | e.RequestRefused):
            return Answer(refusals=event.refusals)
        if isinstance(event, o.ListAccepted):
            members = ledger.lists.known[event.list_id].members
            return Answer(event.list_id, order_ids=tuple(members))
    known = known_list(ledger, command)
    return Answer(known, order_ids=tuple(ledger.lists.known[known].members), repeated=True)


def _each_canceled(command: c.CancelOrders, events: Sequence[e.Event]) -> Answer:
    """Tell of each order why it is not cancelled, or nothing where a cancel is on its way."""
    refused: dict[OrderId, tuple[Refusal, ...]] = {}
    stopped: dict[OrderId, None] = {}
    for event in events:
        if isinstance(event, e.RequestRefused):
            refused[event.subject] = event.refusals
        elif isinstance(event, e.CancelSent | e.ParentStopping):
            stopped[event.order_id] = None
    if "" in refused:
        return Answer(refusals=refused[""])
    outcomes = tuple(
        e.DecisionOutcome(index, "", order_id, refusals=refused.get(order_id, ()))
        for index, order_id in enumerate(command.order_ids)
    )
    return Answer(outcomes=outcomes, order_ids=tuple(stopped))


def _ids(outcomes: Sequence[e.DecisionOutcome]) -> tuple[OrderId, ...]:
    return tuple(outcome.order_id for outcome in outcomes if outcome.order_id)


def _repeated(ledger: Ledger, command: c.Command) -> Answer:
    if isinstance(command, c.SubmitOrder):
        state = ledger.accounts.get(command.account)
        order_id = state.client_ids.get(command.client_order_id, "") if state is not None else ""
        if not order_id:
            return Answer(repeated=True)
        order = ledger.orders[order_id]
        told = order_hash(order.terms) if order.refusals else ""
        ids = (order_id,)
        return Answer(order_id, order.refusals, order_ids=ids, repeated=True, order_hash=told)
    if isinstance(command, s.SubmitSpread):
        known = ledger.spreads.client_ids.get(command.terms.account, {})
        spread = ledger.spreads.all.get(known.get(command.terms.client_order_id, ""))
        if spread is not None:
            return Answer(spread.id, order_ids=spread.legs, repeated=True)
    return Answer(getattr(command, "order_id", ""), repeated=True)
