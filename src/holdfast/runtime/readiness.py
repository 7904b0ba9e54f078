"""Readiness on a running loop: test, tell the desk what is new, ask silent venues again."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from holdfast.core.must import InvariantBroken
from holdfast.core.readiness import own_faults, unanswered
from holdfast.messages.commands import Reconcile
from holdfast.messages.control import SelfTest
from holdfast.runtime.engine import Halted
from holdfast.runtime.live import Busy, Live
from holdfast.runtime.self_test import SelfTester

# until the desk is armed it is tested as fast as quotes may come, then from time to time
UNARMED_POLL_S = 0.005
ARMED_POLL_S = 1.0
ASK_AGAIN_S = 5.0
PRINCIPAL = "clock"


class Readiness:
    """Keep a desk's blockers up to date until closed."""

    def __init__(self, live: Live, tester: SelfTester) -> None:
        self._live = live
        self._tester = tester
        self._loop = asyncio.get_running_loop()
        self._asked_at = self._loop.time()
        self._task = self._loop.create_task(self._keep())

    async def armed(self, timeout_s: float) -> bool:
        """Wait until the desk is armed; False where it is not by then, or has halted."""
        ledger, engine = self._live.desk.ledger, self._live.desk.engine
        with suppress(TimeoutError):
            async with asyncio.timeout(timeout_s):
                while not ledger.is_armed and not engine.halted:
                    await asyncio.sleep(0.001)
        return ledger.is_armed

    async def close(self) -> None:
        """Stop to test; what was told stays."""
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    async def _keep(self) -> None:
        ledger = self._live.desk.ledger
        while not self._live.desk.engine.halted:
            # a desk that is busy is tested again soon
            with suppress(Busy, Halted, InvariantBroken):
                await self._test()
            await asyncio.sleep(ARMED_POLL_S if ledger.is_armed else UNARMED_POLL_S)

    async def _test(self) -> None:
        ledger = self._live.desk.ledger
        faults = self._tester.faults()
        if unanswered(ledger):
            await self._ask_again()
        if faults.keys() | own_faults(ledger).keys() != ledger.faults.keys():
            await self._live.ask(SelfTest(faults))

    async def _ask_again(self) -> None:
        """Ask venues again that have not answered for a while: a query may be lost."""
        now = self._loop.time()
        if now - self._asked_at >= ASK_AGAIN_S:
            self._asked_at = now
            await self._live.ask(Reconcile(principal=PRINCIPAL))
