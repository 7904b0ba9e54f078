"""What waits for a second person, over the API."""

PATH = "/v1/proposals"
RAISE = {"scope": {"account": "other"}, "limits": {"order_qty_max": "1"}}


def test_a_proposal_waits_with_who_why_and_what(served):
    assert served.good("GET", PATH) == {"proposals": []}
    told = served.good("POST", "/v1/limits", {**RAISE, "why": "opens", "permanent": True})
    (row,) = served.good("GET", PATH)["proposals"]
    assert (row["proposal_id"], row["principal"]) == (told["proposal_id"], "trader")
    assert (row["why"], row["command"]["command"]) == ("opens", "SetLimits")
    assert row["command"]["limits"] == {"order_qty_max": "1"}
    assert row["expires_at"] > "2026-01-05T15"
