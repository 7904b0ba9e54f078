"""Policies for venues that are away, over the API."""

PATH = "/v1/disconnect-policies"
POLICY = {"grace_ns": 10_000_000_000, "venue": "PAPER"}


def test_a_policy_holds_until_it_is_taken_back(served):
    asked = {"policy": POLICY, "why": "a rule"}
    assert served.good("POST", PATH, asked)["policies"] == [POLICY]
    assert served.good("GET", "/v1/watch")["disconnects"] == [POLICY]
    assert served.good("POST", PATH, {**asked, "remove": True})["policies"] == []
    assert served.no(422, "POST", PATH, {**asked, "remove": True})["code"] == "NOTHING_TO_DO"


def test_an_account_has_a_policy_of_its_own(served):
    served.good("POST", PATH, {"policy": POLICY, "why": "a rule"})
    own = {**POLICY, "account": "paper", "include_gtc": True}
    told = served.good("POST", PATH, {"policy": own, "why": "a rule"})
    assert told["policies"] == [POLICY, own]


def test_what_makes_no_sense_is_refused_by_its_path(served):
    for policy, why, path in (
        ({**POLICY, "grace_ns": -1}, "x", "policy.grace_ns"),
        ({**POLICY, "venue": "NOWHERE"}, "x", "scope.venue"),
        (POLICY, " ", "why"),
    ):
        error = served.no(422, "POST", PATH, {"policy": policy, "why": why})
        assert error["errors"][0]["path"] == path
