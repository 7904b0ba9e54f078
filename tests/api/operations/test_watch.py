"""What is watched, over the API."""

from tests.api.operations.test_open_session import PATH, SESSION


def test_sessions_and_policies_are_shown(served):
    served.good("POST", PATH, SESSION)
    told = served.good("GET", "/v1/watch")
    assert [each["session_id"] for each in told["sessions"]] == ["s-1"]
    assert told["sessions"][0]["choice"] == {"scope": {"account": "paper"}}
    assert told["policy"] == {}
    served.good("DELETE", f"{PATH}/s-1")
    told = served.good("GET", "/v1/watch")
    assert told["sessions"] == []
    assert told["ended"][0]["detail"] == "closed by trader"
