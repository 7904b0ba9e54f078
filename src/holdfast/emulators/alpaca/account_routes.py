"""The account by REST: itself, positions, fills, settings, history; and what the venue is."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from holdfast.emulators.alpaca.admission import held_for_orders
from holdfast.emulators.alpaca.asked import guarded, moment_of, told, whole
from holdfast.emulators.alpaca.assets import Asset
from holdfast.emulators.alpaca.books import Holding
from holdfast.emulators.alpaca.broker import Broker
from holdfast.emulators.alpaca.errors import Fields, invalid, not_found
from holdfast.emulators.alpaca.wanted import read_body
from holdfast.model.numbers import ZERO
from holdfast.model.times import parse_rfc3339

ACTIVITIES_MAX = 100


class AccountRoutes:
    """`/v2/account` and what hangs below it."""

    def __init__(self, broker: Broker) -> None:
        self.broker = broker
        self.began_at = broker.now
        activities = "/v2/account/activities"
        settings = "/v2/account/configurations"
        self.routes = [
            Route("/v2/account", guarded(self.account), methods=["GET"]),
            Route(settings, guarded(self.settings), methods=["GET"]),
            Route(settings, guarded(self.set), methods=["PATCH"]),
            Route(activities, guarded(self.activities), methods=["GET"]),
            Route(activities + "/{kind}", guarded(self.activities), methods=["GET"]),
            Route("/v2/assets", guarded(self.assets), methods=["GET"]),
            Route("/v2/assets/{symbol:path}", guarded(self.asset), methods=["GET"]),
        ]

    async def account(self, request: Request) -> Response:
        broker = self.broker
        return told(broker.books.account_json(broker.open_orders, self.began_at))

    async def settings(self, request: Request) -> Response:
        return told(self.broker.books.settings)

    async def set(self, request: Request) -> Response:
        settings = self.broker.books.settings
        for name, value in read_body(await request.body()).items():
            if name not in settings or not isinstance(value, type(settings[name])):
                raise invalid(f"invalid {name}")
            settings[name] = value
        return told(settings)

    async def activities(self, request: Request) -> Response:
        """Tell fills; of other kinds there are none here."""
        query = request.query_params
        kinds = request.path_params.get("kind") or query.get("activity_types") or "FILL"
        size = whole(request, "page_size", ACTIVITIES_MAX, ACTIVITIES_MAX)
        found = self._activities(request) if "FILL" in kinds.split(",") else []
        if query.get("direction") != "asc":
            found.reverse()
        token = query.get("page_token")
        if token:
            places = [n for n, each in enumerate(found) if each["id"] == token]
            if not places:
                raise invalid("invalid page_token")
            found = found[places[0] + 1 :]
        return told(found[:size])

    async def assets(self, request: Request) -> Response:
        query = request.query_params
        kind = query.get("asset_class")
        active = query.get("status") in (None, "", "active")
        assets = [a for a in self.broker.assets if active and (not kind or a.kind == kind)]
        return told([asset.json() for asset in assets])

    async def asset(self, request: Request) -> Response:
        name = request.path_params["symbol"]
        asset = self.broker.assets.find(name)
        if asset is None:
            raise not_found(f"asset not found for {name}")
        return told(asset.json())

    def _activities(self, request: Request) -> list[Fields]:
        after, until = moment_of(request, "after"), moment_of(request, "until")
        day = request.query_params.get("date")
        return [
            each
            for each in self.broker.books.activities
            if (after is None or _at(each) > after)
            and (until is None or _at(each) < until)
            and (not day or str(each["transaction_time"])[:10] == day)
        ]


def position_json(broker: Broker, held: Holding) -> Fields:
    """Tell a position with what of it no order holds."""
    side = "sell" if held.qty > 0 else "buy"
    kept = held_for_orders(held.asset, side, broker.open_orders)
    free = max(abs(held.qty) - sum(kept.values(), ZERO), ZERO)
    return broker.books.position_json(held, free if held.qty > 0 else -free)


def holding_of(broker: Broker, name: str) -> Holding:
    """Find a position by symbol or asset id."""
    asset: Asset | None = broker.assets.find(name)
    held = broker.books.holdings.get(asset.symbol) if asset is not None else None
    if asset is None:
        raise not_found(f"symbol not found: {name}")
    if held is None:
        raise not_found("position does not exist")
    return held


def _at(activity: Fields) -> int:
    return parse_rfc3339(str(activity["transaction_time"])) or 0
