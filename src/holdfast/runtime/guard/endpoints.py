"""What a request asks of its venue, for limits that weigh endpoints."""

from __future__ import annotations

from enum import StrEnum

from holdfast.core.ledger import Ledger
from holdfast.messages import requests as q


class Endpoint(StrEnum):
    """What may be weighed."""

    PLACE = "place"
    AMEND = "amend"
    CANCEL = "cancel"
    QUERY = "query"
    POSITIONS = "positions"
    ACCOUNT = "account"


ENDPOINTS: dict[type[q.Request], Endpoint] = {
    q.PlaceOrder: Endpoint.PLACE,
    q.AmendOrder: Endpoint.AMEND,
    q.PullOrder: Endpoint.CANCEL,
    q.QueryOrder: Endpoint.QUERY,
    q.QueryPositions: Endpoint.POSITIONS,
    q.QueryAccount: Endpoint.ACCOUNT,
}


def key_of(ledger: Ledger, request: q.Request) -> str:
    """Name whose key a request goes by: the account's, empty where that is not known."""
    if isinstance(request, q.QueryPositions | q.QueryAccount):
        return request.account
    order = ledger.orders.get(request.order_id)
    return "" if order is None else order.terms.account
