"""Ids are short printable text that no shell, file or wire trips over."""

import re

import pytest

from holdfast.model.ids import ID_LENGTH_MAX, ID_PATTERN


@pytest.mark.parametrize("name", ["A", "o-1", "EUR/USD", "plan 7:0", "BTC-27JUN25#C", "a" * 64])
def test_these_are_ids(name: str) -> None:
    assert re.search(ID_PATTERN, name)


@pytest.mark.parametrize("name", ["", " a", "-a", "a\n", "a\x00", "ü", "a;b", "a'b", "a" * 65])
def test_these_are_not(name: str) -> None:
    assert re.fullmatch(ID_PATTERN, name) is None


def test_the_pattern_holds_the_length() -> None:
    assert re.fullmatch(ID_PATTERN, "a" * ID_LENGTH_MAX)
    assert not re.fullmatch(ID_PATTERN, "a" * (ID_LENGTH_MAX + 1))
