"""Instruments over the API."""


def test_instruments_come_with_their_listings(served):
    page = served.good("GET", "/v1/instruments?limit=2")
    assert [row["instrument"]["id"] for row in page["instruments"]] == ["AAPL", "MSFT"]
    listing = page["instruments"][0]["listings"][0]
    assert (listing["venue"], listing["symbol"]) == ("PAPER", "AAPL")
    (last,) = served.good("GET", f"/v1/instruments?cursor={page['next_cursor']}")["instruments"]
    assert last["instrument"]["id"] == "SPY"
    assert served.good("GET", "/v1/instruments?instrument=NONE")["instruments"] == []
