"""The words an order is made of."""

import msgspec
import pytest

from holdfast.model.order import Side, Tactic


def test_the_opposite_of_the_opposite_is_the_side_itself() -> None:
    assert Side.BUY.opposite is Side.SELL
    assert Side.SELL.opposite is Side.BUY


def test_a_tactic_takes_text_whole_numbers_and_switches() -> None:
    given = {"name": "twap", "params": {"duration_s": 60, "jitter": "0.5", "catch_up": False}}
    assert msgspec.convert(given, Tactic).params == given["params"]


@pytest.mark.parametrize("value", [0.5, None, [1], {"a": 1}])
def test_a_tactic_takes_nothing_else(value: object) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"name": "twap", "params": {"jitter": value}}, Tactic)
