"""Orders by REST: submit, read, replace, cancel."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from holdfast.emulators.alpaca.asked import guarded, moment_of, symbols_of, told, whole, yes
from holdfast.emulators.alpaca.broker import Broker
from holdfast.emulators.alpaca.errors import ApiError, invalid, not_found
from holdfast.emulators.alpaca.orders import Order
from holdfast.emulators.alpaca.wanted import read_body, read_change, read_order

ORDERS_MAX = 500
STATUSES = ("open", "closed", "all")


class OrderRoutes:
    """`/v2/orders`, each answer as the venue's."""

    def __init__(self, broker: Broker) -> None:
        self.broker = broker
        one = "/v2/orders/{order_id}"
        self.routes = [
            Route("/v2/orders", guarded(self.submit), methods=["POST"]),
            Route("/v2/orders", guarded(self.some), methods=["GET"]),
            Route("/v2/orders", guarded(self.cancel_all), methods=["DELETE"]),
            Route("/v2/orders:by_client_order_id", guarded(self.by_client_id), methods=["GET"]),
            Route(one, guarded(self.one), methods=["GET"]),
            Route(one, guarded(self.replace), methods=["PATCH"]),
            Route(one, guarded(self.cancel), methods=["DELETE"]),
        ]

    async def submit(self, request: Request) -> Response:
        return told(self.broker.submit(read_order(read_body(await request.body()))))

    async def some(self, request: Request) -> Response:
        query = request.query_params
        status = query.get("status") or "open"
        if status not in STATUSES:
            raise invalid(f"invalid status {status}")
        limit = whole(request, "limit", 50, ORDERS_MAX)
        nested = yes(request, "nested")
        orders = self._within(request)
        if status != "all":
            orders = [o for o in orders if o.is_open is (status == "open")]
        if nested:
            orders = [o for o in orders if o.parent is None]
        if query.get("direction") != "asc":
            orders.reverse()
        return told([order.json(nested=nested) for order in orders[:limit]])

    async def by_client_id(self, request: Request) -> Response:
        name = request.query_params.get("client_order_id") or ""
        order = self.broker.by_client_id.get(name)
        if order is None:
            raise not_found(f"order not found for client_order_id {name}")
        return told(order.json())

    async def one(self, request: Request) -> Response:
        return told(self._order(request).json(nested=True))

    async def replace(self, request: Request) -> Response:
        change = read_change(read_body(await request.body()))
        return told(self.broker.replace(self._order(request), change))

    async def cancel(self, request: Request) -> Response:
        self.broker.cancel(self._order(request))
        return Response(status_code=204)

    async def cancel_all(self, request: Request) -> Response:
        done = []
        for order in self.broker.open_orders:
            if order.is_open:
                done.append(self._canceled(order))
        return told(done, 207)

    def _canceled(self, order: Order) -> dict[str, object]:
        try:
            self.broker.cancel(order)
        except ApiError as error:
            return {"id": order.id, "status": error.status, "body": error.body}
        return {"id": order.id, "status": 200, "body": order.json()}

    def _order(self, request: Request) -> Order:
        name = request.path_params["order_id"]
        order = self.broker.orders.get(name)
        if order is None:
            raise not_found(f"order not found for {name}")
        return order

    def _within(self, request: Request) -> list[Order]:
        """Return the orders that a query's times, cursors and filters leave, the oldest first."""
        query = request.query_params
        after, until = moment_of(request, "after"), moment_of(request, "until")
        first = self._seq(query.get("after_order_id"), 0)
        last = self._seq(query.get("before_order_id"), len(self.broker.orders) + 1)
        symbols, side = symbols_of(request), query.get("side")
        kind = query.get("asset_class")
        return [
            order
            for order in self.broker.orders.values()
            if first < order.seq < last
            and (after is None or order.created_at > after)
            and (until is None or order.created_at < until)
            and (not symbols or order.symbol in symbols)
            and (not side or order.side == side)
            and (not kind or (order.asset is not None and order.asset.kind == kind))
        ]

    def _seq(self, name: str | None, without: int) -> int:
        if not name:
            return without
        order = self.broker.orders.get(name)
        if order is None:
            raise not_found(f"order not found for {name}")
        return order.seq
