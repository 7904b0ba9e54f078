"""Single exceptions asked for: a soft block acknowledged, or one order authorised past a limit."""

from __future__ import annotations

import re
from collections.abc import Iterable

from holdfast.core.entitled import may_not_decide, may_not_trade
from holdfast.core.ledger import Ledger, SoftBlock
from holdfast.core.permits import NEVER_PASSED
from holdfast.core.policy import Policies
from holdfast.messages import control as k
from holdfast.messages import events as e
from holdfast.messages import rulings as g
from holdfast.messages.refusals import Reason, Refusal
from holdfast.messages.stamp import Stamp
from holdfast.model.ids import PrincipalId
from holdfast.model.numbers import Nanos
from holdfast.model.principal import Role
from holdfast.model.times import rfc3339

ROWS = ("RC25", "RC32")  # the controls that it holds, by their ids

SECOND_NS = 1_000_000_000
# an acknowledged order is sent again at once, or it was not that one
ACKNOWLEDGED_FOR_NS = 600 * SECOND_NS
AUTHORISED_FOR_MAX_NS = 24 * 3_600 * SECOND_NS
CODES_MAX = 20
PERMITS_MAX = 1_000

_HASH = re.compile(r"[0-9a-f]{64}")


def acknowledge(
    ledger: Ledger, command: k.Acknowledge, stamp: Stamp, policies: Policies
) -> Iterable[e.Event]:
    """Let one order past one soft block, for a reason; a hard block stays one."""
    block = ledger.soft_blocks.get(command.block_id)
    refusal = _no_such_block(ledger, command.block_id, block, stamp.at)
    if refusal is None:
        refusal = _not_acknowledged(ledger, command)
    if refusal is not None or block is None:
        return _refused(command.block_id, refusal)
    until = stamp.at + ACKNOWLEDGED_FOR_NS
    return _given(ledger, block.order_hash, (block.code,), command, stamp, until, is_soft=True)


def authorize(
    ledger: Ledger, command: k.Authorize, stamp: Stamp, policies: Policies
) -> Iterable[e.Event]:
    """Let one order past some limits once; whose order it is, is seen when it comes."""
    refusal = may_not_decide(ledger, command.principal, Role.RISK)
    if refusal is None:
        refusal = _not_authorised(command, stamp.at)
    if refusal is not None:
        return _refused(command.order_hash, refusal)
    return _given(
        ledger, command.order_hash, command.codes, command, stamp, command.until, is_soft=False
    )


def _given(
    ledger: Ledger,
    order_hash: str,
    codes: tuple[Reason, ...],
    command: k.Acknowledge | k.Authorize,
    stamp: Stamp,
    until: Nanos,
    *,
    is_soft: bool,
) -> tuple[e.Event, ...]:
    permit_id = f"{ledger.epoch}-X{ledger.permits_made + 1}"
    if len(ledger.permits) >= PERMITS_MAX:
        detail = f"{PERMITS_MAX} permits wait for their orders already"
        return _refused(permit_id, Refusal(Reason.DESK_BUSY, detail))
    by: PrincipalId = command.principal
    permit = g.Permit(permit_id, order_hash, codes, by, command.why, stamp.at, until, is_soft)
    return (g.PermitGiven(permit),)


def _no_such_block(
    ledger: Ledger, block_id: str, block: SoftBlock | None, at: Nanos
) -> Refusal | None:
    if block is not None:
        if at < block.until:
            return None
        return _fault(Reason.PERMIT_INVALID, "block_id", f"block {block_id} has lapsed")
    order_id, _, code = block_id.rpartition("/")
    order = ledger.orders.get(order_id)
    if order is not None and any(each.code == code for each in order.refusals):
        hard = all(each.block_id != block_id for each in order.refusals)
        if hard:
            detail = f"{code} of {order_id} is a hard block"
            return _fault(Reason.NOT_OVERRIDABLE, "block_id", detail)
    detail = f"block {block_id} is not known, or has lapsed or been acknowledged"
    return _fault(Reason.PERMIT_INVALID, "block_id", detail)


def _not_acknowledged(ledger: Ledger, command: k.Acknowledge) -> Refusal | None:
    order = ledger.orders[command.block_id.rpartition("/")[0]]
    refusal = may_not_decide(ledger, command.principal, Role.TRADER)
    if refusal is None:
        refusal = may_not_trade(ledger, command.principal, order.terms.account)
    if refusal is None and not command.why.strip():
        return _fault(Reason.PERMIT_INVALID, "why", "why must say a reason")
    return refusal


def _not_authorised(command: k.Authorize, at: Nanos) -> Refusal | None:
    if not _HASH.fullmatch(command.order_hash):
        detail = "order_hash must be 64 hexadecimal digits, as an order's refusal tells them"
        return _fault(Reason.PERMIT_INVALID, "order_hash", detail)
    if not 0 < len(command.codes) <= CODES_MAX:
        detail = f"codes must name 1 to {CODES_MAX} limits"
        return _fault(Reason.PERMIT_INVALID, "codes", detail)
    for place, code in enumerate(command.codes):
        if code in NEVER_PASSED:
            detail = f"codes[{place}] {code} is never let past"
            return _fault(Reason.NOT_OVERRIDABLE, f"codes[{place}]", detail)
    if not at < command.until <= at + AUTHORISED_FOR_MAX_NS:
        hours = AUTHORISED_FOR_MAX_NS // (3_600 * SECOND_NS)
        detail = f"until {rfc3339(command.until)} must be in the next {hours} hours"
        return _fault(Reason.PERMIT_INVALID, "until", detail)
    if not command.why.strip():
        return _fault(Reason.PERMIT_INVALID, "why", "why must say a reason")
    return None


def _fault(code: Reason, field: str, detail: str) -> Refusal:
    return Refusal(code, detail, field)


def _refused(subject: str, refusal: Refusal | None) -> tuple[e.Event, ...]:
    return (e.RequestRefused(subject, () if refusal is None else (refusal,)),)
