"""Reduce-only orders, held here: what is out is never more than what is held to be reduced."""

from __future__ import annotations

from decimal import Decimal

from msgspec.structs import replace

from holdfast.core.emulating import Emulator, Wanted, is_expired, over, without, worked
from holdfast.core.holding import closable
from holdfast.core.working import Parent, Step
from holdfast.model.numbers import ZERO
from holdfast.model.order import OrderStatus, Param
from holdfast.model.times import SECOND_NS

# how long it waits for what others hold back, and how often it looks: after that the venue decides
ROOM_WAIT_NS = 10 * SECOND_NS
ROOM_LOOK_NS = SECOND_NS // 10

_SINCE = "waits_since"


class Reducing(Emulator):
    """It is asked whenever the position changes (core.arming), and cuts what is out to it.

    Between a fill elsewhere and the venue's answer to the cut both may trade, as with any change.
    Where the venue holds back what orders would close, it waits until they have made way.
    """

    def step(self, parent: Parent) -> Step:
        """Give out what can reduce, and call back what cannot any more."""
        if is_expired(parent):
            return over(parent)
        order = parent.order
        room = closable(parent.position, order.is_buy)
        if room <= ZERO:
            return Step(ended="nothing is held that it could reduce", ended_as=OrderStatus.CANCELED)
        memory = dict(parent.state.memory)
        since = int(memory.pop(_SINCE, parent.at))
        wanted = min(order.qty, order.cum_qty + room)
        if parent.kept != ZERO and parent.at < since + ROOM_WAIT_NS:
            allowed = _allowed(parent, room)
            if allowed < wanted:
                return _in_part(parent, allowed, {**memory, _SINCE: since})
        return _cut_to(parent, wanted, memory)


def _allowed(parent: Parent, room: Decimal) -> Decimal:
    """Return what it may come to in all, beside what others hold back."""
    out = sum((child.leaves_qty for child in parent.open), ZERO)
    free = ZERO if parent.kept is None else max(room - parent.kept, out)
    return parent.order.cum_qty + min(room, max(free, out))


def _in_part(parent: Parent, allowed: Decimal, memory: dict[str, Param]) -> Step:
    """Give out what there is room for, and look again soon for the rest."""
    look_at = parent.at + ROOM_LOOK_NS
    if allowed <= parent.order.cum_qty and not parent.open:
        return Step(wake_at=look_at, memory=memory)
    step = _cut_to(parent, allowed, memory)
    return step if step.ended or step.wake_at is not None else replace(step, wake_at=look_at)


def _cut_to(parent: Parent, wanted: Decimal, memory: dict[str, Param]) -> Step:
    cut = replace(parent, order=replace(parent.order, pending_qty=wanted))
    return worked(cut, Wanted(without(parent, reduce_only=False)), memory)
