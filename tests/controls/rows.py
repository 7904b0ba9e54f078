"""Marks that say which control or lesson a test proves; docs/CONTROLS.md is drawn from them."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypeVar

Test = TypeVar("Test", bound=Callable[..., object])

ACCEPT, REJECT = "accept", "reject"


class Proof(NamedTuple):
    """What one test proves: a row and one of its two examples, or a lesson."""

    id: str
    example: str  # ACCEPT or REJECT of a row; empty for a lesson


def accepts(*rows: str) -> Callable[[Test], Test]:
    """Mark a test as the ACCEPT example of these rows."""
    return _marked(Proof(row, ACCEPT) for row in rows)


def rejects(*rows: str) -> Callable[[Test], Test]:
    """Mark a test as the REJECT example of these rows."""
    return _marked(Proof(row, REJECT) for row in rows)


def learns(*lessons: str) -> Callable[[Test], Test]:
    """Mark a test as the proof that these lessons were learned."""
    return _marked(Proof(lesson, "") for lesson in lessons)


def proofs_of(test: object) -> tuple[Proof, ...]:
    """Return what a test says it proves."""
    return getattr(test, "proofs", ())


def _marked(proofs: object) -> Callable[[Test], Test]:
    wanted = tuple(proofs)  # type: ignore[call-overload]  # any iterable of proofs

    def mark(test: Test) -> Test:
        test.proofs = (*proofs_of(test), *wanted)  # type: ignore[attr-defined]
        return test

    return mark


# every control and lesson there is
ROW_IDS = tuple(f"RC{number:02}" for number in range(1, 33))
LESSON_IDS = (
    *("KN-1", "KN-2", "KN-3", "KN-4"),
    *("CI-1", "CI-2", "CI-3"),
    *("EV-1", "EV-2", "EV-3"),
)
# controls that take more than one desk, or a load that is not there yet
LATER = ("RC28",)
