"""Ask the desk one thing, and print its answer: as JSON, or in words."""

from __future__ import annotations

import sys
from collections.abc import Callable

from holdfast.api.operation import Operation
from holdfast.cli.printing import print_json
from holdfast.cli.server import Reply, Request, Server, reached


def ask_and_print(
    server: Server,
    operation: Operation[Request, Reply],
    request: Request,
    words: Callable[[Reply], str],
    *,
    as_json: bool,
) -> Reply:
    """Ask, print whole lines of `words` or JSON, and return the answer for the exit code."""
    answer = reached(lambda: server.ask(operation, request))
    if as_json:
        print_json(answer)
    else:
        sys.stdout.write(words(answer))
    return answer
