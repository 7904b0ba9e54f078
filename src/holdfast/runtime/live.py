"""The desk on an asyncio loop: inputs are decided while the batch before them is being written."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from contextvars import copy_context

import msgspec

from holdfast.core.must import InvariantBroken
from holdfast.journal import JournalError
from holdfast.messages import commands as c
from holdfast.runtime.answers import Answer
from holdfast.runtime.desk import BATCH_ENTRIES_MAX, Desk
from holdfast.runtime.engine import Halted, Sealed

WAITING_MAX = 10_000


class Busy(Exception):
    """Too many commands wait; nothing was taken, so the caller may ask again."""


class _Asked(msgspec.Struct, gc=False):
    command: c.Command
    told: asyncio.Future[Answer]


class Live:
    """One desk's loop. Everything runs on the loop's thread but the write itself.

    A command is answered when the batch that holds it is durable, and what it sends leaves
    then. While that batch is written the next one is decided; its effects wait in turn.
    """

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.on_halt: Callable[[str], None] | None = None
        self._urgent: deque[_Asked] = deque()
        self._asked: deque[_Asked] = deque()
        self._told: list[tuple[asyncio.Future[Answer], Answer]] = []
        self._turn_due = False
        self._is_closed = False
        self._writing = False
        self._idle = asyncio.Event()
        self._idle.set()
        self._loop = asyncio.get_running_loop()
        # decimals are exact in this context, and a caller's task may have another
        self._context = copy_context()
        self._writer = ThreadPoolExecutor(1, "journal")
        desk.on_inbox = self._kick

    @property
    def waiting(self) -> int:
        """How many commands wait for their turn."""
        return len(self._asked)

    async def ask(self, command: c.Command) -> Answer:
        """Take a command and answer when it is durable.

        Raises Busy when too many wait and Halted when the desk has stopped; after Halted the
        outcome of a command that was under way is known only from the journal.
        """
        if self._is_closed:
            raise Halted("the desk is closed")
        if self.desk.engine.halted:
            raise Halted(self.desk.engine.halted)
        if len(self._asked) >= WAITING_MAX:
            raise Busy(f"{WAITING_MAX} commands wait")
        told: asyncio.Future[Answer] = self._loop.create_future()
        self._asked.append(_Asked(command, told))
        self._kick()
        return await told

    async def ask_first(self, command: c.Command) -> Answer:
        """Take a command before everything that waits, reports too: a kill is in a hurry."""
        if self._is_closed:
            raise Halted("the desk is closed")
        if self.desk.engine.halted:
            raise Halted(self.desk.engine.halted)
        told: asyncio.Future[Answer] = self._loop.create_future()
        self._urgent.append(_Asked(command, told))
        self._kick()
        return await told

    async def settled(self) -> None:
        """Return when nothing is left to do: under a steady flow that may be never."""
        await self._idle.wait()

    async def durable(self) -> None:
        """Return when all that was taken until now is durable, so that what was read may be told.

        What is taken afterwards does not hold it up. Raises Halted where it never will be.
        """
        if self._idle.is_set() or self.desk.engine.halted:
            return
        told: asyncio.Future[Answer] = self._loop.create_future()
        self._told.append((told, Answer()))
        self._kick()
        await told

    async def close(self, *, with_snapshot: bool = False) -> None:
        """Finish what was asked, write it, and close venues and journal.

        With a snapshot the next start need not read the journal; one that fails is no loss.
        """
        while self._has_work:
            if self.desk.engine.halted:
                break
            self._kick()
            await asyncio.sleep(0)
            await self._idle.wait()
        self.desk.on_inbox = None
        self._writer.shutdown(wait=True)
        if with_snapshot and not self.desk.engine.halted:
            with suppress(JournalError):
                self.desk.snapshot()
        self.desk.close()
        self._is_closed = True

    @property
    def _has_work(self) -> bool:
        waits = self._urgent or self._asked or self.desk.inbox
        return bool(waits) or self._writing or self.desk.engine.pending > 0

    def _kick(self) -> None:
        if not self._turn_due:
            self._turn_due = True
            self._idle.clear()
            self._loop.call_soon(self._turn, context=self._context)

    def _turn(self) -> None:
        self._turn_due = False
        if self.desk.engine.halted:
            self._stop(Halted(self.desk.engine.halted))
            return
        try:
            self._take()
        except Exception as error:
            self._fail(error)
            return
        if not self._writing:
            self._write()

    def _take(self) -> None:
        """Take reports before commands: what the venue says is already true."""
        engine, inbox = self.desk.engine, self.desk.inbox
        self._take_from(self._urgent, len(self._urgent))
        room = BATCH_ENTRIES_MAX - engine.pending
        while room > 0 and inbox:
            engine.take(inbox.popleft())
            room -= 1
        self._take_from(self._asked, room)
        self.desk.tidy()

    def _take_from(self, line: deque[_Asked], room: int) -> None:
        while room > 0 and line:
            # it stays in line until it is taken, so that a desk that halts can tell its caller
            asked = line[0]
            told = self.desk.take(asked.command)
            line.popleft()
            self._told.append((asked.told, told))
            room -= 1

    def _write(self) -> None:
        sealed = self.desk.engine.seal()
        told, self._told = self._told, []
        if sealed is None:
            # nothing new happened, so what is being told is durable already
            _tell(told)
            self._rest()
            return
        self._writing = True
        written = self._loop.run_in_executor(self._writer, self.desk.journal.append, sealed.batch)
        written.add_done_callback(
            lambda done: self._written(done, sealed, told), context=self._context
        )

    def _written(
        self,
        done: asyncio.Future[None],
        sealed: Sealed,
        told: list[tuple[asyncio.Future[Answer], Answer]],
    ) -> None:
        self._writing = False
        error = done.exception()
        if error is not None:
            self.desk.engine.halt(f"journal: {error}")
            self._told = told + self._told
            self._stop(Halted(self.desk.engine.halted))
            return
        try:
            self.desk.engine.release(sealed)
        except Exception as bug:
            self._told = told + self._told
            self._fail(bug)
            return
        _tell(told)
        waits = self._asked or self._urgent or self._told
        if waits or self.desk.engine.pending or self.desk.inbox:
            self._kick()
        else:
            self._rest()

    def _rest(self) -> None:
        if not (self.desk.inbox or self._asked or self._urgent or self._turn_due):
            self._idle.set()
        elif not self._turn_due:
            self._kick()

    def _fail(self, error: Exception) -> None:
        """Halt: the ledger may hold half of what an input did, so nothing may follow it."""
        if isinstance(error, InvariantBroken | Halted):
            self.desk.engine.halt(str(error))
            self._stop(error)
            return
        self.desk.engine.halt(f"{type(error).__name__}: {error}")
        self._stop(InvariantBroken(self.desk.engine.halted))
        raise error

    def _stop(self, why: Exception) -> None:
        waiting = [asked.told for asked in (*self._urgent, *self._asked)]
        for future in waiting + [told for told, _ in self._told]:
            if not future.done():
                future.set_exception(why)
        self._urgent.clear()
        self._asked.clear()
        self._told.clear()
        self._idle.set()
        if self.on_halt is not None:
            # once: reports that still come in bring every turn here
            tell, self.on_halt = self.on_halt, None
            tell(self.desk.engine.halted)


def _tell(told: list[tuple[asyncio.Future[Answer], Answer]]) -> None:
    for future, what in told:
        if not future.done():
            future.set_result(what)
