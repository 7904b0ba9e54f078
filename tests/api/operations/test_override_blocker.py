"""Blockers are overridden one by one, by a person, with a reason."""

from holdfast.messages.control import SelfTest

ORDER = {"account": "paper", "instrument": "AAPL", "side": "BUY", "qty": "11"}


def override(served, name, why="known"):
    return served.good("POST", f"/v1/blockers/{name}/override", {"why": why})


def test_the_last_override_arms_the_desk(served):
    served.command(SelfTest({"clock": "3 s off", "feed PAPER": "silent"}))
    assert served.no(422, "POST", "/v1/orders", ORDER)["code"] == "NOT_ARMED"
    assert override(served, "clock") == {"armed": False}
    assert override(served, "feed%20PAPER") == {"armed": True}
    served.good("POST", "/v1/orders", ORDER)


def test_what_is_no_blocker_is_refused_with_those_that_are(served):
    served.command(SelfTest({"clock": "3 s off"}))
    error = served.no(422, "POST", "/v1/blockers/disk/override", {"why": "x"})
    assert error["code"] == "NOT_OVERRIDABLE"
    assert "clock" in error["message"]
    error = served.no(422, "POST", "/v1/blockers/clock/override", {"why": ""})
    assert error["errors"][0]["path"] == "why"
