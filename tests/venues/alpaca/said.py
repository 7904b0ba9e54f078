"""What Alpaca says, composed on its documented shapes, with whatever a test wants otherwise."""

from __future__ import annotations

import json

OLD = "7b08df51-c1ac-453c-99f9-323a5f075f0d"
NEW = "1f6aa0c2-6b9c-4a35-a9d3-0f1bd0f1d9a1"
THEIRS = "5680c4bc-9ac1-4a12-a44c-df427ba53032"
AT = "2024-06-03T14:31:05.9Z"


def order(**more: object) -> dict[str, object]:
    """An order of 10 AAPL at 150, as a reply of the Trading API."""
    return {
        "id": OLD,
        "client_order_id": "d1-7",
        "created_at": AT,
        "updated_at": AT,
        "submitted_at": AT,
        "filled_at": None,
        "expired_at": None,
        "canceled_at": None,
        "failed_at": None,
        "replaced_at": None,
        "replaced_by": None,
        "replaces": None,
        "asset_id": "b0b6dd9d-8b9b-48a9-ba46-b9d54906e415",
        "symbol": "AAPL",
        "asset_class": "us_equity",
        "notional": None,
        "qty": "10",
        "filled_qty": "0",
        "filled_avg_price": None,
        "order_class": "",
        "order_type": "limit",
        "type": "limit",
        "side": "buy",
        "time_in_force": "day",
        "limit_price": "150",
        "stop_price": None,
        "status": "accepted",
        "extended_hours": False,
        "legs": None,
        "trail_percent": None,
        "trail_price": None,
        "hwm": None,
        "subtag": None,
        "source": None,
        **more,
    }


def event(name: str, *, qty: str = "", price: str = "", **more: object) -> bytes:
    """A frame of the stream `trade_updates`."""
    data: dict[str, object] = {"event": name, "timestamp": AT, "order": order(**more)}
    if qty:
        data |= {"execution_id": "2f63ea93-423d-4169-b3f6-3fdafc10c418", "qty": qty, "price": price}
    return json.dumps({"stream": "trade_updates", "data": data}).encode()


def fill(cum: str, qty: str, price: str, order_id: str = OLD) -> dict[str, object]:
    """An activity of type FILL."""
    return {
        "id": f"20240603143107120::{cum}",
        "activity_type": "FILL",
        "transaction_time": "2024-06-03T14:31:07.120115Z",
        "type": "partial_fill",
        "price": price,
        "qty": qty,
        "side": "buy",
        "symbol": "AAPL",
        "leaves_qty": "0",
        "order_id": order_id,
        "cum_qty": cum,
        "order_status": "partially_filled",
    }
