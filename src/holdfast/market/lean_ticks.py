"""Rows of LEAN tick files: the best bid and offer of all exchanges, trades, and currency quotes.

What we rely on (each checked over the recordings that the tests read):
- a quote row of a share carries one side of the national best bid and offer and the exchange that
  shows it, the other side is 0: the last rows of a minute are the minute bar's close to the share;
  rows of one millisecond belong together, so the quote is given once that millisecond is over;
- bid above ask stands for milliseconds and trades for nobody: such quotes are passed over;
- prints whose price is not the market's carry one of OFF_MARKET in their condition bits: 5 to
  50 per cent of them lie away from the price around them, and fewer than 1 in 1,000 of the others;
- a currency row is `ms, bid, ask` and says no size.
"""

from __future__ import annotations

from decimal import Decimal

from holdfast.market.numerals import (
    MILLISECOND_NS,
    positive,
    remembered,
    since_midnight,
    size,
    ten_thousandths,
)
from holdfast.market.rows import Parse, Rest
from holdfast.market.unreadable import BadField
from holdfast.model.ids import InstrumentId
from holdfast.model.numbers import ZERO, Nanos
from holdfast.model.quote import MarketEvent, Quote, Trade

QUOTE_COLUMNS = 8
TRADE_COLUMNS = 6
CURRENCY_COLUMNS = 3
# Derivatively priced; reported late or out of order; priced by reference; averaged.
OFF_MARKET = 0x200 | 0x800 | 0x4000 | 0x40000 | 0x100000
# Dealers quote currencies for what is asked in the usual sizes; the tapes do not say how much.
CURRENCY_SIZE_ASSUMED = Decimal(1_000_000)


def columns(fields: list[str], count: int) -> None:
    if len(fields) != count:
        raise BadField("row", ",".join(fields), f"must have {count} columns")


def share_trades(instrument: InstrumentId, begins: Nanos) -> Parse:
    price_of, size_of = remembered(ten_thousandths), remembered(positive)

    def parse(fields: list[str]) -> MarketEvent | None:
        columns(fields, TRADE_COLUMNS)
        time, price, shares, _, condition, suspicious = fields
        if suspicious != "0" or condition_bits(condition) & OFF_MARKET:
            return None
        at = begins + since_midnight(time, MILLISECOND_NS, "ms")
        return Trade(instrument, price_of(price, "price"), size_of(shares, "size"), at)

    return parse


def share_quotes(instrument: InstrumentId, begins: Nanos) -> tuple[Parse, Rest]:
    """Join the two sides; the second function gives what the last millisecond left."""
    price_of, size_of = remembered(ten_thousandths), remembered(size)
    bid = bid_size = ask = ask_size = ZERO
    standing = begins
    told = (ZERO, ZERO, ZERO, ZERO)

    def news() -> MarketEvent | None:
        nonlocal told
        sides = (bid, ask, bid_size, ask_size)
        if sides == told or bid > ask > 0:
            return None
        told = sides
        return Quote(instrument, *sides, standing)

    def parse(fields: list[str]) -> MarketEvent | None:
        nonlocal standing, bid, bid_size, ask, ask_size
        columns(fields, QUOTE_COLUMNS)
        time, low, low_size, high, high_size, _, _, suspicious = fields
        at = begins + since_midnight(time, MILLISECOND_NS, "ms")
        over = news() if at != standing else None
        standing = at
        if suspicious == "0":
            if low != "0":
                bid, bid_size = price_of(low, "bid price"), size_of(low_size, "bid size")
            if high != "0":
                ask, ask_size = price_of(high, "ask price"), size_of(high_size, "ask size")
        return over

    return parse, news


def currency_quotes(instrument: InstrumentId, begins: Nanos) -> Parse:
    price_of = remembered(positive)

    def parse(fields: list[str]) -> MarketEvent | None:
        columns(fields, CURRENCY_COLUMNS)
        time, low, high = fields
        at = begins + since_midnight(time, MILLISECOND_NS, "ms")
        bid, ask = price_of(low, "bid"), price_of(high, "ask")
        if bid > ask:
            return None
        return Quote(instrument, bid, ask, CURRENCY_SIZE_ASSUMED, CURRENCY_SIZE_ASSUMED, at)

    return parse


def condition_bits(text: str) -> int:
    try:
        return int(text, 16)
    except ValueError:
        raise BadField("condition", text, "must be hexadecimal") from None
