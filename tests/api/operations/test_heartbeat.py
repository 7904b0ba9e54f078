"""Heartbeats over the API."""

from tests.api.operations.test_open_session import PATH, SESSION


def test_a_heartbeat_moves_the_time_by_which_the_next_one_must_come(served):
    due_at = served.good("POST", PATH, SESSION)["due_at"]
    told = served.good("POST", f"{PATH}/s-1/heartbeat", {})
    assert told["session_id"] == "s-1"
    assert told["due_at"] > due_at


def test_a_session_that_is_not_there_is_said_so(served):
    assert served.no(404, "POST", f"{PATH}/s-1/heartbeat", {})["code"] == "UNKNOWN_SESSION"
