"""Exit codes, which programs may rely on, and the one way in which a command gives up."""

from __future__ import annotations

from enum import IntEnum
from typing import NoReturn


class Code(IntEnum):
    """How a command ended."""

    OK = 0
    NO = 1  # a negative answer: refused, not sound, different, unknown
    USAGE = 2  # wrong usage, bad input, a file that cannot be read
    UNREACHABLE = 3  # no desk answers, or its answer was lost
    CANNOT = 4  # the desk is halted or cannot run, or Holdfast itself is at fault


MEANINGS = {
    Code.OK: "it was done, or the answer is yes",
    Code.NO: "a negative answer: refused, not sound, not the same, not known",
    Code.USAGE: "wrong usage or bad input, each fault on a line of its own",
    Code.UNREACHABLE: "no desk answers at the address, or its answer was lost",
    Code.CANNOT: "the desk is halted or cannot run (port or journal taken, journal damaged), "
    "or Holdfast itself is at fault",
}


class Stop(Exception):
    """The command ends with this code; each line goes to stderr as `holdfast: line`.

    `detail` is what programs get with --json, where there is more to it than the lines.
    """

    def __init__(self, code: Code, *lines: str, detail: object = None) -> None:
        super().__init__("; ".join(lines))
        self.code = code
        self.lines = lines
        self.detail = detail


def see_help(command: str) -> str:
    """Say where it is told how a command is used."""
    return f"(see {command} --help)"


def stop(code: Code, *lines: str, detail: object = None) -> NoReturn:
    """Give up, and say why in one line for each fault."""
    raise Stop(code, *lines, detail=detail)
