"""An answer to an alert over the API."""

from tests.api.operations.test_alerts import halted


def test_one_alert_is_answered_once_and_with_a_reason(served):
    path = f"/v1/alerts/{halted(served)}/acknowledge"
    assert served.no(422, "POST", path, {"why": " "})["errors"][0]["path"] == "why"
    told = served.good("POST", path, {"why": "seen"})
    assert told["acknowledged_by"] == "trader"
    assert served.no(422, "POST", path, {"why": "seen"})["code"] == "NOTHING_TO_DO"


def test_nobody_answers_for_what_is_not_there(served):
    path = "/v1/alerts/e-A9/acknowledge"
    assert served.no(404, "POST", path, {"why": "seen"})["code"] == "UNKNOWN_ALERT"


def test_a_machine_answers_for_nothing(served):
    path = f"/v1/alerts/{halted(served)}/acknowledge"
    asked = {"headers": {"x-principal": "nobody"}}
    assert served.no(422, "POST", path, {"why": "seen"}, **asked)["code"] == "NOT_ENTITLED"
