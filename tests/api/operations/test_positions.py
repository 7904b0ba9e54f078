"""Positions over the API."""

from decimal import Decimal


def test_a_holding_is_valued_at_the_mid(served):
    served.buy("10")
    (row,) = served.good("GET", "/v1/positions?account=paper")["positions"]
    assert (row["qty"], row["avg_px"]) == ("10", "190.01")
    assert Decimal(row["market_price"]) == 190
    assert row["unrealised"] == "-0.1"


def test_positions_split_by_strategy(served):
    served.buy("10", strategy="a")
    served.buy("5", strategy="b")
    rows = served.good("GET", "/v1/positions?by_strategy=true")["positions"]
    assert {row["strategy"]: row["qty"] for row in rows} == {"a": "10", "b": "5"}
    page = served.good("GET", "/v1/positions?by_strategy=true&limit=1")
    assert (len(page["positions"]), page["next_cursor"]) == (1, "1")
    assert served.no(422, "GET", "/v1/positions?by_strategy=maybe")["errors"]
