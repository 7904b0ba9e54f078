"""Pure rooms depend on their arguments alone, and money is never a float."""

import ast

import pytest

from tests.architecture.impurity import floats, impurities
from tests.architecture.sources import MONEY_ROOMS, PURE_ROOMS, rooms


def test_pure_rooms_use_no_clock_no_chance_no_io_and_no_unordered_iteration() -> None:
    found = [
        f"{source.at(node)}: {why}"
        for source in rooms(PURE_ROOMS)
        for node, why in impurities(source.tree)
    ]
    assert not found, "\n".join(found)


def test_no_float_is_made_where_money_is_counted() -> None:
    found = [source.at(node) for source in rooms(MONEY_ROOMS) for node in floats(source.tree)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "text",
    [
        "import time\ntime.time()",
        "datetime.datetime.now()",
        "datetime.now(tz=UTC)",
        "date.today()",
        "random.random()",
        "from random import choice",
        "Random()",
        "os.urandom(8)",
        "uuid.uuid4()",
        "print(1)",
        "open('x')",
        "hash(x)",
        "for x in {1, 2}: pass",
        "[x for x in set(y)]",
        "async def f(): pass",
    ],
)
def test_an_impure_call_is_seen(text: str) -> None:
    assert list(impurities(ast.parse(text)))


@pytest.mark.parametrize(
    "text",
    [
        "from random import Random\nRandom(seed)",
        "rng.random()",
        "datetime.fromisoformat(x)",
        "book.open()",
        "for x in sorted(set(y)): pass",
        "order.id",
    ],
)
def test_a_pure_call_is_let_pass(text: str) -> None:
    assert not list(impurities(ast.parse(text)))


@pytest.mark.parametrize("text", ["float(x)", "x = 0.5", "x: float = y", "def f(a: float): ..."])
def test_a_float_is_seen(text: str) -> None:
    assert list(floats(ast.parse(text)))
