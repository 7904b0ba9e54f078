"""RC24: limits are set with who, why and until when; a raise takes a second person."""

from __future__ import annotations

from decimal import Decimal

import pytest
from msgspec.structs import replace

from holdfast.core.entitled import CONFIG
from holdfast.messages import commands as c
from holdfast.messages import control as k
from holdfast.messages import events as e
from holdfast.messages import rulings as g
from holdfast.messages.refusals import Reason, Refusal
from holdfast.model.account import Account
from holdfast.model.limits import Limits
from holdfast.model.order import Side
from holdfast.model.scope import FIRM, Scope
from tests.support.desks import SECOND as S
from tests.support.desks import WIDE, PlayedDesk, ready_desk
from tests.support.people import SECOND, TRADER

RAISED = replace(WIDE, order_qty_max=Decimal(2 * 10**6))
TIGHT = replace(WIDE, order_qty_max=Decimal(10))


@pytest.fixture
def desk() -> PlayedDesk:
    return ready_desk()


def ask(limits: Limits, *, why: str = "more flow", by: str = TRADER, **more: object) -> c.SetLimits:
    return c.SetLimits("A", limits, by, why, **more)


def refusal(events: list[e.Event]) -> Refusal:
    (event,) = events
    assert isinstance(event, e.RequestRefused), event
    return event.refusals[0]


def proposal(desk: PlayedDesk, command: c.SetLimits) -> str:
    (event,) = desk.exactly(command)
    assert isinstance(event, g.Proposed), event
    return event.proposal_id


def approve(desk: PlayedDesk, name: str, by: str = SECOND) -> list[e.Event]:
    return desk.exactly(k.Approve(name, by))


def limits(desk: PlayedDesk) -> Limits:
    return desk.ledger.accounts["A"].limits


# --- tightening -----------------------------------------------------------------------


def test_one_person_tightens_at_once_without_a_reason(desk: PlayedDesk) -> None:
    (event,) = desk.exactly(ask(TIGHT, why=""))
    assert isinstance(event, e.LimitsSet)
    assert limits(desk) == TIGHT
    desk.check()
    desk.check_decisions()


def test_each_sheet_has_its_version(desk: PlayedDesk) -> None:
    before = desk.ledger.accounts["A"].scope.version
    desk.exactly(ask(TIGHT))
    assert desk.ledger.accounts["A"].scope.version == before + 1


def test_somebody_without_the_role_sets_nothing(desk: PlayedDesk) -> None:
    for name in ("ann", "nobody", "", CONFIG):
        assert refusal(desk.exactly(ask(TIGHT, by=name))).code is Reason.NOT_ENTITLED
    assert limits(desk) == WIDE


def test_the_settings_are_trusted_before_the_desk_has_done_anything_and_once(
    desk: PlayedDesk,
) -> None:
    desk.take(c.OpenAccount(Account("B", "sim"), {"USD": Decimal(1)}))
    first = c.SetLimits("B", WIDE, CONFIG)
    assert isinstance(desk.exactly(first)[0], e.LimitsSet)
    again = replace(first, limits=RAISED)
    assert refusal(desk.exactly(again)).code is Reason.NOT_ENTITLED
    desk.take(c.OpenAccount(Account("C", "sim"), {"USD": Decimal(1)}))
    desk.restart()
    late = c.SetLimits("C", WIDE, CONFIG)
    assert refusal(desk.exactly(late)).code is Reason.NOT_ENTITLED


# --- raising --------------------------------------------------------------------------


def test_a_raise_waits_for_a_second_person_and_then_holds(desk: PlayedDesk) -> None:
    name = proposal(desk, ask(RAISED, until=desk.time.now() + 60 * S))
    assert limits(desk) == WIDE
    closed, changed = approve(desk, name)
    assert isinstance(closed, g.ProposalClosed)
    assert isinstance(changed, e.LimitsSet)
    assert (changed.principal, changed.approved_by) == (TRADER, SECOND)
    assert limits(desk) == RAISED
    desk.check()
    desk.check_decisions()


def test_nobody_approves_what_they_proposed(desk: PlayedDesk) -> None:
    name = proposal(desk, ask(RAISED, permanent=True))
    assert refusal(approve(desk, name, TRADER)).code is Reason.SAME_PERSON
    assert limits(desk) == WIDE


def test_two_keys_of_one_person_are_one_person(desk: PlayedDesk) -> None:
    holder = replace(desk.ledger.principals[SECOND], id="key", person=TRADER)
    asked = k.SetPrincipal(holder, TRADER, "a second key")
    (event,) = desk.exactly(asked)
    approve(desk, event.proposal_id)
    name = proposal(desk, ask(RAISED, permanent=True))
    assert refusal(approve(desk, name, "key")).code is Reason.SAME_PERSON


def test_who_has_no_role_for_it_does_not_approve(desk: PlayedDesk) -> None:
    name = proposal(desk, ask(RAISED, permanent=True))
    assert refusal(approve(desk, name, "ann")).code is Reason.NOT_ENTITLED
    assert refusal(approve(desk, name, "")).code is Reason.NOT_ENTITLED


def test_a_proposal_is_used_once_and_an_unknown_one_never(desk: PlayedDesk) -> None:
    name = proposal(desk, ask(RAISED, permanent=True))
    approve(desk, name)
    assert refusal(approve(desk, name)).code is Reason.NOT_PROPOSED
    assert refusal(approve(desk, "E-P9")).code is Reason.NOT_PROPOSED


def test_a_proposal_lapses(desk: PlayedDesk) -> None:
    name = proposal(desk, ask(RAISED, permanent=True))
    assert [type(each) for each in desk.wait(3_600 * S)] == [g.ProposalClosed]
    assert refusal(approve(desk, name)).code is Reason.NOT_PROPOSED


def test_a_raise_needs_a_reason_and_an_end(desk: PlayedDesk) -> None:
    now = desk.time.now()
    for command, field in [
        (ask(RAISED, why=" ", permanent=True), "why"),
        (ask(RAISED), "until"),
        (ask(RAISED, until=now), "until"),
        (ask(RAISED, until=now + S, permanent=True), "until"),
    ]:
        told = refusal(desk.exactly(command))
        assert (told.code, told.field) == (Reason.INVALID_LIMIT, field)


def test_what_has_ended_before_it_is_approved_is_not_set(desk: PlayedDesk) -> None:
    name = proposal(desk, ask(RAISED, until=desk.time.now() + 60 * S))
    desk.wait(61 * S)
    assert refusal(approve(desk, name)).field == "until"
    assert limits(desk) == WIDE


# --- what a raise is ------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        {"order_qty_max": Decimal(10**6 + 1)},
        {"reference_age_max_ns": 25 * 3600 * S},
        {"collar_window_ns": 59 * S},
        {"velocity_pause_ns": 59 * S},
        {"net_notional_max": None},
        {"restricted": ()},
        {"allowed": ("AAPL", "MSFT")},
        {"allowed": None},
        {"locate_needed": False},
    ],
)
def test_any_field_that_lets_more_pass_is_a_raise(
    desk: PlayedDesk, change: dict[str, object]
) -> None:
    desk.instrument("MSFT")
    narrow = replace(
        WIDE,
        net_notional_max=Decimal(1),
        restricted=("MSFT",),
        allowed=("AAPL",),
        locate_needed=True,
    )
    assert isinstance(desk.exactly(ask(narrow))[0], e.LimitsSet)
    proposal(desk, ask(replace(narrow, **change), permanent=True))


def test_a_limit_given_back_after_it_was_taken_away_is_a_raise(desk: PlayedDesk) -> None:
    """Without it orders are refused, so to give it lets them pass."""
    assert isinstance(desk.exactly(ask(replace(WIDE, loss_max=None)))[0], e.LimitsSet)
    proposal(desk, ask(WIDE, permanent=True))


def test_a_limit_taken_away_is_a_raise_where_a_wider_one_is_left(desk: PlayedDesk) -> None:
    firm = c.SetLimits("", Limits(order_qty_max=Decimal(10**9)), TRADER, "", FIRM)
    assert isinstance(desk.exactly(firm)[0], e.LimitsSet)
    proposal(desk, ask(replace(WIDE, order_qty_max=None), permanent=True))


def test_a_sheet_of_a_strategy_only_tightens_what_its_accounts_have(desk: PlayedDesk) -> None:
    scope = Scope(strategy="momentum")
    sheet = Limits(order_qty_max=Decimal(5), restricted=("AAPL",))
    (event,) = desk.exactly(c.SetLimits("", sheet, TRADER, "", scope))
    assert isinstance(event, e.LimitsSet)
    looser = replace(sheet, restricted=())
    (event,) = desk.exactly(c.SetLimits("", looser, TRADER, "why not", scope, permanent=True))
    assert isinstance(event, g.Proposed)


# --- until when -----------------------------------------------------------------------


def raised(desk: PlayedDesk, seconds: int, limits: Limits = RAISED) -> None:
    approve(desk, proposal(desk, ask(limits, until=desk.time.now() + seconds * S)))


def test_the_old_limit_is_back_when_the_raise_ends(desk: PlayedDesk) -> None:
    raised(desk, 60)
    assert [type(each) for each in desk.wait(59 * S)] == []
    assert limits(desk) == RAISED
    (event,) = desk.wait(S)
    assert event == g.LimitsLapsed(Scope(account="A"), WIDE)
    assert limits(desk) == WIDE
    desk.check()
    desk.check_decisions()


def test_a_raise_that_no_timer_ended_lets_no_order_pass(desk: PlayedDesk) -> None:
    desk.exactly(ask(TIGHT))
    raised(desk, 60, replace(TIGHT, order_qty_max=Decimal(100)))
    order = c.SubmitOrder("A", "AAPL", Side.BUY, Decimal(50), principal=TRADER)
    # the clock moves and its timers do not fire
    desk.time.advance(desk.time.now() + 61 * S)
    desk.quote("99.99", "100.01")
    events = desk.exactly(order)
    assert [type(each) for each in events] == [g.LimitsLapsed, e.OrderRefused]
    assert Reason.ORDER_QTY_MAX in [each.code for each in events[1].refusals]
    desk.check_decisions()


def test_a_restart_keeps_the_end_of_a_raise(desk: PlayedDesk) -> None:
    raised(desk, 60)
    desk.restart()
    assert g.LimitsLapsed(Scope(account="A"), WIDE) in desk.wait(60 * S)
    assert limits(desk) == WIDE


def test_a_raise_cannot_be_made_permanent_by_tightening_it_a_little(desk: PlayedDesk) -> None:
    raised(desk, 60)
    between = replace(WIDE, order_qty_max=Decimal(10**6 + 1))
    proposal(desk, ask(between, permanent=True))
    told = refusal(desk.exactly(ask(between)))
    assert (told.code, told.field) == (Reason.INVALID_LIMIT, "until")


def test_a_longer_end_is_a_raise_and_a_shorter_one_is_not(desk: PlayedDesk) -> None:
    raised(desk, 60)
    now = desk.time.now()
    proposal(desk, ask(RAISED, until=now + 61 * S))
    (event,) = desk.exactly(ask(RAISED, until=now + 10 * S))
    assert isinstance(event, e.LimitsSet)
    desk.wait(10 * S)
    assert limits(desk) == WIDE


def test_a_raise_of_a_raise_goes_back_to_what_was_before_both(desk: PlayedDesk) -> None:
    raised(desk, 60)
    raised(desk, 90, replace(RAISED, order_value_max=Decimal(10**10)))
    desk.wait(90 * S)
    assert limits(desk) == WIDE


# --- bad limits -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "detail"),
    [
        ({"price_collar": Decimal("NaN")}, "limits.price_collar NaN must be a finite number"),
        ({"order_qty_max": Decimal(-1)}, "limits.order_qty_max -1 must not be negative"),
        ({"loss_max": Decimal("1E13")}, "limits.loss_max 1E+13 must have at most 12 digits"),
        ({"price_collar": Decimal(2)}, "limits.price_collar 2 must be at most 1"),
        ({"order_rate_max": 10**13}, "limits.order_rate_max 10000000000000 must be at most"),
        ({"repeat_window_ns": 0}, "limits.repeat_window_ns 0 must be above 0"),
        ({"repeat_window_ns": None}, "limits.repeat_max 1000000 needs limits.repeat_window_ns"),
        ({"restricted": ("AAPL", "APPL")}, "limits.restricted[1] APPL is not known"),
        ({"allowed": ("X",)}, "limits.allowed[0] X is not known"),
        ({"currency": "EUR"}, "limits.currency EUR must be USD"),
    ],
)
def test_a_bad_limit_is_refused_by_its_path(
    desk: PlayedDesk, change: dict[str, object], detail: str
) -> None:
    told = refusal(desk.exactly(ask(replace(WIDE, **change))))
    assert told.detail.startswith(detail)
    assert detail.startswith(told.field)
    assert limits(desk) == WIDE


@pytest.mark.parametrize(
    ("scope", "field"),
    [
        (Scope(account="Z"), "scope.account"),
        (Scope(account="A", instrument="Z"), "scope.instrument"),
        (Scope(venue="Z"), "scope.venue"),
        (Scope(order_id="E-1"), "scope.order_id"),
    ],
)
def test_a_scope_of_what_is_not_known_is_refused(
    desk: PlayedDesk, scope: Scope, field: str
) -> None:
    told = refusal(desk.exactly(c.SetLimits("", TIGHT, TRADER, "", scope)))
    assert told.field == field


def test_a_firm_of_two_currencies_has_no_limits_of_money(desk: PlayedDesk) -> None:
    euros = Account("E", "sim", base_currency="EUR")
    desk.take(c.OpenAccount(euros, {"EUR": Decimal(1)}))
    for currency in ("", "USD"):
        sheet = Limits(order_value_max=Decimal(1), currency=currency)
        told = refusal(desk.exactly(c.SetLimits("", sheet, TRADER, "", FIRM)))
        assert (told.code, told.field) == (Reason.LIMIT_CURRENCY, "limits.currency")
    sheet = Limits(order_qty_max=Decimal(1))
    assert desk.take(c.SetLimits("", sheet, TRADER, "units have none", FIRM, permanent=True))
    assert "E" in desk.ledger.accounts


# --- ways round the second person -----------------------------------------------------


def test_one_person_does_not_end_early_what_was_tightened_for_a_time(desk: PlayedDesk) -> None:
    now = desk.time.now()
    desk.exactly(ask(TIGHT, until=now + 3600 * S))
    (event,) = desk.exactly(ask(TIGHT, by=SECOND, until=now + 1))
    assert isinstance(event, g.Proposed)
    desk.wait(S)
    assert limits(desk) == TIGHT


def test_a_raise_may_be_ended_early_by_one_person(desk: PlayedDesk) -> None:
    now = desk.time.now()
    approve(desk, proposal(desk, ask(RAISED, until=now + 3600 * S)))
    (event,) = desk.exactly(ask(RAISED, by=SECOND, until=now + 1))
    assert isinstance(event, e.LimitsSet)


def test_consent_to_a_sheet_does_not_undo_what_was_tightened_since(desk: PlayedDesk) -> None:
    higher = replace(WIDE, order_value_max=Decimal(2 * 10**9))
    name = proposal(desk, ask(higher, permanent=True))
    desk.exactly(ask(TIGHT, by=SECOND))
    assert refusal(approve(desk, name)).code is Reason.NOT_PROPOSED
    assert limits(desk) == TIGHT
    desk.check()
    desk.check_decisions()
