"""Alpaca's own client reads market data: by REST, then a stream of quotes, trades and bars."""

import asyncio
import sys
from typing import Any

from alpaca.data.historical import CryptoHistoricalDataClient, StockHistoricalDataClient
from alpaca.data.live import StockDataStream
from alpaca.data.requests import (
    CryptoLatestQuoteRequest,
    StockBarsRequest,
    StockLatestQuoteRequest,
    StockLatestTradeRequest,
    StockQuotesRequest,
    StockSnapshotRequest,
    StockTradesRequest,
)
from alpaca.data.timeframe import TimeFrame

KEYS = "PK-TEST", "secret"


def rest(url: str) -> None:
    client = StockHistoricalDataClient(*KEYS, url_override=url)
    quote = client.get_stock_latest_quote(StockLatestQuoteRequest(symbol_or_symbols="AAPL"))
    assert (quote["AAPL"].bid_price, quote["AAPL"].ask_price) == (100.0, 100.02)
    trade = client.get_stock_latest_trade(StockLatestTradeRequest(symbol_or_symbols="AAPL"))
    assert trade["AAPL"].price == 100.01
    bars = client.get_stock_bars(
        StockBarsRequest(symbol_or_symbols="AAPL", timeframe=TimeFrame.Minute)
    )
    assert bars["AAPL"][-1].close == 100.01
    assert client.get_stock_quotes(StockQuotesRequest(symbol_or_symbols="AAPL"))["AAPL"]
    assert client.get_stock_trades(StockTradesRequest(symbol_or_symbols="AAPL"))["AAPL"]
    shot = client.get_stock_snapshot(StockSnapshotRequest(symbol_or_symbols="AAPL"))
    assert shot["AAPL"].latest_trade.size == 10
    coins = CryptoHistoricalDataClient(*KEYS, url_override=url)
    coin = coins.get_crypto_latest_quote(CryptoLatestQuoteRequest(symbol_or_symbols="BTC/USD"))
    assert coin["BTC/USD"].ask_price == 60001
    print("rest", flush=True)


def listen(stream_url: str) -> None:
    stream = StockDataStream(*KEYS, url_override=stream_url)
    wanted = {"Quote", "Trade", "Bar"}

    async def hear(what: Any) -> None:
        kind = type(what).__name__
        if kind in wanted:
            wanted.remove(kind)
            assert what.symbol == "AAPL"
            assert what.timestamp.tzinfo is not None
            print(kind, flush=True)
        if not wanted:
            await stream.stop_ws()

    stream.subscribe_quotes(hear, "AAPL")
    stream.subscribe_trades(hear, "AAPL")
    stream.subscribe_bars(hear, "AAPL")
    asyncio.run(asyncio.wait_for(stream._run_forever(), 30))


rest(sys.argv[1])
listen(sys.argv[2])
