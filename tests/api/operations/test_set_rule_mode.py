"""The checks and their modes over the API."""

PATH = "/v1/rules"
BODY = {"check": "order_qty", "mode": "SHADOW", "why": "too tight?"}
ORDER = {"account": "paper", "instrument": "AAPL", "side": "BUY", "qty": "1001"}


def test_a_check_goes_into_shadow_by_two_persons_and_comes_back_by_one(served):
    told = served.good("POST", PATH, {**BODY, "until": "2099-01-01T00:00:00Z"})
    assert told["mode"] == "ENFORCED"
    path = f"/v1/proposals/{told['proposal_id']}/approve"
    served.good("POST", path, {}, headers={"x-principal": "second"})
    rule = next(each for each in served.good("GET", PATH)["rules"] if each["check"] == "order_qty")
    assert (rule["mode"], rule["until"][:4], rule["rows"]) == ("SHADOW", "2099", ["RC01"])
    assert "ORDER_QTY_MAX" not in str(served.ask("POST", "/v1/orders", ORDER).json())
    back = {"check": "order_qty", "mode": "ENFORCED", "why": "enough"}
    assert served.good("POST", PATH, back)["mode"] == "ENFORCED"
    assert "ORDER_QTY_MAX" in str(served.no(422, "POST", "/v1/orders", ORDER))


def test_a_shadow_has_an_end_and_some_checks_have_none(served):
    assert served.no(422, "POST", PATH, BODY)["errors"][0]["path"] == "until"
    body = {**BODY, "check": "attribution", "until": "2099-01-01T00:00:00Z"}
    assert served.no(422, "POST", PATH, body)["code"] == "NOT_OVERRIDABLE"
