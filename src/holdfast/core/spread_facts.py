"""Facts of multi-leg orders: taken, refused, ended."""

from __future__ import annotations

from holdfast.core.ledger import Ledger
from holdfast.core.spreads import CLOSED_MAX, Spread
from holdfast.messages import spreads as s


def spread_taken(ledger: Ledger, event: s.SpreadTaken) -> None:
    spreads, terms = ledger.spreads, event.terms
    spreads.made += 1
    spreads.all[event.spread_id] = Spread(event.spread_id, terms, event.legs, ledger.at)
    for leg in event.legs:
        spreads.of[leg] = event.spread_id
    if terms.client_order_id:
        known = spreads.client_ids.setdefault(terms.account, {})
        known[terms.client_order_id] = event.spread_id


def spread_refused(ledger: Ledger, event: s.SpreadRefused) -> None:
    ledger.spreads.made += 1


def spread_unwound(ledger: Ledger, event: s.SpreadUnwound) -> None:
    ledger.spreads.all[event.spread_id].unwound_by = event.orders


def spread_ended(ledger: Ledger, event: s.SpreadEnded) -> None:
    spreads = ledger.spreads
    spread = spreads.all[event.spread_id]
    spread.status, spread.detail = event.status, event.detail
    spread.done, spread.filled = event.done, event.filled
    for leg in spread.legs:
        spreads.of.pop(leg, None)
    spreads.closed.append(spread.id)
    if len(spreads.closed) > CLOSED_MAX:
        gone = spreads.all.pop(spreads.closed.pop(0))
        known = spreads.client_ids.get(gone.terms.account, {})
        known.pop(gone.terms.client_order_id, None)
