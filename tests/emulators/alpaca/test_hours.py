"""Sessions of the look-alike with regular hours: what trades when, what waits, what ends."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import pytest

from holdfast.emulators.alpaca import EmulatorRules
from holdfast.emulators.alpaca.hours import Hour
from holdfast.emulators.alpaca.rules import Hours
from holdfast.market.trading_day import NEW_YORK
from holdfast.model.times import SECOND_NS
from tests.emulators.alpaca.playing import D, Play, play

DAY = "2026-11-25"  # a Wednesday, before a holiday and a day that closes early
LIMIT = {"type": "limit", "limit_price": "100.05", "qty": "1"}
EXTENDED = {**LIMIT, "extended_hours": True}


def at(day: str, clock: str) -> int:
    moment = datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=NEW_YORK)
    return int(moment.timestamp()) * SECOND_NS


@asynccontextmanager
async def played(clock: str, day: str = DAY) -> AsyncIterator[Play]:
    """Run a look-alike with regular hours whose clock begins then, in New York."""
    rules = EmulatorRules(hours=Hours.REGULAR)
    async with play(rules, origin=at(day, clock)) as desk:
        yield desk


def pass_on(desk: Play, hour: Hour, event: Callable[[], None] | None = None) -> None:
    """Let it be another hour; what happens at its edge happens."""
    desk.venue.sessions.by_hand = hour
    if event is not None:
        event()
    desk.venue.broker.hold_back()
    desk.venue.broker.work_waiting()


async def status(desk: Play, order: dict[str, Any]) -> str:
    return str((await desk.now(order))["status"])


@pytest.mark.parametrize(
    ("day", "clock", "hour"),
    [
        (DAY, "03:59:59", Hour.CLOSED),
        (DAY, "04:00:00", Hour.EXTENDED),
        (DAY, "09:29:59", Hour.EXTENDED),
        (DAY, "09:30:00", Hour.REGULAR),
        (DAY, "15:59:59", Hour.REGULAR),
        (DAY, "16:00:00", Hour.EXTENDED),
        (DAY, "19:59:59", Hour.EXTENDED),
        (DAY, "20:00:00", Hour.CLOSED),
        ("2026-11-26", "10:00:00", Hour.CLOSED),
        ("2026-11-27", "13:00:00", Hour.EXTENDED),
        ("2026-11-27", "17:00:00", Hour.CLOSED),
        ("2026-11-28", "10:00:00", Hour.CLOSED),
    ],
)
def test_the_clock_of_new_york_says_what_trades(day: str, clock: str, hour: Hour) -> None:
    async def story() -> None:
        async with played("12:00:00") as desk:
            desk.venue.broker.time = Stopped(at(day, clock))
            assert desk.venue.sessions.hour is hour

    asyncio.run(story())


class Stopped:
    """A clock that stands still."""

    def __init__(self, at: int) -> None:
        self._at = at

    def now(self) -> int:
        return self._at

    def call_at(self, at: int, call: object) -> None:
        """Never come to it."""


@pytest.mark.parametrize("clock", ["04:00:01", "16:00:01"])
def test_in_the_extended_session_orders_with_extended_hours_trade_and_others_wait(
    clock: str,
) -> None:
    async def story() -> None:
        async with played(clock) as desk:
            plain, market = await desk.placed(**LIMIT), await desk.placed(qty="1")
            early = await desk.placed(**EXTENDED)
            half = await desk.placed(**{**EXTENDED, "qty": "0.5"})
            assert early["extended_hours"] is True
            assert [await status(desk, each) for each in (plain, market, early, half)] == [
                "accepted",
                "accepted",
                "filled",
                "filled",
            ]
            assert (await desk.http.get("/v2/clock")).json()["is_open"] is False
            pass_on(desk, Hour.REGULAR, desk.venue.sessions.open)
            assert await status(desk, plain) == await status(desk, market) == "filled"

    asyncio.run(story())


def test_the_calendar_tells_the_hours_around_each_session() -> None:
    async def story() -> None:
        async with play() as desk:
            days = {"start": "2026-11-25", "end": "2026-11-27"}
            told = (await desk.http.get("/v2/calendar", params=days)).json()
            hours = [(each["date"], each["session_open"], each["session_close"]) for each in told]
            assert hours == [("2026-11-25", "0400", "2000"), ("2026-11-27", "0400", "1700")]

    asyncio.run(story())


def test_at_night_all_wait_and_extended_orders_are_the_first_to_trade() -> None:
    async def story() -> None:
        async with played("02:00:00") as desk:
            plain, early = await desk.placed(**LIMIT), await desk.placed(**EXTENDED)
            assert await status(desk, plain) == await status(desk, early) == "accepted"
            pass_on(desk, Hour.EXTENDED)
            assert await status(desk, plain) == "accepted"
            assert await status(desk, early) == "filled"

    asyncio.run(story())


def test_the_close_ends_plain_day_orders_and_the_late_session_the_others() -> None:
    async def story() -> None:
        async with played("15:00:00") as desk:
            low = {"limit_price": "90"}
            day = await desk.placed(**LIMIT | low)
            late = await desk.placed(**EXTENDED | low)
            kept = await desk.placed(**EXTENDED | low, time_in_force="gtc")
            pass_on(desk, Hour.EXTENDED, desk.venue.sessions.close)
            assert [await status(desk, each) for each in (day, late, kept)] == [
                "expired",
                "new",
                "new",
            ]
            pass_on(desk, Hour.CLOSED, desk.venue.sessions.end)
            assert [await status(desk, each) for each in (late, kept)] == ["expired", "new"]
            desk.venue.quote("AAPL", D("89"), D("89.01"))
            assert await status(desk, kept) == "new", "nothing trades at night"
            pass_on(desk, Hour.EXTENDED)
            assert await status(desk, kept) == "filled"

    asyncio.run(story())


def test_a_plain_order_that_rests_over_night_does_not_trade_before_the_open() -> None:
    async def story() -> None:
        async with played("15:00:00") as desk:
            kept = await desk.placed(**{**LIMIT, "limit_price": "90", "time_in_force": "gtc"})
            stop = {"type": "stop", "side": "sell", "stop_price": "95", "time_in_force": "gtc"}
            await desk.placed(qty="5")
            guard = await desk.placed(**stop, qty="5")
            pass_on(desk, Hour.EXTENDED, desk.venue.sessions.close)
            desk.venue.quote("AAPL", D("89"), D("89.01"))
            desk.venue.trade("AAPL", D("89"))
            assert await status(desk, kept) == await status(desk, guard) == "new"
            pass_on(desk, Hour.REGULAR, desk.venue.sessions.open)
            assert await status(desk, kept) == "filled"
            desk.venue.trade("AAPL", D("89"))
            assert await status(desk, guard) == "filled"

    asyncio.run(story())


def test_what_waits_may_be_cancelled_and_its_trail_stands_where_it_stood() -> None:
    async def story() -> None:
        async with played("15:00:00") as desk:
            await desk.placed(qty="5")
            trail = {"type": "trailing_stop", "side": "sell", "trail_price": "2", "qty": "5"}
            order = await desk.placed(**trail, time_in_force="gtc")
            desk.venue.quote("AAPL", D("110"), D("110.02"))
            desk.venue.trade("AAPL", D("110"))
            stood = (await desk.now(order))["stop_price"]
            pass_on(desk, Hour.EXTENDED, desk.venue.sessions.close)
            desk.venue.quote("AAPL", D("109"), D("109.02"))
            pass_on(desk, Hour.REGULAR, desk.venue.sessions.open)
            assert (await desk.now(order))["stop_price"] == stood
            pass_on(desk, Hour.CLOSED)
            gone = await desk.http.delete(f"/v2/orders/{order['id']}")
            assert gone.status_code == 204
            assert await status(desk, order) == "canceled"

    asyncio.run(story())


@pytest.mark.parametrize(
    "fields",
    [
        {"type": "market", "qty": "1"},
        {"type": "stop", "stop_price": "101", "qty": "1"},
        {**LIMIT, "time_in_force": "ioc"},
        {**LIMIT, "time_in_force": "opg"},
        {**LIMIT, "order_class": "bracket"},
    ],
)
def test_extended_hours_are_for_limit_orders_that_may_rest(fields: dict[str, Any]) -> None:
    async def story() -> None:
        exits = {"take_profit": {"limit_price": "110"}, "stop_loss": {"stop_price": "90"}}
        more = exits if "order_class" in fields else {}
        async with play() as desk:
            told = await desk.refused(422, **fields, **more, extended_hours=True)
            assert "extended hours" in told["message"]

    asyncio.run(story())
