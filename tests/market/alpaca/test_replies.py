"""Replies of the Market Data API: the documented examples are read whole, the rest is Malformed."""

from __future__ import annotations

import json
from decimal import Decimal as D
from pathlib import Path
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from holdfast.market.alpaca.replies import (
    Latest,
    Malformed,
    Page,
    Snapshot,
    Snapshots,
    latest_of,
    page_of,
    snapshots_of,
)
from holdfast.market.alpaca.symbols import Family
from holdfast.model.quote import Bar, Quote, Trade
from tests.market.alpaca.stream_frames import AT, BAR, QUOTE, TRADE

NAMES = {"AMD": "CHIPS"}
API = "fixtures/alpaca/market-data-api.openapi.json"
FAMILIES = {
    "/v2/stocks/": Family.STOCKS,
    "/v1beta3/crypto/": Family.CRYPTO,
    "/v1beta1/options/": Family.OPTIONS,
}
ENDS = ("/quotes", "/trades", "/bars", "/latest", "/snapshots", "/{underlying_symbol}")


def examples(api: Path) -> list[tuple[str, Family, dict[str, Any]]]:
    """Every documented reply about quotes, prints, bars and snapshots of several symbols."""
    told = []
    for path, methods in json.loads(api.read_text(encoding="utf-8"))["paths"].items():
        family = next((FAMILIES[front] for front in FAMILIES if path.startswith(front)), None)
        if family is None or not path.endswith(ENDS) or "{symbol}" in path or "book" in path:
            continue
        answer = methods["get"]["responses"]["200"]["content"]["application/json"]
        told += [(path, family, each["value"]) for each in answer.get("examples", {}).values()]
    return told


def leaves(value: object) -> int:
    """Count the quotes, prints and bars in a reply: all that bear a time."""
    if isinstance(value, dict):
        return ("t" in value) + sum(leaves(each) for each in value.values())
    return sum(leaves(each) for each in value) if isinstance(value, list) else 0


def events(told: Latest | Page | Snapshots) -> int:
    match told:
        case Latest():
            return len(told.quotes) + len(told.trades) + len(told.bars)
        case Page():
            return len(told.events)
        case Snapshots():
            kinds = Quote | Trade | Bar
            return sum(
                isinstance(each, kinds)
                for snapshot in told.told.values()
                for each in msgspec.structs.astuple(snapshot)
            )


def test_no_documented_example_loses_anything(shared: Path) -> None:
    found = examples(shared / API)
    assert len(found) >= 15
    for path, family, example in found:
        body = json.dumps(example).encode()
        if "snapshots" in path:
            told: object = snapshots_of(body, {}, family)
        elif "latest" in path:
            told = latest_of(body, {})
        else:
            told = page_of(body, {})
        assert isinstance(told, Latest | Page | Snapshots), f"{path}: {told}"
        assert events(told) == leaves(example) > 0, path
        if "next_page_token" in example and isinstance(told, Page | Snapshots):
            assert told.token == (example["next_page_token"] or "")


def test_the_latest_bear_our_names_and_none_is_left_out() -> None:
    body = json.dumps({"quotes": {"AMD": QUOTE, "X": None}, "trades": None, "bars": {"Y": BAR}})
    told = latest_of(body.encode(), NAMES)
    assert isinstance(told, Latest)
    assert told.quotes == {"CHIPS": Quote("CHIPS", D("87.66"), D("87.68"), D(1), D(4), AT)}
    assert told.trades == {}
    assert list(told.bars) == ["Y"]


def test_a_page_leaves_out_prints_that_were_taken_back() -> None:
    body = json.dumps({"trades": {"AMD": [TRADE, {**TRADE, "u": "canceled"}], "X": None}})
    assert page_of(body.encode(), NAMES) == Page([Trade("CHIPS", D("126.55"), D(1), AT)])


def test_an_options_snapshot_says_what_it_is_worth() -> None:
    greeks = {"delta": 0.5, "gamma": 0.0624142640487128, "theta": -0.2, "vega": 0.04, "rho": 0.01}
    said = {"greeks": greeks, "impliedVolatility": 0.3372405712050441}
    body = json.dumps({"snapshots": {"AAPL240426C00162500": said}}).encode()
    told = snapshots_of(body, {}, Family.OPTIONS)
    assert isinstance(told, Snapshots)
    (snapshot,) = told.told.values()
    assert snapshot.volatility == D("0.3372405712050441")
    assert snapshot.greeks is not None
    assert snapshot.greeks.gamma == D("0.0624142640487128")
    assert snapshot.contract is not None
    assert snapshot.contract.strike == D("162.5")


def test_one_number_without_sense_spoils_the_reply() -> None:
    body = json.dumps({"quotes": {"AMD": {**QUOTE, "bp": -1}}}).encode()
    assert latest_of(body, NAMES) == Malformed("bp -1 must not be negative")
    body = json.dumps({"A240426C00162500": {"impliedVolatility": "NaN"}}).encode()
    assert snapshots_of(body, NAMES, Family.STOCKS) == Malformed("NaN is no number")


LEAVES = st.one_of(
    st.none(),
    st.floats(),
    st.integers(),
    st.text(max_size=5),
    st.sampled_from([QUOTE, TRADE, BAR, {**BAR, "h": -1}, "NaN", "1e999"]),
)
KEYS = st.sampled_from(
    ["quotes", "trades", "bars", "snapshots", "AMD", "latestQuote", "greeks", "next_page_token"]
)
REPLIES = st.recursive(
    LEAVES, lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(KEYS, inner))
)


@given(st.one_of(st.binary(max_size=40), REPLIES.map(lambda said: json.dumps(said).encode())))
def test_whatever_comes_is_read_without_an_error(body: bytes) -> None:
    assert isinstance(latest_of(body, NAMES), Latest | Malformed)
    assert isinstance(page_of(body, NAMES), Page | Malformed)
    for family in Family:
        told = snapshots_of(body, NAMES, family)
        assert isinstance(told, Snapshots | Malformed)
        if isinstance(told, Snapshots):
            assert all(isinstance(each, Snapshot) for each in told.told.values())
