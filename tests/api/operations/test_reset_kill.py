"""A kill is ended by two persons."""

KILL = {"scope": {"account": "paper"}, "why": "wild"}
RESET = {"scope": {"account": "paper"}, "why": "mended"}


def test_one_person_proposes_and_another_ends_the_kill(served):
    served.good("POST", "/v1/kill", KILL)
    proposal_id = served.good("POST", "/v1/reset-kill", RESET)["proposal_id"]
    assert "account=paper" in served.ledger.kills
    approve = f"/v1/proposals/{proposal_id}/approve"
    assert served.no(422, "POST", approve, {"why": "me again"})["code"] == "SAME_PERSON"
    served.good("POST", approve, {"why": "agreed"}, headers={"x-principal": "second"})
    assert not served.ledger.kills
    served.buy()


def test_what_is_not_killed_cannot_be_reset(served):
    assert served.no(422, "POST", "/v1/reset-kill", RESET)["code"] == "NOTHING_TO_DO"


def test_a_reset_needs_a_reason_and_a_risk_officer(served):
    served.good("POST", "/v1/kill", KILL)
    error = served.no(422, "POST", "/v1/reset-kill", {**RESET, "why": " "})
    assert error["errors"][0]["path"] == "why"
    headers = {"x-principal": "ann"}
    error = served.no(422, "POST", "/v1/reset-kill", RESET, headers=headers)
    assert error["code"] == "NOT_ENTITLED"
