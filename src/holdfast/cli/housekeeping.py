"""What a running desk needs from time to time: reconciling, snapshots, tables for people with SQL.

Nothing here may hold up the desk's own loop for long, and nothing here may stop the desk: what
fails is logged and tried again.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress

import structlog

from holdfast.core.ledger import freeze
from holdfast.core.must import InvariantBroken
from holdfast.journal import Durability, Journal, JournalError
from holdfast.journal.projections import Projector
from holdfast.main.place import Wired
from holdfast.messages.commands import Reconcile
from holdfast.model.numbers import use_exact_context
from holdfast.runtime.desk import Desk
from holdfast.runtime.engine import Halted
from holdfast.runtime.live import Busy, Live
from holdfast.views.differences import DifferenceFilter, differences

SNAPSHOT_POLL_S = 1.0
SPACE_POLL_S = 1.0
DIFFERENCES_POLL_S = 1.0
DURABLE_POLL_S = 0.005
DURABLE_WAIT_S = 30
PROJECTION_IDLE_S = 0.5
# a tenth of the time at most, since a step on its thread holds the interpreter from the desk
PROJECTION_REST = 9
FINAL_WAIT_S = 10
PRINCIPAL = "clock"

log = structlog.get_logger("holdfast.housekeeping")


@asynccontextmanager
async def housekeeping(wired: Wired, live: Live) -> AsyncIterator[None]:
    """Keep house until the block ends, then take a last snapshot and finish the tables."""
    settings = wired.settings.desk
    pool = ThreadPoolExecutor(1, "housekeeping", initializer=use_exact_context)
    snapshots = _Snapshots(wired.desk, settings.snapshot_every_entries, pool)
    works = [
        _repeat(settings.reconcile_every_s, lambda: _reconcile(live)),
        _repeat(DIFFERENCES_POLL_S, _Differences(live).tell),
    ]
    projections = _Projections(wired, pool) if settings.journal else None
    if settings.journal:
        works.append(_repeat(SNAPSHOT_POLL_S, snapshots.take_if_due))
        works.append(_repeat(SPACE_POLL_S, lambda: _regain_space(wired.desk.journal, pool)))
    if projections is not None:
        works.append(projections.run())
    tasks = [asyncio.create_task(work) for work in works]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if settings.journal and not wired.desk.engine.halted:
            with suppress(TimeoutError):
                async with asyncio.timeout(FINAL_WAIT_S):
                    await _carefully("snapshot", snapshots.take)
        if projections is not None:
            await projections.finish()
        pool.shutdown(wait=True)


async def _repeat(every_s: float, work: Callable[[], Awaitable[None]]) -> None:
    while True:
        await asyncio.sleep(every_s)
        await _carefully("housekeeping", work)


async def _carefully(name: str, work: Callable[[], Awaitable[None]]) -> None:
    try:
        await work()
    except (Busy, Halted, InvariantBroken, JournalError) as error:
        log.warning(f"{name} was not done", reason=str(error))


async def _reconcile(live: Live) -> None:
    """Ask the venues for every account; what differs becomes a discrepancy."""
    await live.ask(Reconcile(principal=PRINCIPAL))


class _Differences:
    """Log what differs as it is found, though the inbox is where it waits."""

    def __init__(self, live: Live) -> None:
        self._ledger = live.desk.ledger
        self._told = self._ledger.reconciled.inbox.made

    async def tell(self) -> None:
        inbox = self._ledger.reconciled.inbox
        if inbox.made == self._told:
            return
        for row in differences(self._ledger, DifferenceFilter(), self._told):
            log.error(
                "discrepancy",
                id=row.id,
                kind=row.kind,
                subject=row.subject,
                detail=row.detail,
                evidence=row.evidence,
                state=row.state,
            )
        self._told = inbox.made


async def _regain_space(journal: Journal, pool: ThreadPoolExecutor) -> None:
    """Set the reserve aside again once somebody has made room, so that orders are taken again."""
    if not journal.is_space_low:
        return
    loop = asyncio.get_running_loop()
    if await loop.run_in_executor(pool, journal.regain_reserve):
        log.info("the disk has room again: the journal's reserve is held")


class _Snapshots:
    """Snapshots that wait for their own durability and never for a quiet moment."""

    def __init__(self, desk: Desk, every_entries: int, pool: ThreadPoolExecutor) -> None:
        self._desk = desk
        self._every = every_entries
        self._pool = pool
        self._last_seq = desk.ledger.seq

    async def take_if_due(self) -> None:
        if self._desk.ledger.seq - self._last_seq >= self._every:
            await self.take()

    async def take(self) -> None:
        """Freeze the ledger now, and keep it once the journal has everything that is in it."""
        desk = self._desk
        seq, state = desk.ledger.seq, freeze(desk.ledger)
        async with asyncio.timeout(DURABLE_WAIT_S):
            while desk.journal.head().seq < seq:
                await asyncio.sleep(DURABLE_POLL_S)
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._pool, desk.journal.save_snapshot, seq, state)
        self._last_seq = seq
        log.info("snapshot", seq=seq, bytes=len(state))


class _Projections:
    """The tables for people with SQL, filled behind the desk on another thread."""

    def __init__(self, wired: Wired, pool: ThreadPoolExecutor) -> None:
        settings = wired.settings.desk
        self._ledger = wired.desk.ledger
        self._pool = pool
        # The tables can be made again from the journal, so no append waits for their fsync.
        self._projector = Projector(settings.journal, Durability.OS)

    async def run(self) -> None:
        """Step for ever, and rest for longer than each step took: orders come first."""
        loop = asyncio.get_running_loop()
        while True:
            began = loop.time()
            try:
                done = await loop.run_in_executor(self._pool, self._projector.step, self._ledger)
            except JournalError as error:
                log.warning("the tables were not filled", reason=str(error))
                done = 0
            rest_s = PROJECTION_REST * (loop.time() - began)
            await asyncio.sleep(rest_s if done else PROJECTION_IDLE_S)

    async def finish(self) -> None:
        """Fill in what is missing, as far as the time allows, and let go."""
        loop = asyncio.get_running_loop()
        with suppress(TimeoutError, JournalError):
            async with asyncio.timeout(FINAL_WAIT_S):
                while await loop.run_in_executor(self._pool, self._projector.step, self._ledger):
                    pass
        with suppress(JournalError):
            await loop.run_in_executor(self._pool, self._projector.close)
