"""A journal line: one input, its stamp, and the events it caused."""

from __future__ import annotations

import msgspec

from holdfast.messages.commands import Command
from holdfast.messages.events import Event
from holdfast.messages.reports import Report
from holdfast.model.numbers import Nanos
from holdfast.model.quote import Quote

Input = Command | Report


class Entry(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What the journal remembers of one input, a command or a report.

    `quotes` are those of its stamp, in their order.
    """

    seq: int
    at: Nanos
    quotes: tuple[Quote, ...]
    command: Command | None
    report: Report | None
    events: list[Event]
