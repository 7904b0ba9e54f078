"""What a request asks of its venue, for limits that weigh endpoints."""

from __future__ import annotations

from holdfast.core.ledger import Ledger
from holdfast.messages import requests as q

ENDPOINTS: dict[type[q.Request], str] = {
    q.PlaceOrder: "place",
    q.AmendOrder: "amend",
    q.PullOrder: "cancel",
    q.QueryOrder: "query",
    q.QueryPositions: "positions",
}


def key_of(ledger: Ledger, request: q.Request) -> str:
    """Name whose key a request goes by: the account's, empty where that is not known."""
    if isinstance(request, q.QueryPositions):
        return request.account
    order = ledger.orders.get(request.order_id)
    return "" if order is None else order.terms.account
