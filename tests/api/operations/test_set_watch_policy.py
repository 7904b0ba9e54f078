"""How long the desk waits before it raises its voice, over the API."""

import pytest

PATH = "/v1/watch-policy"
SECOND = 1_000_000_000


def test_the_desk_may_be_made_less_patient(served):
    policy = {"escalate_after_ns": 30 * SECOND}
    assert served.good("POST", PATH, {"policy": policy, "why": "two at the desk"}) == {
        "policy": policy
    }
    served.good("POST", "/v1/state", {"scope": {}, "state": "HALTED", "why": "news"})
    (alert,) = served.ledger.watch.alerts.values()
    assert alert.escalates_at - alert.raised_at == 30 * SECOND


@pytest.mark.parametrize(
    ("policy", "field"),
    [
        ({"escalate_after_ns": 61 * SECOND}, "escalate_after_ns"),
        ({"match_within_ns": 6 * SECOND}, "match_within_ns"),
        ({"freeze": "ACTIVE"}, "freeze"),
    ],
)
def test_it_is_never_made_more_patient_than_the_controls_let_it(served, policy, field):
    error = served.no(422, "POST", PATH, {"policy": policy, "why": "x"})
    assert error["errors"][0]["path"] == f"policy.{field}"
