"""What is asked of Alpaca's Market Data API: paths and their parameters, by family."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from urllib.parse import quote, urlencode

import msgspec

from holdfast.market.alpaca.decode import DAY_NS, MINUTE_NS
from holdfast.market.alpaca.source import AlpacaSource
from holdfast.market.alpaca.symbols import Family
from holdfast.model.ids import InstrumentId
from holdfast.model.numbers import Nanos
from holdfast.model.times import rfc3339

HOUR_NS = 60 * MINUTE_NS
MINUTES_MAX, HOURS_MAX = 59, 23
CHAIN_PAGE = 1_000


class Kind(StrEnum):
    """What is asked for."""

    QUOTES = "quotes"
    TRADES = "trades"
    BARS = "bars"


class Stretch(msgspec.Struct, frozen=True):
    """A time from `start` to `end`, both included; None is now, as far as it may be seen."""

    start: Nanos
    end: Nanos | None = None


class ChainFilter(msgspec.Struct, frozen=True):
    """Which contracts of an underlying are wanted: expiries as yyyy-mm-dd, strikes as text."""

    right: str = ""  # CALL or PUT
    expiry: str = ""
    expiry_from: str = ""
    expiry_to: str = ""
    strike_from: str = ""
    strike_to: str = ""


def timeframe(span_ns: int) -> str | None:
    """Spell how long a bar is; None for one that Alpaca has not."""
    if span_ns == DAY_NS:
        return "1Day"
    hours, rest = divmod(span_ns, HOUR_NS)
    if not rest and 1 <= hours <= HOURS_MAX:
        return f"{hours}Hour"
    minutes, rest = divmod(span_ns, MINUTE_NS)
    return f"{minutes}Min" if not rest and 1 <= minutes <= MINUTES_MAX else None


def latest(source: AlpacaSource, family: Family, kind: Kind, symbols: Iterable[str]) -> str:
    """Ask for the newest of each symbol."""
    where = f"latest/{kind}" if family is Family.CRYPTO else f"{kind}/latest"
    return _path(source, family, where, {"symbols": ",".join(symbols), **_feed(source, family)})


def snapshots(source: AlpacaSource, family: Family, symbols: Iterable[str]) -> str:
    """Ask for all that is newest of each symbol."""
    more = _feed(source, family)
    return _path(source, family, "snapshots", {"symbols": ",".join(symbols), **more})


def chain(source: AlpacaSource, underlying: InstrumentId, wanted: ChainFilter) -> str:
    """Ask for the snapshots of an underlying's contracts."""
    asked = {
        "feed": source.options,
        "limit": str(CHAIN_PAGE),
        "type": wanted.right.lower(),
        "expiration_date": wanted.expiry,
        "expiration_date_gte": wanted.expiry_from,
        "expiration_date_lte": wanted.expiry_to,
        "strike_price_gte": wanted.strike_from,
        "strike_price_lte": wanted.strike_to,
    }
    return _path(source, Family.OPTIONS, f"snapshots/{quote(underlying, safe='')}", asked)


def history(
    source: AlpacaSource,
    family: Family,
    kind: Kind,
    symbols: Iterable[str],
    stretch: Stretch,
    more: Mapping[str, str],
) -> str:
    """Ask for what was, oldest first; `more` holds the size of a page and a bar's timeframe."""
    asked = {
        "symbols": ",".join(symbols),
        "start": rfc3339(stretch.start),
        "end": "" if stretch.end is None else rfc3339(stretch.end),
        "sort": "asc",
        **more,
    }
    if family is Family.STOCKS:
        # what is 15 minutes late in a stream is the whole market in questions
        asked["feed"] = source.feed.removeprefix("delayed_")
    return _path(source, family, str(kind), asked)


def after(path: str, token: str) -> str:
    """Ask for the page that a token leads to."""
    return f"{path}&page_token={quote(token, safe='')}"


def _feed(source: AlpacaSource, family: Family) -> dict[str, str]:
    match family:
        case Family.STOCKS:
            return {"feed": source.feed}
        case Family.OPTIONS:
            return {"feed": source.options}
        case Family.CRYPTO:
            return {}


def _path(source: AlpacaSource, family: Family, where: str, asked: Mapping[str, str]) -> str:
    front = {
        Family.STOCKS: "/v2/stocks",
        Family.CRYPTO: f"/v1beta3/crypto/{source.location}",
        Family.OPTIONS: "/v1beta1/options",
    }[family]
    told = urlencode({key: value for key, value in asked.items() if value}, safe=",/:")
    return f"{front}/{where}?{told}"
