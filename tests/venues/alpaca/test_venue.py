"""The shell: what finds no room, what its absence proves, and what others do in the account."""

from __future__ import annotations

import asyncio
from itertools import pairwise
from random import Random

from holdfast.messages import reports as r
from holdfast.messages import requests as q
from holdfast.messages.commands import SubmitOrder
from holdfast.model.instrument import Instrument, Listing
from holdfast.model.order import OrderType, Side, TimeInForce
from holdfast.model.times import SECOND_NS
from holdfast.runtime.real_time import RealTime
from holdfast.venues.alpaca import Alpaca, AlpacaAccess, AlpacaRules
from tests.emulators.alpaca.playing import D, Play, play

SOON = AlpacaRules(others_soon_ns=SECOND_NS // 50, others_every_ns=SECOND_NS // 5)
NOWHERE = "http://127.0.0.1:9"


class Clock(RealTime):
    moved_ns = 0

    def now(self) -> int:
        return super().now() + self.moved_ns


def test_a_question_without_room_does_not_forget_when_its_order_left() -> None:
    """Else an order that is on its way would be taken for one that never arrived."""

    async def story() -> list[r.Report]:
        time = Clock(asyncio.get_running_loop())
        listings = {"AAPL": (Instrument("AAPL"), Listing("AAPL", "ALPACA", "AAPL"))}
        access = AlpacaAccess(NOWHERE, "ws://127.0.0.1:9", "K", "S")
        rules = AlpacaRules(under_way_max=1, final_after_ns=10 * SECOND_NS)
        venue = Alpaca("ALPACA", access, listings, time, Random(1), rules)
        told: list[r.Report] = []
        venue.connect(told.append)
        # long after it was opened, so that only the order's own leaving can tell
        time.moved_ns = 3_600 * SECOND_NS
        terms = SubmitOrder("A", "AAPL", Side.BUY, D(1), OrderType.MARKET)
        venue.send(q.PlaceOrder("d1-1", terms))
        venue.send(q.QueryOrder("d1-1", 1))
        assert not venue._sent.is_final("d1-1")
        time.moved_ns += 11 * SECOND_NS
        assert venue._sent.is_final("d1-1")
        venue.close()
        await venue.ended()
        return told

    (told,) = [each for each in asyncio.run(story()) if isinstance(each, r.VenueUnreachable)]
    assert not told.unsent


class Listener:
    """What an adapter tells, of which pictures are kept."""

    def __init__(self) -> None:
        self.pictures: list[r.VenueSnapshot] = []
        self._heard = asyncio.Event()

    def hear(self, report: r.Report) -> None:
        if isinstance(report, r.VenueSnapshot):
            self.pictures.append(report)
        if isinstance(report, r.VenueSnapshot | r.VenueConnects):
            self._heard.set()

    async def more(self) -> None:
        await asyncio.wait_for(self._heard.wait(), 10)
        self._heard.clear()


async def beside_others(market: Play, listener: Listener) -> None:
    """Somebody else buys and rests two orders, and so does the desk."""
    time = RealTime(asyncio.get_running_loop())
    access = AlpacaAccess(market.venue.url, market.venue.trading_stream, "PK-TEST", "secret")
    listings = {"AAPL": (Instrument("AAPL"), Listing("AAPL", "ALPACA", "AAPL"))}
    venue = Alpaca("ALPACA", access, listings, time, Random(1), SOON)
    venue.connect(listener.hear)
    await listener.more()
    await market.placed(qty="1")
    await asyncio.sleep(0.1)
    assert not listener.pictures, "no desk has asked for an account yet"
    venue.send(q.QueryAccount("ALPACA", "A", since=0))
    await listener.more()
    for count in (1, 2):
        await market.placed(qty="2", type="limit", limit_price="90")
        while len(listener.pictures[-1].orders) < count:
            await listener.more()
    await asyncio.sleep(0.3)
    so_far = len(listener.pictures)
    venue.send(q.PlaceOrder("d1-1", SubmitOrder("A", "AAPL", Side.BUY, D(3), OrderType.MARKET)))
    await asyncio.sleep(0.3)
    assert len(listener.pictures) == so_far, "what the desk itself does asks for nothing"
    venue.close()
    await venue.ended()


def test_what_others_do_in_the_account_is_told_soon_and_not_too_often() -> None:
    async def story() -> list[r.VenueSnapshot]:
        listener = Listener()
        async with play() as market:
            await beside_others(market, listener)
        return listener.pictures

    asked, *soon = asyncio.run(story())
    assert (asked.positions["AAPL"], asked.orders) == (1, ())
    strangers = [(each.qty, each.time_in_force) for each in soon[-1].orders]
    assert strangers == [(D(2), TimeInForce.DAY)] * 2
    assert len({each.order_id for each in soon[-1].orders} - {""}) == 2
    times = [each.at for each in soon]
    assert all(b - a >= SECOND_NS // 6 for a, b in pairwise(times))
