"""Multi-leg orders in words, for people."""

from __future__ import annotations

from holdfast.messages import spreads as s
from holdfast.model.ids import OrderId
from holdfast.model.numbers import plain
from holdfast.model.spread import SpreadTerms


def terms_text(terms: SpreadTerms) -> str:
    """Say what is to be traded together, and for how much."""
    legs = " and ".join(f"{leg.side.lower()} {leg.ratio} {leg.instrument}" for leg in terms.legs)
    net = "at the market" if terms.limit_price is None else f"net {plain(terms.limit_price)}"
    return f"{plain(terms.qty)} units of {legs}, {net}, {terms.time_in_force}"


def taken_text(event: s.SpreadTaken, own: OrderId) -> str:
    """Say it of the whole, or of one of its legs."""
    if own == event.spread_id:
        return f"all of its legs are taken: {', '.join(event.legs)}"
    return f"is leg {event.legs.index(own) + 1} of multi-leg order {event.spread_id}"


def ended_text(event: s.SpreadEnded) -> str:
    """Say how many whole units traded, and what of each leg."""
    filled = ", ".join(plain(each) for each in event.filled)
    because = f": {event.detail}" if event.detail else ""
    return f"ends {event.status}, {plain(event.done)} units done, legs filled {filled}{because}"


def unwound_text(event: s.SpreadUnwound) -> str:
    """Say who sees to what stood alone."""
    by = ", ".join(event.orders)
    return f"what stood alone is closed by {by}" if by else "what stands alone is left to a person"
