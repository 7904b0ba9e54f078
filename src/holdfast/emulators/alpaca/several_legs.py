"""Orders of several legs: all of them trade at once at a net price, or none does."""

from __future__ import annotations

from decimal import Decimal
from math import gcd
from typing import TYPE_CHECKING

from holdfast.emulators.alpaca.assets import Asset, AssetClass
from holdfast.emulators.alpaca.errors import Fields, invalid, missing, not_allowed
from holdfast.emulators.alpaca.orders import Order
from holdfast.emulators.alpaca.wanted import Leg, Wanted
from holdfast.model.numbers import ZERO, plain, round_down
from holdfast.model.quote import Quote

if TYPE_CHECKING:
    from holdfast.emulators.alpaca.broker import Broker

MULTIPLIER = Decimal(100)
ONE = Decimal(1)


def submit(broker: Broker, wanted: Wanted) -> Fields:
    """Take an order of several legs and return it as it is before the market has had it."""
    assets = _judged(broker, wanted)
    _judge_money(broker, wanted, assets)
    order = _made(broker, wanted, assets)
    for each in (order, *order.legs):
        broker.keep(each)
    reply = order.json()
    broker.tell("pending_new", order)
    if broker.knobs.use("reject_orders"):
        end(broker, order, "rejected")
        return reply
    for each in (order, *order.legs):
        each.status = "new"
    broker.tell("new", order)
    attempt(broker, order)
    return reply


def end(broker: Broker, order: Order, status: str) -> None:
    """End an order with its legs, and tell it."""
    broker.close(order, status)
    end_legs(broker, order, status)
    broker.tell(status, order)


def expire(broker: Broker) -> None:
    """End all of them with the day for which they were."""
    for order in broker.open_orders:
        if order.asset is None:
            end(broker, order, "expired")


def on_quote(broker: Broker, symbol: str) -> None:
    """Try the orders of which this is a leg."""
    for order in broker.open_orders:
        if order.asset is None and any(leg.symbol == symbol for leg in order.legs):
            attempt(broker, order)


def attempt(broker: Broker, order: Order) -> None:
    """Trade as much as every leg shows, if the net price is within the limit."""
    prices: list[Decimal] = []
    units = order.leaves
    for leg in order.legs:
        if leg.asset is None or not broker.is_open(leg.asset, False):
            return
        price, size = _touch(broker, leg)
        ratio = leg.ratio_qty or ONE
        if not price:
            return
        prices.append(price)
        units = min(units, round_down(size / ratio, ONE))
    net = _net([(leg.is_buy, leg.ratio_qty or ONE) for leg in order.legs], prices)
    if units <= 0 or (order.limit_price is not None and net > order.limit_price):
        return
    for leg, price in zip(order.legs, prices, strict=True):
        qty = units * (leg.ratio_qty or ONE)
        leg.taken += qty
        leg.filled_qty += qty
        leg.paid += qty * price
        broker.books.fill(leg, qty, price, broker.now)
        _settle(broker, leg)
    order.filled_qty += units
    order.paid += units * net
    _settle(broker, order)
    more: Fields = {"price": plain(net), "qty": plain(units), "position_qty": None}
    broker.tell("fill" if not order.leaves else "partial_fill", order, more)


def end_legs(broker: Broker, order: Order, status: str) -> None:
    """Let the legs end with their order, of which alone it is told."""
    for leg in order.legs:
        if leg.is_open:
            broker.close(leg, status)


def _settle(broker: Broker, order: Order) -> None:
    if order.leaves:
        order.status = "partially_filled"
    else:
        broker.close(order, "filled")


def _touch(broker: Broker, leg: Order) -> tuple[Decimal, Decimal]:
    """Return the price that a leg would trade at, and what is left of the size shown there."""
    quote: Quote | None = broker.board.of(leg.symbol).quote
    if quote is None:
        return ZERO, ZERO
    if leg.taken_at != quote.at:
        leg.taken_at, leg.taken = quote.at, ZERO
    price, size = (quote.ask, quote.ask_size) if leg.is_buy else (quote.bid, quote.bid_size)
    return price, max(size - leg.taken, ZERO)


def _net(legs: list[tuple[bool, Decimal]], prices: list[Decimal]) -> Decimal:
    """What one unit costs: a debit above zero, a credit below."""
    net = ZERO
    for (is_buy, ratio), price in zip(legs, prices, strict=True):
        net += ratio * price if is_buy else -ratio * price
    return net


def _judged(broker: Broker, wanted: Wanted) -> list[Asset]:
    if wanted.qty is None or wanted.qty <= 0 or wanted.qty % 1:
        raise invalid("mleg orders require a whole qty > 0")
    if wanted.type not in ("market", "limit") or wanted.time_in_force != "day":
        raise invalid("mleg orders must be market or limit orders for the day")
    if (wanted.type == "limit") is (wanted.limit_price is None):
        raise missing("limit orders require limit price, market orders none")
    if broker.rules.options_level < 3:
        raise not_allowed("account not eligible to trade multi-leg option orders")
    assets = [asset for leg in wanted.legs if (asset := broker.assets.find(leg.symbol))]
    if len(assets) != len(wanted.legs):
        raise invalid("a leg's asset is not found")
    if any(asset.kind is not AssetClass.OPTION for asset in assets):
        raise invalid("legs of mleg orders must be options")
    if len({asset.symbol for asset in assets}) != len(assets):
        raise invalid("mleg orders require legs with different symbols")
    if gcd(*(int(leg.ratio) for leg in wanted.legs)) != 1:
        raise invalid("mleg orders require ratio_qty in the lowest terms")
    _judge_cover(broker, wanted, assets)
    return assets


def _judge_cover(broker: Broker, wanted: Wanted, assets: list[Asset]) -> None:
    """See that a leg closes what is there, and that bought legs cover those that are written."""
    open_legs: dict[str, Decimal] = {}
    for leg, asset in zip(wanted.legs, assets, strict=True):
        qty, held = leg.ratio * (wanted.qty or ZERO), broker.books.qty(asset)
        at_hand = max(held if leg.side == "sell" else -held, ZERO)
        if leg.intent is not None and leg.intent.endswith("_to_close") and qty > at_hand:
            if not at_hand:
                raise not_allowed(f"position intent mismatch, inferred: {leg.side}_to_open")
            raise not_allowed(
                f"insufficient qty available for order (requested: {plain(qty)}, "
                f"available: {plain(at_hand)})"
            )
        # contracts of one underlying and one right cover each other
        kind = asset.symbol[:-15] + asset.symbol[-9]
        opened = max(qty - at_hand, ZERO) if leg.side == "sell" else -qty
        open_legs[kind] = open_legs.get(kind, ZERO) + opened
    if any(uncovered > 0 for uncovered in open_legs.values()):
        raise not_allowed("account not eligible to trade uncovered option contracts")


def _judge_money(broker: Broker, wanted: Wanted, assets: list[Asset]) -> None:
    """See that cash covers the net debit; what short legs could lose is not asked for here."""
    touches = [
        broker.board.touch(asset, leg.side) for leg, asset in zip(wanted.legs, assets, strict=True)
    ]
    ratios = [(leg.side == "buy", leg.ratio) for leg in wanted.legs]
    net = wanted.limit_price if wanted.limit_price is not None else _net(ratios, touches)
    cost = net * MULTIPLIER * (wanted.qty or ZERO)
    power = broker.books.buying_power(broker.open_orders, assets[0])
    if cost > power:
        raise not_allowed(
            "insufficient options buying power",
            options_buying_power=plain(power),
            cost_basis=plain(cost),
        )


def _made(broker: Broker, wanted: Wanted, assets: list[Asset]) -> Order:
    at, qty = broker.now, wanted.qty or ZERO
    order = Order(
        id=str(broker.new_id()),
        client_order_id=wanted.client_order_id or str(broker.new_id()),
        asset=None,
        side="",
        type=wanted.type,
        time_in_force=wanted.time_in_force,
        qty=qty,
        limit_price=wanted.limit_price,
        order_class="mleg",
        created_at=at,
        size=qty,
    )

    def leg_of(leg: Leg, asset: Asset) -> Order:
        return Order(
            id=str(broker.new_id()),
            client_order_id=str(broker.new_id()),
            asset=asset,
            side=leg.side,
            type="",
            time_in_force=wanted.time_in_force,
            qty=qty * leg.ratio,
            order_class="mleg",
            position_intent=leg.intent,
            ratio_qty=leg.ratio,
            created_at=at,
            size=qty * leg.ratio,
            parent=order,
        )

    order.legs = [leg_of(*each) for each in zip(wanted.legs, assets, strict=True)]
    return order
