"""Discrepancies over the API."""

from decimal import Decimal

from holdfast.messages.reports import VenueHolds


def test_a_position_that_differs_is_listed(served):
    assert served.good("GET", "/v1/discrepancies")["discrepancies"] == []
    served.deliver(VenueHolds("PAPER", "paper", "AAPL", Decimal(7), served.time.now()))
    (row,) = served.good("GET", "/v1/discrepancies")["discrepancies"]
    assert "7" in row["detail"] + row["evidence"]
    assert served.good("GET", "/v1/discrepancies?cursor=1")["discrepancies"] == []
