"""Alpaca's own models read bodies that were written without them: run with its own interpreter.

Each line of the file in argv is a call: its method and its body.
"""

import json
import sys
from pathlib import Path

from alpaca.trading.requests import (
    LimitOrderRequest,
    MarketOrderRequest,
    OptionLegRequest,
    ReplaceOrderRequest,
    StopLimitOrderRequest,
    StopOrderRequest,
    TrailingStopOrderRequest,
)

ORDERS = {
    "market": MarketOrderRequest,
    "limit": LimitOrderRequest,
    "stop": StopOrderRequest,
    "stop_limit": StopLimitOrderRequest,
    "trailing_stop": TrailingStopOrderRequest,
}
NUMBERS = ("qty", "limit_price", "stop_price", "trail_price", "trail_percent", "trail")
NUMBERS_OF_LEGS = ("ratio_qty",)


def numbered(body: dict[str, object]) -> dict[str, object]:
    """Have numbers as such, as the client has them; what it leaves out is left out."""
    numbers = (*NUMBERS, *NUMBERS_OF_LEGS)
    return {
        key: float(str(value))
        if key in numbers
        else [numbered(each) for each in value]
        if isinstance(value, list)
        else value
        for key, value in body.items()
        if value is not None
    }


def same(sent: dict[str, object], read: dict[str, object]) -> bool:
    """Tell whether the client would have sent the same, but for numbers that it sends as such."""
    return numbered(sent) == numbered(read)


for line in Path(sys.argv[1]).read_text(encoding="utf-8").splitlines():
    call = json.loads(line)
    body = call["body"]
    kind = ReplaceOrderRequest if call["method"] == "PATCH" else ORDERS[body["type"]]
    # the models take numbers, where the API takes text as well
    given = numbered(body)
    if "legs" in given:
        given["legs"] = [OptionLegRequest(**leg) for leg in given["legs"]]
    read = json.loads(json.dumps(kind(**given).to_request_fields(), default=str))
    assert same(body, read), (body, read)
    print(call["method"], body.get("type", ""))
