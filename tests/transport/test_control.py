"""A desk is asked over its socket, and no caller can keep it from answering the next."""

import asyncio
import os
import resource
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest

from holdfast.transport.control import (
    ControlFailed,
    ControlLimits,
    ControlServer,
    ControlTaken,
    ControlUnreachable,
    ask_control,
    serve_control,
)
from holdfast.transport.frames import framed
from tests.transport.channel import LOOPS, PATIENCE_S, Caller, Channel, echo
from tests.transport.users import CALLER_UID, effective_user, needs_root, reachable_by_all

LARGEST = bytes(range(256)) * 256


@pytest.fixture(params=LOOPS)
def channel(tmp_path: Path, request: pytest.FixtureRequest) -> Channel:
    return Channel(tmp_path / "control.sock", request.param)


async def asked(channel: Channel, request: bytes) -> bytes:
    return await asyncio.to_thread(ask_control, channel.path, request, PATIENCE_S)


def test_an_answer_comes_back_whatever_the_size(channel: Channel) -> None:
    async def body(_: ControlServer) -> None:
        for request in (b"", b"k", b"kill all", LARGEST):
            assert await asked(channel, request) == request

    channel.run(body)
    assert channel.complaints == []


def test_a_thousand_are_asked_one_after_another(channel: Channel) -> None:
    def ask_all() -> list[bytes]:
        asks = (b"ask %d" % each for each in range(1000))
        return [ask_control(channel.path, each, PATIENCE_S) for each in asks]

    async def body(_: ControlServer) -> None:
        assert await asyncio.to_thread(ask_all) == [b"ask %d" % each for each in range(1000)]

    channel.run(body)


def test_callers_at_once_are_answered_each_their_own(channel: Channel) -> None:
    async def body(_: ControlServer) -> None:
        with ThreadPoolExecutor(40) as pool:
            loop = asyncio.get_running_loop()
            requests = [b"caller %d" % each * 500 for each in range(40)]
            asks = [
                loop.run_in_executor(pool, ask_control, channel.path, each, PATIENCE_S)
                for each in requests
            ]
            assert await asyncio.gather(*asks) == requests

    channel.run(body, limits=ControlLimits(connections_max=4))


def test_no_more_are_answered_at_once_than_allowed(channel: Channel) -> None:
    busy, most = 0, 0
    full, go_on = asyncio.Event(), asyncio.Event()

    async def handler(request: bytes) -> bytes:
        nonlocal busy, most
        busy += 1
        most = max(most, busy)
        if busy == 3:
            full.set()
        await go_on.wait()
        busy -= 1
        return request

    async def body(_: ControlServer) -> None:
        asks = [asyncio.create_task(asked(channel, b"%d" % each)) for each in range(5)]
        await full.wait()
        go_on.set()
        assert sorted(await asyncio.gather(*asks)) == [b"0", b"1", b"2", b"3", b"4"]

    channel.run(body, handler, ControlLimits(connections_max=3))
    assert most == 3


def test_a_slow_answer_holds_up_no_other(channel: Channel) -> None:
    started, go_on = asyncio.Event(), asyncio.Event()

    async def handler(request: bytes) -> bytes:
        if request == b"slow":
            started.set()
            await go_on.wait()
        return request

    async def body(_: ControlServer) -> None:
        slow = asyncio.create_task(asked(channel, b"slow"))
        await started.wait()
        assert await asked(channel, b"kill") == b"kill"
        go_on.set()
        assert await slow == b"slow"

    channel.run(body, handler)


@pytest.mark.parametrize(
    "said",
    [
        b"\xff\xff\xff\xff" + b"x" * 100,
        b"\x00\x01\x00\x01",
        b"GET / HTTP/1.1\r\n\r\n",
    ],
    ids=["huge", "one_byte_over", "http"],
)
def test_an_oversize_frame_is_hung_up_on_before_it_is_read(channel: Channel, said: bytes) -> None:
    reached: list[bytes] = []

    async def handler(request: bytes) -> bytes:
        reached.append(request)
        return request

    async def body(_: ControlServer) -> None:
        with Caller(channel.path) as rude:
            rude.say(said)
            assert await asyncio.to_thread(rude.hears) == b""
        assert await asked(channel, b"kill") == b"kill"

    channel.run(body, handler)
    assert reached == [b"kill"]


@pytest.mark.parametrize("kept", [0, 2, 4, 6])
def test_half_a_frame_and_gone_is_forgotten(channel: Channel, kept: int) -> None:
    reached: list[bytes] = []

    async def handler(request: bytes) -> bytes:
        reached.append(request)
        return request

    async def body(_: ControlServer) -> None:
        for _each in range(50):
            with Caller(channel.path) as rude:
                rude.say(framed(b"kill")[:kept])
        assert await asked(channel, b"status") == b"status"

    channel.run(body, handler)
    assert reached == [b"status"]
    assert channel.complaints == []


def test_idlers_on_every_connection_are_hung_up_on_and_the_next_is_answered(
    channel: Channel,
) -> None:
    async def body(_: ControlServer) -> None:
        with ExitStack() as stack:
            idlers = [stack.enter_context(Caller(channel.path)) for _each in range(3)]
            idlers[0].say(b"\x00\x00")
            assert await asked(channel, b"kill") == b"kill"
            for each in idlers:
                # in a thread: it is this loop that hangs up on those that are left
                assert await asyncio.to_thread(each.hears) == b""

    channel.run(body, limits=ControlLimits(connections_max=3, idle_timeout_s=0.05))
    assert channel.complaints == []


def test_a_caller_that_never_takes_its_answer_holds_up_no_other(channel: Channel) -> None:
    async def body(_: ControlServer) -> None:
        with Caller(channel.path) as rude:
            rude.say(framed(LARGEST))
            assert await asked(channel, b"kill") == b"kill"

    channel.run(body, limits=ControlLimits(connections_max=1, idle_timeout_s=0.05))


def test_a_caller_that_hangs_up_does_not_undo_what_it_asked(channel: Channel) -> None:
    started, go_on, done = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def handler(request: bytes) -> bytes:
        started.set()
        await go_on.wait()
        done.set()
        return request

    async def body(_: ControlServer) -> None:
        with Caller(channel.path) as gone:
            gone.say(framed(b"kill"))
            await started.wait()
        go_on.set()
        await done.wait()

    channel.run(body, handler)
    assert channel.complaints == []


def test_a_handler_that_fails_is_reported_and_the_next_is_answered(channel: Channel) -> None:
    async def handler(request: bytes) -> bytes:
        match request:
            case b"fail":
                raise KeyError("no such scope")
            case b"cancel":
                raise asyncio.CancelledError
            case b"large":
                return bytes(65537)
            case b"slow":
                await asyncio.Event().wait()
        return request

    async def body(_: ControlServer) -> None:
        for request in (b"fail", b"cancel", b"large", b"slow"):
            with pytest.raises(ControlFailed, match="hung up after 0 bytes"):
                await asked(channel, request)
            assert await asked(channel, b"kill") == b"kill"

    channel.run(body, handler, ControlLimits(answer_timeout_s=0.05))
    assert channel.complaints[0] == "KeyError('no such scope')"
    assert "message is 65537 bytes" in channel.complaints[1]
    assert channel.complaints[2:] == ["TimeoutError()"]


def test_a_second_server_is_refused_and_the_first_goes_on(channel: Channel) -> None:
    async def body(server: ControlServer) -> None:
        with pytest.raises(ControlTaken):
            await serve_control(channel.path, echo)
        assert await asked(channel, b"kill") == b"kill"
        await server.close()
        second = await serve_control(channel.path, echo)
        assert await asked(channel, b"kill") == b"kill"
        await second.close()

    channel.run(body)


def test_a_closed_server_is_unreachable_and_closing_twice_is_harmless(channel: Channel) -> None:
    async def body(server: ControlServer) -> None:
        await server.close()
        await server.close()
        with pytest.raises(ControlUnreachable):
            await asked(channel, b"kill")

    channel.run(body)
    assert not channel.path.exists()


def test_an_answer_under_way_is_let_out_as_the_server_closes(channel: Channel) -> None:
    started, go_on = asyncio.Event(), asyncio.Event()

    async def handler(request: bytes) -> bytes:
        started.set()
        await go_on.wait()
        return request

    async def body(server: ControlServer) -> None:
        ask = asyncio.create_task(asked(channel, b"kill"))
        await started.wait()
        closing = asyncio.create_task(server.close())
        go_on.set()
        assert await ask == b"kill"
        await closing

    channel.run(body, handler, ControlLimits(closing_timeout_s=PATIENCE_S))


def test_callers_that_wait_as_the_server_closes_are_told_at_once(channel: Channel) -> None:
    started = asyncio.Event()

    async def handler(_: bytes) -> bytes:
        started.set()
        await asyncio.Event().wait()
        return b"never"

    async def body(server: ControlServer) -> None:
        answered = asyncio.create_task(asked(channel, b"kill"))
        await started.wait()
        queued = Caller(channel.path)
        await server.close()
        with pytest.raises(ControlFailed, match=r"hung up|reset by peer"):
            await answered
        with queued:
            assert queued.hears() == b""

    channel.run(body, handler, ControlLimits(connections_max=1, closing_timeout_s=0.05))
    assert channel.complaints == []


def test_an_idle_caller_does_not_hold_up_the_closing(channel: Channel) -> None:
    async def body(server: ControlServer) -> None:
        with Caller(channel.path) as idle:
            assert await asked(channel, b"kill") == b"kill"
            await server.close()
            assert idle.hears() == b""

    channel.run(body, limits=ControlLimits(closing_timeout_s=10 * PATIENCE_S))


def test_a_handler_may_close_its_own_server_and_still_answer(channel: Channel) -> None:
    server: ControlServer | None = None

    async def handler(request: bytes) -> bytes:
        if server is not None:
            await server.close()
        return request

    async def body(served: ControlServer) -> None:
        nonlocal server
        server = served
        assert await asked(channel, b"stop") == b"stop"

    channel.run(body, handler)


def test_a_deep_path_is_served_and_asked(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 200)
    deep.mkdir()
    channel = Channel(deep / "control.sock")

    async def body(_: ControlServer) -> None:
        assert await asked(channel, b"kill") == b"kill"

    channel.run(body)


def without_free_descriptors(work: Callable[[], bytes]) -> bytes:
    """Do the work while this process can open nothing."""
    with open(os.devnull) as probe:
        lowest = probe.fileno()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (lowest, hard))
    try:
        with pytest.raises(OSError, match="Too many open files"):
            os.open(os.devnull, os.O_RDONLY)
        return work()
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_a_desk_out_of_descriptors_still_answers(channel: Channel) -> None:
    serving, leave = threading.Event(), threading.Event()

    async def body(_: ControlServer) -> None:
        serving.set()
        await asyncio.to_thread(leave.wait)

    def all_asked() -> bytes:
        for each in callers:
            each.connect(channel.path)
            each.say(framed(b"kill"))
        return b"".join(each.hears() for each in callers)

    desk = threading.Thread(target=channel.run, args=(body,))
    desk.start()
    assert serving.wait(PATIENCE_S)
    callers = [Caller() for _ in range(3)]
    try:
        assert without_free_descriptors(all_asked) == framed(b"kill") * 3
    finally:
        leave.set()
        desk.join()
        for each in callers:
            each.socket.close()


@needs_root
def test_another_user_is_hung_up_on_and_root_is_not(channel: Channel) -> None:
    async def body(_: ControlServer) -> None:
        with reachable_by_all(channel.path) as everywhere:
            with effective_user(CALLER_UID):
                stranger = Caller(Path(everywhere))
            with stranger:
                stranger.say(framed(b"kill"))
                assert await asyncio.to_thread(stranger.hears) == b""
        assert await asked(channel, b"status") == b"status"

    reached: list[bytes] = []

    async def handler(request: bytes) -> bytes:
        reached.append(request)
        return request

    channel.run(body, handler)
    assert reached == [b"status"]
