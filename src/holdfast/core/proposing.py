"""Proposals: what one person may ask for and only a second one make happen."""

from __future__ import annotations

import hashlib

import msgspec

from holdfast.core.ledger import Ledger
from holdfast.core.stopped import kill_of
from holdfast.messages import commands as c
from holdfast.messages import control as k
from holdfast.messages import events as e
from holdfast.messages import rulings as g
from holdfast.messages.refusals import Reason, Refusal
from holdfast.messages.stamp import Stamp

SECOND_NS = 1_000_000_000
# nobody should consent to what was meant for another hour
PROPOSAL_AGE_MAX_NS = 3_600 * SECOND_NS
PROPOSALS_MAX = 1_000


def propose(ledger: Ledger, command: g.Proposable, stamp: Stamp) -> tuple[e.Event, ...]:
    """Have a command wait for the consent of a second person."""
    proposal_id = f"{ledger.epoch}-P{ledger.proposals_made + 1}"
    if len(ledger.proposals) >= PROPOSALS_MAX:
        detail = f"{PROPOSALS_MAX} proposals wait already"
        return (e.RequestRefused(proposal_id, (Refusal(Reason.DESK_BUSY, detail),)),)
    expires_at = stamp.at + PROPOSAL_AGE_MAX_NS
    return (g.Proposed(proposal_id, command, expires_at, over(ledger, command)),)


def over(ledger: Ledger, command: g.Proposable) -> str:
    """Name what a command is to change as it is now, empty where that makes no difference.

    A sheet that was tightened since, a kill that came after another, rights that were taken
    away: whoever consents has not seen that what was asked for would undo it.
    """
    match command:
        case c.SetLimits():
            state = ledger.scope_of(command.whose)
            return f"version {0 if state is None else state.version}"
        case k.SetPrincipal():
            known = ledger.principals.get(command.holder.id)
            return "nobody" if known is None else hashlib.sha256(_ENCODER.encode(known)).hexdigest()
        case k.ResetKill():
            stop = kill_of(ledger.scope_of(command.scope))
            return "" if stop is None else f"kill of {stop.at}, reducing {stop.lets_reducing}"
        case k.SetRuleMode():
            return ""


_ENCODER = msgspec.msgpack.Encoder()
