"""What a venue charges for trading: per unit, per value, with a minimum and a maximum per order."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_HALF_UP, Context, Decimal

import msgspec

from holdfast.exchange.regulatory_fees import finra_taf, options_orf, sec_section_31
from holdfast.model.instrument import Instrument, InstrumentKind
from holdfast.model.numbers import ONE, ZERO, Nanos
from holdfast.model.order import Liquidity

_CONTEXT = Context(prec=60)
_CENT = Decimal("0.01")
_BPS = Decimal("0.0001")
_PERCENT = Decimal("0.01")


# bound once: an enum's member costs a look-up at each use
_MAKER = Liquidity.MAKER


class FeeSchedule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Rates in the instrument's currency; negative basis points are a rebate.

    The minimum and the maximum hold for the order as a whole: a fill is charged what the
    order owes after it, less what it was charged before, so fees depend on what was filled
    and not on how many pieces it came in. The sum is rounded half up to `quantum`.
    """

    per_unit: Decimal = ZERO  # per share or per contract
    maker_bps: Decimal = ZERO  # of price x quantity x multiplier
    taker_bps: Decimal = ZERO
    order_min: Decimal = ZERO
    order_max_pct: Decimal | None = None  # percent of the value traded; beats the minimum
    quantum: Decimal = _CENT
    us_regulatory: bool = False  # add SEC section 31, FINRA TAF, and ORF for options

    @property
    def is_free(self) -> bool:
        """Tell whether no fill is ever charged anything."""
        rates = (self.per_unit, self.maker_bps, self.taker_bps, self.order_min)
        return not self.us_regulatory and not any(rates)


class FeeMeter(msgspec.Struct, eq=False, gc=False):
    """What one order has traded and been charged so far."""

    schedule: FeeSchedule
    instrument: Instrument
    is_buy: bool
    qty: Decimal = ZERO
    value: Decimal = ZERO
    by_bps: Decimal = ZERO
    charged: Decimal = ZERO
    sec: Decimal = ZERO
    taf: Decimal = ZERO
    orf: Decimal = ZERO

    def charge(self, qty: Decimal, price: Decimal, liquidity: Liquidity, at: Nanos) -> Decimal:
        """Return the fee of one more fill, and remember it."""
        schedule = self.schedule
        value = qty * price
        multiplier = self.instrument.multiplier
        if multiplier != ONE:
            value *= multiplier
        bps = schedule.maker_bps if liquidity is _MAKER else schedule.taker_bps
        if bps:
            self.by_bps += value * bps * _BPS
        self.qty += qty
        self.value += value
        owed = self._venue_fee()
        if schedule.us_regulatory:
            self._add_regulatory(qty, value, at)
            owed += _up(self.sec) + _up(self.taf) + _up(self.orf)
        charged, self.charged = self.charged, owed
        return owed - charged if charged else owed

    def _venue_fee(self) -> Decimal:
        schedule = self.schedule
        fee = self.by_bps
        if schedule.per_unit:
            fee += schedule.per_unit * self.qty
        if schedule.order_min:
            fee = max(fee, schedule.order_min)
        if schedule.order_max_pct is not None:
            fee = min(fee, schedule.order_max_pct * _PERCENT * self.value)
        return fee.quantize(schedule.quantum, ROUND_HALF_UP, _CONTEXT)

    def _add_regulatory(self, qty: Decimal, value: Decimal, at: Nanos) -> None:
        is_option = self.instrument.kind is InstrumentKind.OPTION
        if not is_option and self.instrument.kind is not InstrumentKind.EQUITY:
            return
        if is_option:
            self.orf += options_orf(qty, at)
        if not self.is_buy:
            self.sec += sec_section_31(value, at)
            self.taf += finra_taf(qty, at, is_option=is_option)


def _up(amount: Decimal) -> Decimal:
    """Round up to the cent, as brokers pass these fees on; no fee stays no fee."""
    return amount.quantize(_CENT, ROUND_CEILING, _CONTEXT) if amount else ZERO


# what a paper venue may charge, by name
FEES: dict[str, FeeSchedule] = {
    "none": FeeSchedule(),
    "us_equity": FeeSchedule(
        per_unit=Decimal("0.0035"), order_min=Decimal("0.35"), us_regulatory=True
    ),
    "maker_taker": FeeSchedule(maker_bps=Decimal("1"), taker_bps=Decimal("5")),
}
