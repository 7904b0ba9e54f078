"""An account at Alpaca, all of it, as nearly at one moment as several questions can be."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

from holdfast.messages.reports import (
    HeldFill,
    HeldOrder,
    Report,
    VenueHeldAll,
    VenueHolds,
    VenueSnapshot,
    VenueSnapshotFails,
)
from holdfast.messages.requests import QueryAccount, QueryPositions
from holdfast.model.ids import InstrumentId, OrderId
from holdfast.model.instrument import Listing
from holdfast.model.numbers import ZERO, Nanos, plain
from holdfast.model.order import Liquidity, OrderType, Side, TimeInForce
from holdfast.venues.alpaca.asking import Asking, Unread, names_of
from holdfast.venues.alpaca.naming import Named, Naming
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
    naming: Naming,
    request: QueryAccount,
    listings: Mapping[InstrumentId, Listing],
    now: Callable[[], Nanos],
) -> VenueSnapshot | VenueSnapshotFails:
    """Answer with the account whole, or say what of it could not be read."""
    try:
        clock = await asking.one(SaidClock, "/v2/clock")
        account, orders, positions, fills = await asyncio.gather(
            asking.one(SaidAccount, "/v2/account"),
            naming.open_orders(),
            asking.all(SaidPosition, "/v2/positions"),
            asking.fills_since(request.since),
        )
        whose = await naming.of_fills(fills, orders, request.since)
    except Unread as error:
        return VenueSnapshotFails(request.venue, request.account, str(error), now())
    names = names_of(listings)
    held = {**dict.fromkeys(listings, ZERO), **asking.by_instrument(positions, listings)}
    told = [each for each in orders if each.said.qty is not None]
    naming.adopt(each for each in told if each.said.symbol in names)
    at = moment(clock.timestamp) or now()
    return VenueSnapshot(
        request.venue,
        request.account,
        tuple(_held(each, names) for each in told),
        tuple(_fill(each, names, whose.get(each.order_id, "")) for each in fills),
        held,
        {account.currency: account.cash},
        account.buying_power,
        True,
        at,
        now(),
    )


async def positions(
    asking: Asking,
    request: QueryPositions,
    listings: Mapping[InstrumentId, Listing],
    now: Callable[[], Nanos],
) -> list[Report]:
    """Tell every position to the end, or nothing where they cannot be read."""
    try:
        told = await asking.all(SaidPosition, "/v2/positions")
    except Unread:
        # nothing is known, least of all that it is flat: the desk asks again
        return []
    at, venue, account = now(), request.venue, request.account
    held = asking.by_instrument(told, listings)
    names = {**dict.fromkeys(listings), **held}
    each = [VenueHolds(venue, account, name, held.get(name, ZERO), at) for name in names]
    return [*each, VenueHeldAll(venue, account, at)]


def _held(named: Named, names: Mapping[str, InstrumentId]) -> HeldOrder:
    order = named.said
    return HeldOrder(
        named.order_id,
        order.id,
        names.get(order.symbol or "", order.symbol or ""),
        _SIDES.get(order.side or "", Side.SELL),
        _type_of(order),
        named.before + (order.qty or ZERO),
        named.before + order.filled_qty,
        order.limit_price,
        order.stop_price,
        _time_of(order),
    )


def _fill(fill: SaidFill, names: Mapping[str, InstrumentId], whose: OrderId) -> HeldFill:
    return HeldFill(
        whose,
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
