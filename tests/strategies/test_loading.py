"""Strategies from files: found by name, given typed parameters, and every fault told."""

from decimal import Decimal
from pathlib import Path

import pytest

from holdfast.strategies import BadStrategy, load_strategy

GOOD = """
from dataclasses import dataclass
from decimal import Decimal

class Cross:
    name = "cross-1"
    fast: int = 10
    size: Decimal = Decimal(100)
    symbols: tuple[str, ...] = ()
    is_bold: bool = False
    need: int
    _own: int = 3

    def on_start(self, ctx): ...

@dataclass
class Given:
    qty: Decimal

    def on_quote(self, ctx, quote): ...

class Idle:
    pass

class Broken:
    def __init__(self):
        raise RuntimeError("not today")

    def on_stop(self, ctx): ...
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "mine.py"
    path.write_text(GOOD)
    return path


def faults(place: object, **params: str) -> list[str]:
    with pytest.raises(BadStrategy) as bad:
        load_strategy(str(place), params)
    return list(bad.value.faults)


def test_parameters_are_read_by_their_annotations(file: Path) -> None:
    given = {"need": "5", "size": "1.50", "symbols": "A,B", "is_bold": "true"}
    found = load_strategy(f"{file}:Cross", given)
    made = found.strategy
    assert found.id == "cross-1"
    assert [getattr(made, name) for name in ("fast", "need", "size", "symbols", "is_bold")] == [
        10, 5, Decimal("1.50"), ("A", "B"), True,
    ]  # fmt: skip
    assert found.params == {
        "fast": "10", "size": "1.50", "symbols": "('A', 'B')", "is_bold": "True", "need": "5",
    }  # fmt: skip


def test_a_dataclass_is_made_of_its_parameters(file: Path) -> None:
    found = load_strategy(f"{file}:Given", {"qty": "3"})
    assert found.id == "given"
    assert found.strategy.qty == Decimal(3)  # type: ignore[attr-defined]


def test_every_wrong_parameter_has_a_line(file: Path) -> None:
    assert faults(f"{file}:Cross", fast="ten", slow="3") == [
        "param fast 'ten' must be a whole number",
        "param slow is no parameter of Cross, which has fast, size, symbols, is_bold, need",
        "param need must be given: Cross has no default for it",
    ]


def test_a_place_that_names_no_strategy_is_told_with_what_is_there(file: Path) -> None:
    assert faults("mine.py") == ["strategy mine.py must be FILE.py:Class"]
    assert faults("none.py:A") == ["strategy none.py must be a Python file that exists"]
    assert faults(f"{file}:Absent") == [
        f"strategy {file}:Absent must name a class of the file: there is Cross, Given, Broken"
    ]
    assert faults(f"{file}:Idle") == [
        f"strategy {file}:Idle must have at least one of on_start, on_quote, on_trade, on_bar, "
        "on_fill, on_order, on_timer, on_stop"
    ]


def test_what_fails_in_the_users_own_code_is_told_with_its_line(file: Path, tmp_path: Path) -> None:
    assert faults(f"{file}:Broken") == [
        f"strategy {file}:Broken cannot be made: RuntimeError: not today ({file}:27)"
    ]
    bad = tmp_path / "bad.py"
    bad.write_text("x = 1\nimport no_such_module_here\n")
    assert faults(f"{bad}:A") == [
        f"strategy {bad} cannot be imported: ModuleNotFoundError: "
        f"No module named 'no_such_module_here' ({bad}:2)"
    ]
    bad.write_text("x = (\n")
    assert f"({bad}:1)" in faults(f"{bad}:A")[0]


def test_a_name_that_no_journal_could_hold_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "odd.py"
    path.write_text("class Odd:\n    name = '*'\n    def on_start(self, ctx): ...\n")
    assert faults(f"{path}:Odd")[0].startswith("strategy name * must match")


def test_each_rule_of_a_parameter_is_said_in_words(tmp_path: Path) -> None:
    path = tmp_path / "rules.py"
    path.write_text(
        "from decimal import Decimal\nfrom enum import StrEnum\n\n"
        "class Way(StrEnum):\n    UP = 'UP'\n    DOWN = 'DOWN'\n\n"
        "class Odd:\n"
        "    size: Decimal = Decimal(1)\n    way: Way = Way.UP\n    bold: bool = False\n"
        "    days: tuple[int, ...] = ()\n    odd: list[int] | tuple[int, ...] = ()\n"
        "    def on_start(self, ctx): ...\n"
    )
    assert faults(f"{path}:Odd", size="a", way="left", bold="so", days="1,b", odd="1") == [
        "param size 'a' must be a decimal number",
        "param way 'left' must be one of UP, DOWN",
        "param bold 'so' must be true or false",
        "param days '1,b' must be a list, each a whole number",
        "param odd of Odd has a type that no parameter can have: list[int] | tuple[int, ...]",
    ]
