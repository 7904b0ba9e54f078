"""Alerts over the API."""

HALT = {"scope": {"instrument": "AAPL"}, "state": "HALTED", "why": "news"}


def halted(served):
    """Halt an instrument, which is told of, and return the alert's id."""
    served.good("POST", "/v1/state", HALT)
    return served.good("GET", "/v1/alerts")["alerts"][-1]["alert_id"]


def test_an_alert_says_what_it_is_about(served):
    alert_id = halted(served)
    (row,) = served.good("GET", "/v1/alerts")["alerts"]
    assert row["alert_id"] == alert_id
    assert (row["kind"], row["subject"], row["count"]) == ("stop", "instrument=AAPL", 1)
    assert row["text"] == "instrument=AAPL is HALTED: news (by trader)"
    assert row["acknowledged_at"] == row["escalated_at"] == ""


def test_what_is_answered_is_shown_on_request_alone(served):
    alert_id = halted(served)
    served.good("POST", f"/v1/alerts/{alert_id}/acknowledge", {"why": "seen"})
    assert served.good("GET", "/v1/alerts")["alerts"] == []
    (row,) = served.good("GET", "/v1/alerts?all=true")["alerts"]
    assert (row["acknowledged_by"], row["why"]) == ("trader", "seen")


def test_they_come_in_pages(served):
    for name in ("AAPL", "MSFT", "SPY"):
        served.good("POST", "/v1/state", {**HALT, "scope": {"instrument": name}})
    page = served.good("GET", "/v1/alerts?limit=2")
    assert len(page["alerts"]) == 2
    rest = served.good("GET", f"/v1/alerts?limit=2&cursor={page['next_cursor']}")
    assert [each["subject"] for each in rest["alerts"]] == ["instrument=SPY"]
    assert rest["next_cursor"] == ""
