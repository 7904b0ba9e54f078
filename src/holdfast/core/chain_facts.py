"""Facts of changes: sent, made, not made, waiting; each is a fact of its order as well."""

from __future__ import annotations

from holdfast.core import order_facts
from holdfast.core.chains import Chain, Fate, Flight, Link
from holdfast.core.ledger import Ledger
from holdfast.messages import changes as h
from holdfast.messages import events as e
from holdfast.model.ids import OrderId


def change_named(ledger: Ledger, event: h.ChangeNamed) -> None:
    change = event.change
    # a parent is changed by the desk itself, at once
    fate = Fate.MADE if event.order_id in ledger.parents else Fate.SENT
    _chain(ledger, event.order_id).links[change.client_order_id] = Link(change, fate)
    account = ledger.accounts[ledger.orders[event.order_id].terms.account]
    account.client_ids[change.client_order_id] = event.order_id


def change_queued(ledger: Ledger, event: h.ChangeQueued) -> None:
    chain = _chain(ledger, event.order_id)
    chain.forget_wish(Fate.SUPERSEDED)
    chain.wish = event.change
    chain.note(event.change.client_order_id, Fate.QUEUED)
    ledger.chains.waiting[event.order_id] = None
    # a cancel that was refused for the change in flight is wished no more
    order = ledger.orders[event.order_id]
    order.cancel_wanted, order.cancel_reason = False, ""


def change_dropped(ledger: Ledger, event: h.ChangeDropped) -> None:
    ledger.chains.of[event.order_id].forget_wish(Fate.DROPPED)
    del ledger.chains.waiting[event.order_id]


def replace_sent(ledger: Ledger, event: e.ReplaceSent) -> None:
    order_facts.replace_sent(ledger, event)
    chain = _chain(ledger, event.order_id)
    chain.sent += 1
    if event.is_queued:
        chain.forget_wish(Fate.SENT)
        del ledger.chains.waiting[event.order_id]
    chain.flight = Flight(
        event.change_id, event.client_order_id, event.time_in_force, event.expire_at
    )


def order_replaced(ledger: Ledger, event: e.OrderReplaced) -> None:
    before = ledger.orders[event.order_id].venue_order_id
    order_facts.order_replaced(ledger, event)
    chain = ledger.chains.of.get(event.order_id)
    if chain is not None:
        chain.renamed(before, event.venue_order_id)
    if chain is not None and chain.flight is not None:
        chain.known_as = chain.flight.change_id
        chain.settle(Fate.MADE)
    if event.time_in_force is not None:
        chain = _chain(ledger, event.order_id)
        chain.time_in_force, chain.expire_at = event.time_in_force, event.expire_at


def replace_rejected(ledger: Ledger, event: e.ReplaceRejected) -> None:
    order_facts.replace_rejected(ledger, event)
    _not_made(ledger, event.order_id)


def order_found(ledger: Ledger, event: e.OrderFound) -> None:
    order_facts.order_found(ledger, event)
    _not_made(ledger, event.order_id)


def cancel_sent(ledger: Ledger, event: e.CancelSent) -> None:
    order_facts.cancel_sent(ledger, event)
    if ledger.chains.waiting:
        # who wants the order gone wants no change of it
        ledger.chains.over(event.order_id)


def _not_made(ledger: Ledger, order_id: OrderId) -> None:
    chain = ledger.chains.of.get(order_id)
    if chain is not None:
        chain.settle(Fate.REJECTED)


def _chain(ledger: Ledger, order_id: OrderId) -> Chain:
    chains = ledger.chains.of
    chain = chains.get(order_id)
    if chain is None:
        chain = chains[order_id] = Chain()
    return chain
