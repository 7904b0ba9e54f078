"""Draw the table of docs/FAULTS.md from the registry of faults.

`python -m tests.docs.faults_table` writes it anew; a test says when that was forgotten.
"""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.venues.faulty import FAULTS, Stage
from holdfast.venues.faulty.plan import befalls
from tests.architecture.sources import ROOT

PAGE = ROOT / "docs" / "FAULTS.md"
TITLE = "## Every fault\n"
WHEN = {
    Stage.SEND: "a request",
    Stage.ASK: "a query",
    Stage.TELL: "a report",
    Stage.SPAN: "the line, for a while",
    Stage.TRUTH: "the venue itself",
}


def table() -> str:
    """Return the table, a row for each fault in the order of the registry."""
    return "\n".join(("| fault | id | befalls | what happens |", "|---|---|---|---|", *_rows()))


def _rows() -> Iterator[str]:
    for name, kind in FAULTS.items():
        on = befalls(name)
        shown = WHEN[kind.stage]
        if kind.stage in (Stage.SEND, Stage.ASK, Stage.TELL) and len(on) == 1:
            shown = f"`{on[0].__name__}`"
        yield f"| `{name}` | {kind.id} | {shown} | {kind.does} |"


def parts(page: str) -> tuple[str, str, str]:
    """Return what stands before the table, the table, and what stands behind it."""
    before, rest = page.split(TITLE, 1)
    lines = rest.split("\n")
    first = next(n for n, line in enumerate(lines) if line.startswith("|"))
    last = next(n for n, line in enumerate(lines) if n > first and not line.startswith("|"))
    head = before + TITLE + "".join(f"{line}\n" for line in lines[:first])
    return head, "\n".join(lines[first:last]), "\n".join(lines[last:])


if __name__ == "__main__":
    head, _, tail = parts(PAGE.read_text(encoding="utf-8"))
    PAGE.write_text(f"{head}{table()}\n{tail}", encoding="utf-8")
