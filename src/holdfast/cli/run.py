"""Run a command line in this process: every way to fail is one line on stderr and a code."""

from __future__ import annotations

import os
import re
import sys

from typer.exceptions import Abort, TyperException

from holdfast.cli.commands import app
from holdfast.cli.exits import Code, Stop, see_help
from holdfast.cli.resources import let_go

# set to anything, an internal error shows where it came from
TRACE = "HOLDFAST_TRACE"

# a number below zero reads as an option
_BELOW_ZERO = re.compile(r"No such option: (-[\d.]+)")


def run(args: list[str]) -> int:
    """Do what the arguments say and return the exit code."""
    try:
        return _run(args)
    finally:
        let_go()


def _run(args: list[str]) -> int:
    try:
        code = app(args, prog_name="holdfast", standalone_mode=False)
        sys.stdout.flush()
    except Stop as told:
        if "--json" in args:
            _tell_program(told)
        _say(*told.lines)
        return told.code
    except TyperException as error:
        _say(_usage(error))
        return Code.USAGE
    except (Abort, KeyboardInterrupt):
        return 130
    except (SystemExit, BrokenPipeError):
        # Whoever read has seen enough, as `head` does; the framework exits on that alone.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Code.OK
    except Exception as error:
        return _failed(error)
    return int(code or 0)


def _usage(error: TyperException) -> str:
    context = getattr(error, "ctx", None)
    asked = getattr(context, "command_path", "holdfast")
    told = getattr(error, "format_message", error.__str__)()
    below = _BELOW_ZERO.search(told)
    told = f"{below[1]} must not be below zero" if below else " ".join(told.split())
    return f"{told} {see_help(asked)}"


def _failed(error: Exception) -> int:
    from holdfast.journal import JournalError
    from holdfast.main.alpaca_desk import VenueNotThere
    from holdfast.main.guest_files import GuestError
    from holdfast.market.unreadable import UnreadableTape
    from holdfast.venues.paper.records import RecordsError

    if isinstance(error, UnreadableTape | GuestError):
        _say(str(error))
        return Code.USAGE
    if isinstance(error, JournalError | RecordsError | VenueNotThere):
        _say(str(error))
        return Code.CANNOT
    if isinstance(error, OSError) and error.filename is not None:
        _say(f"{error.filename}: {error.strerror}")
        return Code.USAGE
    if os.environ.get(TRACE):
        raise error
    _say(f"internal error: {type(error).__name__}: {error} (set {TRACE}=1 to see where)")
    return Code.CANNOT


def _tell_program(told: Stop) -> None:
    """Print the error as JSON; what the desk itself said goes on as it came."""
    from holdfast.cli.printing import print_json

    detail = told.detail or {"code": told.code.name, "message": str(told), "errors": told.lines}
    print_json({"error": detail})


def _say(*lines: str) -> None:
    for line in lines:
        print(f"holdfast: {line}", file=sys.stderr)
