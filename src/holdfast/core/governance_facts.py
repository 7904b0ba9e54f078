"""Facts of governance: who may, what waits for consent, what was let through, what has lapsed."""

from __future__ import annotations

from holdfast.core.governed import governed
from holdfast.core.lapse_times import earliest
from holdfast.core.ledger import Ledger, Order, RuleSetting, SoftBlock
from holdfast.core.must import must
from holdfast.core.permits import order_hash
from holdfast.messages import events as e
from holdfast.messages import rulings as g
from holdfast.model.limits import TemporaryLimits
from holdfast.model.trading import RuleMode

SECOND_NS = 1_000_000_000
# blocks that may still be acknowledged: how long, and how many of them
BLOCK_AGE_MAX_NS = 600 * SECOND_NS
BLOCKS_MAX = 10_000


def principal_set(ledger: Ledger, event: g.PrincipalSet) -> None:
    ledger.principals[event.holder.id] = event.holder


def limits_set(ledger: Ledger, event: e.LimitsSet) -> None:
    state = governed(ledger, event.whose)
    if event.until is None:
        state.temporary = None
    elif state.temporary is None:
        state.temporary = TemporaryLimits(state.limits, event.until)
    else:
        # a raise of a raise goes back to what was before both
        state.temporary = TemporaryLimits(state.temporary.before, event.until)
    state.limits = event.limits
    state.version += 1
    ledger.forget_bounds()
    ledger.next_lapse = earliest(ledger)


def limits_lapsed(ledger: Ledger, event: g.LimitsLapsed) -> None:
    state = governed(ledger, event.scope)
    state.temporary = None
    state.limits = event.limits
    state.version += 1
    ledger.forget_bounds()
    ledger.next_lapse = earliest(ledger)


def proposed(ledger: Ledger, event: g.Proposed) -> None:
    ledger.proposals[event.proposal_id] = event
    ledger.proposals_made += 1
    ledger.next_lapse = min(ledger.next_lapse, event.expires_at)


def proposal_closed(ledger: Ledger, event: g.ProposalClosed) -> None:
    must(event.proposal_id in ledger.proposals, f"proposal {event.proposal_id} closed twice")
    del ledger.proposals[event.proposal_id]
    ledger.next_lapse = earliest(ledger)


def rule_mode_set(ledger: Ledger, event: g.RuleModeSet) -> None:
    if event.mode is RuleMode.ENFORCED:
        ledger.rule_modes.pop(event.check, None)
    else:
        ledger.rule_modes[event.check] = RuleSetting(event.mode, event.until)
    ledger.next_lapse = earliest(ledger)


def permit_given(ledger: Ledger, event: g.PermitGiven) -> None:
    permit = event.permit
    ledger.permits[permit.id] = permit
    ledger.permits_made += 1
    ledger.next_lapse = min(ledger.next_lapse, permit.until)
    if permit.is_soft:
        # a block is acknowledged once
        for block_id, block in tuple(ledger.soft_blocks.items()):
            if (block.order_hash, block.code) == (permit.order_hash, permit.codes[0]):
                del ledger.soft_blocks[block_id]


def permit_ended(ledger: Ledger, event: g.PermitEnded) -> None:
    must(event.permit_id in ledger.permits, f"permit {event.permit_id} ended twice")
    del ledger.permits[event.permit_id]
    ledger.next_lapse = earliest(ledger)


def keep_soft_blocks(ledger: Ledger, order: Order) -> None:
    """Remember what of a refused order may be acknowledged; the oldest make room."""
    blocks = ledger.soft_blocks
    for refusal in order.refusals:
        if not refusal.block_id:
            continue
        while blocks:
            oldest = next(iter(blocks))
            if len(blocks) < BLOCKS_MAX and ledger.at < blocks[oldest].until:
                break
            del blocks[oldest]
        until = ledger.at + BLOCK_AGE_MAX_NS
        blocks[refusal.block_id] = SoftBlock(order_hash(order.terms), refusal.code, until)
