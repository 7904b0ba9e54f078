"""How a bug is planted: by patches that are taken back afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from pytest import MonkeyPatch

Plant = Callable[[MonkeyPatch], None]


@contextmanager
def planted(plant: Plant) -> Iterator[None]:
    """Let the desk have this bug for as long as the block runs."""
    with MonkeyPatch.context() as patch:
        plant(patch)
        yield
