"""A journal line: one input, its stamp, and the events it caused."""

from __future__ import annotations

import msgspec

from holdfast.messages.commands import Command
from holdfast.messages.events import Event, OrderAccepted, OrderRefused, OrderSent
from holdfast.messages.reports import Report
from holdfast.model.numbers import Nanos
from holdfast.model.quote import Quote

Input = Command | Report


class Entry(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What the journal remembers of one input, a command or a report, and what it caused.

    `quotes` are those of its stamp, in their order. A SubmitOrder whose first event holds it as
    its terms is not written twice: `command` is None then, and `asked` finds it there.
    """

    seq: int
    at: Nanos
    quotes: tuple[Quote, ...]
    command: Command | None
    report: Report | None
    events: list[Event]

    @property
    def asked(self) -> Command | None:
        """The command that this entry took, None if it took a report."""
        if self.command is None and self.report is None:
            first = self.events[0]
            if isinstance(first, OrderSent | OrderAccepted | OrderRefused):
                return first.terms
        return self.command

    @property
    def message(self) -> Input | None:
        """The input, command or report."""
        return self.report if self.report is not None else self.asked
