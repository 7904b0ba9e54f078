"""Sessions that must be heard from, over the API."""

import pytest

PATH = "/v1/sessions"
SESSION = {
    "session_id": "s-1",
    "choice": {"scope": {"account": "paper"}},
    "timeout_ns": 30_000_000_000,
}


def test_a_session_says_by_when_it_must_be_heard_from(served):
    told = served.good("POST", PATH, SESSION)
    assert told["session_id"] == "s-1"
    assert told["due_at"] > "2026-01-05T14:30:30"


def test_the_same_again_is_a_heartbeat_and_other_terms_are_not(served):
    first = served.good("POST", PATH, SESSION)
    assert served.good("POST", PATH, SESSION)["due_at"] >= first["due_at"]
    error = served.no(409, "POST", PATH, {**SESSION, "timeout_ns": 1_000_000_000})
    assert error["code"] == "ALREADY_EXISTS"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"timeout_ns": 999_999_999}, "timeout_ns"),
        ({"grace_ns": -1}, "grace_ns"),
        ({"session_id": "-"}, "session_id"),
        ({"choice": {"scope": {"account": "papre"}}}, "scope.account"),
        ({"choice": {}}, "choice.scope"),
    ],
)
def test_what_makes_no_sense_is_refused_by_its_path(served, change, field):
    error = served.no(422, "POST", PATH, {**SESSION, **change})
    assert error["errors"][0]["path"] == field
    served.is_unharmed()


def test_there_is_room_for_a_thousand(served):
    from holdfast.core.watch import SESSIONS_MAX
    from holdfast.messages.watching import OpenSession
    from holdfast.model.scope import FIRM
    from holdfast.model.watch import Choice

    for nth in range(SESSIONS_MAX):
        served.desk.engine.take(OpenSession(f"x{nth}", Choice(FIRM), 10**12, 0, "trader"))
    assert served.no(503, "POST", PATH, SESSION)["code"] == "DESK_BUSY"
