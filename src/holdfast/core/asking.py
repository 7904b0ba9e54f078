"""Asking after orders: what opens a question, what answers it, and what is asked of a venue.

A question is asked until the venue has spoken and the order is in no doubt any more. Silence
never ends one, and neither does a venue that does not know the order yet. What is asked again
is the question, and a cancel, which does no harm twice: an order is never placed again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol, TypeVar

from holdfast.core.account_questions import question
from holdfast.core.contingent import settled
from holdfast.core.ending import end_if_told
from holdfast.core.ledger import Ledger, Order
from holdfast.core.policy import Policies
from holdfast.core.siblings import should_go
from holdfast.core.stopped import outlived_a_kill
from holdfast.messages import events as e
from holdfast.messages import links as n
from holdfast.messages.stamp import Stamp
from holdfast.model.ids import AccountId, OrderId, VenueId
from holdfast.model.order import OrderStatus as S

CANCELS_MAX = 3  # sent without an answer; after that only where the venue says that it works on

# an answer is awaited: whether it is there, or what became of a cancel or change
_IN_DOUBT = (S.SENT, S.UNKNOWN, S.PENDING_CANCEL, S.PENDING_REPLACE)


class _Told(Protocol):
    """A report about one order."""

    @property
    def order_id(self) -> OrderId: ...


_Report = TypeVar("_Report", bound=_Told)
_Decider = Callable[[Ledger, _Report, Stamp, Policies], Iterable[e.Event]]


def query(order_id: OrderId, stamp: Stamp) -> e.QuerySent:
    """Ask after an order; the number of the input is the number of the query."""
    return e.QuerySent(order_id, stamp.seq)


def is_asked(ledger: Ledger, order_id: OrderId) -> bool:
    """Tell whether the order is being asked after already."""
    return order_id in ledger.questions.open


def questions_for(
    ledger: Ledger,
    stamp: Stamp,
    *,
    venue: VenueId = "",
    account: AccountId = "",
    answers_lost: bool = False,
) -> Iterator[e.Event]:
    """Yield everything to ask of a venue, or of all, about one account or all of them.

    Where answers were lost, what was in flight is unknown from now on.
    """
    for order_id in tuple(ledger.open_orders):
        order = ledger.orders[order_id]
        terms = order.terms
        if order_id in ledger.parents or account not in ("", terms.account):
            continue
        if venue and ledger.venue_of(terms) != venue:
            continue
        if answers_lost and order.status is S.SENT:
            yield e.OrderUnknown(order_id, "the answer was lost")
        yield query(order_id, stamp)
    for account_id, state in ledger.accounts.items():
        if account in ("", account_id) and venue in ("", state.account.venue):
            yield question(ledger, account_id)


def heard(decide: _Decider[_Report], *, is_evidence: bool = True) -> _Decider[_Report]:
    """Have a decider end the question about the order that a report names.

    What is no evidence by itself ends it only where the order is over.
    """

    def decided(
        ledger: Ledger, report: _Report, stamp: Stamp, policies: Policies
    ) -> Iterable[e.Event]:
        order_id: OrderId | None = report.order_id
        if order_id not in ledger.questions.open:
            # an order that was adopted is called otherwise by its venue
            order_id = ledger.reconciled.aliases.get(report.order_id)
            if order_id is None or order_id not in ledger.questions.open:
                return decide(ledger, report, stamp, policies)
        return _then_answered(ledger, report, order_id, stamp, policies)

    def _then_answered(
        ledger: Ledger, report: _Report, order_id: OrderId, stamp: Stamp, policies: Policies
    ) -> Iterator[e.Event]:
        asked = ledger.questions.open[order_id].asked
        yield from decide(ledger, report, stamp, policies)
        if order_id in ledger.questions.ending:
            yield from end_if_told(ledger, order_id, stamp, policies)
            # a fill brings lists in line before that end is known
            yield from settled(ledger, stamp, policies)
        question = ledger.questions.open.get(order_id)
        if question is None or question.asked > asked:
            # the report itself has raised a question
            return
        if is_evidence or not ledger.orders[order_id].is_open:
            yield from answered(ledger, ledger.orders[order_id])

    return decided


def answered(ledger: Ledger, order: Order) -> Iterator[e.Event]:
    """End the question about an order of which the venue has spoken, unless doubt remains."""
    if order.id in ledger.questions.open and not is_in_doubt(ledger, order):
        yield n.QuestionAnswered(order.id)


def is_in_doubt(ledger: Ledger, order: Order) -> bool:
    """Tell whether an answer is still awaited, or the order works on though it should not."""
    if order.id in ledger.questions.ending:
        return True
    return order.is_open and (order.status in _IN_DOUBT or is_unwanted(ledger, order))


def is_unwanted(ledger: Ledger, order: Order) -> bool:
    """Tell whether an order should go: cancelled, killed, a slice or a sibling of what is over."""
    return (
        order.cancel_wanted
        or _is_orphan(ledger, order)
        or should_go(ledger, order)
        or outlived_a_kill(ledger, order)
    )


def _is_orphan(ledger: Ledger, order: Order) -> bool:
    parent_id = order.terms.parent_id
    if not parent_id:
        return False
    return not ledger.orders[parent_id].is_open or ledger.parents[parent_id].ending is not None


def ask_again(ledger: Ledger, order_id: OrderId, stamp: Stamp) -> Iterator[e.Event]:
    """Ask once more what is due, and cancel once more what was to go, a few times."""
    question = ledger.questions.open.get(order_id)
    if question is None or question.due > stamp.at:
        return
    order = ledger.orders.get(order_id)
    if order is None or not order.is_open:
        yield n.QuestionAnswered(order_id)
        return
    is_over = order_id in ledger.questions.ending
    if order.cancel_wanted and question.cancels < CANCELS_MAX and not is_over:
        # before the query, whose answer then tells what became of it
        yield e.CancelSent(order_id)
    yield query(order_id, stamp)
