"""What can go wrong with a journal, told apart by what the desk must then do."""

from __future__ import annotations


class JournalError(Exception):
    """The journal could not do what was asked; nothing of a failed append is acknowledged."""


class JournalClosed(JournalError):
    """The journal was closed; open it again."""


class JournalLocked(JournalError):
    """Another desk has this journal open; two writers would fork the truth."""


class JournalBusy(JournalError):
    """Somebody else's transaction held the database too long; nothing was written, so ask again."""


class DiskFull(JournalError):
    """No space, the reserve included; nothing was written, and an append may succeed later."""


class JournalBroken(JournalError):
    """The disk failed, so what is durable is not known: every later append is refused.

    A second fsync after a failed one may succeed with the data lost, hence no retry.
    """


class JournalCorrupt(JournalError):
    """The journal is damaged elsewhere than at its tail, and is never read past the damage.

    `first_bad` is the seq of the first entry that cannot be trusted, None where the damage is
    outside the entries.
    """

    def __init__(self, detail: str, first_bad: int | None = None) -> None:
        at = "" if first_bad is None else f"entry {first_bad}: "
        super().__init__(f"journal is corrupt: {at}{detail}")
        self.detail = detail
        self.first_bad = first_bad


class DatabaseMalformed(JournalCorrupt):
    """SQLite itself cannot read the file, so the damage is below rows and entries."""
