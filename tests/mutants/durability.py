"""Bugs of memory: what is written, when, and what is made of it after a crash."""

from __future__ import annotations

from pytest import MonkeyPatch

from holdfast.core.ledger import Ledger
from holdfast.journal import Durability, JournalError, database, sqlite
from holdfast.journal.sqlite import SqliteJournal
from holdfast.messages import rulings as g
from holdfast.model.trading import KILL
from holdfast.recovery import replay
from holdfast.runtime import desk as desks
from holdfast.runtime.engine import Engine
from holdfast.simulation.watched_journal import WatchedJournal
from holdfast.transport.lock import FileLock
from tests.mutants.planted import Plant


def sync_is_skipped(patch: MonkeyPatch) -> None:
    """A commit returns before it is on the disk."""
    patch.setitem(sqlite._SYNCHRONOUS, Durability.FSYNC, "OFF")


def sends_before_it_writes(patch: MonkeyPatch) -> None:
    """What is decided leaves first and is written afterwards."""

    def commit(self: Engine) -> None:
        sealed = self.seal()
        if sealed is not None:
            self.release(sealed)
            self.journal.append(sealed.batch)

    patch.setattr(Engine, "commit", commit)


def goes_on_after_a_failed_sync(patch: MonkeyPatch) -> None:
    """An error of the disk is tried once more, and what then works is believed."""
    append = WatchedJournal.append

    def again(self, batch) -> None:
        try:
            append(self, batch)
        except JournalError:
            for line in batch.entries:
                self._on_durable(sqlite_decode(line))

    from holdfast.journal.entry import decode as sqlite_decode

    patch.setattr(WatchedJournal, "append", again)


def forgets_kills(patch: MonkeyPatch) -> None:
    """The kill switch is a flag in memory."""
    rebuild = replay.rebuild

    def without(journal) -> Ledger:
        ledger = rebuild(journal)
        ledger.kills.clear()
        for scope in (*(a.scope for a in ledger.accounts.values()), *ledger.scopes.values()):
            scope.stops.pop(KILL, None)
        return ledger

    patch.setattr(desks, "rebuild", without)


def snapshot_is_ahead(patch: MonkeyPatch) -> None:
    """A snapshot says that it is older than it is, so that its last input is applied again."""
    freeze = desks.freeze

    def older(ledger: Ledger) -> bytes:
        ledger.seq -= 1
        frozen = freeze(ledger)
        ledger.seq += 1
        return frozen

    patch.setattr(desks, "freeze", older)


def snapshot_lacks_client_ids(patch: MonkeyPatch) -> None:
    """What a snapshot leaves out is gone after the next start."""
    freeze = desks.freeze

    def lossy(ledger: Ledger) -> bytes:
        kept = [dict(state.client_ids) for state in ledger.accounts.values()]
        for state in ledger.accounts.values():
            state.client_ids.clear()
        frozen = freeze(ledger)
        for state, ids in zip(ledger.accounts.values(), kept, strict=True):
            state.client_ids.update(ids)
        return frozen

    patch.setattr(desks, "freeze", lossy)


def two_may_open_a_journal(patch: MonkeyPatch) -> None:
    """Nobody locks anything."""

    class Unlocked(FileLock):
        def __init__(self, path: str, **words: object) -> None:
            self._is_held = False

    patch.setattr(database, "FileLock", Unlocked)


def torn_tail_is_skipped_over(patch: MonkeyPatch) -> None:
    """A new run begins to count where its memory says, not where the journal ends."""
    head = SqliteJournal.__init__

    def lenient(self, *args: object, **words: object) -> None:
        head(self, *args, **words)
        if self.opening.cut_back_bytes:
            self._seq += 1

    patch.setattr(SqliteJournal, "__init__", lenient)


def kill_is_not_written(patch: MonkeyPatch) -> None:
    """A kill is applied and cancels, and the journal has nothing of it."""
    from holdfast.runtime import engine

    line = engine._line

    def silent(stamp, message, events):
        kept = [each for each in events if not isinstance(each, g.ScopeStopped)]
        return line(stamp, message, kept or events)

    patch.setattr(engine, "_line", silent)


DURABILITY: tuple[Plant, ...] = (
    sync_is_skipped,
    sends_before_it_writes,
    goes_on_after_a_failed_sync,
    forgets_kills,
    snapshot_is_ahead,
    snapshot_lacks_client_ids,
    two_may_open_a_journal,
    torn_tail_is_skipped_over,
    kill_is_not_written,
)
