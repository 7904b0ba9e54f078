"""Option contracts by REST: which there are, and one of them."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from holdfast.emulators.alpaca.asked import guarded, symbols_of, told, whole
from holdfast.emulators.alpaca.assets import Asset, AssetClass, Assets
from holdfast.emulators.alpaca.errors import not_found
from holdfast.emulators.alpaca.wanted import number

PAGE_USUAL, PAGE_MAX = 100, 10_000


class OptionRoutes:
    """`/v2/options/contracts`."""

    def __init__(self, assets: Assets) -> None:
        self.assets = assets
        some = "/v2/options/contracts"
        self.routes = [
            Route(some, guarded(self.some), methods=["GET"]),
            Route(some + "/{name}", guarded(self.one), methods=["GET"]),
        ]

    async def some(self, request: Request) -> Response:
        limit = whole(request, "limit", PAGE_USUAL, PAGE_MAX)
        first = int(request.query_params.get("page_token") or "0")
        found = [a for a in self.assets if a.kind is AssetClass.OPTION and _is_asked(request, a)]
        token = str(first + limit) if first + limit < len(found) else None
        page = [asset.contract_json() for asset in found[first : first + limit]]
        return told({"option_contracts": page, "next_page_token": token})

    async def one(self, request: Request) -> Response:
        asset = self.assets.find(request.path_params["name"])
        if asset is None or asset.kind is not AssetClass.OPTION:
            raise not_found(f"option contract not found for {request.path_params['name']}")
        return told(asset.contract_json())


def _is_asked(request: Request, asset: Asset) -> bool:
    query = request.query_params
    underlyings = symbols_of(request, "underlying_symbols")
    least, most = number(query, "strike_price_gte"), number(query, "strike_price_lte")
    return (
        (not underlyings or asset.underlying in underlyings)
        and query.get("type") in (None, "", asset.right)
        and query.get("expiration_date") in (None, "", asset.expiry)
        and (query.get("expiration_date_gte") or "") <= asset.expiry
        and asset.expiry <= (query.get("expiration_date_lte") or "9999")
        and (least is None or asset.strike >= least)
        and (most is None or asset.strike <= most)
    )
