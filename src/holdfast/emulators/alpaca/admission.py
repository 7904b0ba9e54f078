"""What the account may do: quantity at hand, money, wash trades, short sales, day trades."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from holdfast.emulators.alpaca.assets import Asset, AssetClass
from holdfast.emulators.alpaca.books import (
    DAY_TRADER_EQUITY,
    DAY_TRADES_MAX,
    SHORT_EQUITY,
    Books,
)
from holdfast.emulators.alpaca.errors import DAY_TRADE, ApiError, invalid, not_allowed
from holdfast.emulators.alpaca.orders import Order
from holdfast.emulators.alpaca.wanted import Wanted
from holdfast.model.numbers import ZERO, Nanos, plain

PRICED = ("limit", "stop_limit")


def judge_account(
    wanted: Wanted, asset: Asset, size: Decimal, books: Books, orders: list[Order], at: Nanos
) -> None:
    """Raise the venue's error for what the account may not do now."""
    if books.settings["suspend_trade"]:
        raise not_allowed("new orders are rejected by user request")
    held = books.qty(asset)
    sells = wanted.side == "sell"
    if held and sells is (held > 0):
        _judge_at_hand(asset, size, held, orders)
        _judge_day_trade(asset, books, at)
    elif sells:
        _judge_short(wanted, asset, books)
    if books.rules.wash_trade_check:
        _judge_wash(wanted, asset, orders)
    _judge_money(wanted, asset, size, books, orders)


def held_for_orders(asset: Asset, side: str, orders: Iterable[Order]) -> dict[str, Decimal]:
    """What orders of a side keep of a position, each family once, by the id of its first."""
    held: dict[str, Decimal] = {}
    for each in orders:
        if each.asset is not asset or each.side != side or not each.is_open:
            continue
        if each.parent is not None and each.parent.is_open and each.parent.side != each.side:
            continue  # its entry has not traded
        family = each.parent.id if each.parent is not None else each.id
        held[family] = max(held.get(family, ZERO), each.leaves)
    return held


def _judge_at_hand(asset: Asset, size: Decimal, held: Decimal, orders: list[Order]) -> None:
    side = "sell" if held > 0 else "buy"
    kept = held_for_orders(asset, side, orders)
    available = max(abs(held) - sum(kept.values(), ZERO), ZERO)
    if size > available:
        raise not_allowed(
            f"insufficient qty available for order (requested: {plain(size)}, "
            f"available: {plain(available)})",
            available=plain(available),
            existing_qty=plain(abs(held)),
            held_for_orders=plain(sum(kept.values(), ZERO)),
            related_orders=list(kept),
            symbol=asset.symbol,
        )


def _judge_short(wanted: Wanted, asset: Asset, books: Books) -> None:
    if asset.kind is AssetClass.COIN:
        raise not_allowed(
            f"insufficient balance for {asset.symbol.partition('/')[0]} "
            f"(requested: {plain(wanted.qty or ZERO)}, available: 0)",
            symbol=asset.symbol.replace("/", ""),
        )
    if asset.kind is AssetClass.OPTION:
        if wanted.position_intent == "sell_to_close":
            raise not_allowed("position intent mismatch, inferred: sell_to_open")
        if not wanted.order_class and books.rules.options_level < 3:
            raise not_allowed("account not eligible to trade uncovered option contracts")
        return
    if books.settings["no_shorting"] or books.equity < SHORT_EQUITY:
        raise not_allowed("account is not allowed to short")
    if not asset.shortable:
        raise invalid(f"asset {asset.symbol} cannot be sold short")
    if wanted.notional is not None or (wanted.qty is not None and wanted.qty % 1):
        raise invalid("fractional orders cannot be sold short")


def _judge_wash(wanted: Wanted, asset: Asset, orders: list[Order]) -> None:
    """Refuse what could meet an open order of the other side; exits of its own are no others."""
    for each in orders:
        if each.asset is not asset or each.side == wanted.side or not each.is_open:
            continue
        if each.status == "held" or not _may_meet(wanted, each):
            continue
        kind = "limit" if each.type in PRICED else each.type
        raise not_allowed(
            "potential wash trade detected. use complex orders",
            existing_order_id=each.id,
            reject_reason=f"opposite side {kind} order exists",
        )


def _may_meet(wanted: Wanted, other: Order) -> bool:
    ours = wanted.limit_price or wanted.stop_price
    if wanted.order_class == "oco" and wanted.target is not None:
        ours = wanted.target
    theirs = other.limit_price or other.stop_price
    if wanted.type == "trailing_stop":
        return theirs is None  # where it will trade is not known yet
    if ours is None or theirs is None:
        return True
    return ours >= theirs if wanted.side == "buy" else ours <= theirs


def _judge_day_trade(asset: Asset, books: Books, at: Nanos) -> None:
    rules = books.rules
    if not rules.day_trade_protection or asset.kind is AssetClass.COIN:
        return
    if books.equity >= DAY_TRADER_EQUITY or books.day_trades < DAY_TRADES_MAX:
        return
    if books.opened_today(asset, at):
        raise ApiError(403, DAY_TRADE, "trade denied due to pattern day trading protection")


def _judge_money(
    wanted: Wanted, asset: Asset, size: Decimal, books: Books, orders: list[Order]
) -> None:
    price = wanted.limit_price or wanted.stop_price
    cost = books.value_of(asset, wanted.side, size, price)
    power = books.buying_power(orders, asset)
    if cost > power:
        raise not_allowed(
            "insufficient buying power", buying_power=plain(power), cost_basis=plain(cost)
        )
