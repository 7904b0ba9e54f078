"""Refuse what would be over before it begins: a time in force, or a tactic, whose end is past."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.messages.commands import SubmitOrder
from holdfast.messages.refusals import Reason, Refusal
from holdfast.model.numbers import Nanos
from holdfast.model.order import TimeInForce
from holdfast.model.times import parse_moment, rfc3339


def overdue_faults(order: SubmitOrder, at: Nanos) -> Iterator[Refusal]:
    """Judge what a caller asks for; slices and exits follow from what was judged before."""
    if order.parent_id or order.exit_of:
        return
    expire_at = order.expire_at
    if order.time_in_force is TimeInForce.GTD and expire_at is not None and expire_at <= at:
        yield _past("expire_at", rfc3339(expire_at), at)
    # the parameter of every algo that has an end
    end = None if order.tactic is None else order.tactic.params.get("end")
    ends_at = parse_moment(end) if isinstance(end, str) else None
    if ends_at is not None and ends_at <= at:
        yield _past("tactic.params.end", str(end), at)


def _past(field: str, told: str, at: Nanos) -> Refusal:
    detail = f"{field} {told} must lie after now, {rfc3339(at)}"
    return Refusal(Reason.INVALID_ORDER, detail, field)
