"""Facts of what is waited for: asked, answered, postponed, links up and down."""

from __future__ import annotations

from holdfast.core import readiness_facts
from holdfast.core.lapse_times import earliest
from holdfast.core.ledger import Ledger
from holdfast.core.questions import Ending, Question, wait_of
from holdfast.core.reserve import reserve
from holdfast.core.unreached import exits_in_vain
from holdfast.messages import events as e
from holdfast.messages import links as n
from holdfast.model.ids import OrderId
from holdfast.model.numbers import Nanos


def query_sent(ledger: Ledger, event: e.QuerySent) -> None:
    """Wait for the answer, and ask again if none comes: rarer each time."""
    readiness_facts.query_sent(ledger, event)
    order_id = event.order_id
    questions = ledger.questions
    question = questions.open.get(order_id)
    before: Nanos | None = None
    if question is None:
        cancels = 1 if ledger.orders[order_id].cancel_wanted else 0
        question = questions.open[order_id] = Question(due=0, cancels=cancels)
    else:
        before = question.due
    question.asked += 1
    question.number = event.number
    question.due = ledger.at + wait_of(questions.asking, ledger.seed, order_id, question.asked)
    _put(ledger, question.due, order_id, before)


def question_answered(ledger: Ledger, event: n.QuestionAnswered) -> None:
    question = ledger.questions.open.pop(event.order_id, None)
    if question is not None:
        _moved(ledger, question.due)


def end_awaits_fills(ledger: Ledger, event: n.EndAwaitsFills) -> None:
    """Reserve what is missing alone: nothing more of the order will trade."""
    order = ledger.orders[event.order_id]
    ending = Ending(event.status, event.detail, event.cum_qty)
    ledger.questions.ending[order.id] = ending
    order.updated_at = ledger.at
    reserve(ledger, order)


def exits_postponed(ledger: Ledger, event: n.ExitsPostponed) -> None:
    entry_id = event.order_id
    questions = ledger.questions
    attempt = max(exits_in_vain(ledger, entry_id), 1)
    before = questions.exits.get(entry_id)
    due = ledger.at + wait_of(questions.asking, ledger.seed, f"{entry_id}.exits", attempt)
    questions.exits[entry_id] = due
    _put(ledger, due, entry_id, before)


def exits_resumed(ledger: Ledger, event: n.ExitsResumed) -> None:
    due = ledger.questions.exits.pop(event.order_id, None)
    if due is not None:
        _moved(ledger, due)


def venue_connected(ledger: Ledger, event: n.VenueConnected) -> None:
    ledger.questions.down.pop(event.venue, None)


def venue_disconnected(ledger: Ledger, event: n.VenueDisconnected) -> None:
    ledger.questions.down[event.venue] = event.detail


def begin(ledger: Ledger, event: e.DeskStarted) -> None:
    """Start with what the last run could not send; all that is open is asked after anew.

    Who is down says so again: a new run has new links.
    """
    questions = ledger.questions
    questions.asking = event.asking
    questions.open, questions.down = {}, {}
    questions.line = sorted((due, entry_id) for entry_id, due in questions.exits.items())
    ledger.next_lapse = earliest(ledger)


def _put(ledger: Ledger, due: Nanos, name: OrderId, before: Nanos | None) -> None:
    ledger.questions.put(due, name)
    if due < ledger.next_lapse:
        ledger.next_lapse = due
    elif before is not None:
        _moved(ledger, before)


def _moved(ledger: Ledger, before: Nanos) -> None:
    """Look anew for what ends or is due first, where that may have been what is not any more."""
    if before <= ledger.next_lapse:
        ledger.next_lapse = earliest(ledger)
