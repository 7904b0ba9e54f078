"""Accounts over the API."""

from decimal import Decimal


def test_accounts_show_money_and_what_is_free(served):
    served.buy("10")
    page = served.good("GET", "/v1/accounts")
    rows = {row["account"]: row for row in page["accounts"]}
    assert list(rows) == ["paper", "other"]
    # ten bought at 190.01 for a cent, worth 190 each
    assert Decimal(rows["paper"]["equity"]) == Decimal("999999.89")
    assert rows["other"]["cash"] == {"USD": "10"}
    (one,) = served.good("GET", "/v1/accounts?account=other")["accounts"]
    assert one["account"] == "other"
