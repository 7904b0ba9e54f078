"""A stream is greeted anew each time it comes up, and says why it went down."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from random import Random

from websockets.asyncio.server import ServerConnection, serve

from holdfast.transport.stream import Frame, Hear, Line, Stream, StreamRefused, StreamRules

QUICK = StreamRules(first_wait_s=0.01, wait_max_s=0.05, greet_s=1)
Serve = Callable[[ServerConnection], Awaitable[None]]


class Heard:
    """What a stream told, in order; `until` waits for the nth."""

    def __init__(self) -> None:
        self.all: list[Frame] = []
        self.came = asyncio.Event()

    def hear(self, frame: Frame) -> None:
        self.all.append(frame)
        self.came.set()

    async def until(self, count: int) -> list[Frame]:
        async with asyncio.timeout(5):
            while len(self.all) < count:
                self.came.clear()
                await self.came.wait()
        return self.all[:count]


async def greet(line: Line) -> None:
    await line.say("hello")
    if await line.answer() != "welcome":
        raise StreamRefused("not welcome")


@asynccontextmanager
async def streaming(
    handler: Serve, heard: Heard, hear: Hear | None = None, rules: StreamRules = QUICK
) -> AsyncIterator[Stream]:
    async with serve(handler, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        stream = Stream(
            f"ws://127.0.0.1:{port}",
            greet,
            hear or heard.hear,
            lambda: heard.hear("up"),
            lambda why: heard.hear(f"down: {why}"),
            rng=Random(7),
            rules=rules,
        )
        stream.open()
        try:
            yield stream
        finally:
            await stream.close()


def test_it_comes_back_and_is_greeted_again() -> None:
    async def tells_one_thing(socket: ServerConnection) -> None:
        assert await socket.recv() == "hello"
        await socket.send("welcome")
        await socket.send("news")

    async def play() -> None:
        heard = Heard()
        async with streaming(tells_one_thing, heard):
            told = await heard.until(6)
        assert [told[0], told[1], told[3], told[4]] == ["up", "news", "up", "news"]
        assert str(told[2]).startswith("down: closed")

    asyncio.run(play())


def test_one_that_will_not_have_us_never_comes_up() -> None:
    async def sends_away(socket: ServerConnection) -> None:
        await socket.recv()
        await socket.send("go away")

    async def play() -> None:
        heard = Heard()
        async with streaming(sends_away, heard) as stream:
            assert await heard.until(2) == ["down: not welcome"] * 2
            assert not stream.is_up
            assert not await stream.say("anybody?")

    asyncio.run(play())


def test_what_is_said_arrives_and_a_renewed_stream_is_greeted() -> None:
    async def echoes(socket: ServerConnection) -> None:
        await socket.recv()
        await socket.send("welcome")
        async for frame in socket:
            await socket.send(frame)

    async def play() -> None:
        heard = Heard()
        async with streaming(echoes, heard) as stream:
            await heard.until(1)
            assert await stream.say(b"\x01")
            assert await heard.until(2) == ["up", b"\x01"]
            await stream.renew()
            assert (await heard.until(4))[3] == "up"

    asyncio.run(play())


def test_nobody_there_is_told_and_tried_again() -> None:
    async def play() -> None:
        heard = Heard()
        stream = Stream(
            "ws://127.0.0.1:9",
            greet,
            heard.hear,
            lambda: heard.hear("up"),
            heard.hear,
            rng=Random(7),
            rules=QUICK,
        )
        stream.open()
        told = await heard.until(2)
        await stream.close()
        assert all("refused" in str(each) or "failed" in str(each) for each in told)

    asyncio.run(play())


def test_a_greeting_without_an_answer_is_given_up() -> None:
    async def says_nothing(socket: ServerConnection) -> None:
        await socket.wait_closed()

    async def play() -> None:
        heard = Heard()
        rules = StreamRules(first_wait_s=0.01, greet_s=0.05)
        async with streaming(says_nothing, heard, rules=rules):
            assert await heard.until(1) == ["down: no answer in time"]

    asyncio.run(play())


def test_a_hearer_that_raises_is_told_of() -> None:
    async def tells(socket: ServerConnection) -> None:
        await socket.recv()
        await socket.send("welcome")
        await socket.send("news")
        await socket.wait_closed()

    async def play() -> None:
        heard = Heard()
        asyncio.get_running_loop().set_exception_handler(
            lambda loop, told: heard.hear(f"bug: {told['exception']}")
        )

        def raises(frame: Frame) -> None:
            raise RuntimeError(str(frame))

        async with streaming(tells, heard, raises):
            assert await heard.until(2) == ["up", "bug: news"]

    asyncio.run(play())
