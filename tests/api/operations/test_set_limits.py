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
    assert told["in_force"]["limits"]["order_qty_max"] == "5"
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


RAISE = {"account": "paper", "limits": {**LIMITS, "order_qty_max": "1000000"}}


def test_a_raise_waits_for_another_person_and_says_so(served):
    served.good("POST", PATH, {"account": "paper", "limits": LIMITS})
    body = {**RAISE, "why": "a block", "until": "2099-01-01T15:00:00Z"}
    told = served.good("POST", PATH, body, headers={"x-principal": "trader"})
    assert told["in_force"]["limits"]["order_qty_max"] == "5"
    path = f"/v1/proposals/{told['proposal_id']}/approve"
    (waiting,) = served.good("GET", "/v1/proposals")["proposals"]
    assert (waiting["proposal_id"], waiting["principal"]) == (told["proposal_id"], "trader")
    assert waiting["command"]["limits"]["order_qty_max"] == "1000000"
    assert served.no(422, "POST", path, {})["code"] == "SAME_PERSON"
    served.good("POST", path, {"why": "agreed"}, headers={"x-principal": "second"})
    assert served.no(409, "POST", path, {})["code"] == "NOT_PROPOSED"
    (row, *_) = served.good("GET", PATH, params={"account": "paper"})["limits"]
    assert row["limits"]["order_qty_max"] == "1000000"
    assert row["before"]["order_qty_max"] == "5"
    assert row["until"].startswith("2099-01-01T15:00:00")


def test_a_raise_without_reason_or_end_is_refused(served):
    served.good("POST", PATH, {"account": "paper", "limits": LIMITS})
    for more, field in [({}, "why"), ({"why": "so"}, "until"), ({"until": "soon"}, "until")]:
        (fault,) = served.no(422, "POST", PATH, {**RAISE, **more})["errors"]
        assert fault["path"] == field


def test_a_scope_has_limits_of_its_own(served):
    body = {"scope": {"account": "paper", "strategy": "momentum"}, "limits": {"order_qty_max": "3"}}
    told = served.good("POST", PATH, body)
    assert told["in_force"]["key"] == "account=paper,strategy=momentum"
    order = {"account": "paper", "instrument": "AAPL", "side": "BUY", "qty": "4"}
    error = served.no(422, "POST", "/v1/orders", {**order, "strategy": "momentum"})
    assert error["refusals"][0]["scope"] == "account=paper,strategy=momentum"
    keys = [row["key"] for row in served.good("GET", PATH)["limits"]]
    assert keys == ["account=paper", "account=other", "account=paper,strategy=momentum"]


def test_an_account_beside_a_scope_is_refused_rather_than_guessed_at(served):
    body = {"account": "paper", "scope": {}, "limits": LIMITS, "why": "for one, not for all"}
    (fault,) = served.no(422, "POST", PATH, body)["errors"]
    assert (fault["path"], "exclude each other" in fault["rule"]) == ("account", True)
