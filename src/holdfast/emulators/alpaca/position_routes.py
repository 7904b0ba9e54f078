"""Positions by REST: read them, and close them by an order or all at once."""

from __future__ import annotations

from decimal import Decimal

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from holdfast.emulators.alpaca.account_routes import holding_of, position_json
from holdfast.emulators.alpaca.asked import guarded, told, yes
from holdfast.emulators.alpaca.assets import FRACTION, AssetClass
from holdfast.emulators.alpaca.books import Holding
from holdfast.emulators.alpaca.broker import Broker
from holdfast.emulators.alpaca.errors import ApiError, Fields, invalid
from holdfast.emulators.alpaca.wanted import Wanted, number
from holdfast.model.numbers import round_down

HUNDRED = Decimal(100)


class PositionRoutes:
    """`/v2/positions`."""

    def __init__(self, broker: Broker) -> None:
        self.broker = broker
        one = "/v2/positions/{symbol:path}"
        self.routes = [
            Route("/v2/positions", guarded(self.all), methods=["GET"]),
            Route("/v2/positions", guarded(self.close_all), methods=["DELETE"]),
            Route(one, guarded(self.one), methods=["GET"]),
            Route(one, guarded(self.close), methods=["DELETE"]),
        ]

    async def all(self, request: Request) -> Response:
        holdings = self.broker.books.holdings.values()
        return told([position_json(self.broker, held) for held in holdings])

    async def one(self, request: Request) -> Response:
        held = holding_of(self.broker, request.path_params["symbol"])
        return told(position_json(self.broker, held))

    async def close(self, request: Request) -> Response:
        held = holding_of(self.broker, request.path_params["symbol"])
        return told(self._close(held, self._part(request, held)))

    async def close_all(self, request: Request) -> Response:
        if yes(request, "cancel_orders"):
            for order in self.broker.open_orders:
                if order.is_open:
                    self.broker.cancel_now(order)
        return told([self._closed(each) for each in [*self.broker.books.holdings.values()]], 207)

    def _closed(self, held: Holding) -> Fields:
        name = held.asset.held_as
        try:
            order = self._close(held, abs(held.qty))
        except ApiError as error:
            return {"symbol": name, "status": error.status, "body": error.body}
        return {"symbol": name, "status": 200, "order_id": order["id"], "body": order}

    def _close(self, held: Holding, qty: Decimal) -> Fields:
        is_coin = held.asset.kind is AssetClass.COIN
        wanted = Wanted(
            symbol=held.asset.symbol,
            side="sell" if held.qty > 0 else "buy",
            type="market",
            time_in_force="gtc" if is_coin else "day",
            qty=qty,
        )
        return self.broker.submit(wanted)

    def _part(self, request: Request, held: Holding) -> Decimal:
        query = dict(request.query_params)
        qty, percent = number(query, "qty"), number(query, "percentage")
        if qty is not None and percent is not None:
            raise invalid("only one of qty or percentage is accepted")
        if percent is not None:
            if not 0 < percent <= HUNDRED:
                raise invalid("percentage must be between 0 and 100")
            step = Decimal(1) if held.asset.kind is AssetClass.OPTION else FRACTION
            return round_down(abs(held.qty) * percent / HUNDRED, step)
        return qty if qty is not None else abs(held.qty)
