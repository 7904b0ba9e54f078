"""A running desk is tested until it is armed, and from time to time afterwards."""

import asyncio
from collections.abc import Awaitable, Callable
from decimal import Decimal
from pathlib import Path

import pytest

from holdfast import Desk
from holdfast.api.control_channel import control_path, decode_told, encode_asked
from holdfast.core.readiness import blockers
from holdfast.messages import control as k
from holdfast.messages import requests as q
from holdfast.messages.commands import SubmitOrder
from holdfast.messages.refusals import Reason
from holdfast.messages.reports import VenueHeldAll
from holdfast.model.numbers import use_exact_context
from holdfast.model.order import OrderStatus, Side
from holdfast.model.quote import Quote
from holdfast.model.scope import FIRM
from holdfast.runtime import readiness as room
from holdfast.runtime.readiness import Readiness
from holdfast.runtime.self_test import SelfTester
from holdfast.transport.control import ask_control
from tests.runtime.live_desk import LiveDesk


def play(story: Callable[[], Awaitable[None]]) -> None:
    use_exact_context()
    asyncio.run(asyncio.wait_for(story(), 20))


async def until(holds: Callable[[], bool]) -> None:
    while not holds():
        await asyncio.sleep(0.001)


def test_a_paper_desk_that_is_entered_takes_orders_at_once() -> None:
    async def story() -> None:
        async with Desk.paper() as desk:
            assert desk.ledger.is_armed
            handle = await desk.submit(SubmitOrder("paper", "AAPL", Side.BUY, 1))
            assert handle.status is not OrderStatus.REFUSED, handle.refusals

    play(story)


def test_a_desk_in_a_strategys_process_is_killed_from_outside(tmp_path: Path) -> None:
    async def story() -> None:
        async with Desk.paper(tmp_path) as desk:
            asked = encode_asked(k.Kill(FIRM, "officer", "wild"))
            path = control_path(str(tmp_path / "journal.db"))
            told = decode_told(await asyncio.to_thread(ask_control, path, asked, 5))
            assert told.readiness.kills[0].why == "wild"
            handle = await desk.submit(SubmitOrder("paper", "AAPL", Side.BUY, 1))
            assert handle.refusals[0].code is Reason.KILLED

    play(story)


def test_what_is_new_is_told_and_what_is_known_is_not() -> None:
    async def story() -> None:
        live = LiveDesk()
        found = {"clock": "3 s off"}

        class Tester(SelfTester):
            def faults(self) -> dict[str, str]:
                return dict(found)

        ready = Readiness(live.live, Tester(live.desk, {}))
        await until(lambda: "clock" in blockers(live.desk.ledger))
        assert not await ready.armed(0.05)
        seq = live.desk.ledger.seq
        await asyncio.sleep(5 * room.UNARMED_POLL_S)
        assert live.desk.ledger.seq == seq
        found.clear()
        assert await ready.armed(5)
        await ready.close()
        await live.live.close()

    play(story)


def test_venues_that_do_not_answer_are_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "ASK_AGAIN_S", 0.02)

    async def story() -> None:
        live = LiveDesk()
        ledger = live.desk.ledger
        live.desk.start("build", is_armed=False)
        live.venue.sent.clear()
        ready = Readiness(live.live, SelfTester(live.desk, {"AAPL": _fresh(live)}))
        await until(lambda: any(isinstance(each, q.QueryAccount) for each in live.venue.sent))
        assert not ledger.is_armed
        live.desk.deliver(VenueHeldAll("sim", "A", 0))
        assert await ready.armed(5)
        await ready.close()
        await live.live.close()

    play(story)


def _fresh(live: LiveDesk) -> Quote:
    one = Decimal(1)
    return Quote("AAPL", one, one, one, one, live.desk.time.now())


def test_a_desk_that_halts_is_waited_for_no_more() -> None:
    async def story() -> None:
        live = LiveDesk()
        ready = Readiness(live.live, SelfTester(live.desk, {}))
        await live.live.ask(k.SelfTest({"clock": "off"}))
        live.desk.engine.halt("a test")
        assert not await ready.armed(5)
        await ready.close()

    play(story)
