"""Tests of the library's front door: wrong kinds of values, and a desk that is not open."""

import asyncio
from decimal import Decimal

import msgspec
import pytest

from holdfast import Desk, OrderStatus, OrderType, Side, SubmitOrder
from holdfast.runtime.engine import Halted
from holdfast.venues.faulty import FaultEntry, FaultName, FaultScript
from tests.support.patient import patient


def order(qty: object = Decimal(10), **terms: object) -> SubmitOrder:
    return SubmitOrder("paper", "AAPL", Side.BUY, qty, **terms)


def test_a_rehearsal_is_handed_in_and_heard_of() -> None:
    heard: list[str] = []

    async def run() -> None:
        script = FaultScript(entries=(FaultEntry(FaultName.REJECTED, on="PlaceOrder"),))
        listen = heard.append
        async with Desk.paper(
            settings=patient(50), faults=script, on_fault=lambda *told: listen(told[0])
        ) as desk:
            await desk.first_quote("AAPL")
            first = await desk.submit(order())
            assert await first.done(5) is OrderStatus.REJECTED
            second = await desk.submit(order(11))
            assert await second.done(5) is OrderStatus.FILLED

    asyncio.run(run())
    assert heard == ["X01"]


def test_whole_numbers_and_text_are_read_as_decimals() -> None:
    async def run() -> None:
        async with Desk.paper(settings=patient(50)) as desk:
            await desk.first_quote("AAPL")
            for qty in (10, "11"):
                handle = await desk.submit(order(qty))
                assert await handle.done(5) is OrderStatus.FILLED
                assert handle.cum_qty == int(qty)

    asyncio.run(run())


@pytest.mark.parametrize("qty", ["ten", None, b"10"])
def test_a_value_of_the_wrong_kind_is_the_callers_error_and_leaves_the_desk_unharmed(
    qty: object,
) -> None:
    async def run() -> None:
        async with Desk.paper(settings=patient(50)) as desk:
            await desk.first_quote("AAPL")
            with pytest.raises(msgspec.ValidationError, match="qty"):
                await desk.submit(order(qty))
            assert (await desk.submit(order())).id

    asyncio.run(run())


def test_a_desk_that_is_not_entered_or_closed_takes_nothing_and_says_so() -> None:
    async def run() -> None:
        desk = Desk.paper(settings=patient(50))
        with pytest.raises(Halted, match="not entered"):
            await desk.submit(order())
        async with desk:
            quote = await desk.first_quote("AAPL")
            resting = await desk.submit(
                order(type=OrderType.LIMIT, limit_price=quote.bid - Decimal(10))
            )
            waiting = asyncio.create_task(resting.done())
            await asyncio.sleep(0)
        with pytest.raises(Halted, match="closed"):
            await waiting
        with pytest.raises(Halted, match="closed"):
            await desk.submit(order())

    asyncio.run(run())
