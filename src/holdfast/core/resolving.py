"""Differences answered: repaired as was proposed, or dismissed, by a person who may."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.core import reporting
from holdfast.core.ending import ended
from holdfast.core.entitled import may_not_decide
from holdfast.core.inbox import Discrepancy
from holdfast.core.ledger import Ledger
from holdfast.core.policy import Policies
from holdfast.core.readiness import looked_at_again
from holdfast.messages import control as k
from holdfast.messages import differences as d
from holdfast.messages import events as e
from holdfast.messages import reports as r
from holdfast.messages.refusals import Reason, Refusal
from holdfast.messages.stamp import Stamp
from holdfast.model.difference import Action, DifferenceState, Mend
from holdfast.model.ids import PrincipalId
from holdfast.model.numbers import ZERO
from holdfast.model.principal import Role


def resolve(
    ledger: Ledger, command: k.ResolveDiscrepancy, stamp: Stamp, policies: Policies
) -> Iterator[e.Event]:
    """Do what a person answers to a difference."""
    found = ledger.reconciled.inbox.get(command.discrepancy_id)
    refusal = _not_resolved(ledger, command, found)
    if refusal is not None or found is None:
        refusals = () if refusal is None else (refusal,)
        yield e.RequestRefused(command.discrepancy_id, refusals)
        return
    if command.action is Action.REPAIR:
        yield from repaired(ledger, found, command.principal, command.why, stamp, policies)
    else:
        yield d.DifferenceClosed(
            found.id, DifferenceState.DISMISSED, command.principal, command.why
        )
    # what kept the desk from being armed may be answered with it
    yield from looked_at_again(ledger)


def repaired(
    ledger: Ledger,
    found: Discrepancy,
    principal: PrincipalId,
    why: str,
    stamp: Stamp,
    policies: Policies,
) -> Iterator[e.Event]:
    """Make desk and venue agree as was proposed, and close the difference."""
    yield from _mend(ledger, found, principal, why, stamp, policies)
    yield d.DifferenceClosed(found.id, DifferenceState.REPAIRED, principal, why)


def _mend(
    ledger: Ledger,
    found: Discrepancy,
    principal: PrincipalId,
    why: str,
    stamp: Stamp,
    policies: Policies,
) -> Iterator[e.Event]:
    repair, account = found.repair, found.account
    if repair is None:
        return
    name, amount, evidence = repair.name, repair.amount, found.evidence
    match repair.mend:
        case Mend.ADJUST_POSITION:
            yield d.PositionAdjusted(
                found.id, account, name, amount, repair.price, principal, why, evidence
            )
        case Mend.ADJUST_CASH:
            yield d.CashAdjusted(found.id, account, name, amount, principal, why, evidence)
        case Mend.BUST_FILL:
            fill = ledger.accounts[account].fills[name]
            busted = r.VenueBusts(fill.order_id, name, stamp.at)
            yield from reporting.busts(ledger, busted, stamp, policies)
        case Mend.END_ORDER:
            order = ledger.orders[name]
            over = e.OrderCanceled(name, f"{principal}: {why}")
            yield from ended(ledger, order, over, stamp, policies)
        case Mend.CANCEL_AT_VENUE:
            yield d.StrayCancelSent(name, repair.venue_order_id)


def _not_resolved(
    ledger: Ledger, command: k.ResolveDiscrepancy, found: Discrepancy | None
) -> Refusal | None:
    if found is None:
        detail = f"discrepancy {command.discrepancy_id} is not known"
        return Refusal(Reason.UNKNOWN_DISCREPANCY, detail, "discrepancy_id")
    if not found.is_open:
        return _no(f"discrepancy {found.id} is {found.state} already", "discrepancy_id")
    if not command.why.strip():
        return Refusal(Reason.INVALID_ORDER, "why must say a reason", "why")
    refusal = may_not_decide(ledger, command.principal, Role.RISK)
    if refusal is None and command.action is Action.REPAIR:
        return _not_mended(ledger, found)
    return refusal


def _not_mended(ledger: Ledger, found: Discrepancy) -> Refusal | None:
    """Say why what was proposed cannot be done any more: it was for what the desk had then."""
    repair = found.repair
    if repair is None:
        return _no(f"{found.kind} has no repair: it can be dismissed", "action")
    state = ledger.accounts[found.account]
    match repair.mend:
        case Mend.ADJUST_POSITION:
            if repair.name not in ledger.instruments:
                return _no(f"{repair.name} must be listed first", "action")
            has = ledger.position(found.account, repair.name).qty
        case Mend.ADJUST_CASH:
            has = state.cash.get(repair.name, ZERO)
        case Mend.BUST_FILL:
            is_there = repair.name in state.fills and repair.name not in state.busted
            return None if is_there else _no(f"fill {repair.name} is gone", "action")
        case Mend.END_ORDER:
            order = ledger.orders.get(repair.name)
            is_open = order is not None and order.is_open
            return None if is_open else _no(f"order {repair.name} is over", "action")
        case Mend.CANCEL_AT_VENUE:
            return None
    if has != repair.before:
        detail = f"the desk has {has} now, and had {repair.before}: reconcile first"
        return _no(detail, "action")
    return None


def _no(detail: str, field: str) -> Refusal:
    return Refusal(Reason.NOT_REPAIRABLE, detail, field)
