"""Refuse an order without a limit price where the market would take it at any price."""

from __future__ import annotations

from decimal import Decimal

from holdfast.core.policy import PASSES, Case, Check, Finding
from holdfast.messages.refusals import Reason
from holdfast.model.ids import InstrumentId
from holdfast.model.numbers import ratio
from holdfast.model.trading import Phase

_OPEN = Phase.OPEN
_BPS = Decimal(10_000)


def judge(case: Case) -> Finding:
    """Compare the spread with the widest, a fraction of the mid; auctions and halts refuse too.

    An order with `max_slippage_bps` within the collar leaves with a limit price, so it needs
    no more than a quote. So do exits of brackets not even that: they wait for a trigger.
    """
    widest = case.limits.spread_max
    if widest is None:
        return case.missing("spread_max")
    order = case.order
    if order.limit_price is not None or order.exit_of:
        return PASSES
    quote, mid = case.quote, case.reference
    if quote is None or mid is None:
        detail = f"no two-sided quote of {order.instrument}, and the order has no limit price"
        return case.refused(Reason.NO_REFERENCE, detail, "instrument")
    width = quote.ask - quote.bid
    fraction = ratio(width, mid)
    slippage, collar = order.max_slippage_bps, case.limits.price_collar
    if slippage is not None and collar is not None and slippage <= collar * _BPS:
        return Finding(fraction, widest)
    phases = case.ledger.phases.get(case.listing.venue)
    if phases:
        phase = _phase(phases, order.instrument)
        if phase is not _OPEN:
            detail = f"{case.listing.venue} is in {phase}, and the order has no limit price"
            return case.refused(Reason.MARKET_ORDER_PHASE, detail, "type")
    if width <= widest * mid:
        return Finding(fraction, widest)
    detail = f"the spread of {order.instrument} is {fraction:.4f}, and the order has no limit price"
    return case.over(Reason.SPREAD_MAX, detail, "type", fraction, widest, scope="spread_max")


def _phase(phases: dict[InstrumentId, Phase], instrument: InstrumentId) -> Phase:
    """Say what the venue does with the instrument: its own word, or that on all of the venue.

    Where the whole venue is not open, an instrument that is open trades no more.
    """
    whole = phases.get("", _OPEN)
    return whole if whole is not _OPEN else phases.get(instrument, _OPEN)


spread = Check("spread", ("RC21",), judge)
