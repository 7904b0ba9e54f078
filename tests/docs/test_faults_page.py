"""The page on faults: its table is the registry's, its settings are all there, its examples run."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from holdfast.config import FaultSettings, PlannedFault
from tests.architecture.sources import ROOT
from tests.docs.faults_table import PAGE, parts, table
from tests.docs.test_pages import section
from tests.docs.test_readme import run, sandbox, squeezed

TEXT = PAGE.read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE)
EXAMPLES = ROOT / "examples" / "faults"
# a picture of what is typed and of what it prints, as the page has them in turn
TYPED = [text for kind, text in BLOCKS if kind == "sh"]
PRINTED = [text for kind, text in BLOCKS if kind == "text"]

__all__ = ["sandbox"]


def test_the_page_on_faults_has_the_table_of_the_registry() -> None:
    _, drawn, _ = parts(TEXT)
    assert drawn == table(), "draw it anew: python -m tests.docs.faults_table"


def test_the_page_on_faults_has_every_setting_and_every_key_of_an_entry() -> None:
    told = section("FAULTS.md", "Settings").split("Under `[[faults.script]]`")
    for text, fields in zip(told, (FaultSettings, PlannedFault), strict=True):
        keys = re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)
        assert sorted(keys) == sorted(fields.__struct_fields__)


def test_every_example_is_on_the_page_as_it_is_in_its_file() -> None:
    shown = [text for kind, text in BLOCKS if kind == "toml"]
    files = sorted(EXAMPLES.glob("*.toml"))
    assert [_without_comments(each.read_text()) for each in files] == shown


def _without_comments(text: str) -> str:
    return "".join(line for line in text.splitlines(True) if not line.startswith("#"))


def unnumbered(text: str) -> set[str]:
    """Leave out which entry of the journal it was: what else the desk notes may come between."""
    return squeezed(re.sub(r"^ *\d+  (?=\d\d:)", "", text, flags=re.MULTILINE))


@pytest.mark.slow
@pytest.mark.parametrize("place", range(len(TYPED)))
def test_what_is_typed_prints_what_the_page_says(sandbox: Path, place: int) -> None:
    script = f"set -euo pipefail\n{TYPED[place]}"
    printed = unnumbered(run(["bash", "-c", script], sandbox, COLUMNS="120"))
    stale = unnumbered(PRINTED[place]) - printed - {"", "…"}
    assert not stale, f"it prints otherwise: {sorted(stale)}"


@pytest.mark.slow
def test_the_snippet_runs_and_its_order_is_rejected(sandbox: Path) -> None:
    (code,) = [text for kind, text in BLOCKS if kind == "python"]
    said = run([sys.executable, "-c", code], sandbox).splitlines()
    assert said[0].startswith("X01 rejected: PlaceOrder ")
    assert said[1] == "REJECTED"
