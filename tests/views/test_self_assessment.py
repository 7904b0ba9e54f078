"""The self-assessment: what the journal says of a period, and what a reviewer must answer for."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import msgspec

from holdfast.messages import commands as c
from holdfast.messages import control as k
from holdfast.messages import events as e
from holdfast.messages import rulings as g
from holdfast.messages.entry import Entry
from holdfast.messages.refusals import Reason, Refusal
from holdfast.model.account import Account
from holdfast.model.limits import Limits
from holdfast.model.order import Side
from holdfast.model.principal import Principal, Role
from holdfast.model.scope import FIRM, Scope
from holdfast.model.times import rfc3339
from holdfast.model.trading import KILL, Latch, RuleMode, Stop, TradingState
from holdfast.views.self_assessment import SelfAssessment, content_hash, self_assessment

SECOND = 1_000_000_000
DAY = 24 * 3600 * SECOND
START = 1_767_225_600 * SECOND  # 2026-01-01T00:00:00Z
A1 = Scope(account="A1")
TERMS = c.SubmitOrder("A1", "ABC", Side.BUY, Decimal(5000), principal="ann")
TOO_MUCH = Refusal(Reason.ORDER_QTY_MAX, "too much", "qty", scope="account=A1")
STRICT, LOOSE = Limits(order_qty_max=Decimal(10)), Limits(order_qty_max=Decimal(20))
PEOPLE = [
    g.PrincipalSet(Principal(name, roles=tuple(Role), accounts=("*",)), "config", "first")
    for name in ("ann", "bob")
]


def entries(*days: tuple[int, list[e.Event]]) -> Iterator[Entry]:
    """Make a journal: what happened so many days after the start."""
    first = [
        e.DeskStarted("desk", "E", "build", 1),
        *PEOPLE,
        e.AccountOpened(Account("A1", "sim"), {}),
        e.LimitsSet("A1", STRICT, "config", "first limits"),
        g.DeskArmed("desk", "all is well"),
    ]
    for seq, (day, events) in enumerate([(0, first), *days], start=1):
        yield Entry(seq, START + day * DAY, (), k.Lapse(), None, events)


def codes(report: SelfAssessment) -> list[str]:
    return [each.code for each in report.findings]


def stopped(cause: str = KILL, latch: Latch = Latch.TWO_PERSONS) -> g.ScopeStopped:
    return g.ScopeStopped(FIRM, Stop(cause, TradingState.HALTED, latch, "ann", "drill", START))


KILLED = [stopped(), e.CancelSent("E-1"), e.CancelSent("E-2")]
RESET = [g.StopLifted(FIRM, KILL, "ann", "drill over", "bob")]


def test_a_period_without_a_kill_has_a_finding() -> None:
    report = self_assessment(entries((1, [])))
    assert codes(report) == ["NO_KILL_TEST"]


def test_a_kill_of_an_earlier_period_is_no_kill_test_of_this_one() -> None:
    journal = ((1, KILLED), (2, RESET), (9, []))
    assert codes(self_assessment(entries(*journal))) == []
    later = self_assessment(entries(*journal), START + 5 * DAY)
    assert codes(later) == ["NO_KILL_TEST"]
    assert later.stops == ()


def test_a_kill_test_says_who_killed_what_was_cancelled_and_who_reset_it() -> None:
    (kill,) = self_assessment(entries((1, KILLED), (2, RESET))).kill_tests
    assert (kill.scope, kill.by, kill.why, kill.orders_cancelled) == ("firm", "ann", "drill", 2)
    assert (kill.lifted_by, kill.approved_by) == ("ann", "bob")
    assert (kill.at, kill.lifted_at) == (rfc3339(START + DAY), rfc3339(START + 2 * DAY))


def test_what_is_still_stopped_at_the_end_is_a_finding() -> None:
    assert codes(self_assessment(entries((1, KILLED)))) == ["STILL_STOPPED"]


def test_what_ends_with_the_day_is_not_stopped_after_it() -> None:
    loss = stopped("loss", Latch.DAY)
    journal = entries((1, [*KILLED, *RESET, loss]), (2, [g.DayStarted("2026-01-03")]))
    report = self_assessment(journal)
    assert codes(report) == []
    assert report.stops[-1].lifted_why == "the day 2026-01-03 began"


def test_limits_in_force_are_those_at_the_end_of_the_period_with_who_and_why() -> None:
    until = START + 4 * DAY
    raised = e.LimitsSet("A1", LOOSE, "ann", "more clients", None, until, "bob")
    journal = ((1, KILLED), (1, RESET), (2, [raised]), (4, [g.LimitsLapsed(A1, STRICT)]))
    before = self_assessment(entries(*journal), until=START + 3 * DAY)
    (sheet,) = before.limits
    assert (sheet.scope, sheet.limits, sheet.version) == ("account=A1", LOOSE, 2)
    assert (sheet.by, sheet.why, sheet.approved_by) == ("ann", "more clients", "bob")
    assert sheet.until == rfc3339(until)
    after = self_assessment(entries(*journal))
    assert after.limits[0].limits == STRICT
    assert [each.lapsed for each in after.limit_changes] == [False, False, True]
    assert after.limit_changes[1].loosened == ("order_qty_max",)
    assert after.limit_changes[2].tightened == ("order_qty_max",)
    assert codes(after) == []


def test_a_raise_that_one_person_made_alone_or_twice_is_a_finding() -> None:
    alone = e.LimitsSet("A1", LOOSE, "ann", "more")
    assert codes(self_assessment(entries((1, [alone])))) == ["NO_KILL_TEST", "RAISED_ALONE"]
    own = e.LimitsSet("A1", LOOSE, "ann", "", None, None, "ann")
    report = self_assessment(entries((1, [own])))
    assert codes(report) == ["NO_KILL_TEST", "NO_REASON", "SELF_APPROVED"]


def test_breaches_are_counted_by_code_and_scope_within_the_period_alone() -> None:
    refused = e.OrderRefused("E-1", TERMS, (TOO_MUCH,))
    shadow = g.ShadowBreached("E-2", (TOO_MUCH,))
    journal = ((1, [refused]), (5, [refused]), (6, [refused, shadow]))
    report = self_assessment(entries(*journal), START + 2 * DAY)
    (breach,) = report.breaches
    assert (breach.code, breach.scope, breach.count) == ("ORDER_QTY_MAX", "account=A1", 2)
    assert (breach.first, breach.last) == (rfc3339(START + 5 * DAY), rfc3339(START + 6 * DAY))
    assert report.shadow_breaches[0].count == 1
    assert "SHADOW_BREACHES" in codes(report)


def test_a_check_in_shadow_at_the_end_is_a_finding_and_one_whose_time_is_over_is_none() -> None:
    def set_to(mode: RuleMode, until: int | None = None) -> g.RuleModeSet:
        return g.RuleModeSet("order_qty", mode, "ann", "trial", until, "bob")

    shadow = self_assessment(entries((1, [set_to(RuleMode.SHADOW)])))
    assert "IN_SHADOW" in codes(shadow)
    ended = self_assessment(entries((1, [set_to(RuleMode.SHADOW, START + 2 * DAY)]), (3, [])))
    assert "IN_SHADOW" not in codes(ended)
    assert len(ended.rule_modes) == 1


def test_permits_are_told_with_the_order_that_used_them() -> None:
    permits = [
        g.Permit(name, "hash", (Reason.ORDER_QTY_MAX,), "bob", "asked", START, START + DAY, soft)
        for name, soft in (("P1", True), ("P2", False))
    ]
    given = [g.PermitGiven(each) for each in permits]
    report = self_assessment(entries((1, [*given, g.PermitEnded("P2", "E-7")])))
    assert [(each.kind, each.order_id) for each in report.permits] == [
        ("ACKNOWLEDGED", ""),
        ("AUTHORISED", "E-7"),
    ]


def test_a_run_that_was_never_armed_and_one_with_an_override_are_findings() -> None:
    started = e.DeskStarted("desk", "E", "build 2", 1)
    faults = g.SelfTested({"clock": "is 3 s off"})
    armed = [g.BlockerOverridden("clock", "ann", "known"), g.DeskArmed("ann", "known")]
    report = self_assessment(entries((1, [started, faults]), (2, [started, faults, *armed])))
    assert [each.build for each in report.starts] == ["build", "build 2", "build 2"]
    assert [each.armed_at is None for each in report.starts] == [False, True, False]
    assert codes(report) == ["NO_KILL_TEST", "NEVER_ARMED", "OVERRIDDEN"]
    assert report.starts[1].faults == {"clock": "is 3 s off"}


def test_rights_that_changed_and_too_few_eyes_are_told() -> None:
    less = g.PrincipalSet(Principal("bob", roles=(Role.TRADER,)), "ann", "moved desks")
    report = self_assessment(entries((1, [less])), START + DAY)
    assert [each.holder.id for each in report.role_changes] == ["bob"]
    assert codes(report) == ["NO_KILL_TEST", "TOO_FEW_EYES", "TOO_FEW_EYES"]


def test_an_account_without_limits_and_discrepancies_are_findings() -> None:
    opened = e.AccountOpened(Account("A2", "sim"), {})
    differs = e.DiscrepancyFound("E-1", "fill of nobody", "")
    report = self_assessment(entries((1, [opened, differs])))
    assert codes(report) == ["NO_KILL_TEST", "NO_LIMITS", "DISCREPANCIES"]


def test_an_empty_journal_is_a_finding_and_no_failure() -> None:
    assert "NOTHING_HAPPENED" in codes(self_assessment(()))


def test_the_hash_is_that_of_the_content_and_what_comes_later_does_not_change_it() -> None:
    journal = ((1, KILLED), (2, RESET))
    until = START + 3 * DAY
    report = self_assessment(entries(*journal), until=until)
    again = self_assessment(entries(*journal, (9, KILLED)), until=until)
    assert again == report
    assert report.hash == content_hash(report)
    read = msgspec.json.decode(msgspec.json.encode(report), type=SelfAssessment)
    assert content_hash(read) == report.hash
    assert self_assessment(entries((1, KILLED)), until=until).hash != report.hash
