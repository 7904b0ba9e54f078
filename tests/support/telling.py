"""Events and requests as a story tells them, and the names it gives to orders."""

from __future__ import annotations

from collections.abc import Callable

from holdfast.core.ledger import Ledger, Order
from holdfast.messages import changes as h
from holdfast.messages import commands as c
from holdfast.messages import events as e
from holdfast.messages import links as n
from holdfast.messages import requests as q
from holdfast.messages.refusals import Refusal
from holdfast.messages.worked import VenueDeclared
from holdfast.model.numbers import plain
from holdfast.model.order import OrderRole
from tests.support.telling_differences import DIFFERENCES
from tests.support.telling_lists import LISTS
from tests.support.telling_parents import UNDERWAY
from tests.support.telling_rulings import RULINGS


class Names:
    """Orders by name: the client's own, `o1/2` for a second child, `o1.stop`, `o1.target2`."""

    def __init__(self, ledger: Callable[[], Ledger]) -> None:
        self._ledger = ledger

    def name_of(self, order_id: str) -> str:
        order = self._ledger().orders.get(order_id)
        if order is None:
            return order_id
        terms = order.terms
        if terms.client_order_id:
            return terms.client_order_id
        if terms.parent_id:
            return f"{self.name_of(terms.parent_id)}/{self._nth(order)}"
        if terms.exit_of:
            word = "target" if terms.role is OrderRole.TAKE_PROFIT else "stop"
            nth = self._nth(order)
            return f"{self.name_of(terms.exit_of)}.{word}{nth if nth > 1 else ''}"
        return order_id

    def id_of(self, name: str) -> str:
        """Find the newest order of a name, which may be one that a change has given it."""
        for order in reversed(self._ledger().orders.values()):
            if self.name_of(order.id) == name:
                return order.id
        for account in self._ledger().accounts.values():
            if name in account.client_ids:
                return account.client_ids[name]
        return name

    def ledger(self) -> Ledger:
        return self._ledger()

    def _nth(self, order: Order) -> int:
        """Count the order's elder siblings of its kind; the refused are not counted."""
        mine = (order.terms.parent_id, order.terms.exit_of, order.terms.role)
        siblings = [
            each.id
            for each in self._ledger().orders.values()
            if (each.terms.parent_id, each.terms.exit_of, each.terms.role) == mine
            and each.status != "REFUSED"
        ]
        return siblings.index(order.id) + 1 if order.id in siblings else 0


_WORDS = {
    e.OrderOpened: "opened",
    e.OrderRejected: "rejected",
    e.FillBusted: "busted",
    e.OrderCanceled: "canceled",
    e.OrderExpired: "expired",
    e.CancelSent: "cancel_sent",
    e.CancelRejected: "cancel_rejected",
    e.ReplaceRejected: "replace_rejected",
    e.OrderTriggered: "triggered",
    e.OrderUnknown: "unknown",
    e.QuerySent: "query_sent",
    e.OrderAccepted: "accepted",
    e.BracketReduced: "bracket_reduced",
    e.BracketEnded: "bracket_ended",
    n.EndAwaitsFills: "awaits_fills",
    n.ExitsPostponed: "exits_postponed",
    n.ExitsResumed: "exits_resumed",
}
_SILENT = (
    e.ParentScheduled,
    VenueDeclared,
    e.ParentNoted,
    e.DeskStarted,
    e.AccountOpened,
    e.InstrumentListed,
    e.LimitsSet,
    e.PositionsQueried,
    n.QuestionAnswered,
)


def tell(event: e.Event, names: Names) -> str:  # noqa: C901, PLR0911, PLR0912
    """Say an event in a few words; what every run has in the same way stays untold."""
    if isinstance(event, _SILENT):
        return ""
    for tellers in (UNDERWAY, RULINGS, LISTS):
        teller = tellers.get(type(event))
        if teller is not None:
            return teller(event, names.name_of)
    difference = DIFFERENCES.get(type(event))
    if difference is not None:
        return difference(event, names.name_of, names.ledger())
    if isinstance(event, h.Change):
        return _change(event, names)
    match event:
        case e.RequestRefused():
            return f"no {_codes(event.refusals)}"
        case e.OrderRefused():
            return f"refused {_codes(event.refusals)}"
        case e.PlanRefused():
            faults = " & ".join(f"{each.field} {each.code}" for each in event.refusals)
            return f"plan_refused {faults}"
        case e.PlanAccepted():
            return f"plan_taken {' '.join(_outcome(each) for each in event.outcomes)}"
        case e.DiscrepancyFound():
            return f"incident {names.name_of(event.subject)} {event.detail}"
        case n.VenueConnected():
            return f"up {event.venue}"
        case n.VenueDisconnected():
            return f"down {event.venue}"
        case e.OrderSent():
            prices = _prices(event.terms.limit_price, event.terms.stop_price)
            terms, qty = event.terms, event.qty or event.terms.qty
            return f"sent {names.name_of(event.order_id)} {terms.side} {plain(qty)}{prices}"
        case e.OrderFilled():
            return f"filled {names.name_of(event.order_id)} {plain(event.qty)}"
        case e.OrderOverfilled():
            return f"overfilled {names.name_of(event.order_id)} {plain(event.excess)}"
        case e.ReplaceSent() | e.OrderReplaced():
            word = "replace_sent" if isinstance(event, e.ReplaceSent) else "replaced"
            prices = _prices(event.limit_price, event.stop_price)
            lasts = f" {event.time_in_force}" if event.time_in_force is not None else ""
            return f"{word} {names.name_of(event.order_id)} {plain(event.qty)}{prices}{lasts}"
        case e.OrderFound():
            return f"found {names.name_of(event.order_id)} {event.status}"
        case e.ParentStopping() | e.ParentEnded():
            word = "stopping" if isinstance(event, e.ParentStopping) else "ended"
            return f"{word} {names.name_of(event.order_id)} {event.status}"
    return f"{_WORDS[type(event)]} {names.name_of(event.order_id)}"


def _prices(limit: object, stop: object) -> str:
    return (f" at {limit}" if limit is not None else "") + (
        f" when {stop}" if stop is not None else ""
    )


def _change(event: h.Change, names: Names) -> str:
    match event:
        case h.ChangeQueued():
            return f"queued {names.name_of(event.order_id)}{_wish(event.change)}"
        case h.ChangeDropped():
            return f"dropped {names.name_of(event.order_id)} {_codes(event.refusals)}"
    return ""


def _wish(change: c.ReplaceOrder) -> str:
    qty = f" to {plain(change.qty)}" if change.qty is not None else ""
    return qty + _prices(change.limit_price, change.stop_price)


def _codes(refusals: tuple[Refusal, ...]) -> str:
    return " & ".join(_code(refusal) for refusal in refusals)


def _code(refusal: Refusal) -> str:
    if refusal.measured is None or refusal.limit is None or refusal.headroom is None:
        return str(refusal.code)
    measured, limit, headroom = (
        plain(number) for number in (refusal.measured, refusal.limit, refusal.headroom)
    )
    return f"{refusal.code} {measured} over {limit} leaves {headroom}"


def _outcome(outcome: e.DecisionOutcome) -> str:
    if outcome.refusals:
        return "+".join(refusal.code for refusal in outcome.refusals)
    return plain(outcome.qty) if outcome.qty is not None else outcome.note


def tell_request(request: q.Request, names: Names) -> str:
    """Say what left for the venue."""
    match request:
        case q.PlaceOrder():
            return f"place {names.name_of(request.order_id)}"
        case q.PullOrder():
            return f"pull {names.name_of(request.order_id)}"
        case q.AmendOrder():
            return f"amend {names.name_of(request.order_id)} to {plain(request.qty)}"
        case q.QueryOrder():
            return f"query {names.name_of(request.order_id)}"
        case q.QueryAccount():
            return f"account {request.account}"
