"""Refuse an order without a limit price where the market would take it at any price."""

from __future__ import annotations

from decimal import Decimal

from holdfast.core.hours import phase_of, why_closed
from holdfast.core.policy import PASSES, Case, Check, Finding
from holdfast.messages.refusals import Reason
from holdfast.model.numbers import ratio
from holdfast.model.trading import Phase

_OPEN = Phase.OPEN
_BPS = Decimal(10_000)


def judge(case: Case) -> Finding:
    """Compare the spread with the widest, a fraction of the mid; auctions and halts refuse too.

    An order with `max_slippage_bps` within the collar leaves with a limit price, so it needs
    no more than a quote. Exits of brackets need not even that: they wait for a trigger. What the
    legs of a multi-leg order give out is judged as it leaves, since their limit is of the whole.
    """
    order = case.order
    widest = case.limits.spread_max
    if order.limit_price is not None or order.exit_of or case.is_leg:
        return PASSES if widest is not None else case.missing("spread_max")
    is_bound = order.max_slippage_bps is not None and _is_bound(case, order.max_slippage_bps)
    is_timed = bool(case.ledger.phases) or bool(case.listing.calendar)
    why = _not_open(case) if is_timed and not is_bound else ""
    if why:
        detail = f"{why}, and the order has no limit price"
        return case.refused(Reason.MARKET_ORDER_PHASE, detail, "type")
    if widest is None:
        return case.missing("spread_max")
    quote, mid = case.quote, case.reference
    if quote is None or mid is None:
        detail = f"no two-sided quote of {order.instrument}"
        return case.refused(Reason.NO_REFERENCE, detail, "instrument")
    # a bid above the ask is no narrow market either
    width = abs(quote.ask - quote.bid)
    if is_bound or width <= widest * mid:
        return Finding(ratio(width, mid), widest) if case.tells else PASSES
    fraction = ratio(width, mid)
    detail = f"the spread of {order.instrument} is {fraction:.4f}, and the order has no limit price"
    return case.over(Reason.SPREAD_MAX, detail, "type", fraction, widest, scope="spread_max")


def _is_bound(case: Case, slippage_bps: Decimal) -> bool:
    collar = case.limits.price_collar
    return collar is not None and slippage_bps <= collar * _BPS


def _not_open(case: Case) -> str:
    """Say why the market is not open, empty if it is: by its calendar, and by the venue's word."""
    ledger, listing = case.ledger, case.listing
    if ledger.phases:
        phase = phase_of(ledger, listing.venue, listing.instrument)
        if phase is not _OPEN:
            return f"{listing.venue} is in {phase}"
    return why_closed(ledger, listing, case.stamp.at) if listing.calendar else ""


spread = Check("spread", ("RC21",), judge)
