"""Giving and taking rights over the API."""

PATH = "/v1/principals"
EVE = {"id": "eve", "roles": ["TRADER"], "accounts": ["paper"]}
ORDER = {"account": "paper", "instrument": "AAPL", "side": "BUY", "qty": "1"}


def test_a_new_principal_waits_for_a_second_person(served):
    told = served.good("POST", PATH, {"holder": EVE, "why": "joins"})
    assert told["in_force"] is None
    assert served.no(422, "POST", "/v1/orders", ORDER, headers={"x-principal": "eve"})["code"] == (
        "NOT_ENTITLED"
    )
    path = f"/v1/proposals/{told['proposal_id']}/approve"
    served.good("POST", path, {}, headers={"x-principal": "second"})
    served.good("POST", "/v1/orders", ORDER, headers={"x-principal": "eve"})
    assert served.good("GET", PATH)["principals"][-1]["id"] == "eve"


def test_rights_are_taken_at_once(served):
    told = served.good("POST", PATH, {"holder": {"id": "ann"}, "why": "leaves"})
    assert told == {"in_force": {"id": "ann"}, "proposal_id": ""}
    served.no(422, "POST", "/v1/orders", ORDER, headers={"x-principal": "ann"})
