"""The end of a session over the API."""

from tests.api.operations.test_open_session import PATH, SESSION


def test_a_session_that_is_closed_is_over(served):
    served.good("POST", PATH, SESSION)
    assert served.good("DELETE", f"{PATH}/s-1?why=done") == {"session_id": "s-1"}
    error = served.no(404, "POST", f"{PATH}/s-1/heartbeat", {})
    assert "closed by trader" in error["message"]


def test_another_principal_does_not_end_it_without_the_role(served):
    served.good("POST", PATH, SESSION)
    asked = {"headers": {"x-principal": "nobody"}}
    assert served.no(422, "DELETE", f"{PATH}/s-1", **asked)["code"] == "NOT_ENTITLED"
