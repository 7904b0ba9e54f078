"""Market data by REST: latest, snapshots and history of shares, coins and options."""

from __future__ import annotations

from collections.abc import Iterable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from holdfast.emulators.alpaca.asked import guarded, moment_of, symbols_of, told, whole
from holdfast.emulators.alpaca.assets import Asset, AssetClass, Assets
from holdfast.emulators.alpaca.board import Board, Seen
from holdfast.emulators.alpaca.errors import Fields, invalid, not_found
from holdfast.emulators.alpaca.shapes import (
    bar_json,
    daily,
    merged,
    quote_json,
    timeframe,
    trade_json,
)
from holdfast.model.numbers import Nanos

PAGE_USUAL, PAGE_MAX = 1_000, 10_000
STOCKS, COINS, OPTIONS = "/v2/stocks", "/v1beta3/crypto/us", "/v1beta1/options"
WHATS = ("bars", "quotes", "trades")

Dated = tuple[Nanos, Fields]


class DataRoutes:
    """What the board has seen, in the venue's shapes."""

    def __init__(self, assets: Assets, board: Board) -> None:
        self.assets, self.board = assets, board
        self.routes = [
            *self._pair(f"{STOCKS}/{{what}}/latest", self.latest),
            *self._pair(f"{COINS}/latest/{{what}}", self.latest),
            *self._pair(f"{OPTIONS}/{{what}}/latest", self.latest),
            *self._pair(f"{STOCKS}/snapshots", self.snapshots),
            *self._pair(f"{COINS}/snapshots", self.snapshots),
            *self._pair(f"{OPTIONS}/snapshots", self.snapshots),
            *self._pair(f"{OPTIONS}/snapshots/{{underlying}}", self.chain),
            *self._pair(f"{STOCKS}/{{symbol}}/snapshot", self.snapshot),
            *self._pair(f"{STOCKS}/{{symbol}}/{{what}}/latest", self.latest_of),
            *self._pair(f"{STOCKS}/{{symbol}}/{{what}}", self.history_of),
            *self._pair(f"{STOCKS}/{{what}}", self.history),
            *self._pair(f"{COINS}/{{what}}", self.history),
            *self._pair(f"{OPTIONS}/{{what}}", self.history),
        ]

    def _pair(self, path: str, answer: object) -> list[Route]:
        if not callable(answer):
            return []
        return [Route(path, guarded(answer), methods=["GET"])]

    async def latest(self, request: Request) -> Response:
        what = _what(request)
        found: Fields = {}
        for name in _symbols(request):
            asset = self.assets.find(name)
            one = None if asset is None else self._latest(asset, what)
            if one is not None:
                found[name] = one
        return told({what: found})

    async def latest_of(self, request: Request) -> Response:
        what, asset = _what(request), self._asset(request)
        one = self._latest(asset, what)
        if one is None:
            raise not_found(f"no {what} found for {asset.symbol}")
        return told({"symbol": asset.symbol, what.removesuffix("s"): one})

    async def snapshots(self, request: Request) -> Response:
        found = {
            name: self._snapshot(asset)
            for name in _symbols(request)
            if (asset := self.assets.find(name)) is not None
        }
        if request.url.path.startswith(STOCKS):
            return told(found)
        return told({"snapshots": found, "next_page_token": None})

    async def snapshot(self, request: Request) -> Response:
        asset = self._asset(request)
        return told({"symbol": asset.symbol, **self._snapshot(asset)})

    async def chain(self, request: Request) -> Response:
        """Tell the options of an underlying."""
        query, name = request.query_params, request.path_params["underlying"]
        found = {
            asset.symbol: self._snapshot(asset)
            for asset in self.assets
            if asset.underlying == name
            and query.get("type") in (None, "", asset.right)
            and query.get("expiration_date") in (None, "", asset.expiry)
        }
        return told({"snapshots": found, "next_page_token": None})

    async def history(self, request: Request) -> Response:
        what = _what(request)
        found: dict[str, list[Fields]] = {}
        names = sorted(_symbols(request))
        all_of = [(n, each) for n in names for _, each in self._dated(request, n, what)]
        page, token = _page(request, all_of)
        for name, each in page:
            found.setdefault(name, []).append(each)
        return told({what: found, "next_page_token": token})

    async def history_of(self, request: Request) -> Response:
        what, asset = _what(request), self._asset(request)
        dated = self._dated(request, asset.symbol, what)
        page, token = _page(request, [(asset.symbol, each) for _, each in dated])
        values = [each for _, each in page]
        return told({"symbol": asset.symbol, what: values, "next_page_token": token})

    # --- private --------------------------------------------------------------------------

    def _asset(self, request: Request) -> Asset:
        name = request.path_params["symbol"]
        asset = self.assets.find(name)
        if asset is None:
            raise not_found(f"symbol not found: {name}")
        return asset

    def _latest(self, asset: Asset, what: str) -> Fields | None:
        seen = self.board.of(asset.symbol)
        if what == "quotes":
            return quote_json(seen.quote, asset.kind) if seen.quote is not None else None
        if what == "trades":
            return trade_json(*seen.trades[-1], asset.kind) if seen.trades else None
        if what == "orderbooks":
            return _book(seen)
        return bar_json(seen.bars[-1]) if seen.bars else None

    def _snapshot(self, asset: Asset) -> Fields:
        seen = self.board.of(asset.symbol)
        days = merged(seen.bars, daily)
        found: Fields = {}
        if seen.quote is not None:
            found["latestQuote"] = quote_json(seen.quote, asset.kind)
        if seen.trades:
            found["latestTrade"] = trade_json(*seen.trades[-1], asset.kind)
        if asset.kind is not AssetClass.OPTION:
            found["minuteBar"] = bar_json(seen.bars[-1]) if seen.bars else None
            found["dailyBar"] = bar_json(days[-1]) if days else None
            found["prevDailyBar"] = bar_json(days[-2]) if len(days) > 1 else None
        return found

    def _dated(self, request: Request, name: str, what: str) -> list[Dated]:
        asset = self.assets.find(name)
        if asset is None:
            return []
        start, end = moment_of(request, "start"), moment_of(request, "end")
        found = [
            each
            for each in self._history(request, asset, what)
            if (start is None or each[0] >= start) and (end is None or each[0] <= end)
        ]
        return found[::-1] if request.query_params.get("sort") == "desc" else found

    def _history(self, request: Request, asset: Asset, what: str) -> Iterable[Dated]:
        seen = self.board.of(asset.symbol)
        if what == "quotes":
            return [(each.at, quote_json(each, asset.kind)) for each in seen.quotes]
        if what == "trades":
            return [(each.at, trade_json(n, each, asset.kind)) for n, each in seen.trades]
        begins = timeframe(request.query_params.get("timeframe") or "1Min")
        return [(each.at, bar_json(each)) for each in merged(seen.bars, begins)]


def _what(request: Request) -> str:
    what = str(request.path_params["what"])
    if what not in (*WHATS, "orderbooks"):
        raise not_found(f"endpoint not found: {what}")
    return what


def _symbols(request: Request) -> list[str]:
    names = symbols_of(request)
    if not names:
        raise invalid("symbols is required")
    return names


def _page(
    request: Request, found: list[tuple[str, Fields]]
) -> tuple[list[tuple[str, Fields]], str | None]:
    """Cut a page out; its token is where the next one begins."""
    limit = whole(request, "limit", PAGE_USUAL, PAGE_MAX)
    token = request.query_params.get("page_token") or "0"
    if not token.isdecimal():
        raise invalid("invalid page_token")
    first, last = int(token), int(token) + limit
    return found[first:last], str(last) if last < len(found) else None


def _book(seen: Seen) -> Fields | None:
    quote = seen.quote
    if quote is None:
        return None
    return {
        "t": quote_json(quote, AssetClass.COIN)["t"],
        "b": [{"p": quote.bid, "s": quote.bid_size}],
        "a": [{"p": quote.ask, "s": quote.ask_size}],
    }
