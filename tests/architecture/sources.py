"""The project's own text, read once for the rules that judge it."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "holdfast"

PURE_ROOMS = [
    "model", "messages", "core", "risk", "sizing", "algos",
    "routing", "allocation", "options", "views", "wire", "exchange",
]  # fmt: skip
# Rooms whose numbers can reach the ledger.
MONEY_ROOMS = ["model", "messages", "core", "risk", "sizing", "algos"]


class Source(NamedTuple):
    """One Python file."""

    path: Path
    text: str
    tree: ast.Module

    @property
    def where(self) -> str:
        return str(self.path.relative_to(ROOT))

    @property
    def room(self) -> str:
        """The folder of src/holdfast that holds the file, or the file's own name."""
        return self.path.relative_to(PACKAGE).parts[0].removesuffix(".py")

    def at(self, node: ast.AST) -> str:
        # A comprehension's clause has no line of its own; what it iterates has.
        place = node.iter if isinstance(node, ast.comprehension) else node
        return f"{self.where}:{getattr(place, 'lineno', 1)}"


@cache
def python_files(*folders: str) -> tuple[Source, ...]:
    """Parse every Python file below the folders, in a stable order."""
    return tuple(
        parse(path)
        for folder in folders
        for path in sorted((ROOT / folder).rglob("*.py"))
        if not any(part.startswith(".") for part in path.relative_to(ROOT).parts)
    )


def parse(path: Path) -> Source:
    text = path.read_text(encoding="utf-8")
    return Source(path, text, ast.parse(text, filename=str(path)))


def product() -> tuple[Source, ...]:
    return python_files("src")


def rooms(names: list[str]) -> list[Source]:
    return [source for source in product() if source.room in names]


def prose() -> Iterator[tuple[str, str]]:
    """Every page of the project: where it lies, and its text."""
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "examples").rglob("*.md")]
    for path in sorted(pages):
        yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")


def dotted(node: ast.expr) -> str:
    """Spell a name or an attribute chain, for example ``time.time``; anything else is empty."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=value, attr=attr):
            before = dotted(value)
            return f"{before}.{attr}" if before else ""
        case _:
            return ""
