"""Quotes, trades and bars in the venue's short names, for replies and for streams."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from holdfast.emulators.alpaca.assets import AssetClass
from holdfast.emulators.alpaca.board import MINUTE_NS, MinuteBar
from holdfast.emulators.alpaca.errors import Fields, invalid
from holdfast.emulators.alpaca.hours import local
from holdfast.emulators.alpaca.wire import moment
from holdfast.model.numbers import Nanos, ratio
from holdfast.model.order import Side
from holdfast.model.quote import Quote, Trade
from holdfast.model.times import SECOND_NS

EXCHANGE = "V"
TAPE = "C"
UNITS = {"min": "min", "t": "min", "hour": "hour", "h": "hour", "day": "day", "d": "day"}
UNITS |= {"week": "week", "w": "week", "month": "month", "m": "month"}

Begins = Callable[[Nanos], Nanos]
"""Says when the bar begins that a time belongs to."""


def quote_json(quote: Quote, kind: AssetClass, *, packed: bool = False) -> Fields:
    told: Fields = {
        "t": moment(quote.at, packed=packed),
        "bp": quote.bid,
        "bs": quote.bid_size,
        "ap": quote.ask,
        "as": quote.ask_size,
    }
    if kind is AssetClass.COIN:
        return told
    told |= {"bx": EXCHANGE, "ax": EXCHANGE}
    if kind is AssetClass.OPTION:
        return {**told, "c": "A"}
    return {**told, "c": ["R"], "z": TAPE}


def trade_json(number: int, trade: Trade, kind: AssetClass, *, packed: bool = False) -> Fields:
    told: Fields = {"t": moment(trade.at, packed=packed), "p": trade.price, "s": trade.size}
    if kind is AssetClass.COIN:
        taker = "S" if trade.aggressor is Side.SELL else "B"
        return {**told, "i": number, "tks": taker}
    if kind is AssetClass.OPTION:
        return {**told, "x": EXCHANGE, "c": "a"}
    return {**told, "i": number, "x": EXCHANGE, "c": ["@"], "z": TAPE}


def bar_json(bar: MinuteBar, *, packed: bool = False) -> Fields:
    mean = ratio(bar.worth, bar.volume) if bar.volume else bar.close
    return {
        "t": moment(bar.at, packed=packed),
        "o": bar.open,
        "h": bar.high,
        "l": bar.low,
        "c": bar.close,
        "v": bar.volume,
        "n": bar.count,
        "vw": round(mean, 6),
    }


def merged(bars: Iterable[MinuteBar], begins: Begins) -> list[MinuteBar]:
    """Put minutes together to longer bars."""
    out: list[MinuteBar] = []
    for bar in bars:
        at = begins(bar.at)
        if out and out[-1].at == at:
            last = out[-1]
            last.high, last.low = max(last.high, bar.high), min(last.low, bar.low)
            last.close = bar.close
            last.volume += bar.volume
            last.count += bar.count
            last.worth += bar.worth
        else:
            fields = bar.open, bar.high, bar.low, bar.close, bar.volume, bar.count, bar.worth
            out.append(MinuteBar(at, *fields))
    return out


def timeframe(text: str) -> Begins:
    """Read `5Min`, `1Hour`, `1Day`, `1Week` or `3Month`."""
    digits = "".join(c for c in text if c.isdigit())
    unit = UNITS.get(text[len(digits) :].lower())
    count = int(digits or "1")
    if unit is None or not 1 <= count <= 59:
        raise invalid(f"invalid timeframe: {text}")
    if unit in ("min", "hour"):
        span = count * MINUTE_NS * (60 if unit == "hour" else 1)
        return lambda at: at - at % span
    return lambda at: _day(at, unit, count)


def daily(at: Nanos) -> Nanos:
    """Say when the day of a time begins in New York."""
    return _day(at, "day", 1)


def _day(at: Nanos, unit: str, count: int) -> Nanos:
    moment_there = local(at).replace(hour=0, minute=0, second=0, microsecond=0)
    if unit == "week":
        moment_there -= timedelta(days=moment_there.weekday())
    elif unit == "month":
        first = (moment_there.month - 1) // count * count + 1
        moment_there = moment_there.replace(day=1, month=first)
    return _nanos(moment_there)


def _nanos(there: datetime) -> Nanos:
    return int(there.timestamp()) * SECOND_NS
