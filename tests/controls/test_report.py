"""RC31: the self-assessment, from what the journal holds of whatever the doors did."""

from __future__ import annotations

from holdfast.messages import control as k
from holdfast.messages.refusals import Reason
from holdfast.model.scope import Scope
from holdfast.views.self_assessment import SelfAssessment, self_assessment
from tests.controls.doors import Door
from tests.controls.rows import accepts, rejects
from tests.support.people import SECOND, TRADER


def _report(door: Door) -> SelfAssessment:
    return self_assessment(door.stage.journal.entries())


@accepts("RC31")
def test_a_rerun_has_the_same_hash_and_tells_of_kill_test_limits_and_breaches(door: Door) -> None:
    scope = Scope(strategy="drill")
    door.stage.quote("39.99", "40.01")
    door.no(Reason.ORDER_QTY_MAX, door.buy, "1001", "40.00")
    assert door.govern(k.Kill(scope, TRADER, "yearly test")).ok
    told = door.govern(k.ResetKill(scope, TRADER, "test over"))
    assert door.approve(told.proposal_id, SECOND).ok
    report = _report(door)
    assert report.hash == _report(door).hash
    assert [(each.scope, each.by, each.approved_by) for each in report.kill_tests] == [
        ("strategy=drill", TRADER, SECOND)
    ]
    assert [each.scope for each in report.limits] == ["account=A1"]
    assert [(each.code, each.count) for each in report.breaches] == [("ORDER_QTY_MAX", 1)]
    assert "NO_KILL_TEST" not in [each.code for each in report.findings]


@rejects("RC31")
def test_a_period_without_a_kill_test_has_a_finding(door: Door) -> None:
    door.yes(door.buy("10", "100.00"))
    assert "NO_KILL_TEST" in [each.code for each in _report(door).findings]
