"""The way to a desk that works when its API does not: its socket, else the journal that it left."""

from __future__ import annotations

import time
from contextlib import closing
from pathlib import Path

import msgspec

from holdfast.api.control_channel import (
    Asked,
    AskReadiness,
    Told,
    control_path,
    decode_told,
    encode_asked,
    told_of,
)
from holdfast.cli.exits import Code, stop
from holdfast.core.ledger import Ledger
from holdfast.journal import JournalLocked
from holdfast.messages.commands import Command
from holdfast.messages.control import Kill
from holdfast.runtime.answers import Answer
from holdfast.runtime.front import put_down_to
from holdfast.transport.control import ControlFailed, ControlUnreachable, ask_control

TIMEOUT_S = 30.0


class Door:
    """One desk, by its journal. `is_running` tells, once asked, whether it ran."""

    def __init__(self, journal: str, principal: str) -> None:
        if not journal:
            stop(Code.USAGE, "desk.journal is empty: a desk without a journal has no local door")
        self._journal = journal
        self._principal = principal
        self.is_running = True

    def ask(self, asked: Asked) -> Told:
        """Ask the running desk, or write the command into its journal where none runs.

        Refusals end the command; so does a desk that is there and does not answer.
        """
        if not isinstance(asked, AskReadiness):
            asked = put_down_to(asked, self._principal)
        try:
            told = self._told_by_desk(asked)
        except ControlUnreachable:
            self.is_running = False
            told = self._recorded(asked)
        if told.refusals:
            from holdfast.cli.refusals import refusal_line

            stop(Code.NO if not told.halted else Code.CANNOT, *map(refusal_line, told.refusals))
        return told

    def _told_by_desk(self, asked: Asked) -> Told:
        path = control_path(self._journal)
        try:
            return decode_told(ask_control(path, encode_asked(asked), TIMEOUT_S))
        except ControlFailed as error:
            stop(Code.UNREACHABLE, f"{error}; {self._what_then(asked)}")
        except msgspec.MsgspecError:
            stop(Code.UNREACHABLE, f"what answers at {path} is no desk of this version")

    def _recorded(self, asked: Asked) -> Told:
        if not Path(self._journal).is_file():
            stop(Code.UNREACHABLE, f"no desk runs, and there is no journal {self._journal}")
        if isinstance(asked, AskReadiness):
            from holdfast.cli.journal_source import JournalSource

            return told_of(JournalSource(Path(self._journal)).ledger, Answer())
        try:
            answer, ledger = self._written(asked)
        except JournalLocked as error:
            stop(Code.CANNOT, f"{error}, which does not answer; {self._what_then(asked)}")
        return told_of(ledger, answer)

    def _what_then(self, asked: Asked) -> str:
        """Say what is left to do where a desk hangs, with its process by its number."""
        try:
            pid = Path(f"{self._journal}.lock").read_text("ascii").strip()
        except (OSError, UnicodeDecodeError):
            pid = ""
        process = pid if pid.isdecimal() else "PID"
        if not isinstance(asked, Kill):
            return f"if process {process} hangs, `holdfast kill` says what is left"
        return (
            "it does what was asked if it goes on. "
            f"`kill -USR1 {process}` kills everything. If the process hangs, end it with "
            f"`kill -9 {process}` and ask again: the kill is then written into the journal"
        )

    def _written(self, asked: Command) -> tuple[Answer, Ledger]:
        from holdfast import __version__
        from holdfast.journal.sqlite import SqliteJournal
        from holdfast.main import policies
        from holdfast.runtime.offline import record

        with closing(SqliteJournal(self._journal, build=__version__)) as journal:
            return record(journal, policies(), asked, time.time_ns)
