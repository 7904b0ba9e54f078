"""Whose an order is: told by what it replaces, never by the look of a name that others gave."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from random import Random
from typing import Any, TypeVar

import pytest

from holdfast.emulators.alpaca import EmulatorRules
from holdfast.messages import reports as r
from holdfast.messages import requests as q
from holdfast.messages.commands import SubmitOrder
from holdfast.model.instrument import Instrument, Listing
from holdfast.model.order import OrderStatus, OrderType, Side
from holdfast.runtime.real_time import RealTime
from holdfast.venues.alpaca import Alpaca, AlpacaAccess
from tests.conformance.alpaca_rig import AlpacaRig
from tests.emulators.alpaca.playing import D, Play, play

T = TypeVar("T", bound=r.Report)
RESTS = SubmitOrder("A", "AAPL", Side.BUY, D(5), OrderType.LIMIT, D(90))
OURS = "0a1b2c3d-7"


class Told:
    """An adapter at the look-alike, and what it tells."""

    def __init__(self, market: Play) -> None:
        time = RealTime(asyncio.get_running_loop())
        access = AlpacaAccess(market.venue.url, market.venue.trading_stream, "PK-TEST", "secret")
        listings = {"AAPL": (Instrument("AAPL"), Listing("AAPL", "ALPACA", "AAPL"))}
        self.venue = Alpaca("ALPACA", access, listings, time, Random(1))
        self.all: list[r.Report] = []
        self._read = 0
        self._heard = asyncio.Event()
        self.venue.connect(self._hear)

    def _hear(self, report: r.Report) -> None:
        self.all.append(report)
        self._heard.set()

    async def next(self, kind: type[T]) -> T:
        """Return the next report of this kind; those before it are passed over."""
        async with asyncio.timeout(5):
            while True:
                while self._read < len(self.all):
                    report = self.all[self._read]
                    self._read += 1
                    if isinstance(report, kind):
                        return report
                self._heard.clear()
                await self._heard.wait()

    async def picture(self) -> r.VenueSnapshot:
        self.venue.send(q.QueryAccount("A", "ALPACA", 0))
        return await self.next(r.VenueSnapshot)

    async def places(self, order_id: str) -> str:
        self.venue.send(q.PlaceOrder(order_id, RESTS))
        return (await self.next(r.VenueAccepts)).venue_order_id


@asynccontextmanager
async def adapter(market: Play) -> AsyncIterator[Told]:
    told = Told(market)
    try:
        await told.next(r.VenueConnects)
        yield told
    finally:
        told.venue.close()
        await told.venue.ended()


def played(story: Callable[[Play], Awaitable[None]], rules: EmulatorRules | None = None) -> None:
    async def whole() -> None:
        async with play(rules) as market:
            await story(market)

    asyncio.run(whole())


async def theirs(market: Play, **fields: Any) -> str:
    placed = await market.placed(qty="5", type="limit", limit_price="90", **fields)
    return str(placed["id"])


async def changes(market: Play, venue_order_id: str, **fields: Any) -> str:
    """Have somebody change an order, who gives it no name."""
    await settled(market, venue_order_id)
    reply = await market.http.patch(f"/v2/orders/{venue_order_id}", json=fields)
    assert reply.status_code == 200, reply.text
    changed = str(reply.json()["id"])
    await settled(market, changed)
    return changed


async def settled(market: Play, venue_order_id: str) -> None:
    while (await market.now({"id": venue_order_id}))["status"] not in ("new", "partially_filled"):
        await asyncio.sleep(0.01)


def test_two_of_others_whose_names_differ_by_a_number_are_two() -> None:
    async def story(market: Play) -> None:
        names = ["bot.1", "bot.2", f"{OURS}.1", f"{OURS}.2"]
        for name in names:
            await theirs(market, client_order_id=name)
        async with adapter(market) as told:
            picture = await told.picture()
            assert [each.order_id for each in picture.orders] == names

    played(story)


def test_one_that_was_changed_is_told_under_its_first_name_with_all_that_it_may_trade() -> None:
    async def story(market: Play) -> None:
        first = await theirs(market, client_order_id="bot")
        market.venue.quote("AAPL", D("89"), D("90"), D(2))
        market.venue.quote("AAPL", D("100"), D("101"), D(100))
        last = await changes(market, await changes(market, first, limit_price="91"), qty="4")
        async with adapter(market) as told:
            picture = await told.picture()
            (order,) = picture.orders
            assert (order.order_id, order.venue_order_id) == ("bot", last)
            assert (order.qty, order.cum_qty) == (D(6), D(2))
            assert {each.order_id for each in picture.fills} == {"bot"}
            assert (await told.picture()).orders == picture.orders

    played(story)


def test_an_order_of_ours_that_somebody_else_has_changed_is_ours() -> None:
    async def story(market: Play) -> None:
        async with adapter(market) as told:
            first = await told.places(OURS)
        last = await changes(market, first, limit_price="91")
        async with adapter(market) as told:
            (order,) = (await told.picture()).orders
            assert (order.order_id, order.venue_order_id) == (OURS, last)
        market.venue.quote("AAPL", D("89"), D("90"), D(100))
        async with adapter(market) as told:
            picture = await told.picture()
            assert [(each.order_id, each.venue_order_id) for each in picture.fills] == [
                (OURS, last)
            ]

    played(story)


def test_a_change_that_is_not_made_yet_is_no_second_order() -> None:
    async def story(market: Play) -> None:
        async with adapter(market) as told:
            first = await told.places(OURS)
            await settled(market, first)
            market.venue.knobs.replace_delay_ms = 60_000
            change = q.AmendOrder(OURS, first, D(5), D(91), None, change_id=f"{OURS}.1")
            told.venue.send(change)
            while len(await open_ids(market)) < 2:
                await asyncio.sleep(0.01)
            picture = await told.picture()
            assert [each.venue_order_id for each in picture.orders] == [first]

    played(story)


async def open_ids(market: Play) -> list[str]:
    return [each["id"] for each in (await market.http.get("/v2/orders?status=open")).json()]


@pytest.mark.parametrize("name", ["", "bot.1"])
def test_what_becomes_of_an_adopted_one_is_heard_under_the_name_it_was_told_by(name: str) -> None:
    async def story(market: Play) -> None:
        first = await theirs(market, **({"client_order_id": name} if name else {}))
        async with adapter(market) as told:
            (order,) = (await told.picture()).orders
            changed = await changes(market, first, limit_price="91")
            replaces = await told.next(r.VenueReplaces)
            assert (replaces.order_id, replaces.venue_order_id) == (order.order_id, changed)
            told.venue.send(q.PullOrder(order.order_id, changed))
            canceled = await told.next(r.VenueCancels)
            assert canceled.order_id == order.order_id
            kinds = {type(each) for each in told.all}
            assert r.VenueAccepts not in kinds, "it was adopted as one that works"

    played(story)


@pytest.mark.parametrize("name", ["", "bot.1"])
def test_an_adopted_one_is_asked_after_once_the_desk_is_back(name: str) -> None:
    async def story(market: Play) -> None:
        first = await theirs(market, **({"client_order_id": name} if name else {}))
        order_id = str((await market.now({"id": first}))["client_order_id"])
        await market.http.delete(f"/v2/orders/{first}")
        async with adapter(market) as told:
            # the desk may know Alpaca's id alone
            for asked in (order_id, f"EXT-ALPACA-{first}"):
                told.venue.send(q.QueryOrder(asked, 3, "", first))
                states = await told.next(r.VenueStates)
                assert (states.order_id, states.status) == (asked, OrderStatus.CANCELED)

    played(story)


def test_a_stray_is_cancelled_by_its_own_id_and_not_what_works_under_its_name() -> None:
    async def story(market: Play) -> None:
        stray = await theirs(market)
        async with adapter(market) as told:
            first = await told.places(OURS)
            told.venue.send(q.PullOrder(OURS, stray))
            while await open_ids(market) != [first]:
                await asyncio.sleep(0.01)

    played(story)


def test_a_leg_of_several_that_somebody_else_has_placed_is_cancelled_and_asked_after() -> None:
    async def story() -> None:
        async with AlpacaRig() as rig:
            await rig.legs_market("5.00", "5.10")
            await rig.by_hand()
            rig.send(q.QueryAccount("A", "ALPACA", 0))
            leg, _ = (await rig.hear(r.VenueSnapshot)).orders
            name = f"EXT-ALPACA-{leg.venue_order_id}"
            rig.send(q.PullOrder(name, leg.venue_order_id))
            await rig.settle()
            rig.send(q.QueryOrder(name, 5, "", leg.venue_order_id))
            assert (await rig.hear(r.VenueStates, name)).status is OrderStatus.CANCELED

    asyncio.run(story())
