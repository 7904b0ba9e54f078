"""Where a user's code failed: the innermost line of it that an error went through."""

from __future__ import annotations

import sys
from inspect import currentframe


def place_of(error: BaseException, strategy: object) -> str:
    """Name file and line in the strategy's own file; empty where the error never was there."""
    module = sys.modules.get(type(strategy).__module__)
    file = getattr(module, "__file__", None) or ""
    line = line_in(error, file)
    return f"{file}:{line}" if line else ""


def asked_at() -> str:
    """Name file and line that called what calls this."""
    here = currentframe()
    asker = here.f_back.f_back if here is not None and here.f_back is not None else None
    return "" if asker is None else f"{asker.f_code.co_filename}:{asker.f_lineno}"


def line_in(error: BaseException, file: str) -> int:
    """Find the innermost line of a file that an error went through, 0 if it went through none."""
    if isinstance(error, SyntaxError) and error.filename == file:
        return error.lineno or 0
    found = 0
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == file:
            found = trace.tb_lineno
        trace = trace.tb_next
    return found
