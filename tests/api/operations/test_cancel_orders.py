"""Cancels of several orders over the API."""

PATH = "/v1/cancel-orders"


def test_each_order_has_its_own_outcome(served):
    resting = served.buy(type="LIMIT", limit_price="185")
    filled = served.buy()
    told = served.good("POST", PATH, {"order_ids": [filled, resting, "nope"]})
    assert told["order_ids"] == [resting]
    codes = [[each["code"] for each in line["refusals"]] for line in told["outcomes"]]
    assert codes == [["ORDER_CLOSED"], [], ["UNKNOWN_ORDER"]]
    assert served.ledger.orders[resting].status == "CANCELED"


def test_a_list_of_nothing_is_no_list(served):
    error = served.no(422, "POST", PATH, {"order_ids": []})
    assert error["errors"][0]["path"] == "order_ids"
