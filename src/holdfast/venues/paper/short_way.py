"""The short way of an order: straight to the exchange, with the books in memory alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from holdfast.exchange.exchange import Exchange
from holdfast.messages.requests import PlaceOrder, Request
from holdfast.model.numbers import Nanos
from holdfast.venues import Deliver
from holdfast.venues.paper.records import Memory


class Send(Protocol):
    """How a request leaves."""

    def __call__(self, request: Request) -> None: ...


def short_way(
    exchange: Exchange,
    memory: Memory,
    now: Callable[[], Nanos],
    deliver: Deliver,
    otherwise: Send,
    watch: Callable[[PlaceOrder], None],
    publish: Callable[[], None] | None,
    *,
    day_ends: bool,
) -> Send:
    """Make the `send` of a venue on which a new order has nothing to wait for.

    A backtest sends millions of orders through here, hence one function and no more calls
    than it needs; `otherwise` takes every other request.
    """
    place, told, settle = exchange.place, memory.told, memory.settle
    age = memory.ages.append
    kept_max = memory.orders_kept_max

    def send(request: Request) -> None:
        if type(request) is not PlaceOrder or request.order_id in told:
            otherwise(request)
            return
        reports = place(request, now())
        told[request.order_id] = request, *reports
        age(request.order_id)
        if len(reports) > 2 or len(told) > kept_max:
            settle(request.order_id, reports)
        if day_ends or request.terms.expire_at is not None:
            watch(request)
        if publish is not None:
            publish()
        for report in reports:
            deliver(report)

    return send
