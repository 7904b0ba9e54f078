"""Which orders the venue takes: type, time in force and class by asset, steps, sides of exits."""

from __future__ import annotations

from decimal import Decimal

from holdfast.emulators.alpaca.assets import CENT, Asset, AssetClass
from holdfast.emulators.alpaca.errors import invalid, missing
from holdfast.emulators.alpaca.wanted import DECIMALS_MAX, Wanted
from holdfast.model.numbers import plain

COMPLEX = ("bracket", "oco", "oto")
COIN_TYPES = ("market", "limit", "stop_limit")
COIN_TIMES = ("gtc", "ioc")
OPTION_TYPES = ("market", "limit", "stop", "stop_limit")
NEEDS_LIMIT = ("limit", "stop_limit")
NEEDS_STOP = ("stop", "stop_limit")


def judge(wanted: Wanted, asset: Asset) -> None:
    """Raise the venue's error for what it does not take, whatever account or market."""
    _judge_size(wanted, asset)
    _judge_prices(wanted)
    _judge_steps(wanted, asset)
    if asset.kind is AssetClass.COIN:
        _judge_coin(wanted, asset)
    elif asset.kind is AssetClass.OPTION:
        _judge_option(wanted)
    else:
        _judge_share(wanted)
    _judge_class(wanted)


def judge_step(field: str, price: Decimal | None, asset: Asset) -> None:
    """Raise where a price is not above zero or finer than the venue allows."""
    if price is None:
        return
    if price <= 0:
        raise invalid(f"{field} must be > 0")
    if price % asset.tick(price):
        raise invalid(
            f"invalid {field} {plain(price)}. "
            "sub-penny increment does not fulfill minimum pricing criteria"
        )


def _judge_size(wanted: Wanted, asset: Asset) -> None:
    if (wanted.qty is None) is (wanted.notional is None):
        if wanted.qty is None:
            raise missing("qty or notional is required")
        raise missing("only one of qty or notional is accepted")
    if wanted.qty is not None:
        if wanted.qty <= 0:
            raise invalid("qty must be > 0")
        if wanted.qty % Decimal(1).scaleb(-DECIMALS_MAX):
            raise invalid(f"qty increments must be multiples of 1e-{DECIMALS_MAX}")
    if wanted.notional is not None:
        _judge_notional(wanted, wanted.notional, asset)


def _judge_notional(wanted: Wanted, notional: Decimal, asset: Asset) -> None:
    if notional <= 0:
        raise invalid("notional must be > 0")
    if notional % CENT:
        raise invalid("notional value must be limited to 2 decimal places")
    if wanted.type != "market":
        raise invalid("notional orders must be market orders")
    if wanted.time_in_force != "day" and asset.kind is AssetClass.SHARE:
        raise invalid("notional orders must be DAY orders")


def _judge_prices(wanted: Wanted) -> None:
    kind = wanted.type
    words = kind.replace("_", " ")
    if kind in NEEDS_LIMIT and wanted.limit_price is None and not _is_oco(wanted):
        raise missing(f"{words} orders require limit price")
    if kind in NEEDS_STOP and wanted.stop_price is None:
        raise missing(f"{words} orders require stop price")
    if kind not in NEEDS_LIMIT and wanted.limit_price is not None:
        raise missing(f"{words} orders require no limit price")
    if kind not in NEEDS_STOP and wanted.stop_price is not None:
        raise missing(f"{words} orders require no stop price")
    trails = (wanted.trail_price is not None) + (wanted.trail_percent is not None)
    if kind == "trailing_stop":
        if trails != 1:
            raise missing("trailing stop orders must specify one of trail_price or trail_percent")
        trail = wanted.trail_price or wanted.trail_percent
        if trail is None or trail <= 0:
            raise invalid("trail must be > 0")
    elif trails:
        raise missing(f"{words} orders must not have trail_price or trail_percent")


def _is_oco(wanted: Wanted) -> bool:
    return wanted.order_class == "oco" and wanted.target is not None


def _judge_steps(wanted: Wanted, asset: Asset) -> None:
    judge_step("limit_price", wanted.limit_price, asset)
    judge_step("stop_price", wanted.stop_price, asset)
    judge_step("take_profit.limit_price", wanted.target, asset)
    judge_step("stop_loss.stop_price", wanted.stop, asset)
    judge_step("stop_loss.limit_price", wanted.stop_limit, asset)


def _judge_coin(wanted: Wanted, asset: Asset) -> None:
    if wanted.order_class:
        raise invalid("crypto orders not allowed for advanced order_class: use simple")
    if wanted.type not in COIN_TYPES:
        raise invalid("invalid order type for crypto order")
    if wanted.time_in_force not in COIN_TIMES:
        raise invalid("invalid crypto time_in_force")
    if wanted.extended_hours:
        raise invalid("extended hours not supported for crypto orders")
    least = asset.min_order_size
    if wanted.qty is not None and least is not None and wanted.qty < least:
        raise invalid(f"minimal qty of order is {plain(least)}")


def _judge_option(wanted: Wanted) -> None:
    if wanted.notional is not None or (wanted.qty is not None and wanted.qty % 1):
        raise invalid("options orders must be whole contracts")
    if wanted.order_class in COMPLEX:
        raise invalid("complex orders not supported for options trading")
    if wanted.type not in OPTION_TYPES:
        raise invalid("invalid order type for options trading")
    if wanted.time_in_force != "day":
        raise invalid("invalid time_in_force for options trading: must be day")
    if wanted.extended_hours:
        raise invalid("extended hours not supported for options trading")


def _judge_share(wanted: Wanted) -> None:
    fractional = wanted.notional is not None or (wanted.qty is not None and wanted.qty % 1)
    if fractional:
        if wanted.time_in_force != "day":
            raise invalid("fractional orders must be DAY orders")
        if wanted.type == "trailing_stop":
            raise invalid("fractional orders must be market, limit, stop or stop limit orders")
        if wanted.order_class:
            raise invalid("fractional orders must be simple orders")
    time, kind = wanted.time_in_force, wanted.type
    if time in ("opg", "cls") and kind not in ("market", "limit"):
        raise invalid(f"{time} orders must be market or limit orders")
    if kind == "trailing_stop" and time not in ("day", "gtc"):
        raise invalid("trailing stop orders must be DAY or GTC orders")
    if kind in NEEDS_STOP and time not in ("day", "gtc"):
        raise invalid("stop orders must be DAY or GTC orders")
    if wanted.extended_hours and (kind != "limit" or time not in ("day", "gtc")):
        raise invalid("extended hours order must be DAY or GTC limit orders")


def _judge_class(wanted: Wanted) -> None:
    given = wanted.order_class
    exits = wanted.target is not None or wanted.stop is not None or wanted.stop_limit is not None
    if given not in COMPLEX:
        if exits and given == "":
            raise invalid("take_profit and stop_loss are only for bracket, oco and oto orders")
        return
    if wanted.time_in_force not in ("day", "gtc"):
        raise invalid(f"{given} orders must be DAY or GTC orders")
    if wanted.extended_hours:
        raise invalid(f"extended hours not supported for {given} orders")
    if wanted.stop_limit is not None and wanted.stop is None:
        raise missing(f"{given} orders require stop_loss.stop_price")
    if given in ("bracket", "oco"):
        _need_both(wanted)
    elif (wanted.target is None) is (wanted.stop is None):
        raise missing("oto orders require one of take_profit or stop_loss")
    if given == "oco" and wanted.type != "limit":
        raise invalid("oco orders must be limit orders")
    _judge_exits(wanted)


def _need_both(wanted: Wanted) -> None:
    given = wanted.order_class
    if wanted.target is None and (given == "bracket" or wanted.limit_price is None):
        raise missing(f"{given} orders require take_profit.limit_price")
    if wanted.stop is None:
        raise missing(f"{given} orders require stop_loss.stop_price")


def _judge_exits(wanted: Wanted) -> None:
    """See that a target lies beyond the stop, as the exits of this side trade."""
    is_exit = wanted.order_class == "oco"
    sells = (wanted.side == "sell") is is_exit
    target = wanted.target if wanted.target is not None or not is_exit else wanted.limit_price
    stop = wanted.stop
    if target is not None and stop is not None and (target <= stop if sells else target >= stop):
        way = ">" if sells else "<"
        raise invalid(f"take_profit.limit_price must be {way} stop_loss.stop_price")
    limit = wanted.stop_limit
    if limit is not None and stop is not None and (limit > stop if sells else limit < stop):
        way = "<=" if sells else ">="
        raise invalid(f"stop_loss.limit_price must be {way} stop_loss.stop_price")


def judge_base(wanted: Wanted, base: Decimal) -> None:
    """See that the exits of an entry stand a cent beyond the price that it begins at."""
    if wanted.order_class not in ("bracket", "oto") or not base:
        return
    up = wanted.side == "buy"
    if wanted.target is not None:
        bound = base + CENT if up else base - CENT
        if wanted.target < bound if up else wanted.target > bound:
            rule = ">= base_price + 0.01" if up else "<= base_price - 0.01"
            raise invalid(f"take_profit.limit_price must be {rule}", base_price=plain(base))
    if wanted.stop is not None:
        bound = base - CENT if up else base + CENT
        if wanted.stop > bound if up else wanted.stop < bound:
            rule = "<= base_price - 0.01" if up else ">= base_price + 0.01"
            raise invalid(f"stop_loss.stop_price must be {rule}", base_price=plain(base))
