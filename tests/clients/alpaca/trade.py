"""Alpaca's own client trades: run with its own interpreter, against the origin in argv."""

import sys
import time
from collections.abc import Callable
from typing import Any

from alpaca.common.exceptions import APIError
from alpaca.trading.client import TradingClient
from alpaca.trading.enums import OrderClass, OrderSide, OrderStatus, QueryOrderStatus, TimeInForce
from alpaca.trading.requests import (
    ClosePositionRequest,
    GetCalendarRequest,
    GetOrdersRequest,
    GetPortfolioHistoryRequest,
    LimitOrderRequest,
    MarketOrderRequest,
    ReplaceOrderRequest,
    StopLimitOrderRequest,
    StopLossRequest,
    TakeProfitRequest,
    TrailingStopOrderRequest,
)

BUY, SELL, DAY, GTC = OrderSide.BUY, OrderSide.SELL, TimeInForce.DAY, TimeInForce.GTC


def account(client: Any) -> None:
    told = client.get_account()
    assert (told.status.value, told.currency, float(told.cash)) == ("ACTIVE", "USD", 100_000.0)
    assert client.get_account_configurations().no_shorting is False
    assert client.get_clock().is_open
    assert client.get_calendar(GetCalendarRequest(start="2026-01-05", end="2026-01-09"))


def assets(client: Any) -> None:
    assert client.get_asset("AAPL").tradable
    assert client.get_asset("BTC/USD").asset_class.value == "crypto"
    assert {each.symbol for each in client.get_all_assets()} >= {"AAPL", "MSFT"}


def market(client: Any) -> None:
    order = client.submit_order(
        MarketOrderRequest(symbol="AAPL", qty=3, side=BUY, time_in_force=DAY)
    )
    done = client.get_order_by_id(order.id)
    assert (done.status, float(done.filled_qty)) == (OrderStatus.FILLED, 3.0)
    assert done.filled_avg_price == "100.02"
    part = client.submit_order(
        MarketOrderRequest(symbol="AAPL", notional=50.01, side=BUY, time_in_force=DAY)
    )
    assert client.get_order_by_id(part.id).filled_qty == "0.5"


def limit(client: Any) -> None:
    order = client.submit_order(
        LimitOrderRequest(
            symbol="AAPL",
            qty=2,
            side=BUY,
            time_in_force=GTC,
            limit_price=90.5,
            client_order_id="by-the-client",
        )
    )
    found = client.get_order_by_client_id("by-the-client")
    assert (found.id, found.status, found.limit_price) == (order.id, OrderStatus.NEW, "90.5")
    try:
        client.submit_order(
            LimitOrderRequest(symbol="AAPL", qty=2, side=BUY, time_in_force=GTC, limit_price=90.123)
        )
    except APIError as error:
        assert (error.status_code, error.code) == (422, 42210000)
        assert "sub-penny" in error.message
    else:
        raise AssertionError("a sub-penny price was taken")
    client.cancel_order_by_id(order.id)
    assert client.get_order_by_id(order.id).status is OrderStatus.CANCELED


def bracket(client: Any) -> None:
    order = client.submit_order(
        LimitOrderRequest(
            symbol="AAPL",
            qty=4,
            side=BUY,
            time_in_force=GTC,
            limit_price=101,
            order_class=OrderClass.BRACKET,
            take_profit=TakeProfitRequest(limit_price=110),
            stop_loss=StopLossRequest(stop_price=95, limit_price=94.5),
        )
    )
    assert [leg.status for leg in order.legs] == [OrderStatus.HELD, OrderStatus.HELD]
    entry = client.get_order_by_id(order.id)
    assert entry.status is OrderStatus.FILLED
    assert [leg.status for leg in entry.legs] == [OrderStatus.NEW, OrderStatus.NEW]
    client.cancel_order_by_id(entry.legs[0].id)
    legs = client.get_order_by_id(order.id).legs
    assert [leg.status for leg in legs] == [OrderStatus.CANCELED, OrderStatus.CANCELED]


def replace(client: Any) -> None:
    old = client.submit_order(
        LimitOrderRequest(symbol="AAPL", qty=2, side=BUY, time_in_force=DAY, limit_price=90)
    )
    new = client.replace_order_by_id(old.id, ReplaceOrderRequest(qty=5, limit_price=91))
    assert (new.replaces, new.qty) == (old.id, "5")
    before = client.get_order_by_id(old.id)
    assert (before.status, before.replaced_by) == (OrderStatus.REPLACED, new.id)
    assert client.get_order_by_id(new.id).status is OrderStatus.NEW


def triggers(client: Any) -> None:
    stop = client.submit_order(
        StopLimitOrderRequest(
            symbol="MSFT", qty=1, side=BUY, time_in_force=DAY, stop_price=500, limit_price=501
        )
    )
    assert client.get_order_by_id(stop.id).stop_price == "500"
    trail = client.submit_order(
        TrailingStopOrderRequest(
            symbol="AAPL", qty=1, side=SELL, time_in_force=GTC, trail_percent=2
        )
    )
    assert client.get_order_by_id(trail.id).trail_percent == "2"


def cancel_all(client: Any) -> None:
    told = client.cancel_orders()
    assert told
    assert {each.status for each in told} == {200}
    assert client.get_orders() == []
    ended = client.get_orders(GetOrdersRequest(status=QueryOrderStatus.CLOSED, limit=500))
    assert len(ended) >= len(told)


def positions(client: Any) -> None:
    (held,) = client.get_all_positions()
    assert (held.symbol, held.qty, held.side.value) == ("AAPL", "7.5", "long")
    closing = client.close_position("AAPL", ClosePositionRequest(qty="2.5"))
    assert closing.side is SELL
    assert client.get_open_position("AAPL").qty == "5"
    (closed,) = client.close_all_positions(cancel_orders=True)
    assert (closed.symbol, closed.status) == ("AAPL", 200)
    assert client.get_all_positions() == []


def history(client: Any) -> None:
    told = client.get_portfolio_history(GetPortfolioHistoryRequest(period="1D", timeframe="1Min"))
    assert told.base_value == 100_000
    assert told.equity[-1] < 100_000


STEPS: tuple[Callable[[Any], None], ...] = (
    account, assets, market, limit, bracket, replace, triggers, cancel_all, positions, history,
)  # fmt: skip


def main(url: str) -> None:
    client = TradingClient("PK-TEST", "secret", url_override=url)
    for step in STEPS:
        step(client)
        print(step.__name__, flush=True)
        time.sleep(0)


main(sys.argv[1])
