"""The shell: what finds no room, and what its absence proves."""

from __future__ import annotations

import asyncio
from random import Random

from holdfast.messages import reports as r
from holdfast.messages import requests as q
from holdfast.messages.commands import SubmitOrder
from holdfast.model.instrument import Instrument, Listing
from holdfast.model.order import OrderType, Side
from holdfast.model.times import SECOND_NS
from holdfast.runtime.real_time import RealTime
from holdfast.venues.alpaca import Alpaca, AlpacaAccess, AlpacaRules
from tests.emulators.alpaca.playing import D

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
        assert not venue._is_final("d1-1")
        time.moved_ns += 11 * SECOND_NS
        assert venue._is_final("d1-1")
        venue.close()
        await venue.ended()
        return told

    (told,) = [each for each in asyncio.run(story()) if isinstance(each, r.VenueUnreachable)]
    assert not told.unsent
