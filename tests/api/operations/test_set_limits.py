"""Limits over the API."""

PATH = "/v1/limits"
LIMITS = {
    "order_qty_max": "5",
    "order_value_max": "100000",
    "price_collar": 0.05,
    "position_qty_max": 100,
    "reference_age_max_ns": 10_000_000_000,
}


def test_new_limits_hold_at_once(served):
    body = {"account": "paper", "limits": LIMITS, "why": "a quiet day"}
    told = served.good("POST", PATH, body, headers={"x-principal": "second"})
    assert told["limits"]["order_qty_max"] == "5"
    order = {"account": "paper", "instrument": "AAPL", "side": "BUY", "qty": "6"}
    assert served.no(422, "POST", "/v1/orders", order)["code"] == "ORDER_QTY_MAX"
    entry = list(served.journal.entries())[-2]
    assert (entry.command.principal, entry.command.why) == ("second", "a quiet day")


def test_a_limit_that_is_no_amount_is_refused_by_its_path(served):
    for value, rule in [
        ("-1", "must not be negative"),
        ("NaN", "must be a decimal number in plain digits, such as 12.5"),
        (None, None),
    ]:
        body = {"account": "paper", "limits": {**LIMITS, "price_collar": value}}
        if rule is None:
            served.good("POST", PATH, body)
        else:
            (fault,) = served.no(422, "POST", PATH, body)["errors"]
            assert (fault["path"], fault["rule"]) == ("limits.price_collar", rule)
    body = {"account": "paper", "limits": {**LIMITS, "reference_age_max_ns": 10**19}}
    (fault,) = served.no(422, "POST", PATH, body)["errors"]
    assert fault["path"] == "limits.reference_age_max_ns"


def test_an_unknown_account_has_no_limits(served):
    error = served.no(422, "POST", PATH, {"account": "x", "limits": LIMITS})
    assert error["code"] == "UNKNOWN_ACCOUNT"
