"""ccxt's alpaca class trades coins: run with its own interpreter, against the origin in argv."""

import sys

import ccxt


def main(url: str) -> None:
    venue = ccxt.alpaca({"apiKey": "PK-TEST", "secret": "secret"})
    venue.urls["api"] = dict.fromkeys(venue.urls["api"], url)
    assert "BTC/USD" in venue.load_markets()
    print("markets", flush=True)
    assert venue.fetch_time() > 1_700_000_000_000
    order = venue.create_order("BTC/USD", "market", "buy", 0.1)
    assert venue.fetch_order(order["id"])["filled"] == 0.1
    print("market", flush=True)
    rests = venue.create_order("BTC/USD", "limit", "buy", 0.1, 50_000)
    assert [each["id"] for each in venue.fetch_open_orders("BTC/USD")] == [rests["id"]]
    moved = venue.edit_order(rests["id"], "BTC/USD", "limit", "buy", 0.1, 51_000)
    assert venue.fetch_order(moved["id"])["price"] == 51_000
    venue.cancel_order(moved["id"])
    assert venue.fetch_open_orders("BTC/USD") == []
    print("limit", flush=True)
    assert venue.fetch_balance()["USD"]["total"] < 100_000
    assert venue.fetch_ticker("BTC/USD")["ask"] == 60_001
    print("account", flush=True)


main(sys.argv[1])
