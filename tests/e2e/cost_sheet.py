"""The cost of each order from fills and tape alone, in fractions, by formulas of its own.

Rules as the product documents them: the arrival price is the mid of the moment when the order
was taken, the market is what was executed, hidden orders included, from the first sending to
the last fill, both included; shares we trade are on no tape.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from typing import Any

from tests.e2e.lobster_book import EXECUTE, HIDDEN, Book, Message, units, unix_nanos

Json = Mapping[str, Any]
Sheet = dict[str, Fraction | None]

UNIT = Fraction(1, 10_000)
BPS = 10_000
SIGNIFICANT = Context(prec=28, rounding=ROUND_HALF_EVEN)

# US dollars: a broker's commission, then what a seller passes on, as of 2012-06-21
PER_SHARE, ORDER_MIN = Fraction("0.0035"), Fraction("0.35")
SEC_PER_DOLLAR = Fraction("22.40") / 1_000_000
TAF_PER_SHARE, TAF_MAX_PER_TRADE = Fraction("0.000095"), Fraction("4.75")


class Market:
    """Mids and executions by time."""

    def __init__(self, tape: list[Message]) -> None:
        book = Book()
        self._mid_at: list[int] = []
        self._mids: list[Fraction | None] = []
        self._prints: list[Message] = []
        for message in tape:
            book.take(message)
            if message.kind in (EXECUTE, HIDDEN):
                self._prints.append(message)
            twice = book.twice_mid()
            self._mid_at.append(message.at)
            self._mids.append(None if twice is None else twice * UNIT / 2)

    def mid(self, at: int) -> Fraction | None:
        """Return the mid after everything that happened until then."""
        place = bisect_right(self._mid_at, at)
        return self._mids[place - 1] if place else None

    def traded(self, since: int, until: int) -> tuple[int, Fraction]:
        """Return shares and dollars executed from one time to the other."""
        within = [each for each in self._prints if since <= each.at <= until]
        dollars = sum((each.size * each.price * UNIT for each in within), Fraction())
        return sum(each.size for each in within), dollars


def cost_of(order: Json, told: Json, market: Market) -> Sheet:
    """Recompute the row of one order that is nobody's child."""
    slices = [row for row in told["orders"] if row["parent_id"] == order["id"]]
    working = slices or [order]
    names = {row["id"] for row in working}
    fills = [row for row in told["fills"] if row["order_id"] in names]
    filled, dollars = _sums(fills)
    qty, sign = Fraction(order["qty"]), 1 if order["side"] == "BUY" else -1
    arrival = market.mid(unix_nanos(order["created"])) or Fraction()
    first = min(unix_nanos(row["sent"]) for row in working)
    sent = market.mid(first) or Fraction()
    end = market.mid(unix_nanos(told["market"]["until"])) or Fraction()
    delay = sign * (sent - arrival) * filled
    execution = sign * (dollars - sent * filled)
    opportunity = sign * (end - arrival) * (qty - filled)
    fees = sum((fees_of(row, told["fills"]) for row in working), Fraction())
    shortfall = delay + execution + opportunity + fees
    volume, value = 0, Fraction()
    if fills:
        volume, value = market.traded(first, max(unix_nanos(row["at"]) for row in fills))
    maker = _sums([row for row in fills if row["liquidity"] == "MAKER"])[0]
    vwap = _over(value, volume)
    return {
        "filled": filled,
        "unfilled": qty - filled,
        "arrival_price": arrival,
        "sent_price": sent,
        "end_price": end,
        "avg_px": _over(dollars, filled),
        "market_volume": Fraction(volume) if fills else None,
        "market_vwap": vwap,
        "participation": _over(filled, volume),
        "delay": delay,
        "execution": execution,
        "opportunity": opportunity,
        "fees": fees,
        "shortfall": shortfall,
        "shortfall_bps": _over(shortfall * BPS, arrival * qty),
        "slippage_bps": _over(sign * (dollars - arrival * filled) * BPS, arrival * filled),
        "vwap_bps": _over(sign * (dollars - vwap * filled) * BPS, vwap * filled) if vwap else None,
        "maker_share": _over(maker, filled),
    }


def fees_of(order: Json, fills: list[Json]) -> Fraction:
    """Charge an order: the commission on its shares, and on a sale SEC section 31 and FINRA TAF."""
    own = [row for row in fills if row["order_id"] == order["id"]]
    if not own:
        return Fraction()
    shares, dollars = _sums(own)
    fee = _to_cent(max(shares * PER_SHARE, ORDER_MIN), up=False)
    if order["side"] == "SELL":
        taf = sum(
            (min(Fraction(row["qty"]) * TAF_PER_SHARE, TAF_MAX_PER_TRADE) for row in own),
            Fraction(),
        )
        fee += _to_cent(dollars * SEC_PER_DOLLAR, up=True) + _to_cent(taf, up=True)
    return fee


def as_told(value: Fraction | None) -> Decimal | None:
    """Round as the product does: 28 significant digits, half to even."""
    if value is None:
        return None
    return SIGNIFICANT.divide(Decimal(value.numerator), Decimal(value.denominator))


def _sums(fills: list[Json]) -> tuple[Fraction, Fraction]:
    shares = sum((Fraction(row["qty"]) for row in fills), Fraction())
    dollars = sum((Fraction(row["qty"]) * units(row["price"]) * UNIT for row in fills), Fraction())
    return shares, dollars


def _over(amount: Fraction, base: Fraction | int) -> Fraction | None:
    return amount / base if base else None


def _to_cent(amount: Fraction, *, up: bool) -> Fraction:
    cents = amount * 100
    whole = -(-cents.numerator // cents.denominator) if up else int(cents + Fraction(1, 2))
    return Fraction(whole, 100)
