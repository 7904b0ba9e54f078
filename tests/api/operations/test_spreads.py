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


def test_its_story_is_told_with_that_of_its_legs(served):
    told = served.good("POST", PATH, PAIR)
    spread_id, legs = told["spread_id"], told["legs"]
    story = served.good("GET", f"/v1/orders/{spread_id}/explain")
    lines = [(each["order_id"], each["depth"], each["text"]) for each in story["lines"]]
    assert lines[0][:2] == (spread_id, 0)
    assert lines[0][2].endswith("3 units of buy 1 AAPL and sell 2 MSFT, at the market, DAY")
    assert (spread_id, 0, f"all of its legs are taken: {', '.join(legs)}") in lines
    assert (spread_id, 0, "ends FILLED, 3 units done, legs filled 3, 6") in lines[-1:]
    assert {(leg, 1) for leg in legs} <= {each[:2] for each in lines}
    assert served.good("GET", "/v1/orders/pair/explain")["order_id"] == spread_id
    story = served.good("GET", f"/v1/orders/{legs[1]}/explain")
    texts = [each["text"] for each in story["lines"]]
    assert f"is leg 2 of multi-leg order {spread_id}" in texts
