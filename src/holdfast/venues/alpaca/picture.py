"""An account at Alpaca, all of it, as nearly at one moment as several questions can be."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

from holdfast.messages.reports import HeldFill, HeldOrder, VenueSnapshot, VenueSnapshotFails
from holdfast.messages.requests import QueryAccount
from holdfast.model.ids import InstrumentId
from holdfast.model.instrument import Listing
from holdfast.model.numbers import ZERO, Nanos, plain
from holdfast.model.order import Liquidity, OrderType, Side, TimeInForce
from holdfast.venues.alpaca.asking import Asking, Unread, names_of
from holdfast.venues.alpaca.encode import ours
from holdfast.venues.alpaca.wire import (
    SaidAccount,
    SaidClock,
    SaidFill,
    SaidOrder,
    SaidPosition,
    moment,
)

_SIDES = {"buy": Side.BUY, "sell": Side.SELL, "sell_short": Side.SELL}


async def picture(
    asking: Asking,
    request: QueryAccount,
    listings: Mapping[InstrumentId, Listing],
    now: Callable[[], Nanos],
) -> VenueSnapshot | VenueSnapshotFails:
    """Answer with the account whole, or say what of it could not be read."""
    try:
        clock = await asking.one(SaidClock, "/v2/clock")
        account, orders, positions, fills = await asyncio.gather(
            asking.one(SaidAccount, "/v2/account"),
            asking.open_orders(),
            asking.all(SaidPosition, "/v2/positions"),
            asking.fills_since(request.since),
        )
    except Unread as error:
        return VenueSnapshotFails(request.venue, request.account, str(error), now())
    names = names_of(listings)
    held = {**dict.fromkeys(listings, ZERO), **asking.by_instrument(positions, listings)}
    by_id = {each.id: ours(each.client_order_id) for each in orders}
    at = moment(clock.timestamp) or now()
    return VenueSnapshot(
        request.venue,
        request.account,
        tuple(_held(each, names) for each in orders if each.qty is not None),
        tuple(_fill(each, names, by_id) for each in fills),
        held,
        {account.currency: account.cash},
        account.buying_power,
        True,
        at,
        now(),
    )


def _held(order: SaidOrder, names: Mapping[str, InstrumentId]) -> HeldOrder:
    return HeldOrder(
        ours(order.client_order_id),
        order.id,
        names.get(order.symbol or "", order.symbol or ""),
        _SIDES.get(order.side or "", Side.SELL),
        _type_of(order),
        order.qty or ZERO,
        order.filled_qty,
        order.limit_price,
        order.stop_price,
        _time_of(order),
    )


def _fill(fill: SaidFill, names: Mapping[str, InstrumentId], by_id: Mapping[str, str]) -> HeldFill:
    return HeldFill(
        by_id.get(fill.order_id, ""),
        fill.order_id,
        f"{fill.order_id}:{plain(fill.cum_qty)}",
        names.get(fill.symbol, fill.symbol),
        _SIDES.get(fill.side, Side.SELL),
        fill.qty,
        fill.price,
        ZERO,
        "USD",
        Liquidity.TAKER,
        moment(fill.transaction_time),
    )


def _type_of(order: SaidOrder) -> OrderType:
    name = order.type.upper()
    return OrderType(name) if name in OrderType.__members__ else OrderType.MARKET


def _time_of(order: SaidOrder) -> TimeInForce:
    name = order.time_in_force.upper()
    return TimeInForce(name) if name in TimeInForce.__members__ else TimeInForce.DAY
