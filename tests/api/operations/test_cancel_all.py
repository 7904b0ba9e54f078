"""Cancels by scope over the API."""

PATH = "/v1/cancel-all"


def test_everything_in_scope_is_cancelled_and_nothing_else(served):
    apple = served.buy(type="LIMIT", limit_price="185")
    other = served.buy(type="LIMIT", limit_price="185", strategy="s")
    told = served.good("POST", PATH, {"strategy": "s"})
    assert told["order_ids"] == [other]
    assert served.ledger.orders[apple].is_open
    assert served.good("POST", PATH, {})["order_ids"] == [apple]
    assert not served.ledger.open_orders


def test_nothing_open_is_nothing_to_do(served):
    assert served.good("POST", PATH, {}) == {"order_ids": []}


def test_a_misspelt_scope_is_not_taken_for_a_job_done(served):
    assert served.no(422, "POST", PATH, {"account": "papre"})["code"] == "UNKNOWN_ACCOUNT"
    assert served.no(422, "POST", PATH, {"instrument": "X"})["code"] == "UNKNOWN_INSTRUMENT"


def test_a_scope_may_name_side_type_owner_venue_and_age(served):
    buy = served.buy(type="LIMIT", limit_price="185")
    for nobody in (
        {"side": "SELL"},
        {"type": "STOP"},
        {"owner": "nobody"},
        {"older_than_s": 3600},
        {"role": "SLICE"},
    ):
        assert served.good("POST", PATH, nobody)["order_ids"] == []
    assert served.no(422, "POST", PATH, {"venue": "nowhere"})["code"] == "NOT_LISTED"
    assert served.no(422, "POST", PATH, {"older_than_s": -1})["errors"]
    scope = {"side": "BUY", "type": "LIMIT", "older_than_s": 0}
    assert served.good("POST", PATH, scope)["order_ids"] == [buy]
