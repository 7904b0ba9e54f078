"""An order of two legs, as Alpaca tells it, composed on its documented example."""

from __future__ import annotations

import json
from decimal import Decimal as D

from holdfast.messages.commands import SubmitOrder
from holdfast.messages.requests import PlaceOrder
from holdfast.model.combo import Combo
from holdfast.model.instrument import Listing
from holdfast.model.order import OrderType, Side
from tests.venues.alpaca.said import AT, order

LOW, HIGH = "AAPL270115C00100000", "AAPL270115C00110000"
WHOLE = "83f37e9f-6b1f-49ed-8fc6-3e6af716323f"
LEG_LOW = "df4ff24a-c58a-4e37-8b9f-ef32b83a11f2"
LEG_HIGH = "ecd91110-c34d-4e9d-a7bf-a9c27c40f8b5"
NAME = "d1-7+2"
LISTINGS = {each: Listing(each, "ALPACA", each, D("0.01"), D(1)) for each in (LOW, HIGH)}


def leg(symbol: str, **more: object) -> dict[str, object]:
    is_low = symbol == LOW
    terms = {
        "id": LEG_LOW if is_low else LEG_HIGH,
        "client_order_id": f"{'5680' if is_low else '5681'}c4bc-9ac1-4a12-a44c-df427ba53032",
        "symbol": symbol,
        "asset_class": "us_option",
        "side": "buy" if is_low else "sell",
        "qty": "2",
        "order_class": "mleg",
        "order_type": "",
        "type": "",
        "limit_price": None,
        "ratio_qty": "1",
        "position_intent": "buy_to_open" if is_low else "sell_to_open",
    }
    return order(**{**terms, **more})


def whole(*legs: dict[str, object], **more: object) -> dict[str, object]:
    """The order itself, two units at a debit of 3; its legs in whatever order."""
    terms: dict[str, object] = {
        "id": WHOLE,
        "client_order_id": NAME,
        "symbol": "",
        "asset_class": "",
        "side": "",
        "qty": "2",
        "order_class": "mleg",
        "limit_price": "3",
        "legs": list(legs) or [leg(HIGH), leg(LOW)],
    }
    return order(**{**terms, **more})


def event(name: str, told: dict[str, object], **more: object) -> bytes:
    """A frame of the stream `trade_updates` about this order."""
    data = {"event": name, "timestamp": AT, "order": told, **more}
    return json.dumps({"stream": "trade_updates", "data": data}).encode()


def placed(
    symbol: str = LOW, ratio: int = 1, limit: str | None = "3", **combo: object
) -> PlaceOrder:
    """The order of one leg of it, as the desk sends it."""
    side = Side.BUY if symbol == LOW else Side.SELL
    kind = OrderType.MARKET if limit is None else OrderType.LIMIT
    price = None if limit is None else D(5)
    said: dict[str, object] = {"legs": 2, "opens": True, **combo}
    terms = SubmitOrder(
        "A",
        symbol,
        side,
        D(2 * ratio),
        kind,
        price,
        combo=Combo(
            NAME,
            0 if symbol == LOW else 1,
            ratio=ratio,
            units=D(2),
            limit_price=None if limit is None else D(limit),
            **said,  # type: ignore[arg-type]  # fields by name
        ),
    )
    return PlaceOrder("d1-7" if symbol == LOW else "d1-8", terms)
