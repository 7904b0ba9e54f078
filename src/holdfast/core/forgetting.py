"""Forgetting: what is over for long, or is too much, leaves the ledger; what is named comes back.

Each input does a bounded part, so that no order waits for it: who asks asks again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Protocol, TypeVar

import msgspec

from holdfast.core.family import family_of, is_needed
from holdfast.core.ledger import Ledger
from holdfast.core.memory import Label, exec_key
from holdfast.core.policy import Policies
from holdfast.core.reconciled import external_id
from holdfast.core.strange import worded
from holdfast.messages import events as e
from holdfast.messages import reports as r
from holdfast.messages import retention as t
from holdfast.messages.ordered import Ordered
from holdfast.messages.stamp import Stamp
from holdfast.model.ids import OrderId
from holdfast.model.numbers import Nanos

# orders in one input; a family is never split, so a larger one goes alone
FORGOTTEN_MAX = 250
PLANS_MAX = 50
TOO_OLD = "a report names an order that only the journal remembers, so nothing was booked"
_DIGITS_MAX = 18

_LABEL = msgspec.msgpack.Decoder(Label)


class _Named(Protocol):
    @property
    def order_id(self) -> OrderId: ...


_Asked = TypeVar("_Asked", bound=_Named)
_Decider = Callable[[Ledger, _Asked, Stamp, Policies], Iterable[e.Event]]


def forget(
    ledger: Ledger, command: t.Forget, stamp: Stamp, policies: Policies
) -> Iterator[e.Event]:
    """Let go of the next orders that are over, the oldest first, as far as nothing needs them."""
    over = closed_orders(ledger) - command.closed_max
    gone: list[OrderId] = []
    kept: list[OrderId] = []
    count = 0
    for root in islice(ledger.memory.closed, FORGOTTEN_MAX):
        ended_at = ledger.orders[root].updated_at
        is_old = stamp.at - ended_at >= command.closed_ns
        if ended_at >= command.until or not (over > 0 or is_old):
            break
        family = family_of(ledger, root)
        if is_needed(ledger, family):
            kept.append(root)
            continue
        if gone and count + len(family) > FORGOTTEN_MAX:
            break
        gone.append(root)
        count += len(family)
        over -= len(family)
    plans = tuple(_plans(ledger, command.closed_ns, stamp.at))
    dropped = _surplus(ledger, count - command.packed_max)
    if gone or dropped or plans or kept:
        yield t.OrdersForgotten(tuple(gone), tuple(kept), dropped, plans)


def closed_orders(ledger: Ledger) -> int:
    """Count the orders in the ledger that are over, slices and exits of others among them."""
    return len(ledger.orders) - len(ledger.open_orders)


def _surplus(ledger: Ledger, surplus: int) -> int:
    """Count the oldest packed families that make room for as many orders as come."""
    memory = ledger.memory
    surplus += len(memory.families) + len(memory.members)
    count = 0
    for packed in islice(memory.families.values(), FORGOTTEN_MAX):
        if surplus <= 0:
            break
        surplus -= 1 + len(_LABEL.decode(packed).members)
        count += 1
    return count


def _plans(ledger: Ledger, closed_ns: Nanos, at: Nanos) -> Iterator[t.PlanNamed]:
    """Name plans whose orders are not even packed any more, the oldest first."""
    root_of = ledger.memory.root_of
    for name, account in ledger.accounts.items():
        for record in islice(account.plans.values(), PLANS_MAX):
            ids = [each.order_id for each in record.outcomes if each.order_id]
            is_held = any(each in ledger.orders or root_of(each) for each in ids)
            if is_held or (at - record.at < closed_ns and not ids):
                break
            yield t.PlanNamed(name, record.plan.plan_id)


def recall(ledger: Ledger, order_id: OrderId) -> Iterator[e.Event]:
    """Bring an order back if it is packed away: whatever names it is then judged as ever."""
    if ledger.memory.root_of(order_id):
        yield t.OrdersRecalled(order_id)


def recall_named(ledger: Ledger, report: r.VenueSnapshot) -> Iterator[e.Event]:
    """Bring back what a picture of an account names, lest it be taken for somebody else's."""
    if not ledger.memory.forgotten:
        return
    aliases, execs = ledger.reconciled.aliases, ledger.memory.execs
    named: tuple[r.HeldOrder | r.HeldFill, ...] = (*report.orders, *report.fills)
    for held in named:
        venue_id = held.venue_order_id
        for name in (held.order_id, venue_id, external_id(report.venue, venue_id)):
            yield from recall(ledger, name)
            yield from recall(ledger, aliases.get(name, ""))
    for fill in report.fills:
        yield from recall(ledger, execs.get(exec_key(report.account, fill.exec_id), ""))


def is_known(ledger: Ledger, order_id: OrderId) -> bool:
    """Tell whether this is an order of ours, remembered or not."""
    is_held = order_id in ledger.orders or bool(ledger.memory.root_of(order_id))
    return is_held or is_dropped(ledger, order_id)


def is_dropped(ledger: Ledger, order_id: OrderId) -> bool:
    """Tell whether this is an order of ours of which only the journal knows more."""
    if not ledger.memory.dropped or order_id in ledger.orders:
        return False
    epoch, _, number = order_id.rpartition("-")
    is_ours = epoch == ledger.epoch and number.isascii() and number.isdecimal()
    made = is_ours and len(number) <= _DIGITS_MAX and 0 < int(number) <= ledger.orders_made
    return made and not ledger.memory.root_of(order_id)


def remembering(decide: _Decider[_Asked]) -> _Decider[_Asked]:
    """Have a decider find the order that its message names, though it was forgotten."""

    def decided(
        ledger: Ledger, message: _Asked, stamp: Stamp, policies: Policies
    ) -> Iterable[e.Event]:
        # most desks have forgotten nothing, and every report comes by here
        if not ledger.memory.forgotten or (
            message.order_id in ledger.orders and not _holder(ledger, message)
        ):
            return decide(ledger, message, stamp, policies)
        return late(ledger, message, stamp, policies)

    def late(
        ledger: Ledger, message: _Asked, stamp: Stamp, policies: Policies
    ) -> Iterator[e.Event]:
        yield from recall(ledger, message.order_id)
        # a venue may have a name of its own for an order that was adopted
        yield from recall(ledger, ledger.reconciled.aliases.get(message.order_id, ""))
        # nor need it be the order's own fill that it names
        yield from recall(ledger, _holder(ledger, message))
        if is_dropped(ledger, message.order_id) and not isinstance(message, Ordered):
            yield e.DiscrepancyFound(message.order_id, TOO_OLD, worded(message))
            return
        yield from decide(ledger, message, stamp, policies)

    return decided


def _holder(ledger: Ledger, message: _Named) -> OrderId:
    """Name the packed order that has the fill of which a message speaks, empty if none has."""
    exec_id = getattr(message, "exec_id", "")
    order = ledger.orders.get(message.order_id)
    if not exec_id or order is None:
        return ""
    return ledger.memory.execs.get(exec_key(order.terms.account, exec_id), "")
