"""What is asked is in the vendor's own description: each path, and each parameter."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from holdfast.market.alpaca import paths
from holdfast.market.alpaca.paths import ChainFilter, Kind, Stretch
from holdfast.market.alpaca.source import AlpacaSource
from holdfast.market.alpaca.symbols import Family
from tests.market.alpaca.test_replies import API

SOURCE = AlpacaSource("ws://127.0.0.1:5000/v2/delayed_sip")
STRETCH = Stretch(0, 10**18)
MORE = {"limit": "10"}
SYMBOLS = {
    Family.STOCKS: ["AAPL", "BRK.B"],
    Family.CRYPTO: ["BTC/USD"],
    Family.OPTIONS: ["AAPL240426C00162500"],
}
FILTER = ChainFilter("CALL", "2024-04-26", "2024-04-01", "2024-05-01", "100", "162.5")
HAS_NOT = {("latest", Family.OPTIONS, Kind.BARS), ("history", Family.OPTIONS, Kind.QUOTES)}


def all_paths() -> list[str]:
    told = [paths.chain(SOURCE, "AAPL", FILTER)]
    for family, symbols in SYMBOLS.items():
        told.append(paths.snapshots(SOURCE, family, symbols))
        for kind in Kind:
            if ("latest", family, kind) not in HAS_NOT:
                told.append(paths.latest(SOURCE, family, kind, symbols))
            if ("history", family, kind) not in HAS_NOT:
                more = {**MORE, "timeframe": "5Min" if kind is Kind.BARS else ""}
                path = paths.history(SOURCE, family, kind, symbols, STRETCH, more)
                told.append(paths.after(path, "t/o=k"))
    return told


@pytest.mark.parametrize("asked", all_paths())
def test_the_vendor_describes_it(asked: str, shared: Path) -> None:
    api = json.loads((shared / API).read_text(encoding="utf-8"))
    parts = urlsplit(asked)
    named = api["components"]["parameters"]
    (described,) = [
        methods["get"]
        for path, methods in api["paths"].items()
        if "{symbol}" not in path
        and re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", path), unquote(parts.path))
    ]
    known = {
        each.get("name") or named[each["$ref"].rpartition("/")[2]]["name"]
        for each in described["parameters"]
    }
    assert set(parse_qs(parts.query, strict_parsing=True)) <= known


def test_symbols_and_tokens_come_through() -> None:
    path = paths.history(SOURCE, Family.CRYPTO, Kind.BARS, ["BTC/USD", "ETH/USD"], STRETCH, MORE)
    told = parse_qs(urlsplit(paths.after(path, "a+b/c==")).query)
    assert told["symbols"] == ["BTC/USD,ETH/USD"]
    assert told["page_token"] == ["a+b/c=="]
    assert told["start"] == ["1970-01-01T00:00:00.000000000Z"]


@pytest.mark.parametrize(
    ("minutes", "spelled"),
    [(1, "1Min"), (59, "59Min"), (60, "1Hour"), (1440, "1Day"), (90, None), (0, None)],
)
def test_how_long_a_bar_is(minutes: int, spelled: str | None) -> None:
    assert paths.timeframe(minutes * paths.MINUTE_NS) == spelled
