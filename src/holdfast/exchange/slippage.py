"""Slippage models: how much worse than the reference price a taker trades.

A model takes its settings and the circumstances and returns a distance in price, zero or
more; the exchange adds it for buys, subtracts it for sells, and rounds it to the tick
against the taker.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Context, Decimal

import msgspec

from holdfast.model.numbers import ZERO

_CONTEXT = Context(prec=28, rounding=ROUND_HALF_EVEN)
_TEN_THOUSAND = Decimal(10_000)
_HALF = Decimal("0.5")


class Slippage(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which model, with its numbers; a model reads only those that its docstring names."""

    model: str = "spread_fraction"
    bps: Decimal = Decimal(1)
    fraction: Decimal = _HALF
    coefficient: Decimal = Decimal(1)
    sigma: Decimal = Decimal("0.02")  # of the return over the time in which `volume` trades
    volume: Decimal = Decimal(1_000_000)  # units

    def __post_init__(self) -> None:
        if self.model not in SLIPPAGE:
            raise ValueError(f"slippage.model {self.model!r} must be one of {list(SLIPPAGE)}")
        for name in ("bps", "fraction", "coefficient", "sigma", "volume"):
            value: Decimal = getattr(self, name)
            if not value.is_finite() or value < 0:
                raise ValueError(f"slippage.{name} {value} must be finite and not negative")


class Circumstances(msgspec.Struct, frozen=True, gc=False):
    """What a model may know: sizes in units, prices per unit, None where it is not measured."""

    qty: Decimal
    price: Decimal
    spread: Decimal = ZERO
    sigma: Decimal | None = None
    volume: Decimal | None = None


SlippageModel = Callable[[Slippage, Circumstances], Decimal]


def none(settings: Slippage, trade: Circumstances) -> Decimal:
    """No slippage: the reference price itself."""
    return ZERO


def fixed_bps(settings: Slippage, trade: Circumstances) -> Decimal:
    """`bps` basis points of the price, whatever the size."""
    return _CONTEXT.divide(_CONTEXT.multiply(trade.price, settings.bps), _TEN_THOUSAND)


def spread_fraction(settings: Slippage, trade: Circumstances) -> Decimal:
    """`fraction` of the spread; where none is quoted, `bps` basis points of the price."""
    if trade.spread <= 0:
        return fixed_bps(settings, trade)
    return _CONTEXT.multiply(trade.spread, settings.fraction)


def volume_impact(settings: Slippage, trade: Circumstances) -> Decimal:
    """The square-root law: price x `coefficient` x sigma x sqrt(qty / volume).

    Sigma and volume must be of the same time span (a bar, or a day); `sigma` and `volume`
    stand in where they are not measured. After Torre and Ferrari, "Market Impact Model
    Handbook" (Barra, 1997); Almgren, Thum, Hauptmann and Li, "Direct Estimation of Equity
    Market Impact" (Risk, July 2005); Toth et al., "Anomalous price impact and the critical
    nature of liquidity in financial markets", Phys. Rev. X 1, 021006 (2011), who find the
    coefficient to be of order one.
    """
    sigma = settings.sigma if trade.sigma is None else trade.sigma
    volume = settings.volume if trade.volume is None else trade.volume
    if volume <= 0:
        return ZERO
    root = _CONTEXT.sqrt(_CONTEXT.divide(trade.qty, volume))
    scale = _CONTEXT.multiply(trade.price, settings.coefficient)
    return _CONTEXT.multiply(scale, _CONTEXT.multiply(sigma, root))


SLIPPAGE: dict[str, SlippageModel] = {
    "none": none,
    "fixed_bps": fixed_bps,
    "spread_fraction": spread_fraction,
    "volume_impact": volume_impact,
}


def slipped(settings: Slippage, trade: Circumstances, *, is_buy: bool, tick: Decimal) -> Decimal:
    """Return the price that the taker pays or gets, on the tick, never below one tick."""
    distance = SLIPPAGE[settings.model](settings, trade)
    signed = distance if is_buy else -distance
    price = _CONTEXT.add(trade.price, signed)
    rounding = ROUND_CEILING if is_buy else ROUND_FLOOR
    steps = _CONTEXT.divide(price, tick).to_integral_value(rounding, _CONTEXT)
    return max(steps * tick, tick)
