"""Every scope's limits over the API."""

PATH = "/v1/limits"


def test_each_account_has_its_row(served):
    rows = served.good("GET", PATH)["limits"]
    assert [row["key"] for row in rows] == ["account=paper", "account=other"]
    assert rows[0]["limits"]["order_qty_max"] == "1000"
    assert (rows[0]["version"], rows[0]["until"], rows[0]["before"]) == (1, "", None)
    assert (rows[1]["version"], rows[1]["limits"]) == (0, {})


def test_one_account_may_be_asked_for(served):
    (row,) = served.good("GET", PATH, params={"account": "other"})["limits"]
    assert row["scope"] == {"account": "other"}
