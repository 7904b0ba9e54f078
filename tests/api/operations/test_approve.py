"""The second person over the API."""

RAISE = {
    "account": "other",
    "limits": {"order_qty_max": "1"},
    "why": "opens",
    "permanent": True,
}


def test_another_person_approves_once(served):
    name = served.good("POST", "/v1/limits", RAISE)["proposal_id"]
    path = f"/v1/proposals/{name}/approve"
    assert served.no(422, "POST", path, {})["code"] == "SAME_PERSON"
    headers = {"x-principal": "ann"}
    assert served.no(422, "POST", path, {}, headers=headers)["code"] == "NOT_ENTITLED"
    headers = {"x-principal": "second"}
    told = served.good("POST", path, {"why": "agreed"}, headers=headers)
    assert told == {"proposal_id": name}
    assert served.ledger.accounts["other"].limits.order_qty_max == 1
    assert served.no(409, "POST", path, {}, headers=headers)["code"] == "NOT_PROPOSED"


def test_what_was_never_proposed_is_not_approved(served):
    assert served.no(409, "POST", "/v1/proposals/e-P9/approve", {})["code"] == "NOT_PROPOSED"
