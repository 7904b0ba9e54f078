"""The live loop: nothing leaves and nobody is answered before the journal has it."""

import asyncio
from decimal import Decimal

import pytest

from holdfast.core.must import InvariantBroken
from holdfast.journal.errors import JournalError
from holdfast.messages import commands as c
from holdfast.messages import events as e
from holdfast.messages.reports import VenueAccepts, VenueFills
from holdfast.model.order import Liquidity, OrderStatus
from holdfast.runtime import live as room
from holdfast.runtime.engine import Halted
from holdfast.runtime.live import Busy
from tests.runtime.live_desk import LiveDesk, limit_order, run_live, some_turns, until


def live(test):
    """Turn a coroutine over a live desk into a test."""

    def run() -> None:
        run_live(test)

    run.__doc__ = test.__doc__
    return run


@live
async def test_nothing_is_sent_or_answered_before_its_batch_is_durable(desk: LiveDesk) -> None:
    desk.journal.hold()
    asked = desk.asking(limit_order("o1"))
    await until(lambda: desk.known == ["o1"])
    await some_turns()
    assert desk.placed == []
    assert not asked.done()
    desk.journal.let_through()
    answer = await asked
    assert answer.ok
    assert desk.placed == ["o1"]


@live
async def test_a_batch_is_decided_while_the_one_before_it_is_written_and_waits_for_its_own(
    desk: LiveDesk,
) -> None:
    desk.journal.hold()
    first = desk.asking(limit_order("o1"))
    await until(lambda: desk.known == ["o1"])
    second = desk.asking(limit_order("o2"))
    await until(lambda: desk.known == ["o1", "o2"])
    await some_turns()
    assert desk.placed == []

    desk.journal.let_through()
    await first
    await some_turns()
    assert desk.placed == ["o1"]
    assert not second.done()
    assert desk.journal.appended == 1

    desk.journal.let_through()
    await second
    assert desk.placed == ["o1", "o2"]
    assert desk.journal.appended == 2


@live
async def test_all_that_comes_while_a_batch_is_written_shares_the_next_commit(
    desk: LiveDesk,
) -> None:
    desk.journal.hold()
    asked = [desk.asking(limit_order("o0"))]
    await until(lambda: desk.known == ["o0"])
    names = [f"o{i}" for i in range(1, 51)]
    asked += [desk.asking(limit_order(name)) for name in names]
    await until(lambda: len(desk.known) == 51)
    desk.journal.let_through(2)
    answers = await asyncio.gather(*asked)
    assert desk.journal.appended == 2
    assert desk.placed == ["o0", *names]
    assert len({answer.order_id for answer in answers}) == 51


@live
async def test_a_command_asked_again_is_answered_only_when_the_first_is_durable(
    desk: LiveDesk,
) -> None:
    desk.journal.hold()
    first = desk.asking(limit_order("o1"))
    await until(lambda: desk.known == ["o1"])
    again = desk.asking(limit_order("o1"))
    await some_turns()
    assert desk.live.waiting == 0  # it was taken, and still is not told
    assert not again.done()
    desk.journal.let_through()
    assert (await again).repeated
    assert (await again).order_id == (await first).order_id
    assert desk.placed == ["o1"]


@live
async def test_a_command_asked_again_later_needs_no_write(desk: LiveDesk) -> None:
    first = await desk.live.ask(limit_order("o1"))
    desk.journal.hold()
    again = await desk.live.ask(limit_order("o1"))
    assert (again.order_id, again.repeated) == (first.order_id, True)


@live
async def test_reads_wait_for_what_they_saw_to_be_durable(desk: LiveDesk) -> None:
    await desk.live.durable()  # nothing is under way
    desk.journal.hold()
    asked = desk.asking(limit_order("o1"))
    await until(lambda: desk.known == ["o1"])
    read = asyncio.create_task(desk.live.durable())
    await some_turns()
    assert not read.done()
    desk.journal.let_through()
    await read
    await asked


@live
async def test_a_report_in_the_inbox_wakes_the_loop(desk: LiveDesk) -> None:
    order_id = (await desk.live.ask(limit_order("o1"))).order_id
    desk.venue.deliver(VenueAccepts(order_id, "V1", 1))
    await desk.live.settled()
    assert desk.desk.ledger.orders[order_id].status is OrderStatus.NEW
    assert list(desk.journal.entries())[-1].told == VenueAccepts(order_id, "V1", 1)


@live
async def test_reports_are_taken_before_commands_that_wait(desk: LiveDesk) -> None:
    """What the venue says is already true: the cancel must find the order filled."""
    order_id = (await desk.live.ask(limit_order("o1"))).order_id
    cancel = desk.asking(c.CancelOrder(order_id))
    await asyncio.sleep(0)  # it waits for its turn
    price, fee = Decimal("99.00"), Decimal(0)
    desk.venue.deliver(
        VenueFills(order_id, "X1", Decimal(10), price, fee, "USD", Liquidity.MAKER, 1)
    )
    assert [refusal.code for refusal in (await cancel).refusals] == ["ORDER_CLOSED"]


@live
async def test_what_a_venue_says_at_once_follows_in_a_batch_of_its_own(desk: LiveDesk) -> None:
    send = desk.venue.send

    def speak(request) -> None:
        send(request)
        desk.venue.deliver(VenueAccepts(request.order_id, "V1", 1))

    desk.venue.send = speak
    answer = await desk.live.ask(limit_order("o1"))
    await desk.live.settled()
    assert desk.desk.ledger.orders[answer.order_id].status is OrderStatus.NEW
    assert desk.journal.appended == 2


@live
async def test_a_caller_who_went_away_disturbs_nobody(desk: LiveDesk) -> None:
    desk.journal.hold()
    gone = desk.asking(limit_order("o1"))
    stays = desk.asking(limit_order("o2"))
    await until(lambda: len(desk.known) == 2)
    gone.cancel()
    desk.journal.let_through()
    assert (await stays).ok
    assert desk.placed == ["o1", "o2"]
    assert desk.unheard == []


# --- too much ---------------------------------------------------------------------------


def test_one_command_too_many_is_busy_and_was_not_taken(monkeypatch) -> None:
    monkeypatch.setattr(room, "WAITING_MAX", 3)

    async def body(desk: LiveDesk) -> None:
        asked = [desk.asking(limit_order(f"o{i}")) for i in range(3)]
        refused = desk.asking(limit_order("o3"))
        with pytest.raises(Busy, match="3 commands wait"):
            await refused
        await asyncio.gather(*asked)
        assert desk.placed == ["o0", "o1", "o2"]
        assert (await desk.live.ask(limit_order("o3"))).ok

    run_live(body)


def test_a_batch_has_its_most_and_the_rest_follows(monkeypatch) -> None:
    monkeypatch.setattr(room, "BATCH_ENTRIES_MAX", 4)

    async def body(desk: LiveDesk) -> None:
        await asyncio.gather(*(desk.live.ask(limit_order(f"o{i}")) for i in range(10)))
        assert desk.journal.appended == 3
        assert len(desk.placed) == 10

    run_live(body)


def test_more_than_a_batch_of_what_changes_nothing_is_answered_too(monkeypatch) -> None:
    async def body(desk: LiveDesk) -> None:
        await desk.live.ask(limit_order("o1"))
        monkeypatch.setattr(room, "BATCH_ENTRIES_MAX", 4)
        again = await asyncio.gather(*(desk.live.ask(limit_order("o1")) for _ in range(10)))
        assert all(answer.repeated for answer in again)
        assert desk.journal.appended == 1

    run_live(body)


# --- halts ------------------------------------------------------------------------------


@live
async def test_a_journal_that_fails_halts_the_desk_and_nothing_leaves(desk: LiveDesk) -> None:
    desk.journal.hold()
    first = desk.asking(limit_order("o1"))
    await until(lambda: desk.known == ["o1"])
    second = desk.asking(limit_order("o2"))
    await until(lambda: desk.known == ["o1", "o2"])
    desk.journal.fail()
    desk.journal.let_through(2)
    for asked in (first, second):
        with pytest.raises(Halted, match="journal: the disk is gone"):
            await asked
    with pytest.raises(Halted):
        await desk.live.ask(limit_order("o3"))
    assert desk.placed == []
    assert desk.halts == ["journal: the disk is gone"]


@live
async def test_a_journal_that_fails_in_an_unknown_way_halts_the_desk_too(desk: LiveDesk) -> None:
    desk.journal.fail(OSError("input/output error"))
    with pytest.raises(Halted, match="journal: input/output error"):
        await desk.live.ask(limit_order("o1"))
    assert desk.placed == []


@live
async def test_a_broken_invariant_halts_the_desk_and_fails_everyone_who_waits(
    desk: LiveDesk,
) -> None:
    desk.journal.hold()
    durable = desk.asking(limit_order("o1"))
    await until(lambda: desk.known == ["o1"])
    taken = desk.asking(limit_order("o2"))
    await until(lambda: desk.known == ["o1", "o2"])
    # a position that no fill explains: the next fill finds it
    desk.desk.ledger.accounts["A"].positions["AAPL"].qty = Decimal(5)
    order_id = next(iter(desk.desk.ledger.orders))
    price, fee = Decimal("99.00"), Decimal(0)
    waiting = desk.asking(limit_order("o3"))
    desk.venue.deliver(
        VenueFills(order_id, "X1", Decimal(10), price, fee, "USD", Liquidity.MAKER, 1)
    )
    for asked in (taken, waiting):
        with pytest.raises(InvariantBroken, match="I08"):
            await asked
    assert not durable.done()
    desk.journal.let_through()
    assert (await durable).ok
    # the journal has it, but a desk that contradicts itself sends nothing
    assert desk.placed == []
    assert desk.journal.appended == 1
    assert len(desk.halts) == 1
    with pytest.raises(Halted, match="I08"):
        await desk.live.ask(limit_order("o4"))


@live
async def test_a_halted_desk_calls_a_person_once(desk: LiveDesk) -> None:
    desk.journal.fail()
    with pytest.raises(Halted):
        await desk.live.ask(limit_order("o1"))
    for number in range(3):
        desk.venue.deliver(VenueAccepts("E-1", f"V{number}", 1))
        await some_turns()
    assert desk.halts == ["journal: the disk is gone"]
    with pytest.raises(Halted):
        await desk.live.ask(limit_order("o2"))


@live
async def test_a_venue_that_is_not_connected_halts_the_desk_and_answers_the_caller(
    desk: LiveDesk,
) -> None:
    desk.desk.venues.clear()
    with pytest.raises(InvariantBroken, match="no venue 'sim' is connected"):
        await desk.live.ask(limit_order("o1"))
    assert desk.halts == ["no venue 'sim' is connected"]
    # it is durable, so a restart will ask after it
    assert isinstance(list(desk.journal.entries())[-1].events[0], e.OrderSent)


@live
async def test_a_bug_in_an_adapter_halts_the_desk_and_is_heard_of(desk: LiveDesk) -> None:
    def bug(request) -> None:
        raise KeyError("symbol")

    desk.venue.send = bug
    with pytest.raises(InvariantBroken, match="KeyError: 'symbol'"):
        await desk.live.ask(limit_order("o1"))
    await some_turns()
    assert isinstance(desk.unheard[0]["exception"], KeyError)
    assert len(desk.halts) == 1


@live
async def test_reads_on_a_halted_desk_are_not_held_up(desk: LiveDesk) -> None:
    desk.journal.hold()
    asked = desk.asking(limit_order("o1"))
    await until(lambda: desk.known == ["o1"])
    read = asyncio.create_task(desk.live.durable())
    desk.journal.fail()
    desk.journal.let_through()
    with pytest.raises(Halted):
        await read
    with pytest.raises(Halted):
        await asked
    await desk.live.durable()


# --- closing ----------------------------------------------------------------------------


@live
async def test_closing_finishes_what_was_asked(desk: LiveDesk) -> None:
    asked = [desk.asking(limit_order(f"o{i}")) for i in range(5)]
    await asyncio.sleep(0)
    await desk.live.close()
    assert all(each.result().ok for each in asked)
    assert len(desk.placed) == 5
    with pytest.raises(JournalError):
        desk.desk.ask(limit_order("late"))


@live
async def test_closing_waits_for_the_write_that_is_under_way(desk: LiveDesk) -> None:
    desk.journal.hold()
    asked = desk.asking(limit_order("o1"))
    await until(lambda: desk.known == ["o1"])
    closing = asyncio.create_task(desk.live.close())
    await some_turns()
    assert not closing.done()
    desk.journal.let_through()
    await closing
    assert asked.result().ok
    assert desk.placed == ["o1"]


@live
async def test_a_halted_desk_can_be_closed(desk: LiveDesk) -> None:
    desk.journal.fail()
    with pytest.raises(Halted):
        await desk.live.ask(limit_order("o1"))
    desk.venue.deliver(VenueAccepts("E-1", "V1", 1))
    await desk.live.close()
