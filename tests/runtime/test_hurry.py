"""A kill goes before everything that waits for the live loop."""

import asyncio

import msgspec
import pytest

from holdfast.messages.control import Kill, SetState
from holdfast.messages.refusals import Reason
from holdfast.messages.reports import VenueAccepts
from holdfast.model.scope import FIRM
from holdfast.model.trading import TradingState
from holdfast.runtime.engine import Halted
from holdfast.runtime.front import Front
from holdfast.runtime.live import WAITING_MAX, Busy
from tests.runtime.live_desk import LiveDesk, limit_order, run_live


def live(test):
    """Turn a coroutine over a live desk into a test."""

    def run() -> None:
        run_live(test)

    run.__doc__ = test.__doc__
    return run


@live
async def test_a_command_in_a_hurry_goes_before_commands_and_reports_that_wait(
    desk: LiveDesk,
) -> None:
    waiting = [desk.asking(limit_order(f"o{number}")) for number in range(3)]
    await asyncio.sleep(0)
    desk.desk.deliver(VenueAccepts("nobody", "V", 0))
    told = await desk.live.ask_first(Kill(FIRM, "trader", "x"))
    assert told.order_ids == ()
    answers = await asyncio.gather(*waiting)
    assert [answer.refusals[0].code for answer in answers] == [Reason.KILLED] * 3
    assert desk.placed == []


@live
async def test_a_command_in_a_hurry_is_not_turned_away_by_a_full_line(desk: LiveDesk) -> None:
    waiting = [desk.asking(limit_order(f"o{number}")) for number in range(WAITING_MAX)]
    await asyncio.sleep(0)
    with pytest.raises(Busy):
        await desk.live.ask(limit_order("o"))
    assert (await desk.live.ask_first(Kill(FIRM, "trader", "x"))).ok
    await asyncio.gather(*waiting)


@live
async def test_the_library_has_no_line_for_a_kill_either(desk: LiveDesk) -> None:
    front = Front(desk.live, {}, "trader")
    waiting = [desk.asking(limit_order(f"o{number}")) for number in range(WAITING_MAX)]
    await asyncio.sleep(0)
    assert (await front.ask(Kill(FIRM, why="x"))).ok
    answers = await asyncio.gather(*waiting)
    assert {answer.refusals[0].code for answer in answers} == {Reason.KILLED}


@live
async def test_what_no_journal_can_hold_is_told_to_the_caller_and_harms_nothing(
    desk: LiveDesk,
) -> None:
    front = Front(desk.live, {}, "trader")
    for command in (
        SetState(FIRM, TradingState.HALTED, why="x", until=2**64),
        Kill(FIRM, why="\ud800"),
    ):
        with pytest.raises(msgspec.ValidationError):
            await front.ask(command)
    assert not desk.desk.engine.halted


@live
async def test_a_halted_or_closed_desk_refuses_even_who_is_in_a_hurry(desk: LiveDesk) -> None:
    desk.desk.engine.halt("a test")
    with pytest.raises(Halted, match="a test"):
        await desk.live.ask_first(Kill(FIRM, "trader", "x"))
    await desk.live.close()
    with pytest.raises(Halted, match="closed"):
        await desk.live.ask_first(Kill(FIRM, "trader", "x"))
