"""The sentences that stories are told in, each with the method that plays it."""

from __future__ import annotations

import re
from collections.abc import Callable

from holdfast.messages import events as e

Line = Callable[..., list[e.Event] | None]
SENTENCES: list[tuple[re.Pattern[str], str]] = []


def sentence(pattern: str) -> Callable[[Line], Line]:
    """Have a method play the lines that fit this pattern."""

    def register(method: Line) -> Line:
        SENTENCES.append((re.compile(pattern), method.__name__))
        return method

    return register
