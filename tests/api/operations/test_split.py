"""Splits over the API."""

PATH = "/v1/split"


def test_a_split_changes_what_is_held_and_cancels_what_rests(served):
    served.buy(qty="10")
    resting = served.buy(type="LIMIT", limit_price="185")
    body = {"instrument": "AAPL", "numerator": 4, "denominator": 1, "why": "told by the issuer"}
    assert served.good("POST", PATH, body)["order_ids"] == [resting]
    assert served.ledger.position("paper", "AAPL").qty == 40
    assert served.no(409, "POST", PATH, body)["code"] == "ALREADY_EXISTS"


def test_a_split_of_what_nobody_knows_is_refused(served):
    body = {"instrument": "XYZ", "numerator": 4, "denominator": 1, "why": "told by the issuer"}
    assert served.no(422, "POST", PATH, body)["code"] == "UNKNOWN_INSTRUMENT"
