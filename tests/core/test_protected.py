"""Tests of protected market orders: the limit that leaves for the venue."""

from decimal import Decimal

import pytest
from msgspec.structs import replace

from holdfast.core.protected import on_the_wire
from holdfast.messages.commands import SubmitOrder
from holdfast.model.order import OrderType, Side, TimeInForce

TICK = Decimal("0.01")


def market(side: Side, slippage_bps: str | None) -> SubmitOrder:
    most = None if slippage_bps is None else Decimal(slippage_bps)
    return SubmitOrder("A", "ABC", side, Decimal(10), max_slippage_bps=most)


@pytest.mark.parametrize(
    ("side", "bps", "limit"),
    [
        (Side.BUY, "10", "100.10"),
        (Side.SELL, "10", "99.90"),
        (Side.BUY, "1.5", "100.01"),
        (Side.SELL, "1.5", "99.99"),
        (Side.SELL, "20000", None),
    ],
)
def test_the_limit_lies_at_the_slippage_from_arrival_and_never_beyond(
    side: Side, bps: str, limit: str | None
) -> None:
    sent = on_the_wire(market(side, bps), Decimal("100.00"), TICK)
    if limit is None:
        assert sent == market(side, bps)
    else:
        assert (sent.type, sent.limit_price) == (OrderType.LIMIT, Decimal(limit))
        assert sent.time_in_force is TimeInForce.IOC


def test_an_order_without_a_slippage_limit_leaves_as_it_is() -> None:
    order = market(Side.BUY, None)
    assert on_the_wire(order, Decimal(100), TICK) is order


def test_one_for_all_or_nothing_stays_so() -> None:
    order = replace(market(Side.BUY, "10"), time_in_force=TimeInForce.FOK)
    assert on_the_wire(order, Decimal(100), TICK).time_in_force is TimeInForce.FOK
