"""Cost analysis over the API."""

from decimal import Decimal


def test_an_order_cost_half_the_spread_and_its_fee(served):
    order_id = served.buy("10")
    (row,) = served.good("GET", f"/v1/costs?order_id={order_id}")["costs"]
    assert (Decimal(row["arrival_price"]), row["avg_px"]) == (190, "190.01")
    assert (row["execution"], row["fees"], row["shortfall"]) == ("0.1", "0.01", "0.11")
    assert served.good("GET", "/v1/costs?instrument=SPY")["costs"] == []
