"""A clock that is set back re-opens no rate, loss or repeat budget and lets nothing live longer."""

import asyncio
import time
from collections.abc import Callable
from decimal import Decimal as D
from pathlib import Path

import pytest
from msgspec.structs import replace

from holdfast.config import Settings
from holdfast.main import last_time, start
from holdfast.messages import commands as c
from holdfast.messages import control as k
from holdfast.messages.control import StartDay
from holdfast.messages.refusals import Reason
from holdfast.model.order import OrderType, Side
from holdfast.model.scope import FIRM
from holdfast.model.trading import TradingState
from holdfast.runtime.guard import GuardRules
from holdfast.runtime.real_time import RealTime
from holdfast.runtime.virtual_time import VirtualTime
from holdfast.transport.rate_limit import Bucket, Limit
from tests.risk.f0 import F0
from tests.support.desks import SECOND

HOUR = 3_600 * SECOND
STEPS = [-SECOND, -HOUR, -25 * HOUR]


def set_clock(f0: F0, by: int) -> None:
    """Set the clock of a running desk, which no real one goes by."""
    f0.time._now += by


def start_again(f0: F0, by: int) -> None:
    """Start a desk on the same journal, on a machine whose clock is so far off."""
    f0.time = VirtualTime(f0.time.now() + by)
    f0.restart()


HOW = pytest.mark.parametrize("step", [set_clock, start_again])
BY = pytest.mark.parametrize("by", STEPS)
Step = Callable[[F0, int], None]


def buy(f0: F0, qty: str = "1", price: str = "99.00") -> list[Reason]:
    """Buy on a quote of this moment, whatever the clock takes this moment for."""
    quote = f0.quotes["ABC"]
    f0.quotes["ABC"] = replace(quote, at=max(f0.ledger.at, f0.time.now()))
    return list(f0.buy(qty, price))


@HOW
@BY
def test_no_rate_is_re_opened(step: Step, by: int) -> None:
    f0 = F0()
    f0.limit(order_rate_max=3)
    for _ in range(3):
        assert buy(f0) == []
    step(f0, by)
    assert buy(f0) == [Reason.ORDER_RATE_MAX]
    # as time goes on from the furthest it has come, the budget comes back
    f0.time.advance(f0.ledger.at + SECOND)
    assert buy(f0) == []
    f0.check()


@HOW
@BY
def test_no_order_may_be_repeated_that_might_not_have_been(step: Step, by: int) -> None:
    f0 = F0()
    f0.limit(duplicate_window_ns=3 * SECOND)
    assert buy(f0) == []
    step(f0, by)
    assert buy(f0) == [Reason.LOOK_ALIKE]


@HOW
@BY
def test_no_loss_is_forgotten(step: Step, by: int) -> None:
    f0 = F0(cash="1000000")
    f0.limit(loss_max=D(100), order_value_max=D(10**6))
    f0.take(StartDay("2012-06-21"))
    f0.held("100")
    f0.quote("98.00", "98.02", "ABC")
    f0.take(k.MarkPositions())
    assert Reason.LOSS_MAX in buy(f0, "1", "98.00")
    step(f0, by)
    # yesterday cannot begin again
    f0.take(StartDay("2012-06-20"))
    assert Reason.LOSS_MAX in buy(f0, "1", "98.00")


@HOW
@BY
def test_a_halt_for_a_time_does_not_end_early_and_the_journal_never_runs_back(
    step: Step, by: int
) -> None:
    f0 = F0()
    until = f0.time.now() + 10 * SECOND
    f0.take(k.SetState(FIRM, TradingState.HALTED, why="x", until=until))
    reached = f0.ledger.at
    step(f0, by)
    assert Reason.TRADING_HALTED in buy(f0)
    times = [entry.at for entry in f0.journal.entries()]
    assert times == sorted(times)
    assert f0.ledger.at >= reached


@BY
def test_no_bucket_of_a_guard_is_filled_again_by_a_step_or_by_a_start(by: int) -> None:
    f0 = F0()
    f0.guard = GuardRules(limits=(Limit(1, HOUR, 2),))
    start_again(f0, 0)
    f0.venue.sent.clear()
    buy(f0)
    set_clock(f0, by)
    buy(f0, "2")
    start_again(f0, by)
    buy(f0, "3")
    assert f0.venue.sent == [], "two starts and a step have not filled what one hour would"


# --- the clock that a desk really goes by ---------------------------------------------


def test_the_running_clock_does_not_hear_of_a_wall_clock_that_is_set_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Neither budgets nor the end of an order are judged by it."""

    async def body() -> None:
        clock = RealTime(asyncio.get_running_loop())
        began = clock.now()
        bucket = Bucket(Limit(1, HOUR, 1), began)
        bucket.take(1, began)
        ended = asyncio.Event()
        clock.call_at(began + 20_000_000, ended.set)
        wall = time.time_ns
        monkeypatch.setattr(time, "time_ns", lambda: wall() - 25 * HOUR)
        await asyncio.wait_for(ended.wait(), 5)
        assert clock.now() >= began + 20_000_000
        assert bucket.wait_ns(1, clock.now()) > HOUR - 10 * SECOND

    asyncio.run(body())


def test_a_desk_that_starts_on_an_earlier_clock_goes_on_where_its_journal_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that what ends at a time ends as long after the start as it would have."""
    usual = Settings()
    settings = replace(
        usual,
        desk=replace(usual.desk, journal=str(tmp_path / "j.db")),
        paper=replace(usual.paper, store=str(tmp_path / "p.db")),
    )
    wall = time.time_ns

    async def reached() -> tuple[int, int]:
        wired, live = await start(settings)
        told = last_time(wired.desk.journal), wired.desk.time.now()
        await live.close()
        return told

    ahead, _ = asyncio.run(reached())
    monkeypatch.setattr(time, "time_ns", lambda: wall() - HOUR)
    behind, now = asyncio.run(reached())
    assert ahead <= behind <= now < ahead + HOUR


def test_an_order_with_an_end_does_not_outlive_it_by_a_step_of_the_wall_clock(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from holdfast.exchange import Exchange, ExchangeConfig
    from holdfast.messages import reports as r
    from holdfast.messages.requests import PlaceOrder
    from holdfast.model.instrument import Instrument, Listing
    from holdfast.model.order import TimeInForce
    from holdfast.venues.paper import Paper

    async def body() -> None:
        clock = RealTime(asyncio.get_running_loop())
        exchange = Exchange(ExchangeConfig(venue="PAPER"))
        exchange.list(Instrument("ABC"), Listing("ABC", "PAPER", "ABC"))
        paper = Paper("PAPER", exchange, clock)
        told: list[r.Report] = []
        paper.connect(told.append)
        terms = c.SubmitOrder(
            "A1", "ABC", Side.BUY, D(1), OrderType.LIMIT, D(99),
            time_in_force=TimeInForce.GTD, expire_at=clock.now() + 20_000_000,
        )  # fmt: skip
        paper.send(PlaceOrder("E-1", terms))
        wall = time.time_ns
        monkeypatch.setattr(time, "time_ns", lambda: wall() - HOUR)
        async with asyncio.timeout(5):
            while not any(isinstance(each, r.VenueExpires) for each in told):
                await asyncio.sleep(0.001)

    asyncio.run(body())
