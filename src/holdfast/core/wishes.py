"""Changes that callers wish: sent at once where the order is idle, else one waits its turn.

While a change is in flight nothing else of the order is changed, since both could come true.
What is asked meanwhile waits, and the gate is asked again when it leaves. The latest wish counts:
what a newer one leaves out stays as the one before it wanted. A cancel ends them all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from holdfast.core.chains import CHAIN_IDS_MAX, Timing
from holdfast.core.entitled import may_not_trade
from holdfast.core.gate import judge
from holdfast.core.lapsing import lapsed
from holdfast.core.ledger import Ledger, Order
from holdfast.core.policy import Policies
from holdfast.core.strange import ours
from holdfast.core.submitting import Beside, Change, change, changed
from holdfast.core.trailed import own_stop
from holdfast.messages import changes as h
from holdfast.messages import events as e
from holdfast.messages.commands import ReplaceOrder
from holdfast.messages.refusals import Reason, Refusal
from holdfast.messages.stamp import Stamp
from holdfast.model.order import TimeInForce

_LASTING = (TimeInForce.DAY, TimeInForce.GTC, TimeInForce.GTD)
_WISHES = ("qty", "limit_price", "stop_price", "time_in_force", "expire_at")

_Decider = Callable[[Ledger, Any, Stamp, Policies], Iterable[e.Event]]


class Wanted(Struct, frozen=True, gc=False):
    """An order as it is, or as it shall be."""

    change: Change
    timing: Timing


def is_full(ledger: Ledger, order_id: str) -> bool:
    """Tell whether an order has had as many named changes as are kept of one."""
    chain = ledger.chains.of.get(order_id)
    return chain is not None and len(chain.links) >= CHAIN_IDS_MAX


def named(command: ReplaceOrder, events: Iterable[e.Event]) -> Iterator[e.Event]:
    """Note the caller's own id of a change, if the change is taken."""
    taken = tuple(events) if command.client_order_id else events
    if command.client_order_id and not any(isinstance(each, e.RequestRefused) for each in taken):
        yield h.ChangeNamed(command.order_id, command)
    yield from taken


def ask(
    ledger: Ledger,
    order: Order,
    command: ReplaceOrder,
    stamp: Stamp,
    policies: Policies,
    *,
    is_queued: bool = False,
) -> Iterable[e.Event]:
    """Send a change of an order that is idle, if it makes sense and the gate lets it."""
    now = _as_it_is(ledger, order)
    wanted = _wanted(now, command)
    refusal = _senseless(order, now, wanted, command, stamp)
    if refusal is not None:
        return (e.RequestRefused(order.id, (refusal,)),)
    timing = None if wanted.timing == now.timing else wanted.timing
    beside = Beside(timing, command.client_order_id, is_queued)
    return change(ledger, order, wanted.change, stamp, policies, beside)


def queue(
    ledger: Ledger, order: Order, command: ReplaceOrder, stamp: Stamp, policies: Policies
) -> Iterable[e.Event]:
    """Let a change wait for the answer to the one in flight, if the gate would let it now."""
    chain = ledger.chains.of.get(order.id)
    earlier = None if chain is None else chain.wish
    wish = command if earlier is None else _merged(earlier, command)
    then = _as_it_will_be(ledger, order)
    wanted = _wanted(then, wish)
    refusal = _senseless(order, then, wanted, wish, stamp)
    if refusal is not None:
        return (e.RequestRefused(order.id, (refusal,)),)
    asked = changed(ledger, order, wanted.change, wanted.timing)
    verdict = judge(ledger, asked, stamp, policies, order)
    if verdict.refusals:
        return (e.RequestRefused(order.id, verdict.refusals),)
    return (h.ChangeQueued(order.id, wish),)


def then_wish(decide: _Decider) -> _Decider:
    """Have a decider of what venues answer send what has waited for that answer."""

    def decided(
        ledger: Ledger, report: object, stamp: Stamp, policies: Policies
    ) -> Iterable[e.Event]:
        if not ledger.chains.waiting:
            return decide(ledger, report, stamp, policies)
        return answered(ledger, report, stamp, policies)

    def answered(
        ledger: Ledger, report: object, stamp: Stamp, policies: Policies
    ) -> Iterator[e.Event]:
        yield from decide(ledger, report, stamp, policies)
        for order_id in _named_in(ledger, report):
            if order_id in ledger.chains.waiting:
                yield from _leaves(ledger, ledger.orders[order_id], stamp, policies)

    return decided


def _named_in(ledger: Ledger, report: object) -> tuple[str, ...]:
    order_id = getattr(report, "order_id", "")
    if not order_id:
        # a picture of an account answers for all its orders
        return tuple(ledger.chains.waiting)
    order = ours(ledger, order_id)
    return () if order is None else (order.id,)


def _leaves(ledger: Ledger, order: Order, stamp: Stamp, policies: Policies) -> Iterator[e.Event]:
    """Send what has waited, if nothing of the order is in flight any more."""
    wish = ledger.chains.of[order.id].wish
    if wish is None or not order.is_idle:
        return
    yield from lapsed(ledger, stamp)
    refusal = may_not_trade(ledger, wish.principal, order.terms.account)
    if refusal is not None:
        yield h.ChangeDropped(order.id, wish.client_order_id, (refusal,))
        return
    for event in ask(ledger, order, wish, stamp, policies, is_queued=True):
        if isinstance(event, e.RequestRefused):
            yield h.ChangeDropped(order.id, wish.client_order_id, event.refusals)
        else:
            yield event


def _as_it_is(ledger: Ledger, order: Order) -> Wanted:
    change = (order.qty, order.limit_price, own_stop(order))
    return Wanted(change, ledger.chains.timing(order.id, order.terms))


def _as_it_will_be(ledger: Ledger, order: Order) -> Wanted:
    """Take the change in flight as made."""
    qty = order.qty if order.pending_qty is None else order.pending_qty
    time_in_force, expire_at = ledger.chains.asked_timing(order.id)
    if time_in_force is None:
        time_in_force, expire_at = ledger.chains.timing(order.id, order.terms)
    change = (qty, order.pending_limit_price, order.pending_stop_price)
    return Wanted(change, (time_in_force, expire_at))


def _wanted(base: Wanted, command: ReplaceOrder) -> Wanted:
    """Lay what is asked over what is; a GTD order that stays one keeps its end if none is named."""
    qty, limit, stop = base.change
    time_in_force, expire_at = base.timing
    if command.time_in_force is not None and command.time_in_force is not time_in_force:
        time_in_force, expire_at = command.time_in_force, None
    if command.expire_at is not None:
        expire_at = command.expire_at
    return Wanted(
        (
            qty if command.qty is None else command.qty,
            limit if command.limit_price is None else command.limit_price,
            stop if command.stop_price is None else command.stop_price,
        ),
        (time_in_force, expire_at),
    )


def _merged(earlier: ReplaceOrder, later: ReplaceOrder) -> ReplaceOrder:
    kept = {name: getattr(earlier, name) for name in _WISHES if getattr(later, name) is None}
    if later.time_in_force is not None:
        # the end of another time in force is not this one's
        kept.pop("expire_at", None)
    return replace(later, **kept)


def _senseless(
    order: Order, base: Wanted, wanted: Wanted, command: ReplaceOrder, stamp: Stamp
) -> Refusal | None:
    """Say why a change makes no sense, None if it does."""
    qty = wanted.change[0]
    if wanted == base:
        return _refusal(Reason.NOTHING_TO_DO, f"order {order.id} already is so")
    if qty <= order.cum_qty:
        rule = f"order {order.id} cannot shrink to {qty}, {order.cum_qty} is filled"
        return _refusal(Reason.INVALID_ORDER, rule)
    return None if wanted.timing == base.timing else _untimely(base, wanted, stamp)


def _untimely(base: Wanted, wanted: Wanted, stamp: Stamp) -> Refusal | None:
    (before, _), (after, expire_at) = base.timing, wanted.timing
    if before is not after and (before not in _LASTING or after not in _LASTING):
        rule = f"time_in_force {after} must be DAY, GTC or GTD, as that of what it changes"
        return _refusal(Reason.INVALID_ORDER, rule, "time_in_force")
    if expire_at is not None and expire_at <= stamp.at:
        return _refusal(Reason.INVALID_ORDER, f"expire_at {expire_at} is over", "expire_at")
    return None


def _refusal(code: Reason, detail: str, field: str = "order_id") -> Refusal:
    return Refusal(code, detail, field)
