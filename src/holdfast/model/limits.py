"""The numbers that the gate holds a scope to."""

from __future__ import annotations

from decimal import Decimal

import msgspec

from holdfast.model.ids import InstrumentId
from holdfast.model.numbers import Nanos


class Limits(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Limits of one scope, each inclusive. An order must be within those of every scope it is in.

    What none of its scopes sets is missing. A missing limit refuses orders that add risk, but
    for those that SPECS calls optional: they are constraints that hold where they are given.
    """

    # one order
    order_qty_max: Decimal | None = None
    order_value_max: Decimal | None = None
    price_collar: Decimal | None = None
    position_qty_max: Decimal | None = None
    reference_age_max_ns: int | None = None
    order_value_soft: Decimal | None = None
    passive_collar: Decimal | None = None
    collar_window_ns: int | None = None
    spread_max: Decimal | None = None
    # exposure
    gross_notional_max: Decimal | None = None
    net_notional_max: Decimal | None = None
    instrument_notional_max: Decimal | None = None
    equity_pct_max: Decimal | None = None
    leverage_max: Decimal | None = None
    open_value_max: Decimal | None = None
    open_orders_max: int | None = None
    basket_value_max: Decimal | None = None
    # flow
    order_rate_max: int | None = None
    value_rate_max: Decimal | None = None
    duplicate_window_ns: int | None = None
    repeat_max: int | None = None
    repeat_window_ns: int | None = None
    order_fill_ratio_max: Decimal | None = None
    order_fill_min: int | None = None
    # losses and moves
    loss_max: Decimal | None = None
    drawdown_max: Decimal | None = None
    velocity_max: Decimal | None = None
    velocity_window_ns: int | None = None
    velocity_pause_ns: int | None = None
    # what may be traded
    instruments_max: int | None = None
    venues_max: int | None = None
    locate_needed: bool | None = None
    restricted: tuple[InstrumentId, ...] = ()
    allowed: tuple[InstrumentId, ...] | None = None
    currency: str = ""  # of the amounts of money; empty: the account's


class LimitSpec(msgspec.Struct, frozen=True):
    """What a limit counts in, which way it loosens, and whether orders need it."""

    unit: str
    loosens_up: bool = True
    optional: bool = False


_NS = "nanoseconds"
_MONEY = "money"
_FRACTION = "fraction"

# every numeric limit; lists and flags are governed by rules of their own
SPECS: dict[str, LimitSpec] = {
    "order_qty_max": LimitSpec("units"),
    "order_value_max": LimitSpec(_MONEY),
    "price_collar": LimitSpec("fraction of the reference"),
    "position_qty_max": LimitSpec("units, long or short"),
    "reference_age_max_ns": LimitSpec(_NS),
    "order_value_soft": LimitSpec(_MONEY, optional=True),
    "passive_collar": LimitSpec("fraction of the reference", optional=True),
    "collar_window_ns": LimitSpec(_NS, loosens_up=False),
    "spread_max": LimitSpec("fraction of the mid"),
    "gross_notional_max": LimitSpec(_MONEY),
    "net_notional_max": LimitSpec(_MONEY, optional=True),
    "instrument_notional_max": LimitSpec(_MONEY, optional=True),
    "equity_pct_max": LimitSpec("percent of equity", optional=True),
    "leverage_max": LimitSpec("times equity", optional=True),
    "open_value_max": LimitSpec(_MONEY),
    "open_orders_max": LimitSpec("orders"),
    "basket_value_max": LimitSpec(_MONEY),
    "order_rate_max": LimitSpec("messages a second"),
    "value_rate_max": LimitSpec("money a minute"),
    "duplicate_window_ns": LimitSpec(_NS, loosens_up=False),
    "repeat_max": LimitSpec("orders"),
    "repeat_window_ns": LimitSpec(_NS, loosens_up=False),
    "order_fill_ratio_max": LimitSpec("orders a fill"),
    "order_fill_min": LimitSpec("orders"),
    "loss_max": LimitSpec(_MONEY),
    "drawdown_max": LimitSpec(_FRACTION, optional=True),
    "velocity_max": LimitSpec("fraction of the reference"),
    "velocity_window_ns": LimitSpec(_NS, loosens_up=False),
    "velocity_pause_ns": LimitSpec(_NS, loosens_up=False),
    "instruments_max": LimitSpec("instruments", optional=True),
    "venues_max": LimitSpec("venues", optional=True),
}


def is_tighter(name: str, number: Decimal | int, other: Decimal | int | None) -> bool:
    """Tell whether a limit of this name is stricter than another; none given is no bound."""
    if other is None:
        return True
    return number < other if SPECS[name].loosens_up else number > other


# amounts of money and shares of them: sums over accounts, which must be in one currency
IN_MONEY = (
    *(name for name, spec in SPECS.items() if spec.unit.startswith(_MONEY)),
    "equity_pct_max",
    "leverage_max",
    "drawdown_max",
)


def has_money(sheet: Limits) -> bool:
    """Tell whether a sheet limits any amount of money, or a share of one."""
    return any(getattr(sheet, name) is not None for name in IN_MONEY)


def strictest(sheets: tuple[Limits, ...]) -> Limits:
    """Merge the limits of several scopes into what holds where all of them do."""
    if len(sheets) == 1:
        return sheets[0]
    merged: dict[str, Decimal | int] = {}
    for sheet in sheets:
        for name in SPECS:
            number = getattr(sheet, name)
            if number is not None and is_tighter(name, number, merged.get(name)):
                merged[name] = number
    restricted = dict.fromkeys(name for sheet in sheets for name in sheet.restricted)
    lists = [sheet.allowed for sheet in sheets if sheet.allowed is not None]
    allowed = None
    if lists:
        allowed = tuple(name for name in lists[0] if all(name in each for each in lists))
    needs = [sheet.locate_needed for sheet in sheets if sheet.locate_needed is not None]
    return Limits(
        **merged,  # type: ignore[arg-type]  # by the names and kinds of SPECS
        restricted=tuple(restricted),
        allowed=allowed,
        locate_needed=any(needs) if needs else None,
    )


def narrowed(limits: Limits, instrument: InstrumentId) -> Limits:
    """Keep of the lists what they say of one instrument: they may be long, and each order asks."""
    restricted, allowed = limits.restricted, limits.allowed
    if not restricted and allowed is None:
        return limits
    return msgspec.structs.replace(
        limits,
        restricted=(instrument,) if instrument in restricted else (),
        allowed=None if allowed is None else (instrument,) if instrument in allowed else (),
    )


class TemporaryLimits(msgspec.Struct, frozen=True, array_like=True):
    """What a scope goes back to when a temporary raise ends."""

    before: Limits
    until: Nanos
