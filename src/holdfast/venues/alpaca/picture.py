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
from holdfast.venues.alpaca.combos import MLEG, Combos, is_over
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
    combos: Combos,
    request: QueryAccount,
    listings: Mapping[InstrumentId, Listing],
    now: Callable[[], Nanos],
) -> VenueSnapshot | VenueSnapshotFails:
    """Answer with the account whole, or say what of it could not be read."""
    try:
        clock = await asking.one(SaidClock, "/v2/clock")
        account, orders, positions, fills = await asyncio.gather(
            asking.one(SaidAccount, "/v2/account"),
            _open_orders(asking, combos),
            asking.all(SaidPosition, "/v2/positions"),
            asking.fills_since(request.since),
        )
    except Unread as error:
        return VenueSnapshotFails(request.venue, request.account, str(error), now())
    names = names_of(listings)
    held = {**dict.fromkeys(listings, ZERO), **asking.by_instrument(positions, listings)}
    by_id = {each.id: order_id for order_id, each in orders}
    at = moment(clock.timestamp) or now()
    return VenueSnapshot(
        request.venue,
        request.account,
        tuple(_held(name, each, names) for name, each in orders if each.qty is not None),
        tuple(_fill(each, names, by_id) for each in fills),
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


async def _open_orders(asking: Asking, combos: Combos) -> list[tuple[OrderId, SaidOrder]]:
    """List what is open, each with our id; of several legs each leg, which has an instrument.

    Only nested they say whose they are; so others say by themselves that they are open.
    """
    told = await asking.open_orders()
    held = [(ours(each.client_order_id), each) for each in told if each.order_class != MLEG]
    if len(held) < len(told):
        for whole in await asking.open_orders(nested=True):
            if whole.order_class == MLEG:
                held += [each for each in combos.legs(whole) if not is_over(each[1])]
    return held


def _held(order_id: OrderId, order: SaidOrder, names: Mapping[str, InstrumentId]) -> HeldOrder:
    return HeldOrder(
        order_id,
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
