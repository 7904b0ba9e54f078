"""Proposals: what one person may ask for and only a second one make happen."""

from __future__ import annotations

from holdfast.core.ledger import Ledger
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
    return (g.Proposed(proposal_id, command, stamp.at + PROPOSAL_AGE_MAX_NS),)
