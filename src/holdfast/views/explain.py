"""Explain: the story of one order, told from the journal, with its children and exits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import msgspec

from holdfast.core import spread_texts
from holdfast.core.instruction_texts import note_text, params_text, terms_text
from holdfast.messages import changes as h
from holdfast.messages import commands as c
from holdfast.messages import contingent as o
from holdfast.messages import control as k
from holdfast.messages import differences as d
from holdfast.messages import events as e
from holdfast.messages import links as n
from holdfast.messages import retention as t
from holdfast.messages import rulings as g
from holdfast.messages import spreads as s
from holdfast.messages import underway as u
from holdfast.messages.entry import Entry
from holdfast.messages.refusals import Refusal
from holdfast.model.ids import OrderId
from holdfast.model.numbers import Nanos, plain
from holdfast.model.order import OrderRole
from holdfast.model.quote import Quote
from holdfast.model.times import rfc3339

MILLISECOND_NS = 1_000_000


class StoryLine(msgspec.Struct, frozen=True):
    """One thing that happened; `seq` is the journal entry that proves it, `depth` 1 for kin."""

    seq: int
    at: str
    order_id: OrderId
    depth: int
    text: str

    def __str__(self) -> str:
        return f"{self.at}  {'    ' * self.depth}{self.order_id}  {self.text}"


def explain(entries: Iterable[Entry], order_id: OrderId) -> Iterator[StoryLine]:
    """Yield the order's story, line by line, as the entries are read; nothing if none names it.

    Children and exits are told of as kin, the ones that are sent for it included.
    """
    kin: dict[OrderId, int] = {order_id: 0}
    for entry in entries:
        _take_legs_in(entry, kin)
        asked = False
        for event in entry.events:
            own = _owner(event, kin)
            if own is None:
                continue
            if not asked:
                asked = True
                yield from _asked(entry, own, kin)
            for text in _TELLERS[type(event)](event, entry, own):
                yield StoryLine(entry.seq, rfc3339(entry.at), own, kin[own], text)


def _take_legs_in(entry: Entry, kin: dict[OrderId, int]) -> None:
    """Take in the legs of a multi-leg order before their own events, which come first."""
    for event in entry.events:
        if isinstance(event, s.SpreadTaken | s.SpreadUnwound) and event.spread_id in kin:
            orders = event.legs if isinstance(event, s.SpreadTaken) else event.orders
            kin.update((each, 1) for each in orders if each not in kin)


def _owner(event: e.Event, kin: dict[OrderId, int]) -> OrderId | None:
    """Say whose story the event belongs to, and take new children and exits in."""
    if type(event) not in _TELLERS:
        return None
    if isinstance(event, e.PlanAccepted):
        return next((each.order_id for each in event.outcomes if each.order_id in kin), None)
    if isinstance(event, e.DiscrepancyFound | e.RequestRefused | d.DifferenceFound):
        return event.subject if event.subject in kin else None
    if isinstance(event, s.SpreadTaken | s.SpreadRefused | s.SpreadEnded | s.SpreadUnwound):
        legs = event.legs if isinstance(event, s.SpreadTaken) else ()
        return next((each for each in (event.spread_id, *legs) if each in kin), None)
    if isinstance(event, o.ListAccepted | o.ListDecided | o.ListExceeded):
        return event.list_id if event.list_id in kin else None
    if isinstance(event, e.OrderSent | e.OrderAccepted | e.OrderRefused):
        terms = event.terms
        if event.order_id not in kin and (terms.parent_id in kin or terms.exit_of in kin):
            kin[event.order_id] = 1 + min(
                kin[each] for each in (terms.parent_id, terms.exit_of) if each in kin
            )
    if isinstance(event, g.SelfTradePrevented) and event.resting_id in kin:
        return event.resting_id
    own: OrderId = event.order_id  # type: ignore[union-attr]  # what is left names its order
    return own if own in kin else None


# --- who asked ------------------------------------------------------------------------


def _asked(entry: Entry, own: OrderId, kin: dict[OrderId, int]) -> Iterator[StoryLine]:
    """Tell the command behind the entry; what a venue reports is told by its events."""
    message = entry.asked
    if message is None or type(message) not in _ASKED:
        return
    teller = _ASKED[type(message)]
    text = teller(message)
    if isinstance(message, s.SubmitSpread | s.UnwindSpread):
        own = next(iter(kin))
    if not isinstance(message, c.StartDesk):
        text = f"{getattr(message, 'principal', '') or 'an unnamed caller'} {text}"
    yield StoryLine(entry.seq, rfc3339(entry.at), own, kin[own], text)


def _asked_order(command: c.SubmitOrder) -> str:
    name = f" as {command.client_order_id}" if command.client_order_id else ""
    strategy = f" for strategy {command.strategy}" if command.strategy else ""
    return f"asks to {terms_text(command)} in account {command.account}{name}{strategy}"


def _asked_plan(command: c.SubmitPlan) -> str:
    why = f": {command.plan.rationale}" if command.plan.rationale else ""
    return f"submits plan {command.plan.plan_id}{why}"


def _change(it: c.ReplaceOrder | e.ReplaceSent | e.OrderReplaced) -> str:
    named = (("quantity", it.qty), ("limit", it.limit_price), ("stop", it.stop_price))
    told = [f"{name} {plain(value)}" for name, value in named if value is not None]
    if it.time_in_force is not None:
        told.append(f"time in force {it.time_in_force}")
    if it.expire_at is not None:
        told.append(f"until {rfc3339(it.expire_at)}")
    return ", ".join(told)


def _asked_amend(it: u.AmendParent) -> str:
    wanted = [("qty", it.qty), ("limit", it.limit_price), ("stop", it.stop_price)]
    words = [f"{name} {plain(number)}" for name, number in wanted if number is not None]
    if it.params:
        words.append(params_text(it.params))
    return ", ".join(words) or "no change"


# each teller takes its own command type; the table is what pairs them
_ASKED: dict[type, Callable[[Any], str]] = {
    c.SubmitOrder: _asked_order,
    c.SubmitList: lambda it: f"asks for a list of {len(it.orders)}: {it.contingency}",
    c.SubmitPlan: _asked_plan,
    s.SubmitSpread: lambda it: f"asks for {spread_texts.terms_text(it.terms)}",
    s.UnwindSpread: lambda it: "asks to close what stands alone",
    c.ReplaceOrder: lambda command: f"asks for {_change(command)}",
    c.CancelOrder: lambda command: f"asks to cancel {command.order_id}",
    c.CancelOrders: lambda command: "asks to cancel",
    u.PauseOrder: lambda command: "asks to pause it",
    u.ResumeOrder: lambda command: "asks to resume it",
    u.AmendParent: lambda command: f"asks for {_asked_amend(command)}",
    c.CancelAll: lambda command: "asks to cancel all in scope",
    c.StartDesk: lambda command: f"desk {command.desk} starts again",
    c.Reconcile: lambda command: "asks to reconcile",
    k.Kill: lambda command: f"kills {command.scope.key}{_because(command.why)}",
    k.ExitMismatch: lambda command: f"kills everything: {command.order_id} {command.detail}",
}


# --- what happened --------------------------------------------------------------------


def _sent(event: e.OrderSent, entry: Entry, own: OrderId) -> Iterator[str]:
    terms = event.terms
    if terms.role is not None:
        yield f"{_role_text(terms)}: {terms_text(terms)}"
    yield from _passed(event, entry)
    yield "sent to the venue"


def _accepted(event: e.OrderAccepted, entry: Entry, own: OrderId) -> Iterator[str]:
    yield from _passed(event, entry)
    way = f"as {event.algo}, in the venue's place" if event.algo else "by its tactic"
    yield f"accepted: the desk works it itself, {way}"


def _noted(event: e.ParentNoted, entry: Entry, own: OrderId) -> Iterator[str]:
    yield note_text(event.memory, entry.at) or _memory_text(event)


def _passed(event: e.OrderSent | e.OrderAccepted, entry: Entry) -> Iterator[str]:
    arrival = (
        "no arrival mid"
        if event.arrival_price is None
        else (f"arrival mid {plain(event.arrival_price)}")
    )
    quote = next((each for each in entry.quotes if each.instrument == event.terms.instrument), None)
    seen = f", {_quote_text(quote, entry.at)}" if quote is not None else ""
    value = f"{plain(event.terms.qty)} reserved at {plain(event.reserve_price)}"
    yield f"passes every check: {value}, {arrival}{seen}"


def _quote_text(quote: Quote, at: Nanos) -> str:
    age_ms = (at - quote.at) // MILLISECOND_NS
    return f"quote {plain(quote.bid)}/{plain(quote.ask)} of {age_ms} ms before"


def _refused(event: e.OrderRefused, entry: Entry, own: OrderId) -> Iterator[str]:
    if event.terms.role is not None:
        yield f"{_role_text(event.terms)}: {terms_text(event.terms)}"
    for refusal in event.refusals:
        yield f"refused by the desk: {refusal_text(refusal)}"


def refusal_text(refusal: Refusal) -> str:
    """Say a refusal with its code and what was measured."""
    text = f"{refusal.code} {refusal.detail}".rstrip()
    if refusal.measured is not None and refusal.limit is not None:
        text += f" (measured {plain(refusal.measured)}, limit {plain(refusal.limit)}"
        if refusal.headroom is not None:
            text += f", headroom {plain(refusal.headroom)}"
        text += ")"
    return text


def _role_text(terms: c.SubmitOrder) -> str:
    if terms.role is OrderRole.SLICE:
        return f"slice of {terms.parent_id}"
    name = "stop loss" if terms.role is OrderRole.STOP_LOSS else "take profit"
    return f"{name} of {terms.exit_of}"


def _filled(event: e.OrderFilled, entry: Entry, own: OrderId) -> Iterator[str]:
    fee = f", fee {plain(event.fee)} {event.fee_currency}" if event.fee else ""
    yield (
        f"fills {plain(event.qty)} at {plain(event.price)} as {event.liquidity.lower()}"
        f" ({event.exec_id}{fee}), venue time {rfc3339(event.traded_at)}"
    )


def _kept_apart(event: g.SelfTradePrevented, entry: Entry, own: OrderId) -> Iterator[str]:
    other = event.resting_id if own == event.order_id else event.order_id
    yield f"{plain(event.qty)} kept from trading with {other} of the same trade group: {event.mode}"


def _next_asked(event: e.ParentScheduled) -> str:
    """Say when its algo is asked next: at a time, at prices, or by what its children do."""
    whens = [] if event.wake_at is None else [f"at {rfc3339(event.wake_at)}"]
    for band in event.bands:
        source = f"{band.instrument} {band.source}".strip()
        if band.low is not None:
            whens.append(f"at {source} {plain(band.low)} or below")
        if band.high is not None:
            whens.append(f"at {source} {plain(band.high)} or above")
    return f"is asked next {', or '.join(whens) or 'when a child is over'}"


def _memory_text(event: e.ParentNoted) -> str:
    """Say what its algo does now, in its own words where it has any."""
    if "note" in event.memory:
        return str(event.memory["note"])
    kept = ", ".join(f"{name} {value}" for name, value in event.memory.items())
    return f"keeps in mind: {kept or 'nothing'}"


def _planned(event: e.PlanAccepted, entry: Entry, own: OrderId) -> Iterator[str]:
    for outcome in event.outcomes:
        if outcome.order_id == own:
            note = f": {outcome.note}" if outcome.note else ""
            yield f"is decision {outcome.index} of plan {event.plan.plan_id}{note}"


_Teller = Callable[[Any, Entry, OrderId], Iterable[str]]


def _says(tell: Callable[[Any], str]) -> _Teller:
    return lambda event, entry, own: (tell(event),)


def _coded(it: e.OrderRejected | e.CancelRejected | e.ReplaceRejected) -> str:
    return f"{it.code}{_because(it.detail)}"


def _amended(it: u.ParentAmended) -> str:
    limit = "" if it.limit_price is None else f" at {plain(it.limit_price)}"
    stop = "" if it.stop_price is None else f" when {plain(it.stop_price)}"
    how = "" if it.tactic is None else f" by {it.tactic.name} ({params_text(it.tactic.params)})"
    return f"{plain(it.qty)}{limit}{stop}{how}"


def _because(detail: str) -> str:
    return f": {detail}" if detail else ""


# each teller takes its own event type; events that are not here are no part of an order's story
_TELLERS: dict[type[e.Event], _Teller] = {
    e.OrderSent: _sent,
    e.OrderAccepted: _accepted,
    e.OrderRefused: _refused,
    e.OrderFilled: _filled,
    e.PlanAccepted: _planned,
    e.OrderOpened: _says(lambda it: f"the venue has it as {it.venue_order_id}"),
    e.OrderRejected: _says(lambda it: f"the venue rejects it: {_coded(it)}"),
    e.FillBusted: _says(lambda it: f"the venue takes fill {it.exec_id} back"),
    e.OrderOverfilled: _says(lambda it: f"OVERFILLED by {plain(it.excess)}: a person must look"),
    e.OrderCanceled: _says(lambda it: f"canceled{_because(it.detail)}"),
    e.OrderExpired: _says(lambda it: f"expired{_because(it.detail)}"),
    e.CancelSent: _says(lambda it: f"cancel sent to the venue{_because(it.reason)}"),
    e.CancelRejected: _says(lambda it: f"the venue does not cancel: {_coded(it)}"),
    e.ReplaceSent: _says(lambda it: f"change sent to the venue: {_change(it)}"),
    e.OrderReplaced: _says(lambda it: f"the venue has changed it: {_change(it)}"),
    e.ReplaceRejected: _says(lambda it: f"the venue does not change it: {_coded(it)}"),
    h.ChangeNamed: _says(lambda it: f"the change is named {it.change.client_order_id}"),
    h.ChangeQueued: _says(
        lambda it: f"waits for the answer to the change in flight: {_change(it.change)}"
    ),
    h.ChangeDropped: lambda it, entry, own: [
        f"the change that waited is not sent: {refusal_text(refusal)}" for refusal in it.refusals
    ],
    e.OrderTriggered: _says(lambda it: f"the stop is touched, venue time {rfc3339(it.at)}"),
    e.OrderUnknown: _says(lambda it: f"UNKNOWN, and still reserved{_because(it.detail)}"),
    g.SelfTradePrevented: _kept_apart,
    g.PermitEnded: _says(lambda it: f"is let past a limit by permit {it.permit_id}, once"),
    g.ShadowBreached: lambda it, entry, own: [
        f"in shadow mode: {refusal_text(refusal)}" for refusal in it.refusals
    ],
    e.QuerySent: _says(lambda it: "the venue is asked what became of it"),
    e.OrderFound: _says(lambda it: f"the venue proves it {it.status}"),
    d.OrderAdopted: _says(
        lambda it: f"made by somebody else, adopted as of the venue: {terms_text(it.terms)}"
    ),
    d.StrayCancelSent: _says(lambda it: f"cancel sent for {it.venue_order_id}, which is a stray"),
    d.DifferenceFound: _says(
        lambda it: f"DISCREPANCY {it.discrepancy_id} {it.kind}: {it.detail} ({it.evidence})"
    ),
    e.DiscrepancyFound: _says(lambda it: f"DISCREPANCY: {it.detail} ({it.evidence})"),
    g.LimitNear: _says(
        lambda it: (
            f"NEAR A LIMIT: {it.check} of {it.scope.key} is at"
            f" {plain(it.measured)} of {plain(it.limit)}"
        )
    ),
    e.RequestRefused: lambda it, entry, own: [
        f"request refused: {refusal_text(refusal)}" for refusal in it.refusals
    ],
    e.ParentScheduled: _says(_next_asked),
    u.ParentPaused: _says(lambda it: f"paused by {it.by}: it gives out no more"),
    u.ParentResumed: _says(lambda it: f"resumed by {it.by}"),
    u.ParentAmended: _says(lambda it: f"amended: {_amended(it)}"),
    e.ParentNoted: _noted,
    e.ParentStopping: _says(lambda it: f"gives out no more{_because(it.detail)}"),
    e.ParentEnded: _says(lambda it: f"ends {it.status}{_because(it.detail)}"),
    e.BracketReduced: _says(lambda it: f"{plain(it.qty)} of it closed by {it.closed_by}"),
    n.QuestionAnswered: _says(lambda it: "the venue has answered"),
    n.EndAwaitsFills: _says(
        lambda it: f"is over at the venue with {plain(it.cum_qty)} traded: its fills are asked for"
    ),
    n.ExitsPostponed: _says(lambda it: "an exit could not leave, and is sent again later"),
    n.ExitsResumed: _says(lambda it: "the exits that could not leave are sent now"),
    g.OrderTold: _says(lambda it: "the start of the desk waits for it no more"),
    t.OrdersRecalled: _says(lambda it: "is looked up again: it had left the desk's memory"),
    o.ListAccepted: _says(
        lambda it: f"is the first of a list: {it.contingency}, {it.mode.lower()} fills count"
    ),
    o.ChildHeld: _says(
        lambda it: f"is held until its trigger {it.terms.list_id} fills: {terms_text(it.terms)}"
    ),
    o.StopMoved: _says(lambda it: f"its stop moves to {plain(it.price)}: {it.why}"),
    o.StopWatched: lambda it, entry, own: (),
    o.ExitsDue: _says(lambda it: "nothing keeps its exits back, so they are due"),
    o.WayMade: _says(lambda it: "its exits make way for other orders of the account"),
    o.ListDecided: _says(
        lambda it: f"the list is decided: {it.order_id} {it.detail}, the others are cancelled"
    ),
    o.ListExceeded: _says(
        lambda it: f"EXCEEDED by {plain(it.excess)}: members of the list filled beside each other"
    ),
    s.SpreadTaken: lambda it, entry, own: (spread_texts.taken_text(it, own),),
    s.SpreadRefused: lambda it, entry, own: [
        f"none of its legs is taken: {refusal_text(refusal)}" for refusal in it.refusals
    ],
    s.SpreadEnded: _says(spread_texts.ended_text),
    s.SpreadUnwound: _says(spread_texts.unwound_text),
    e.BracketEnded: _says(lambda it: f"its exits are no longer wanted{_because(it.detail)}"),
}
