"""Complete: what becomes of what is left, and what of its parameters is refused."""

from __future__ import annotations

from decimal import Decimal

import pytest

from holdfast.algos.complete import Complete
from holdfast.messages.commands import SubmitOrder
from holdfast.model.instrument import Listing
from holdfast.model.order import OrderType, Side, Tactic

LISTING = Listing("AAPL", "sim", "AAPL")


def terms(side: Side = Side.BUY, **params: object) -> SubmitOrder:
    tactic = Tactic("complete", params)  # type: ignore[arg-type]  # what a caller might send
    limit = Decimal(100)
    return SubmitOrder("A", "AAPL", side, Decimal(10), OrderType.LIMIT, limit, tactic=tactic)


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({}, "then"),
        ({"then": "HOPE"}, "then"),
        ({"then": "WAIT", "more": 1}, "more"),
        ({"then": "CROSS"}, "bound"),
        ({"then": "REPRICE"}, "bound"),
        ({"then": "CROSS", "bound": "99"}, "bound"),
        ({"then": "CROSS", "bound": "NaN"}, "bound"),
        ({"then": "CROSS", "bound": "100.001"}, "bound"),
        ({"then": "CROSS", "bound": "101", "every_s": 0}, "every_s"),
        ({"then": "CROSS", "bound": "101", "moves_max": 0}, "moves_max"),
        ({"then": "CROSS", "bound": "101", "moves_max": 1001}, "moves_max"),
        ({"then": "CANCEL", "after_s": -1}, "after_s"),
        ({"then": "CANCEL", "lasts_s": 604801}, "lasts_s"),
    ],
)
def test_a_parameter_that_is_wrong_is_named_by_its_path(params: dict, field: str) -> None:
    (fault,) = Complete().check(terms(**params), LISTING)
    assert fault.field == f"tactic.params.{field}"


@pytest.mark.parametrize(
    ("side", "bound"), [(Side.BUY, "100"), (Side.BUY, "101"), (Side.SELL, "100"), (Side.SELL, "99")]
)
def test_a_bound_at_or_beyond_the_limit_is_taken(side: Side, bound: str) -> None:
    assert Complete().check(terms(side, then="CROSS", bound=bound), LISTING) == ()


def test_only_a_limit_order_can_rest() -> None:
    order = SubmitOrder(
        "A", "AAPL", Side.BUY, Decimal(10), tactic=Tactic("complete", {"then": "WAIT"})
    )
    (fault,) = Complete().check(order, LISTING)
    assert "LIMIT" in fault.detail
