"""One stream: what it says of itself is kept, and no frame brings it down."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from random import Random
from typing import Any

import msgspec
import pytest
from websockets.asyncio.server import ServerConnection, serve

from holdfast.market.alpaca.channel import KINDS_MAX, Channel, ChannelRules, Counts
from holdfast.market.alpaca.source import AlpacaSource
from holdfast.market.alpaca.symbols import Family
from holdfast.model.quote import Bar, Quote, Trade
from holdfast.transport.stream import StreamRules
from tests.market.alpaca.hearing import until
from tests.market.alpaca.stream_frames import BAR, QUOTE, TRADE, Message, frame

QUICK = StreamRules(first_wait_s=0.01, wait_max_s=0.05, greet_s=1)
NAMES = {"AMD": "CHIPS"}
CONNECTED = {"T": "success", "msg": "connected"}
AUTHENTICATED = {"T": "success", "msg": "authenticated"}
SUBSCRIBED = {"T": "subscription", "trades": ["AMD"], "quotes": ["AMD"], "bars": []}
Serve = Callable[[ServerConnection], Awaitable[None]]


class Heard:
    """What a channel told, in order."""

    def __init__(self) -> None:
        self.told: list[Quote | Trade | Bar | str] = []

    def up(self) -> None:
        self.told.append("up")

    def down(self, why: str) -> None:
        self.told.append(why)


def answering(asked: list[Any], *after: bytes, subscribed: Message = SUBSCRIBED) -> Serve:
    """Let a client in, remember what it asked, and send these frames."""

    async def handler(socket: ServerConnection) -> None:
        await socket.send(frame(CONNECTED))
        for answer in (AUTHENTICATED, subscribed):
            asked.append(json.loads(await socket.recv()))
            await socket.send(frame(answer))
        for each in after:
            await socket.send(each)
        async for more in socket:
            asked.append(json.loads(more))

    return handler


@asynccontextmanager
async def channel_to(
    handler: Serve, *, is_packed: bool = False, with_bars: bool = False
) -> AsyncIterator[tuple[Channel, Heard]]:
    async with serve(handler, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        heard = Heard()
        channel = Channel(
            AlpacaSource(f"ws://127.0.0.1:{port}/v2/iex", "K", "S"),
            *(Family.STOCKS, NAMES, heard.told.append, heard.up, heard.down),
            rng=Random(7),
            rules=ChannelRules(QUICK, is_packed, with_bars),
        )
        channel.open()
        try:
            yield channel, heard
        finally:
            await channel.close()


def test_it_introduces_itself_and_asks_for_what_is_wanted() -> None:
    async def play() -> None:
        asked: list[Any] = []
        async with channel_to(answering(asked), with_bars=True) as (_, heard):
            await until(lambda: "up" in heard.told)
        auth, subscribe = asked
        assert auth == {"action": "auth", "key": "K", "secret": "S"}
        wanted = {"action": "subscribe", "trades": ["AMD"], "quotes": ["AMD"], "bars": ["AMD"]}
        assert subscribe == wanted

    asyncio.run(play())


def test_messagepack_is_asked_for_by_a_header_and_spoken() -> None:
    async def play() -> None:
        said: list[Any] = []

        async def packed(socket: ServerConnection) -> None:
            assert socket.request is not None
            said.append(socket.request.headers["Content-Type"])
            await socket.send(msgspec.msgpack.encode([CONNECTED]))
            said.append(msgspec.msgpack.decode(await _bytes(socket)))
            await socket.send(msgspec.msgpack.encode([AUTHENTICATED]))
            said.append(msgspec.msgpack.decode(await _bytes(socket)))
            await socket.send(msgspec.msgpack.encode([SUBSCRIBED]))
            await socket.wait_closed()

        async with channel_to(packed, is_packed=True) as (_, heard):
            await until(lambda: "up" in heard.told)
        assert said[0] == "application/msgpack"
        assert [each["action"] for each in said[1:]] == ["auth", "subscribe"]

    asyncio.run(play())


async def _bytes(socket: ServerConnection) -> bytes:
    frame = await socket.recv()
    assert isinstance(frame, bytes)
    return frame


def test_what_comes_before_the_subscription_is_confirmed_is_heard() -> None:
    async def play() -> None:
        async def eager(socket: ServerConnection) -> None:
            await socket.send(frame(CONNECTED))
            await socket.recv()
            await socket.send(frame(AUTHENTICATED))
            await socket.recv()
            await socket.send(frame(QUOTE))
            await socket.send(frame(SUBSCRIBED, TRADE))
            await socket.wait_closed()

        async with channel_to(eager) as (_, heard):
            await until(lambda: len(heard.told) >= 3)
        assert [type(each) for each in heard.told[:3]] == [Quote, Trade, str]

    asyncio.run(play())


def test_garbage_is_counted_and_the_stream_goes_on() -> None:
    async def play() -> None:
        odd = frame({"T": "q"}, {"T": "n", "headline": "x"}, {**BAR, "T": "d"}, TRADE)
        handler = answering([], b"\xff\x00", b"", b"not json", odd)
        async with channel_to(handler) as (channel, heard):
            await until(lambda: len(heard.told) >= 2)
            assert isinstance(heard.told[1], Trade)
            assert channel.counts.malformed == 4
            assert channel.counts.why_malformed
            assert channel.counts.ignored == {"n": 1, "revised": 1}
            assert channel.is_up

    asyncio.run(play())


@pytest.mark.parametrize(
    ("frames", "subscribed", "complaint"),
    [
        ((frame({"T": "error", "code": 407, "msg": "slow client"}),), SUBSCRIBED, "407: slow"),
        ((), {**SUBSCRIBED, "quotes": []}, "not subscribed: AMD"),
    ],
)
def test_what_is_wrong_is_kept(
    frames: tuple[bytes, ...], subscribed: Message, complaint: str
) -> None:
    async def play() -> None:
        handler = answering([], *frames, subscribed=subscribed)
        async with channel_to(handler) as (channel, _):
            await until(lambda: complaint in channel.complaint)

    asyncio.run(play())


def test_what_is_wanted_while_it_is_greeted_is_asked_for_when_it_is_up() -> None:
    async def play() -> None:
        asked: list[Any] = []
        greeting = asyncio.Event()

        async def slow(socket: ServerConnection) -> None:
            await socket.send(frame(CONNECTED))
            asked.append(json.loads(await socket.recv()))
            await socket.send(frame(AUTHENTICATED))
            asked.append(json.loads(await socket.recv()))
            await greeting.wait()
            await socket.send(frame(SUBSCRIBED))
            asked.append(json.loads(await socket.recv()))
            await socket.wait_closed()

        async with channel_to(slow) as (channel, _):
            await until(lambda: len(asked) == 2)
            channel.want({"AMD": "CHIPS", "IBM": "BLUE"})
            greeting.set()
            await until(lambda: len(asked) == 3)
        assert asked[2]["quotes"] == ["IBM"]

    asyncio.run(play())


def test_one_that_never_greets_is_tried_again() -> None:
    async def play() -> None:
        came: list[int] = []

        async def mute(socket: ServerConnection) -> None:
            came.append(1)
            await socket.send(
                frame({"T": "error", "code": 406, "msg": "connection limit exceeded"})
            )
            await socket.wait_closed()

        async with channel_to(mute) as (channel, heard):
            await until(lambda: len(came) >= 3)
            assert heard.told[0] == "the stream says 406: connection limit exceeded"
            assert not channel.is_up

    asyncio.run(play())


def test_kinds_without_end_are_counted_together() -> None:
    counts = Counts()
    for number in range(KINDS_MAX + 10):
        counts.ignore(f"kind {number}")
    assert len(counts.ignored) == KINDS_MAX + 1
    assert counts.ignored["other"] == 10
