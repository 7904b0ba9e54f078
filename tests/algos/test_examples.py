"""The orders in `examples/orders` are sound, at the door and before their algos."""

from pathlib import Path

import msgspec
import pytest

from holdfast.algos import ALGOS
from holdfast.api.order_request import OrderRequest, command_of
from holdfast.messages.commands import SubmitOrder
from tests.algos.worked import LISTING

EXAMPLES = sorted((Path(__file__).parents[2] / "examples" / "orders").glob("*.json"))


def test_there_are_examples_of_all_that_react() -> None:
    assert {"iceberg", "peg", "sniper", "adaptive"} <= {each.stem for each in EXAMPLES}


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_is_an_order_that_its_algo_finds_sound(path: Path) -> None:
    terms = command_of(msgspec.json.decode(path.read_bytes(), type=OrderRequest), "ann")
    assert isinstance(terms, SubmitOrder)
    assert terms.tactic is not None
    assert terms.tactic.name == path.stem
    assert ALGOS[path.stem].check(terms, LISTING) == ()
