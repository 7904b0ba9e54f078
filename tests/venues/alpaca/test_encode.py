"""What is asked of Alpaca, as it goes over the wire."""

from __future__ import annotations

from decimal import Decimal

import msgspec
import pytest

from holdfast.messages.commands import SubmitOrder
from holdfast.model.abilities import Instruction
from holdfast.model.instrument import InstrumentKind, Listing
from holdfast.model.order import OrderType, Side, TimeInForce
from holdfast.venues.alpaca.encode import ABILITIES, Call, Unsayable, place

D = Decimal
LISTING = Listing("AAPL", "ALPACA", "AAPL")


def said(qty: str = "2", **terms: object) -> Call | Unsayable:
    given = {"type": OrderType.LIMIT, "limit_price": D("100.10"), "extended_hours": True, **terms}
    order = SubmitOrder("A", "AAPL", Side.BUY, D(qty), **given)  # type: ignore[arg-type]  # names
    return place("d1-1", order, LISTING)


@pytest.mark.parametrize("qty", ["2", "0.5"])
@pytest.mark.parametrize("time", [TimeInForce.DAY, TimeInForce.GTC])
def test_extended_hours_are_a_word_of_limit_orders(qty: str, time: TimeInForce) -> None:
    call = said(qty, time_in_force=time)
    assert isinstance(call, Call)
    assert call.body is not None
    assert msgspec.json.decode(call.body) == {
        "symbol": "AAPL",
        "qty": qty,
        "side": "buy",
        "type": "limit",
        "time_in_force": time.lower(),
        "client_order_id": "d1-1",
        "limit_price": "100.1",
        "extended_hours": True,
    }


def test_an_order_without_them_does_not_name_them() -> None:
    call = said(extended_hours=False)
    assert isinstance(call, Call)
    assert call.body is not None
    assert b"extended" not in call.body


@pytest.mark.parametrize(
    ("terms", "told"),
    [
        ({"type": OrderType.MARKET, "limit_price": None}, "MARKET DAY"),
        ({"time_in_force": TimeInForce.IOC}, "LIMIT IOC"),
        ({"time_in_force": TimeInForce.OPG}, "LIMIT OPG"),
    ],
)
def test_with_anything_else_there_are_no_words(terms: dict[str, object], told: str) -> None:
    rule = f"extended_hours goes with LIMIT orders, DAY or GTC, not with {told} at Alpaca"
    assert said(**terms) == Unsayable(rule)


def test_they_are_offered_for_shares_alone() -> None:
    offered = {
        kind: Instruction.EXTENDED_HOURS in ABILITIES.of(kind).instructions
        for kind in (InstrumentKind.EQUITY, InstrumentKind.OPTION, InstrumentKind.CRYPTO_SPOT)
    }
    assert list(offered.values()) == [True, False, False]
