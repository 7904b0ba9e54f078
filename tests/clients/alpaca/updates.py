"""Alpaca's own client listens to its trade updates: three of one order, then it stops."""

import asyncio
import sys
import threading
from typing import Any

from alpaca.trading.client import TradingClient
from alpaca.trading.enums import OrderSide, TimeInForce
from alpaca.trading.requests import MarketOrderRequest
from alpaca.trading.stream import TradingStream


def main(url: str, stream_url: str) -> None:
    stream = TradingStream("PK-TEST", "secret", url_override=stream_url)
    client = TradingClient("PK-TEST", "secret", url_override=url)

    async def hear(update: Any) -> None:
        event = getattr(update.event, "value", update.event)
        print(event, update.order.symbol, update.qty, update.price, flush=True)
        if event == "fill":
            await stream.stop_ws()

    def trade() -> None:
        client.submit_order(
            MarketOrderRequest(
                symbol="AAPL", qty=2, side=OrderSide.BUY, time_in_force=TimeInForce.DAY
            )
        )

    stream.subscribe_trade_updates(hear)
    threading.Timer(1.0, trade).start()
    asyncio.run(asyncio.wait_for(stream._run_forever(), 30))


main(*sys.argv[1:])
