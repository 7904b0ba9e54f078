"""The second person: consents to a proposal, which then happens as it was asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from holdfast.core.entitled import eyes_of, may_not_decide
from holdfast.core.ledger import Ledger
from holdfast.core.limiting import limits_refusal, limits_set
from holdfast.core.policy import Policies
from holdfast.core.principals import principal_refusal, principal_set
from holdfast.core.proposing import over
from holdfast.core.rule_modes import mode_refusal, mode_set
from holdfast.core.stopping import kill_reset, reset_refusal
from holdfast.messages import commands as c
from holdfast.messages import control as k
from holdfast.messages import events as e
from holdfast.messages import rulings as g
from holdfast.messages.refusals import Reason, Refusal
from holdfast.messages.stamp import Stamp
from holdfast.model.ids import PrincipalId
from holdfast.model.numbers import Nanos
from holdfast.model.principal import Role

ROWS = ("RC24",)  # the controls that it holds, by their ids


def approve(
    ledger: Ledger, command: k.Approve, stamp: Stamp, policies: Policies
) -> Iterable[e.Event]:
    """Let a proposal happen, if another person with the role for it says so in time."""
    proposed = ledger.proposals.get(command.proposal_id)
    if proposed is None:
        detail = f"no proposal {command.proposal_id} waits: it is unknown, used or lapsed"
        refusal: Refusal | None = Refusal(Reason.NOT_PROPOSED, detail, "proposal_id")
    else:
        refusal = _unfit(ledger, command, proposed.command) or _outdated(ledger, proposed)
        if refusal is None:
            # what could be done when it was proposed may be senseless by now
            refusal = _refusal(ledger, proposed.command, stamp.at, policies)
    if refusal is not None or proposed is None:
        return (e.RequestRefused(command.proposal_id, () if refusal is None else (refusal,)),)
    return _carried_out(ledger, command, proposed.command)


def _carried_out(ledger: Ledger, command: k.Approve, asked: g.Proposable) -> Iterator[e.Event]:
    yield g.ProposalClosed(command.proposal_id, command.principal, command.why)
    yield from _effects(ledger, asked, command.principal)


def _unfit(ledger: Ledger, command: k.Approve, asked: g.Proposable) -> Refusal | None:
    roles = (Role.ADMIN, Role.RISK) if isinstance(asked, k.SetPrincipal) else (Role.RISK,)
    refusal = may_not_decide(ledger, command.principal, *roles)
    if refusal is not None:
        return refusal
    person = eyes_of(ledger, command.principal)
    if person == eyes_of(ledger, asked.principal):
        detail = f"{command.principal} may not approve what {asked.principal} has proposed"
        if command.principal != asked.principal:
            detail += f": both are {person}"
        return Refusal(Reason.SAME_PERSON, detail, "principal")
    return None


def _outdated(ledger: Ledger, proposed: g.Proposed) -> Refusal | None:
    if not proposed.over or proposed.over == over(ledger, proposed.command):
        return None
    detail = f"what {proposed.proposal_id} is to change has changed since: propose it again"
    return Refusal(Reason.NOT_PROPOSED, detail, "proposal_id")


def _refusal(ledger: Ledger, asked: g.Proposable, at: Nanos, policies: Policies) -> Refusal | None:
    match asked:
        case c.SetLimits():
            return limits_refusal(ledger, asked, at)
        case k.SetPrincipal():
            return principal_refusal(ledger, asked)
        case k.SetRuleMode():
            return mode_refusal(ledger, asked, at, policies)
        case k.ResetKill():
            return reset_refusal(ledger, asked)


def _effects(ledger: Ledger, asked: g.Proposable, by: PrincipalId) -> Iterator[e.Event]:
    match asked:
        case c.SetLimits():
            yield limits_set(asked, by)
        case k.SetPrincipal():
            yield principal_set(asked, by)
        case k.SetRuleMode():
            yield mode_set(asked, by)
        case k.ResetKill():
            yield from kill_reset(ledger, asked, by)
