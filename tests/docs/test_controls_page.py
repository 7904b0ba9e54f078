"""docs/CONTROLS.md tells of checks and tests as they are, and no row is without either."""

from __future__ import annotations

import pytest

from tests.controls.doors import DOORS as REAL_DOORS
from tests.controls.rows import ACCEPT, LATER, LESSON_IDS, REJECT, ROW_IDS
from tests.docs.controls_page import (
    DOORS,
    PAGE,
    held_by,
    holders,
    marked,
    page,
    proofs_of,
    unbound,
)

NOW = [row for row in ROW_IDS if row not in LATER]


def test_the_page_is_what_checks_and_tests_draw() -> None:
    again = "write it again: .venv/bin/python -m tests.docs.controls_page"
    assert PAGE.read_text(encoding="utf-8") == page(), again


@pytest.mark.parametrize("row", NOW)
def test_every_row_is_held_by_something(row: str) -> None:
    assert held_by(row), f"no check and no ROWS of a module names {row}"


@pytest.mark.parametrize("example", [ACCEPT, REJECT])
@pytest.mark.parametrize("row", NOW)
def test_every_row_has_both_of_its_examples_on_both_doors(row: str, example: str) -> None:
    proofs = proofs_of(row, example)
    assert proofs, f"no test is marked with the {example} of {row}"
    assert [each.name for each in proofs if each.doors != DOORS] == []


def test_the_doors_of_the_page_are_those_that_the_tests_run_on() -> None:
    assert tuple(door.name for door in REAL_DOORS) == DOORS


@pytest.mark.parametrize("lesson", LESSON_IDS)
def test_every_lesson_has_a_test(lesson: str) -> None:
    assert proofs_of(lesson), f"no test is marked with {lesson}"


def test_nothing_names_a_row_that_there_is_not() -> None:
    known = {*NOW, *LESSON_IDS}
    assert [each.name for each in holders() if not set(each.rows) <= known] == []
    assert [each.name for each in marked() if each.id not in known] == []


def test_every_check_holds_a_row() -> None:
    assert [each.name for each in holders() if not each.rows] == []


def test_every_limit_is_read_by_what_holds_a_row() -> None:
    assert unbound() == []
