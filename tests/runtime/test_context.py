"""The desk's arithmetic is exact, whatever the arithmetic of the task that asks."""

import asyncio
import decimal
from decimal import Decimal

from holdfast import Desk, Side, SubmitOrder
from holdfast.messages.requests import Request
from holdfast.model.numbers import PRECISION_DIGITS
from tests.support.patient import patient


def test_a_task_older_than_the_desk_is_served_with_exact_decimals() -> None:
    asyncio.run(_served())


async def _served() -> None:
    ready = asyncio.Event()
    desks: list[Desk] = []

    async def ask() -> None:
        await ready.wait()
        decimal.setcontext(decimal.Context(prec=9))
        await desks[0].submit(SubmitOrder("paper", "AAPL", Side.BUY, Decimal(1)))

    older = asyncio.create_task(ask())
    async with Desk.paper(settings=patient(20)) as desk:
        seen: list[int] = []
        venue = desk._live.desk.venues["PAPER"]
        send = venue.send

        def watched(request: Request) -> None:
            seen.append(decimal.getcontext().prec)
            send(request)

        venue.send = watched  # type: ignore[method-assign]  # only to look on
        await desk.first_quote("AAPL")
        desks.append(desk)
        ready.set()
        await older
    assert seen == [PRECISION_DIGITS]
