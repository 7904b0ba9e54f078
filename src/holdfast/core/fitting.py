"""Cut an order to the largest quantity that the gate's numeric limits let pass.

The gate's own findings say how much of a limit the order takes and how much is left, in
whatever unit, so their ratio says how much of the order fits. The cut order is judged again:
a limit that is not proportional to the quantity leads to a second cut, never to a breach.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import msgspec

from holdfast.core.gate import judge
from holdfast.core.ledger import Ledger
from holdfast.core.policy import Policies
from holdfast.messages.commands import SubmitOrder
from holdfast.messages.plan import ExecutionParams, OnBreach, Size, SizeUnit
from holdfast.messages.refusals import Reason, Refusal
from holdfast.messages.stamp import Stamp
from holdfast.model.numbers import ZERO, plain, ratio, round_down

ROUNDS_MAX = 3

# limits on how much; those on how often, at which price or by whom no smaller order cures
_CURABLE = frozenset(
    {
        Reason.ORDER_QTY_MAX,
        Reason.ORDER_VALUE_MAX,
        Reason.POSITION_LIMIT,
        Reason.BUYING_POWER,
        Reason.GROSS_NOTIONAL_MAX,
        Reason.NET_NOTIONAL_MAX,
        Reason.INSTRUMENT_NOTIONAL_MAX,
        Reason.EQUITY_PCT_MAX,
        Reason.LEVERAGE_MAX,
        Reason.OPEN_VALUE_MAX,
    }
)
_EXACT_UNITS = (SizeUnit.SHARES, SizeUnit.CONTRACTS)


def may_cut(size: Size | None, params: ExecutionParams) -> bool:
    """Tell whether a size is what was meant to the unit, or may be less."""
    if params.on_breach is not None:
        return params.on_breach is OnBreach.CUT
    return size is not None and size.unit not in _EXACT_UNITS


def fitted(
    ledger: Ledger,
    order: SubmitOrder,
    stamp: Stamp,
    policies: Policies,
    freed: Decimal,
    lot: Decimal,
) -> tuple[SubmitOrder, str]:
    """Return the order as large as it may be, and a note of what was cut for which limits.

    Where anything else is wrong with it, or nothing of it fits, it comes back as it was, for
    the gate to refuse. A soft block is no limit to fit under: a person may acknowledge it.
    """
    fit, why = order, dict[str, None]()
    for _ in range(ROUNDS_MAX):
        refusals = judge(ledger, fit, stamp, policies, None, freed).refusals
        hard = [refusal for refusal in refusals if not refusal.block_id]
        if not hard:
            break
        qty = _largest(fit.qty, hard, lot)
        if qty is None:
            return order, ""
        fit = msgspec.structs.replace(fit, qty=qty)
        whose = f"account={order.account}"
        why.update(dict.fromkeys(f"{each.code} of {each.scope or whose}" for each in hard))
    if fit is order:
        return order, ""
    return fit, f"cut from {plain(order.qty)} to {plain(fit.qty)}: {', '.join(why)}"


def _largest(qty: Decimal, refusals: Sequence[Refusal], lot: Decimal) -> Decimal | None:
    """Say how many whole lots all of the limits leave room for, None where none or no number."""
    largest = qty - lot
    for refusal in refusals:
        measured, limit, headroom = refusal.measured, refusal.limit, refusal.headroom
        if refusal.code not in _CURABLE or measured is None or limit is None or headroom is None:
            return None
        share = measured - (limit - headroom)
        if share <= ZERO or headroom <= ZERO:
            return None
        largest = min(largest, ratio(qty * headroom, share))
    largest = round_down(largest, lot)
    return largest if largest > ZERO else None
