"""What a command opens, and the end of the command line closes, however it comes."""

from __future__ import annotations

from contextlib import AbstractContextManager, ExitStack
from typing import TypeVar

Resource = TypeVar("Resource")

_held = ExitStack()


def held(resource: AbstractContextManager[Resource]) -> Resource:
    """Enter a resource for as long as this command line runs."""
    return _held.enter_context(resource)


def let_go() -> None:
    """Leave everything that is held, the last first."""
    _held.close()
