"""Conditions as people write them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from holdfast.api.conditions import ConditionError, condition_of
from holdfast.core.instruction_texts import condition_text
from holdfast.model.instructions import (
    AllOf,
    AnyOf,
    OrderIs,
    PositionIs,
    PriceIs,
    TimeIs,
    TriggerSource,
)
from holdfast.model.order import OrderStatus

D = Decimal


def test_each_kind_is_read() -> None:
    assert condition_of("AAPL >= 100") == PriceIs("AAPL", at_or_above=D(100))
    mid = PriceIs("AAPL", at_or_below=D("9.5"), source=TriggerSource.MID)
    assert condition_of("AAPL <= 9.5 on mid") == mid
    assert condition_of("position MSFT <= -3") == PositionIs("MSFT", at_most=D(-3))
    assert condition_of("order o1 is filled") == OrderIs("o1", OrderStatus.FILLED)
    assert condition_of("time >= 1970-01-02T00:00:00Z") == TimeIs(86_400_000_000_000)


def test_and_binds_closer_than_or_and_parentheses_closest() -> None:
    a, b, d = (PriceIs("X", at_or_above=D(each)) for each in (1, 2, 3))
    assert condition_of("X >= 1 or X >= 2 and X >= 3") == AnyOf((a, AllOf((b, d))))
    assert condition_of("(X >= 1 or X >= 2) and X >= 3") == AllOf((AnyOf((a, b)), d))


def test_what_is_told_can_be_read_again() -> None:
    text = "(AAPL >= 100 on LAST and (order o1 is FILLED or position X <= 5))"
    assert condition_text(condition_of(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "AAPL",
        "AAPL > 5",
        "AAPL >= ten",
        "(AAPL >= 5",
        "time >= noon",
        "order o is HAPPY",
        "A >= 1 B",
    ],
)
def test_what_is_no_condition_says_where(text: str) -> None:
    with pytest.raises(ConditionError):
        condition_of(text)


@pytest.mark.parametrize(
    ("text", "wrong"), [("AAPL > 100", ">"), ("AAPL = 100", "="), ("AAPL >= ten", "ten")]
)
def test_the_word_that_is_wrong_is_the_one_that_is_named(text: str, wrong: str) -> None:
    with pytest.raises(ConditionError, match=f"^'{wrong}' is not expected there"):
        condition_of(text)
