"""Quotes over the API."""

from decimal import Decimal

from holdfast.model.quote import Quote


def test_a_quote_has_its_age(served):
    (row,) = served.good("GET", "/v1/quotes?instrument=AAPL")["quotes"]
    assert (row["bid"], row["ask"], row["mid"]) == ("189.99", "190.01", "190")
    assert 0 <= row["age_ns"] < 10_000_000_000
    assert row["last_price"] is None


def test_a_side_that_is_not_quoted_is_null(served):
    served.market.on_quote(
        Quote("HALF", Decimal(1), Decimal(0), Decimal(5), Decimal(0), served.time.now())
    )
    (row,) = served.good("GET", "/v1/quotes?instrument=HALF")["quotes"]
    assert (row["bid"], row["ask"], row["mid"]) == ("1", None, None)
