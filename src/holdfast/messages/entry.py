"""A journal line: one input, its stamp, and the events it caused."""

from __future__ import annotations

import msgspec

from holdfast.messages.commands import Command
from holdfast.messages.events import Event, OrderAccepted, OrderFilled, OrderRefused, OrderSent
from holdfast.messages.reports import Report, VenueFills
from holdfast.model.band import Activity
from holdfast.model.numbers import Nanos
from holdfast.model.quote import Move, Quote

Input = Command | Report


class Entry(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What the journal remembers of one input, a command or a report, and what it caused.

    `quotes`, `moves` and `activity` are those of its stamp, in their order. An input that its
    first event holds whole is not written twice: a SubmitOrder is that event's terms, a
    VenueFills that OrderFilled. Both fields are None then, and `message` finds it there.
    """

    seq: int
    at: Nanos
    quotes: tuple[Quote, ...]
    command: Command | None
    report: Report | None
    events: list[Event]
    moves: tuple[Move, ...] = ()
    activity: tuple[Activity, ...] = ()

    @property
    def message(self) -> Input | None:
        """The input, command or report."""
        if self.report is not None:
            return self.report
        if self.command is not None:
            return self.command
        first = self.events[0]
        if isinstance(first, OrderFilled):
            return VenueFills(*(getattr(first, field) for field in first.__struct_fields__))
        if isinstance(first, OrderSent | OrderAccepted | OrderRefused):
            return first.terms
        return None

    @property
    def asked(self) -> Command | None:
        """The command that this entry took, None if it took a report."""
        message = self.message
        return message if isinstance(message, Command) else None

    @property
    def told(self) -> Report | None:
        """The report that this entry took, None if it took a command."""
        message = self.message
        return message if isinstance(message, Report) else None
