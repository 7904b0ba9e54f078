"""A small chain of options over a made share, quoted from where that stands: nobody's prices.

They are Bachelier's (Théorie de la spéculation, 1900): at its expiry the share is normally about
where it is now, without interest. So calls and puts are at parity, and no price is negative.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from math import erf, exp, pi, sqrt

from holdfast.emulators.alpaca.assets import CENT, OCC, Asset, asset_of
from holdfast.emulators.alpaca.broker import Broker
from holdfast.emulators.alpaca.market import Market
from holdfast.model.numbers import Nanos, round_down
from holdfast.model.times import SECOND_NS

STRIKES_BESIDE = 2  # of the one that is nearest, on each side
EXPIRIES = 2
SOON_DAYS = 7  # none expires before
DAY_MOVE = 0.015  # of the price, one standard deviation
CONTRACTS = Decimal(50)  # shown on each side
EVERY_NS = SECOND_NS
_STEPS = ((10, "0.5"), (50, "1"), (100, "2.5"), (250, "5"))
_STEP_MOST = Decimal(10)
_FRIDAY = 4
_DAY_S = 86_400


def chain_of(share: str, spot: Decimal, at: Nanos) -> tuple[str, ...]:
    """Name calls and puts round a price, of the next two monthly expiries."""
    step = next((Decimal(step) for below, step in _STEPS if spot < below), _STEP_MOST)
    middle = round_down(spot / step + Decimal("0.5"), Decimal(1)) * step
    strikes = [middle + step * n for n in range(-STRIKES_BESIDE, STRIKES_BESIDE + 1)]
    return tuple(
        f"{share}{expiry:%y%m%d}{right}{int(strike * 1000):08d}"
        for expiry in _expiries(at)
        for right in "CP"
        for strike in strikes
        if strike > 0
    )


class OptionQuotes:
    """Quotes options from the last quotes of their shares, until they are quoted by hand."""

    def __init__(self, broker: Broker, market: Market, options: tuple[str, ...]) -> None:
        self._broker, self._market = broker, market
        self._of = {name: asset_of(name) for name in options if OCC.fullmatch(name)}
        self._next_at: Nanos = 0

    def leave(self, symbol: str) -> None:
        """Quote one no more: somebody does it by hand."""
        self._of.pop(symbol, None)

    def quote(self) -> None:
        """Quote all anew, where that is due."""
        now = self._broker.now
        if now < self._next_at:
            return
        self._next_at = now + EVERY_NS
        for symbol, asset in self._of.items():
            share = self._broker.board.of(asset.underlying).quote
            if share is not None and share.bid and share.ask:
                bid, ask = quoted(asset, (share.bid + share.ask) / 2, now)
                self._market.quote(symbol, bid, ask, CONTRACTS, CONTRACTS)


def quoted(option: Asset, spot: Decimal, at: Nanos) -> tuple[Decimal, Decimal]:
    """Return bid and ask of an option, a fiftieth of its price apart and at least two cents."""
    expiry = datetime.fromisoformat(option.expiry).replace(hour=21, tzinfo=UTC)
    days = max(expiry.timestamp() - at / SECOND_NS, 0) / _DAY_S
    ahead = float(spot - option.strike) * (1 if option.right == "call" else -1)
    exact = _bachelier(ahead, float(spot) * DAY_MOVE * sqrt(days))
    price = round_down(Decimal(f"{exact:.4f}"), CENT)
    half = max(round_down(price / 100, CENT), CENT)
    bid = max(price - half, CENT)
    return bid, bid + 2 * half


def _bachelier(ahead: float, spread: float) -> float:
    if not spread:
        return max(ahead, 0.0)
    far = ahead / spread
    density = exp(-far * far / 2) / sqrt(2 * pi)
    return ahead * (1 + erf(far / sqrt(2))) / 2 + spread * density


def _expiries(at: Nanos) -> list[date]:
    """List third Fridays, the first not too soon."""
    day = datetime.fromtimestamp(at / SECOND_NS, UTC).date() + timedelta(SOON_DAYS)
    found: list[date] = []
    while len(found) < EXPIRIES:
        if day.weekday() == _FRIDAY and 15 <= day.day <= 21:
            found.append(day)
        day += timedelta(1)
    return found
