"""Multi-leg orders over the API: taken whole, refused by the leg, listed."""

PATH = "/v1/spreads"
PAIR = {
    "account": "paper",
    "legs": [
        {"instrument": "AAPL", "side": "BUY", "ratio": 1},
        {"instrument": "MSFT", "side": "SELL", "ratio": 2},
    ],
    "qty": "3",
    "client_order_id": "pair",
    "short_sale": True,
}


def test_a_pair_is_taken_filled_and_listed(served):
    told = served.good("POST", PATH, PAIR)
    assert len(told["legs"]) == 2
    again = served.good("POST", PATH, PAIR)
    assert (again["spread_id"], again["repeated"]) == (told["spread_id"], True)
    (row,) = served.good("GET", PATH)["spreads"]
    assert (row["spread_id"], row["status"], row["done"]) == (told["spread_id"], "FILLED", "3")
    assert [leg["filled"] for leg in row["legs"]] == ["3", "6"]


def test_a_net_price_may_be_a_credit_and_no_other_amount_may(served):
    told = served.good("POST", PATH, {**PAIR, "net_price": "-100000"})
    (row,) = served.good("GET", PATH)["spreads"]
    assert (row["spread_id"], row["limit_price"]) == (told["spread_id"], "-100000")
    error = served.no(422, "POST", PATH, {**PAIR, "max_slippage_bps": "-1"})
    assert error["errors"][0]["rule"] == "must not be negative"


def test_a_refusal_names_the_leg(served):
    error = served.no(422, "POST", PATH, {**PAIR, "qty": "900"})
    assert {each["field"].split(".")[0] for each in error["refusals"]} == {"legs[1]"}
    assert served.good("GET", PATH)["spreads"] == []


def test_a_time_that_is_none_is_named(served):
    error = served.no(422, "POST", PATH, {**PAIR, "expire_at": "soon"})
    assert error["refusals"][0]["field"] == "expire_at"
