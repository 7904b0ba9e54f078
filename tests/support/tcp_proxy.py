"""A network between a client and a server on this machine, as bad as a script says.

It moves bytes and knows no protocol, so REST clients, venue adapters and FIX sessions can all be
put behind it. What a connection suffers is its `Ordeal`: one `Leg` for what the client sends and
one for what the server answers. The ordeal of each connection, by its number from 0, comes from
a function, so a test writes it down or draws it from a seed:

    with TcpProxy(("127.0.0.1", port), lambda number: AFTER_SEND if number == 0 else CLEAN) as net:
        client = httpx.Client(base_url=net.url)

Only loopback is listened on. Closing the proxy cuts every connection.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from random import Random
from threading import Event, Thread
from types import TracebackType
from typing import NamedTuple, Self

READ_BYTES = 65_536
START_WAIT_S = 10


class Leg(NamedTuple):
    """What happens to the bytes of one direction, in the order of the fields.

    `garbled_at` are places whose highest bit is turned over. `cut_at` cuts the connection, both
    ways, once so many bytes have passed: 0 at the first byte. `is_lost` swallows all bytes and
    leaves the connection open, as a partition does. `chunk_bytes` and `delay_s` make it slow:
    so many bytes at a time, each after so long. `is_repeated` passes on what it reads twice.
    """

    garbled_at: tuple[int, ...] = ()
    cut_at: int | None = None
    is_lost: bool = False
    chunk_bytes: int = READ_BYTES
    delay_s: float = 0.0
    is_repeated: bool = False


class Ordeal(NamedTuple):
    """What one connection suffers, to the server (`up`) and back (`down`)."""

    up: Leg = Leg()
    down: Leg = Leg()
    is_refused: bool = False  # closed as soon as it is open, before anything was sent


CLEAN = Ordeal()
BEFORE_SEND = Ordeal(is_refused=True)
AFTER_SEND = Ordeal(down=Leg(cut_at=0))
DEAF = Ordeal(down=Leg(is_lost=True))
MUTE = Ordeal(up=Leg(is_lost=True))
TWICE = Ordeal(up=Leg(is_repeated=True))

Script = Callable[[int], Ordeal]


def drawn(rng: Random, size_max: int = 400) -> Ordeal:
    """Draw one fault of every kind there is; positions lie within the first `size_max` bytes."""
    at = rng.randrange(size_max)
    slow = Leg(chunk_bytes=rng.randint(1, 64), delay_s=0.0005)
    return rng.choice(
        (
            CLEAN,
            BEFORE_SEND,
            AFTER_SEND,
            DEAF,
            MUTE,
            TWICE,
            Ordeal(up=Leg(cut_at=at)),
            Ordeal(down=Leg(cut_at=at)),
            Ordeal(up=Leg(garbled_at=(at,))),
            Ordeal(down=Leg(garbled_at=(at,))),
            Ordeal(up=slow),
            Ordeal(down=slow),
            Ordeal(down=Leg(delay_s=rng.random() / 10)),
        )
    )


class TcpProxy:
    """Listen on a port of its own and pass connections on, each through its ordeal."""

    def __init__(self, server: tuple[str, int], script: Script) -> None:
        self.connections = 0
        self.port = 0
        self._server = server
        self._script = script
        self._open: set[asyncio.StreamWriter] = set()
        self._carried: set[asyncio.Task[None]] = set()
        self._loop = asyncio.new_event_loop()
        self._done = asyncio.Event()
        self._listening = Event()
        self._thread = Thread(target=self._run, name="tcp proxy", daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._listening.wait(START_WAIT_S), "the proxy does not listen"
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._loop.call_soon_threadsafe(self._done.set)
        self._thread.join(START_WAIT_S)

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._listen())

    async def _listen(self) -> None:
        listener = await asyncio.start_server(self._pass_on, "127.0.0.1", 0)
        self.port = listener.sockets[0].getsockname()[1]
        self._listening.set()
        await self._done.wait()
        listener.close()
        for each in [*self._open]:
            each.transport.abort()
        # each ends by itself once its sockets are gone; cancelled, it would be an error to asyncio
        await asyncio.gather(*self._carried)

    async def _pass_on(self, client_in: asyncio.StreamReader, client: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._carried.add(task)
        task.add_done_callback(self._carried.discard)
        ordeal = self._script(self.connections)
        self.connections += 1
        self._open.add(client)
        server: asyncio.StreamWriter | None = None
        try:
            if ordeal.is_refused:
                return
            server_in, server = await asyncio.open_connection(*self._server)
            self._open.add(server)
            up = asyncio.create_task(_carry(client_in, server, ordeal.up))
            down = asyncio.create_task(_carry(server_in, client, ordeal.down))
            # whichever side ends or is cut ends both
            _, late = await asyncio.wait((up, down), return_when=asyncio.FIRST_COMPLETED)
            for task in late:
                task.cancel()
            await asyncio.gather(up, down, return_exceptions=True)
        except OSError:
            return
        finally:
            for writer in filter(None, (client, server)):
                self._open.discard(writer)
                writer.transport.abort()


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, leg: Leg) -> None:
    """Move the bytes of one direction until they end or are cut."""
    passed = 0
    with suppress(OSError):
        while piece := await reader.read(leg.chunk_bytes):
            piece = _garbled(piece, passed, leg.garbled_at)
            is_cut = leg.cut_at is not None and passed + len(piece) > leg.cut_at
            if is_cut:
                piece = piece[: (leg.cut_at or 0) - passed]
            passed += len(piece)
            if leg.delay_s:
                await asyncio.sleep(leg.delay_s)
            if not leg.is_lost:
                writer.write(piece * (2 if leg.is_repeated else 1))
                await writer.drain()
            if is_cut:
                return


def _garbled(piece: bytes, passed: int, places: tuple[int, ...]) -> bytes:
    """Turn over the highest bit of the bytes at these places of the whole stream."""
    changed = bytearray(piece)
    for place in places:
        if passed <= place < passed + len(piece):
            changed[place - passed] ^= 0x80
    return bytes(changed)
