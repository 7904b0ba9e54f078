"""Venues that are away: after a time of grace the chosen orders are cancelled, by policy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from holdfast.core.chosen import cancel_chosen, chosen
from holdfast.core.entitled import may_not_decide
from holdfast.core.ledger import Ledger
from holdfast.core.policy import Policies
from holdfast.core.sessions import TIMEOUT_MAX_NS
from holdfast.core.stopping import cancel_these, misnamed
from holdfast.core.watch import DISCONNECT_POLICIES_MAX, Grace
from holdfast.messages import events as e
from holdfast.messages import watched as w
from holdfast.messages import watching as y
from holdfast.messages.refusals import Reason, Refusal
from holdfast.messages.stamp import Stamp
from holdfast.model.ids import AccountId, OrderId, VenueId
from holdfast.model.numbers import Nanos
from holdfast.model.principal import Role
from holdfast.model.scope import Scope
from holdfast.model.watch import Choice, DisconnectPolicy

ROWS = ("RC17",)  # the controls that it holds, by their ids


def set_disconnect_policy(
    ledger: Ledger, command: y.SetDisconnectPolicy, stamp: Stamp, policies: Policies
) -> Iterable[e.Event]:
    """Set or take back what is cancelled when a venue is away; it holds from the next time."""
    refusal = _unfit(ledger, command)
    if refusal is not None:
        return (e.RequestRefused("disconnect policy", (refusal,)),)
    known = ledger.watch.disconnects.get((command.policy.venue, command.policy.account))
    if not command.remove and known == command.policy:
        return ()
    policy = known if command.remove and known is not None else command.policy
    return (w.DisconnectPolicySet(policy, command.principal, command.why, command.remove),)


def _unfit(ledger: Ledger, command: y.SetDisconnectPolicy) -> Refusal | None:
    policy, known = command.policy, ledger.watch.disconnects
    key = (policy.venue, policy.account)
    refusal = may_not_decide(ledger, command.principal, Role.RISK)
    if refusal is not None:
        return refusal
    if not command.why.strip():
        return Refusal(Reason.INVALID_ORDER, "why must say a reason", "why")
    if not 0 <= policy.grace_ns <= TIMEOUT_MAX_NS:
        detail = f"policy.grace_ns {policy.grace_ns} must be from 0 to {TIMEOUT_MAX_NS}"
        return Refusal(Reason.INVALID_ORDER, detail, "policy.grace_ns")
    if command.remove and key not in known:
        return Refusal(Reason.NOTHING_TO_DO, "there is no such policy", "policy")
    if key not in known and len(known) >= DISCONNECT_POLICIES_MAX:
        return Refusal(Reason.DESK_BUSY, f"{DISCONNECT_POLICIES_MAX} policies are set already")
    return misnamed(ledger, Scope(account=policy.account, venue=policy.venue))


def venue_lost(ledger: Ledger, venue: VenueId, at: Nanos) -> Iterator[e.Event]:
    """Begin the time of grace of every policy that fits a venue which has just gone away."""
    for policy in tuple(ledger.watch.disconnects.values()):
        if policy.venue in ("", venue):
            yield w.CancelsDue(venue, policy, at + policy.grace_ns)


def venue_back(ledger: Ledger, venue: VenueId) -> Iterator[e.Event]:
    """End every time of grace, and let the cancels go that could not leave."""
    watch = ledger.watch
    owed = tuple(watch.owed.get(venue, ()))
    if owed or any(each.venue == venue for each in watch.graces):
        yield w.CancelsPaid(venue)
        still = [each for each in owed if _is_open(ledger, each)]
        yield from cancel_these(ledger, still, "owed", f"{venue} was away")


def graces_due(ledger: Ledger, at: Nanos) -> Iterator[e.Event]:
    """Act for every policy whose time of grace is over."""
    for grace in tuple(ledger.watch.graces):
        if grace.due_at <= at:
            wanted = _chosen(ledger, grace)
            detail = f"{grace.venue} is away: {len(wanted)} orders are cancelled when it is back"
            yield w.GraceEnded(grace.venue, grace.policy, detail)
            yield from cancel_chosen(ledger, wanted, f"{grace.venue} was away for too long")


def _chosen(ledger: Ledger, grace: Grace) -> dict[OrderId, None]:
    policy = grace.policy
    scope = Scope(account=policy.account, venue=grace.venue)
    choice = Choice(scope, policy.include_gtc, policy.include_protective)
    return {
        order_id: None
        for order_id in chosen(ledger, choice)
        if _policy_of(ledger, grace.venue, ledger.orders[order_id].terms.account) == policy
    }


def _policy_of(ledger: Ledger, venue: VenueId, account: AccountId) -> DisconnectPolicy | None:
    """Return the narrowest policy that fits: an account's before a venue's."""
    known = ledger.watch.disconnects
    keys = ((venue, account), ("", account), (venue, ""), ("", ""))
    return next((known[key] for key in keys if key in known), None)


def _is_open(ledger: Ledger, order_id: OrderId) -> bool:
    order = ledger.orders.get(order_id)
    return order is not None and order.is_open
