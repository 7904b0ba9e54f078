"""Draw docs/CONTROLS.md from the checks, from modules that hold controls, and from the tests.

`python -m tests.docs.controls_page` writes it anew; a test says when that was forgotten.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from holdfast.core.policy import Check
from holdfast.model.limits import SPECS, Limits
from holdfast.risk import CHECKS
from tests.architecture.sources import ROOT, Source, dotted, product, python_files
from tests.controls.rows import ACCEPT, LATER, LESSON_IDS, REJECT, ROW_IDS

PAGE = ROOT / "docs" / "CONTROLS.md"
DOORS = ("library", "rest")
MARKS = {"accepts": ACCEPT, "rejects": REJECT, "learns": ""}


class Holder(NamedTuple):
    """A module that holds controls: a check, or a place of the desk that is none."""

    name: str
    where: str
    sentence: str
    rows: tuple[str, ...]
    check: Check | None
    limits: tuple[str, ...]
    codes: tuple[str, ...]


class Told(NamedTuple):
    """A test that proves a row's example, or a lesson."""

    id: str
    example: str
    where: str
    name: str
    doors: tuple[str, ...]

    @property
    def sentence(self) -> str:
        return self.name.removeprefix("test_").replace("_", " ")


# --- what holds what ------------------------------------------------------------------


@cache
def holders() -> tuple[Holder, ...]:
    """Return every check in the order of the gate, then every other module with ROWS."""
    checks = tuple(_check(each) for each in CHECKS)
    others = (_other(source) for source in product() if source.room != "risk")
    return (*checks, *(each for each in others if each is not None))


def _check(check: Check) -> Holder:
    where = f"src/{check.judge.__module__.replace('.', '/')}.py"
    source = next(each for each in product() if each.where == where)
    return _holder(check.name, source, check.rows, check)


def _other(source: Source) -> Holder | None:
    for node in source.tree.body:
        match node:
            case ast.Assign(targets=[ast.Name(id="ROWS")], value=value):
                name = source.where.removeprefix("src/holdfast/").removesuffix(".py")
                rows = ast.literal_eval(value) if isinstance(value, ast.Tuple) else ()
                if rows and set(rows) <= {*ROW_IDS, *LESSON_IDS}:
                    return _holder(name.removesuffix("/__init__"), source, rows, None)
    return None


def _holder(name: str, source: Source, rows: tuple[str, ...], check: Check | None) -> Holder:
    sentence = (ast.get_docstring(source.tree) or "").split("\n\n")[0].replace("\n", " ")
    known = Limits.__struct_fields__
    named = {node.attr for node in ast.walk(source.tree) if isinstance(node, ast.Attribute)}
    named.update(() if check is None else check.where)
    limits = tuple(each for each in known if each in named)
    codes = {
        dotted(node).removeprefix("Reason.")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Attribute) and dotted(node).startswith("Reason.")
    }
    return Holder(name, source.where, sentence, rows, check, limits, tuple(sorted(codes)))


def held_by(row: str) -> list[Holder]:
    return [each for each in holders() if row in each.rows]


# --- what proves it -------------------------------------------------------------------


@cache
def marked() -> tuple[Told, ...]:
    """Find every test that is marked with a row or a lesson, with the doors it runs on."""
    found: list[Told] = []
    for source in python_files("tests"):
        functions = {
            node.name: node for node in source.tree.body if isinstance(node, ast.FunctionDef)
        }
        for name, node in functions.items():
            if name.startswith("test_"):
                doors = DOORS if _at_door(node, functions) else ()
                found += (
                    Told(each, example, source.where, name, doors)
                    for each, example in _proofs(node)
                )
    return tuple(found)


def _proofs(test: ast.FunctionDef) -> Iterator[tuple[str, str]]:
    for mark in test.decorator_list:
        if isinstance(mark, ast.Call) and dotted(mark.func) in MARKS:
            for each in mark.args:
                if isinstance(each, ast.Constant):
                    yield str(each.value), MARKS[dotted(mark.func)]


def _at_door(
    function: ast.FunctionDef, functions: dict[str, ast.FunctionDef], seen: tuple[str, ...] = ()
) -> bool:
    """Tell whether a test asks at the doors, itself or by a fixture of its file."""
    names = [each.arg for each in function.args.args]
    return "door" in names or any(
        _at_door(functions[name], functions, (*seen, name))
        for name in names
        if name in functions and name not in seen
    )


def proofs_of(name: str, example: str = "") -> list[Told]:
    return [each for each in marked() if (each.id, each.example) == (name, example)]


# --- the page -------------------------------------------------------------------------


def page() -> str:
    """Return the whole page."""
    return "\n".join((*_opening(), *_rows(), *_lessons(), *_checks(), *_tests())) + "\n"


def _opening() -> Iterator[str]:
    yield "# Controls"
    yield ""
    yield "Drawn by `.venv/bin/python -m tests.docs.controls_page` from `holdfast.risk.CHECKS`,"
    yield "from the `ROWS` of other modules that hold a control, and from the tests that are marked"
    yield "with one. Nothing on this page is written by hand. What a check measures, and what its"
    yield "codes mean, is told in [risk](RISK.md)."
    yield ""


def _rows() -> Iterator[str]:
    yield "## Rows"
    yield ""
    yield "Tests run at every door that is named: the library, and REST."
    yield ""
    yield "| row | held by | limits | accept | reject | doors |"
    yield "|---|---|---|---|---|---|"
    for row in ROW_IDS:
        if row in LATER:
            yield f"| {row} | not built yet | | | | |"
            continue
        held = held_by(row)
        limits = dict.fromkeys(name for each in held if each.check for name in each.limits)
        proofs = [*proofs_of(row, ACCEPT), *proofs_of(row, REJECT)]
        doors = [name for name in DOORS if all(name in each.doors for each in proofs)]
        yield _row(
            row,
            _names(each.name for each in held),
            _names(limits),
            str(len(proofs_of(row, ACCEPT))),
            str(len(proofs_of(row, REJECT))),
            ", ".join(doors),
        )
    yield ""


def _lessons() -> Iterator[str]:
    yield "## Lessons"
    yield ""
    yield "| lesson | test | in |"
    yield "|---|---|---|"
    for lesson in LESSON_IDS:
        for each in proofs_of(lesson):
            yield _row(lesson, each.sentence, f"`{each.where}`")
    yield ""


def _checks() -> Iterator[str]:
    yield "## What holds them"
    yield ""
    yield "The checks in the order of the gate, then the places of the desk that are no check. An"
    yield "order may pass unjudged where it only reduces, is a slice of a parent, or is a change"
    yield "that does not grow; a trader acknowledges a soft block, a second person authorises one"
    yield "order past what yields, and what stands is never in shadow."
    yield ""
    yield "| holder | what it does | rows | limits | codes | passes |"
    yield "|---|---|---|---|---|---|"
    for each in holders():
        passes = "" if each.check is None else _passes(each.check)
        limits = _names(each.limits) if each.check else ""
        codes = _names(each.codes) if each.check else ""
        name = f"`{each.name}`"
        yield _row(name, each.sentence, ", ".join(each.rows), limits, codes, passes)
    yield ""


def _passes(check: Check) -> str:
    told = {
        "reducing": check.lets_reducing,
        "slices": check.lets_slices,
        "changes": check.lets_replaces,
        "acknowledged": check.is_soft,
        "authorised": check.yields,
        "never in shadow": check.stands,
    }
    return ", ".join(name for name, holds in told.items() if holds)


def _tests() -> Iterator[str]:
    yield "## Tests"
    yield ""
    yield "| row | example | test | in |"
    yield "|---|---|---|---|"
    for row in ROW_IDS:
        for example in (ACCEPT, REJECT):
            for each in proofs_of(row, example):
                yield _row(row, example, each.sentence, f"`{each.where}`")


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _names(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def unbound() -> list[str]:
    """Name the limits that no check reads: whoever sets one of those is held to nothing."""
    read = {name for each in holders() if each.rows for name in each.limits}
    return [name for name in SPECS if name not in read]


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
