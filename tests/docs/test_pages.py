"""The pages that are written by hand name everything that the code has, and nothing it lacks."""

from __future__ import annotations

import ast
import inspect
import re
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest

from holdfast.algos import ALGOS
from holdfast.algos.adaptive import AdaptiveParams
from holdfast.algos.iceberg import IcebergParams
from holdfast.algos.peg import PegParams
from holdfast.algos.sniper import SniperParams
from holdfast.algos.twap import TwapParams
from holdfast.core.policy import Check
from holdfast.messages.refusals import Reason
from holdfast.model.abilities import PLAIN
from holdfast.model.limits import Limits
from holdfast.model.order import OrderType
from holdfast.risk import CHECKS
from holdfast.sizing import SIZERS
from tests.architecture.sources import PACKAGE, ROOT, dotted, prose

DOCS = ROOT / "docs"
LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)")
CODE = re.compile(r"`([^`]+)`")
FIX_WORDS = [
    *("order", "client order id", "venue order id", "exec id", "leg", "parent", "child", "qty"),
    *("cum qty", "leaves qty", "last px", "avg px", "time in force", "contingency", "OCO", "OTO"),
    *("OUO", "bracket", "venue", "account", "desk", "refusal", "reject", "in-flight", "unknown"),
    *("external order", "discrepancy", "drop copy", "arrival price", "implementation shortfall"),
]


def section(page: str, title: str) -> str:
    text = (DOCS / page).read_text(encoding="utf-8")
    return text.split(f"## {title}\n", 1)[1].split("\n## ", 1)[0]


def rows(page: str, title: str) -> dict[str, list[str]]:
    """Read a table: its rows by each name in code that their first cell has."""
    found = {}
    for line in section(page, title).splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        for name in CODE.findall(cells[0]) if line.startswith("| `") else ():
            assert name not in found, f"{page} has {name} twice"
            found[name] = cells
    return found


def attributes(check: Check, of: str) -> set[str]:
    """Name what the check's file looks up on what is called so, or is an attribute called so."""
    module = inspect.getmodule(check.judge)
    assert module is not None
    tree = ast.parse(inspect.getsource(module))
    names = [dotted(node) for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
    return {name.split(".")[-1] for name in names if name.split(".")[-2:-1] == [of]}


def calls(check: Check, name: str) -> bool:
    """Tell whether the check's file calls a function of this name."""
    module = inspect.getmodule(check.judge)
    assert module is not None
    tree = ast.parse(inspect.getsource(module))
    return any(isinstance(node, ast.Call) and dotted(node.func) == name for node in ast.walk(tree))


def test_the_page_on_risk_has_each_check_in_the_order_of_the_gate() -> None:
    assert list(rows("RISK.md", "Checks")) == [check.name for check in CHECKS]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
def test_a_check_s_row_has_its_controls_limits_and_codes_and_whom_it_lets_pass(
    check: Check,
) -> None:
    _, controls, limit, _, _, codes, passes = rows("RISK.md", "Checks")[check.name]
    assert tuple(controls.split()) == check.rows
    looked_up = (attributes(check, "limits") | set(check.where)) & set(Limits.__struct_fields__)
    assert set(CODE.findall(limit)) == looked_up
    # what holds every scope to a limit refuses for want of a price, too
    shared = {"NO_REFERENCE"} if calls(check, "held_to") else set()
    assert set(CODE.findall(codes)) == attributes(check, "Reason") | shared
    assert ("exits" in passes) is ("exit_of" in attributes(check, "order"))
    lets_reducing = check.lets_reducing or "reduces" in attributes(check, "case")
    assert ("reducing" in passes) is lets_reducing
    assert ("slices" in passes) is check.lets_slices
    assert ("changes" in passes) is check.lets_replaces
    assert ("acknowledged" in passes) is check.is_soft
    assert ("authorised" in passes) is check.yields


def test_the_page_on_risk_has_every_limit() -> None:
    page = (DOCS / "RISK.md").read_text(encoding="utf-8")
    missing = set(Limits.__struct_fields__) - set(CODE.findall(page))
    assert not missing, f"docs/RISK.md does not name {sorted(missing)}"


def test_the_page_on_risk_has_every_code_of_refusal() -> None:
    assert set(rows("RISK.md", "Codes")) == set(Reason)


def test_the_page_on_risk_has_every_unit_with_its_sizer() -> None:
    told = rows("RISK.md", "Sizers")
    assert set(told) == set(SIZERS)
    for unit, sizer in SIZERS.items():
        assert CODE.findall(told[unit][1]) == [sizer.__name__]


def test_the_page_on_algos_has_every_algo_and_every_parameter_with_its_default() -> None:
    page = (DOCS / "ALGOS.md").read_text(encoding="utf-8")
    assert all(f"| `{name}` |" in page and f"\n## {name}\n" in page for name in ALGOS)
    told = rows("ALGOS.md", "twap")
    fields = inspect.signature(TwapParams).parameters
    assert list(told) == list(fields)
    for name, field in fields.items():
        default = "needed" if field.default is inspect.Parameter.empty else str(field.default)
        assert told[name][2].lower().startswith(default.lower()), name


@pytest.mark.parametrize(
    ("name", "params"),
    [
        ("iceberg", IcebergParams),
        ("peg", PegParams),
        ("sniper", SniperParams),
        ("adaptive", AdaptiveParams),
    ],
)
def test_the_page_on_algos_has_each_parameter_of_those_that_react_with_its_default(
    name: str, params: type[msgspec.Struct]
) -> None:
    told = rows("ALGOS.md", name)
    own = {key: told[key] for key in told if key not in ("drift", "risk", "late", "high")}
    fields = inspect.signature(params).parameters
    assert [key for key in own if key not in ("low", "medium")] == list(fields)
    for key, field in fields.items():
        default = "needed" if field.default is inspect.Parameter.empty else str(field.default)
        assert own[key][2].strip("`").lower().startswith(default.lower()), key


@pytest.mark.parametrize("word", FIX_WORDS)
def test_the_glossary_has_the_words_of_the_house(word: str) -> None:
    assert re.search(rf"^\| .*\b{word}\b", (DOCS / "glossary.md").read_text(), re.MULTILINE)


def test_every_link_of_a_page_leads_somewhere() -> None:
    dead = [
        f"{where}: {target}"
        for where, text in prose()
        for target in LINK.findall(text)
        if not (ROOT / where).parent.joinpath(target).exists()
    ]
    assert not dead, "\n".join(dead)


def test_the_page_on_the_paper_venue_says_what_is_plain() -> None:
    row = next(
        line for line in (DOCS / "PAPER.md").read_text().splitlines() if "| `plain` |" in line
    )
    kinds = (*PLAIN.types, *PLAIN.times, *PLAIN.instructions)
    assert CODE.findall(row)[1:] == [str(each) for each in kinds]


def test_the_readme_links_every_page_of_its_list_once() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    linked = LINK.findall(readme.split("## Further\n", 1)[1])
    assert sorted(linked) == sorted(set(linked))
    pages = {f"docs/{path.name}" for path in DOCS.glob("*.md")}
    assert pages == set(LINK.findall(readme)) & pages


def test_what_the_readme_calls_missing_is_missing() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    missing = readme.split("## What is not there yet\n", 1)[1].split("\n## ", 1)[0]
    words = set(re.findall(r"[a-z-]+", missing.lower()))
    kinds = {kind.partition("_")[0].lower() for kind in OrderType}
    assert not words & (set(ALGOS) - {"is", "close", "complete"})
    assert not words & (kinds - {"market", "stop", "limit", "multi"})


def test_no_page_says_a_sentence_twice_in_a_row() -> None:
    twice = []
    for where, text in prose():
        sentences = re.split(r"(?<=\.)\s+|\n\n", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
        long = [each.strip(". ") for each in sentences if len(each) > 40]
        twice += [
            f"{where}: {later}"
            for one, later in pairwise(long)
            if later.startswith(one) and not later.startswith("|")
        ]
    assert not twice, "\n".join(twice)


def test_every_path_that_a_page_names_is_there() -> None:
    path = re.compile(r"`((?:src|tests|docs|examples|bench|requirements)/[\w./-]+)`")
    gone = [
        f"{where}: {named}"
        for where, text in prose()
        for named in path.findall(text)
        if "NAME" not in named and not (ROOT / named).exists()
    ]
    assert not gone, "\n".join(gone)


def test_the_map_has_every_room() -> None:
    page = (DOCS / "ARCHITECTURE.md").read_text(encoding="utf-8")
    built = {path.stem for path in PACKAGE.iterdir() if is_room(path)}
    missing = sorted(room for room in built if not re.search(rf"\b{room}\b", page))
    assert not missing, f"docs/ARCHITECTURE.md does not tell of {missing}"


def is_room(path: Path) -> bool:
    return not path.name.startswith("_") and (path.is_dir() or path.suffix == ".py")
