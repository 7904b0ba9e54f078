"""A journal in memory whose writes wait until a test lets them through, or fail when told to."""

import threading

from holdfast.journal import Batch
from holdfast.journal.errors import JournalError
from holdfast.journal.memory import MemoryJournal

WAIT_MAX_S = 5


class HeldJournal(MemoryJournal):
    """Holds every append between `hold` and `let_through`, on the writer's own thread."""

    def __init__(self) -> None:
        super().__init__(epoch="E")
        self.appended = 0
        self.error: Exception | None = None
        self._open = threading.Semaphore(0)
        self._held = False

    def hold(self) -> None:
        self._held = True

    def let_through(self, batches: int = 1) -> None:
        self._open.release(batches)

    def fail(self, error: Exception | None = None) -> None:
        self.error = error or JournalError("the disk is gone")

    def append(self, batch: Batch) -> None:
        if self._held and not self._open.acquire(timeout=WAIT_MAX_S):
            raise JournalError("the test never let this batch through")
        if self.error is not None:
            raise self.error
        super().append(batch)
        self.appended += 1
