"""Parents: orders that an algo works through children, asked again at each wake."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from holdfast.core.ledger import Ledger, Order
from holdfast.core.policy import Parent, Policies
from holdfast.core.submitting import place
from holdfast.messages import commands as c
from holdfast.messages import events as e
from holdfast.messages.stamp import Stamp
from holdfast.model.order import OrderStatus, Tactic


def wake(ledger: Ledger, command: c.Wake, stamp: Stamp, policies: Policies) -> Iterable[e.Event]:
    """Ask the algo, if its time has come: a timer that fires early or twice changes nothing."""
    state = ledger.parents.get(command.order_id)
    if state is None or state.wake_at is None or state.wake_at > stamp.at:
        return ()
    order = ledger.orders[command.order_id]
    if not order.is_open or order.terms.tactic is None:
        return ()
    return _step(ledger, order, order.terms.tactic, stamp, policies)


def end_if_idle(ledger: Ledger, order_id: str) -> Iterator[e.Event]:
    """End a stopping parent whose last child is over."""
    state = ledger.parents[order_id]
    if ledger.orders[order_id].is_open and state.ending is not None and not state.open_children:
        yield e.ParentEnded(order_id, state.ending, state.ending_detail)


def _step(
    ledger: Ledger, order: Order, tactic: Tactic, stamp: Stamp, policies: Policies
) -> Iterator[e.Event]:
    terms = order.terms
    step = policies.algos[tactic.name].step(
        Parent(
            order,
            ledger.parents[order.id],
            ledger.listings[ledger.venue_of(terms)][terms.instrument],
            stamp.quotes.get(terms.instrument),
            stamp.at,
            ledger.seed,
        )
    )
    for child_id in step.cancels:
        if ledger.orders[child_id].status is not OrderStatus.PENDING_CANCEL:
            yield e.CancelSent(child_id)
    for child in step.children:
        yield from place(ledger, child, stamp, policies)
        if ledger.parents[order.id].ending is not None:
            # frozen: it asked for more than it is
            yield from end_if_idle(ledger, order.id)
            return
    if step.ended:
        yield e.ParentStopping(order.id, OrderStatus.EXPIRED, step.ended)
        for child_id in tuple(ledger.parents[order.id].open_children):
            if ledger.orders[child_id].status is not OrderStatus.PENDING_CANCEL:
                yield e.CancelSent(child_id)
        yield from end_if_idle(ledger, order.id)
    elif step.wake_at is not None:
        yield e.ParentScheduled(order.id, step.wake_at)
