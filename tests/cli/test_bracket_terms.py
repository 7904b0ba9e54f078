"""Exits in their long form, as they are typed."""

import pytest

from holdfast.cli.bracket_terms import bracket_terms
from holdfast.cli.exits import Stop


def written(*targets, stop_loss="95", break_even=None, trail="", waits=False):
    return bracket_terms(list(targets), stop_loss, break_even, trail, waits=waits)


def test_without_any_of_them_the_short_form_is_enough() -> None:
    assert written() is None


def test_targets_are_units_shares_or_the_rest() -> None:
    told = written("105:30", "110:50%", "120.5", break_even=1)
    assert told["targets"] == [
        {"price": "105", "qty": "30"},
        {"price": "110", "share": "0.5"},
        {"price": "120.5"},
    ]
    assert (told["stop"], told["moves"]) == ("95", [{"after_target": 1}])


@pytest.mark.parametrize(
    ("text", "unit", "activation"),
    [("1.50", "PRICE", None), ("2%", "PERCENT", None), ("50t@105", "TICKS", "105")],
)
def test_a_trail_is_a_distance_in_its_unit(text, unit, activation) -> None:
    trail = written(trail=text)["trail"]
    assert (trail["unit"], trail["activation_price"]) == (unit, activation)


@pytest.mark.parametrize("text", ["", "x", "105:", "105:3:4", "105%", "-1"])
def test_what_is_no_target_is_told_so(text) -> None:
    with pytest.raises(Stop, match="must be a price"):
        written(text)


@pytest.mark.parametrize("text", ["x", "2%%", "1@", "t"])
def test_what_is_no_trail_is_told_so(text) -> None:
    with pytest.raises(Stop, match="must be a distance"):
        written(trail=text)
