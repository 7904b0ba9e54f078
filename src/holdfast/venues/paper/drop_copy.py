"""The paper venue's drop copy: its executions, from its books, beside the line to the desk.

What a desk may rely on:
- every execution is in the books before it is told here or there;
- on connecting, those since the given time are told again, at most FILLS_MAX of each account;
- it says nothing of busts: an execution stays told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from holdfast.messages.commands import SubmitOrder
from holdfast.messages.drop_copy import DropCopyConnects, DropCopyDisconnects, DropCopyFills
from holdfast.messages.reports import VenueFills
from holdfast.model.ids import AccountId, VenueId
from holdfast.model.numbers import Nanos
from holdfast.venues import Deliver, Time
from holdfast.venues.paper.venue import Paper

FILLS_MAX = 100_000

# what a test makes of an execution: nothing, another, or more of them
Alter = Callable[[DropCopyFills], Iterable[DropCopyFills]]


class PaperDropCopy:
    """A second listener at the venue's books; make it before the venue is connected."""

    def __init__(
        self, paper: Paper, time: Time, accounts: Sequence[AccountId], alter: Alter | None = None
    ) -> None:
        self._paper = paper
        self._time = time
        self._accounts = accounts
        self._alter = alter
        self._deliver: Deliver | None = None
        paper.listen(self._hear)

    @property
    def venue(self) -> VenueId:
        return self._paper.name

    def connect(self, deliver: Deliver, since: Nanos) -> None:
        """Begin: tell that the feed works, what was executed since, and all that will be."""
        self._deliver = deliver
        deliver(DropCopyConnects(self.venue, self._time.now()))
        for account in self._accounts:
            for fill in self._paper.executions(account, since, FILLS_MAX):
                terms = (fill.instrument, fill.side, fill.qty, fill.price, fill.at)
                self._tell(DropCopyFills(self.venue, account, fill.exec_id, fill.order_id, *terms))

    def disconnect(self, detail: str) -> None:
        """Go away until the next `connect`, and say so."""
        if self._deliver is not None:
            self._deliver(DropCopyDisconnects(self.venue, detail, self._time.now()))
        self._deliver = None

    def close(self) -> None:
        self._deliver = None

    def _hear(self, terms: SubmitOrder, fill: VenueFills) -> None:
        numbers = (terms.instrument, terms.side, fill.qty, fill.price, fill.at)
        self._tell(DropCopyFills(self.venue, terms.account, fill.exec_id, fill.order_id, *numbers))

    def _tell(self, fill: DropCopyFills) -> None:
        if self._deliver is not None:
            for each in (fill,) if self._alter is None else self._alter(fill):
                self._deliver(each)
