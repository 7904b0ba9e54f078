"""The running clock: never early, in order, and as fast as it is told to be."""

import asyncio
import contextvars
import time
from collections.abc import Callable

import pytest

from holdfast.runtime.real_time import RealTime

MS = 1_000_000


def clocked(test: Callable) -> Callable[[], None]:
    """Run a test on a loop of its own."""

    def run() -> None:
        asyncio.run(test())

    run.__doc__ = test.__doc__
    return run


def running(origin: int | None = 0, speed: int = 1) -> RealTime:
    return RealTime(asyncio.get_running_loop(), origin, speed)


@clocked
async def test_time_begins_at_its_origin_or_now() -> None:
    assert 0 <= running(1_000).now() - 1_000 < 1_000 * MS
    before = time.time_ns()
    assert before <= running(None).now() <= before + 1_000 * MS


@clocked
async def test_time_runs_as_many_times_as_fast_as_it_is_told() -> None:
    clock = running(speed=1_000)
    began, first = time.monotonic_ns(), clock.now()
    await asyncio.sleep(0.003)
    passed = clock.now() - first
    spent = time.monotonic_ns() - began
    assert 3_000 * MS <= passed <= 1_000 * spent


@pytest.mark.parametrize("speed", [0, -1])
def test_time_cannot_stand_still_or_run_backwards(speed: int) -> None:
    async def make() -> None:
        running(speed=speed)

    with pytest.raises(ValueError, match=f"speed {speed} must be at least 1"):
        asyncio.run(make())


@pytest.mark.parametrize("speed", [1, 7, 1_000])
def test_no_call_comes_early(speed: int) -> None:
    async def body() -> None:
        clock = running(speed=speed)
        early, over = [], asyncio.Event()

        def called(at: int, is_last: bool) -> None:
            if clock.now() < at:
                early.append(at)
            if is_last:
                over.set()

        first = clock.now()
        for i in range(300):
            at = first + i * 10_007 * speed  # 10 us apart
            clock.call_at(at, lambda at=at, i=i: called(at, i == 299))
        await over.wait()
        assert early == []

    asyncio.run(body())


@clocked
async def test_calls_of_one_moment_keep_their_order() -> None:
    clock = running()
    order: list[int] = []
    at = clock.now() + 3 * MS
    for i in range(200):
        clock.call_at(at, lambda i=i: order.append(i))
    while len(order) < 200:
        await asyncio.sleep(0.001)
    assert order == list(range(200))


@clocked
async def test_calls_come_in_the_order_of_their_times_however_they_were_made() -> None:
    clock = running()
    order: list[int] = []
    first = clock.now() + 2 * MS
    for i in (3, 0, 2, 4, 1):
        clock.call_at(first + i, lambda i=i: order.append(i))
    while len(order) < 5:
        await asyncio.sleep(0.001)
    assert order == [0, 1, 2, 3, 4]


@clocked
async def test_what_is_late_already_comes_soon_but_never_at_once() -> None:
    clock = running(1_000 * MS)
    order: list[int] = []
    for i, at in enumerate((500 * MS, 0, 999 * MS)):
        clock.call_at(at, lambda i=i: order.append(i))
    assert order == []
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert order == [0, 1, 2]


@clocked
async def test_a_call_that_asks_for_the_next_leaves_others_room() -> None:
    """A market that has fallen behind asks for its next event at once, again and again."""
    clock = running()
    calls = 0

    def again() -> None:
        nonlocal calls
        calls += 1
        clock.call_at(0, again)

    clock.call_at(0, again)
    for _ in range(10):
        await asyncio.sleep(0)
    assert 3 <= calls <= 20


@clocked
async def test_an_error_in_one_call_loses_no_other() -> None:
    heard = []
    asyncio.get_running_loop().set_exception_handler(lambda _, what: heard.append(what))
    clock = running()
    called: list[str] = []

    def fail() -> None:
        raise KeyError("bug")

    clock.call_at(0, fail)
    clock.call_at(0, lambda: called.append("next"))
    for _ in range(4):
        await asyncio.sleep(0)
    assert called == ["next"]
    assert isinstance(heard[0]["exception"], KeyError)


@clocked
async def test_a_sooner_call_does_not_wait_for_a_later_one() -> None:
    clock = running()
    called = asyncio.Event()
    clock.call_at(clock.now() + 3_600_000 * MS, lambda: None)
    clock.call_at(clock.now() + MS, called.set)
    await asyncio.wait_for(called.wait(), 1)


@clocked
async def test_calls_run_in_the_context_of_whoever_made_the_clock() -> None:
    name = contextvars.ContextVar("name", default="nobody")
    name.set("maker")
    clock = running()
    name.set("asker")
    told: list[str] = []
    clock.call_at(0, lambda: told.append(name.get()))
    clock.call_at(clock.now() + MS, lambda: told.append(name.get()))
    while len(told) < 2:
        await asyncio.sleep(0.001)
    assert told == ["maker", "maker"]
