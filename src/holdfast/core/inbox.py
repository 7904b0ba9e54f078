"""The inbox: where desk and venue differ, each once, until a person or the venue ends it."""

from __future__ import annotations

import msgspec

from holdfast.model.difference import DifferenceState, Kind, Policy, Repair
from holdfast.model.ids import AccountId, PrincipalId
from holdfast.model.numbers import Nanos

OPEN_MAX = 1_000
CLOSED_MAX = 1_000

_OPEN = DifferenceState.OPEN


class Discrepancy(msgspec.Struct, array_like=True):
    """One difference; `times_seen` counts the pictures and reports that showed it."""

    id: str
    kind: Kind
    account: AccountId  # empty where no account can be named
    subject: str
    detail: str
    evidence: str
    policy: Policy
    repair: Repair | None
    found_at: Nanos
    seen_at: Nanos
    times_seen: int = 1
    state: DifferenceState = _OPEN
    closed_at: Nanos | None = None
    principal: PrincipalId = ""  # who closed it, empty where it went by itself
    why: str = ""

    @property
    def is_open(self) -> bool:
        return self.state is _OPEN


class Inbox(msgspec.Struct, array_like=True):
    """Open differences and the latest closed ones, by id; both are bounded.

    `standing` finds what is still there: the open ones, and those that a person has
    dismissed, which are not told again until they change or go.
    """

    open: dict[str, Discrepancy] = {}
    closed: dict[str, Discrepancy] = {}
    standing: dict[str, str] = {}
    made: int = 0
    omitted: dict[AccountId, int] = {}  # what found no room, by account

    @property
    def more(self) -> int:
        """How many differences are there beside the open ones, for want of room."""
        return sum(self.omitted.values())

    @property
    def is_full(self) -> bool:
        return len(self.open) >= OPEN_MAX

    def get(self, discrepancy_id: str) -> Discrepancy | None:
        return self.open.get(discrepancy_id) or self.closed.get(discrepancy_id)

    def find(self, kind: Kind, account: AccountId, subject: str) -> Discrepancy | None:
        """Return the difference of this kind and subject, if it is open or was dismissed."""
        return self.get(self.standing.get(key_of(kind, account, subject), ""))

    def everything(self) -> list[Discrepancy]:
        """Return all that is kept, in the order in which it was found."""
        kept = (*self.open.values(), *self.closed.values())
        return sorted(kept, key=lambda each: number_of(each.id))

    def add(self, found: Discrepancy) -> None:
        """Keep a difference that is new, or that has changed since it was told."""
        key = _key(found)
        known = self.get(self.standing.get(key, ""))
        if known is not None and known.is_open:
            known.detail, known.evidence, known.repair = found.detail, found.evidence, found.repair
            known.seen_at = found.seen_at
            known.times_seen += 1
            return
        self.made += 1
        if self.is_full:
            self.omitted[found.account] = self.omitted.get(found.account, 0) + 1
            return
        self.open[found.id] = found
        self.standing[key] = found.id

    def close(self, discrepancy_id: str, state: DifferenceState) -> Discrepancy:
        """Move a difference to the closed ones; the oldest of those leave first."""
        found = self.open.pop(discrepancy_id, None) or self.closed.pop(discrepancy_id)
        found.state = state
        self.closed[found.id] = found
        if state is not DifferenceState.DISMISSED:
            self._forget(found)
        while len(self.closed) > CLOSED_MAX:
            oldest = next(iter(self.closed))
            self._forget(self.closed.pop(oldest))
        return found

    def _forget(self, found: Discrepancy) -> None:
        key = _key(found)
        if self.standing.get(key) == found.id:
            del self.standing[key]


def key_of(kind: Kind, account: AccountId, subject: str) -> str:
    """Name a difference so that the same one has the same name."""
    return f"{kind} {account} {subject}"


def _key(found: Discrepancy) -> str:
    subject = found.subject
    if found.kind is Kind.REPORT:
        # each sort of report by itself; the evidence begins with its name
        subject = f"{subject}: {found.detail} {found.evidence.partition('(')[0]}"
    return key_of(found.kind, found.account, subject)


def number_of(discrepancy_id: str) -> int:
    """Return the number in an id, by which differences are in the order of finding."""
    return int(discrepancy_id.rpartition("-D")[2])
