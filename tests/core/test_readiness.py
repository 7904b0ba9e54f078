"""A desk is armed when its venues have answered and its self-test passes, or a person says so."""

from decimal import Decimal as D

import pytest

from holdfast.core.readiness import RECONCILIATION, SELF_TEST, blockers, unanswered
from holdfast.messages import commands as c
from holdfast.messages import control as k
from holdfast.messages import differences as d
from holdfast.messages import events as e
from holdfast.messages import links as n
from holdfast.messages import reports as r
from holdfast.messages import rulings as g
from holdfast.messages.refusals import Reason
from holdfast.model.order import Liquidity, OrderStatus, OrderType, Side
from holdfast.model.principal import Principal, PrincipalKind, Role
from tests.support.desks import SECOND, PlayedDesk, ready_desk
from tests.support.people import TRADER

BUY = c.SubmitOrder("A", "AAPL", Side.BUY, D(10), OrderType.LIMIT, D(100), client_order_id="o1")


def kinds(events: list[e.Event]) -> list[type[e.Event]]:
    return [type(event) for event in events]


def answers(
    desk: PlayedDesk, order_id: str, status: OrderStatus = OrderStatus.NEW
) -> r.VenueStates:
    return r.VenueStates(order_id, "V1", status, D(10), D(0), D(100), None, desk.time.now())


def held_all(desk: PlayedDesk) -> r.VenueHeldAll:
    return r.VenueHeldAll("sim", "A", desk.time.now())


@pytest.fixture
def restarted() -> PlayedDesk:
    """A desk that has started again with an order that was open."""
    desk = ready_desk()
    desk.desk.ask(BUY)
    desk.take(r.VenueAccepts(desk.order("o1").id, "V1", desk.time.now()))
    desk.restart(is_armed=False)
    return desk


def codes(desk: PlayedDesk, asked: c.Command) -> list[Reason]:
    return [each.code for each in desk.desk.ask(asked).refusals[:1]]


def test_a_first_start_is_armed_by_its_first_good_self_test() -> None:
    desk = PlayedDesk()
    desk.restart(is_armed=False)
    assert blockers(desk.ledger) == {SELF_TEST: "no self-test has passed since the start"}
    assert kinds(desk.take(k.SelfTest())) == [g.SelfTested, g.DeskArmed]
    assert desk.ledger.is_armed


def test_until_then_only_what_reduces_passes() -> None:
    desk = ready_desk()
    desk.desk.ask(BUY)
    fill = r.VenueFills(
        desk.order("o1").id, "x", D(10), D(100), D(0), "USD", Liquidity.TAKER, desk.time.now()
    )
    desk.take(fill)
    desk.restart(is_armed=False)
    desk.quote("99.99", "100.01")
    assert codes(desk, c.SubmitOrder("A", "AAPL", Side.BUY, D(3))) == [Reason.NOT_ARMED]
    assert codes(desk, c.SubmitOrder("A", "AAPL", Side.SELL, D(11))) == [Reason.NOT_ARMED]
    assert codes(desk, c.SubmitOrder("A", "AAPL", Side.SELL, D(10))) == []


def test_a_restart_waits_for_every_answer_of_its_venues(restarted: PlayedDesk) -> None:
    desk = restarted
    order_id = desk.order("o1").id
    assert unanswered(desk.ledger) == (order_id, "account A")
    desk.take(k.SelfTest())
    assert list(blockers(desk.ledger)) == [RECONCILIATION]
    assert kinds(desk.take(answers(desk, order_id))) == [n.QuestionAnswered, g.OrderTold]
    assert not desk.ledger.is_armed
    assert kinds(desk.take(held_all(desk))) == [g.PositionsTold, g.SelfTested, g.DeskArmed]
    assert desk.ledger.is_armed
    assert not desk.ledger.awaited
    desk.check()
    desk.check_decisions()


def test_answers_that_come_before_the_self_test_arm_nothing_yet(restarted: PlayedDesk) -> None:
    desk = restarted
    desk.take(answers(desk, desk.order("o1").id))
    desk.take(held_all(desk))
    assert not desk.ledger.is_armed
    assert kinds(desk.take(k.SelfTest())) == [g.SelfTested, g.DeskArmed]


def test_an_order_that_is_over_need_not_be_waited_for(restarted: PlayedDesk) -> None:
    desk = restarted
    desk.take(held_all(desk))
    desk.take(r.VenueCancels(desk.order("o1").id, desk.time.now()))
    assert unanswered(desk.ledger) == ()
    assert kinds(desk.take(k.SelfTest())) == [g.SelfTested, g.DeskArmed]


def test_that_a_venue_does_not_know_an_order_is_an_answer_only_where_it_is_proof() -> None:
    desk = ready_desk()
    desk.desk.ask(BUY)
    desk.restart(is_armed=False)
    desk.take(held_all(desk))
    desk.take(k.SelfTest())
    order_id = desk.order("o1").id
    desk.take(r.VenueKnowsNot(order_id, False, desk.time.now()))
    assert not desk.ledger.is_armed
    desk.take(r.VenueKnowsNot(order_id, True, desk.time.now()))
    assert desk.ledger.is_armed


def test_every_fault_keeps_the_desk_from_being_armed_and_has_its_time() -> None:
    desk = PlayedDesk()
    desk.restart(is_armed=False)
    desk.take(k.SelfTest({"clock": "3 s off", "feed sim": "silent"}))
    began = desk.time.now()
    desk.wait(5 * SECOND)
    desk.take(k.SelfTest({"clock": "4 s off"}))
    assert not desk.ledger.is_armed
    assert desk.ledger.faults_since == {"clock": began}
    assert kinds(desk.take(k.SelfTest({"clock": "5 s off"}))) == []
    desk.take(k.SelfTest())
    assert desk.ledger.is_armed


def test_a_fault_that_comes_later_disarms_until_it_is_over() -> None:
    desk = ready_desk()
    desk.take(k.SelfTest({"clock": "3 s off"}))
    assert codes(desk, BUY) == [Reason.NOT_ARMED]
    desk.take(k.SelfTest())
    assert codes(desk, c.SubmitOrder("A", "AAPL", Side.BUY, D(1))) == []


def test_a_person_answers_for_each_blocker_by_itself(restarted: PlayedDesk) -> None:
    desk = restarted
    desk.take(k.SelfTest({"clock": "3 s off"}))
    assert kinds(desk.take(k.OverrideBlocker("clock", TRADER, "the clock is right"))) == [
        g.BlockerOverridden
    ]
    events = desk.take(k.OverrideBlocker(RECONCILIATION, TRADER, "told by phone"))
    assert kinds(events) == [g.BlockerOverridden, g.DeskArmed]
    assert (events[1].principal, events[1].why) == (TRADER, "told by phone")
    desk.check()


def test_what_was_answered_for_is_no_licence_for_the_next_fault_of_its_name() -> None:
    desk = ready_desk()
    desk.take(k.SelfTest({"clock": "3 s off"}))
    desk.take(k.OverrideBlocker("clock", TRADER, "known"))
    assert desk.ledger.is_armed
    desk.take(k.SelfTest())
    desk.take(k.SelfTest({"clock": "9 s off"}))
    assert not desk.ledger.is_armed


def test_nothing_of_one_run_is_answered_for_in_the_next() -> None:
    desk = ready_desk()
    desk.take(k.SelfTest({"clock": "3 s off"}))
    desk.take(k.OverrideBlocker("clock", TRADER, "known"))
    desk.restart(is_armed=False)
    desk.take(k.SelfTest({"clock": "3 s off"}))
    assert "clock" in blockers(desk.ledger)


def test_an_override_needs_a_blocker_a_reason_and_a_person(restarted: PlayedDesk) -> None:
    desk = restarted
    desk.take(k.SelfTest({"clock": "3 s off"}))
    desk.ledger.principals["bot"] = Principal("bot", PrincipalKind.AGENT, tuple(Role))
    assert codes(desk, k.OverrideBlocker("disk", TRADER, "x")) == [Reason.NOT_OVERRIDABLE]
    assert codes(desk, k.OverrideBlocker("clock", TRADER, " ")) == [Reason.INVALID_ORDER]
    assert codes(desk, k.OverrideBlocker("clock", "bot", "x")) == [Reason.NOT_ENTITLED]


# --- what venues tell that does not fit -----------------------------------------------


def holds(desk: PlayedDesk, qty: int) -> r.VenueHolds:
    return r.VenueHolds("sim", "A", "AAPL", D(qty), desk.time.now())


def test_a_position_that_differs_at_the_start_keeps_the_desk_from_being_armed() -> None:
    desk = ready_desk()
    desk.restart(is_armed=False)
    desk.take(k.SelfTest())
    assert kinds(desk.take(holds(desk, 7))) == [d.DifferenceFound]
    desk.take(held_all(desk))
    assert blockers(desk.ledger) == {
        "discrepancy": "position A AAPL: desk and venue differ (desk 0, sim 7)"
    }
    assert kinds(desk.take(holds(desk, 7))) == []
    events = desk.take(k.OverrideBlocker("discrepancy", TRADER, "a transfer, booked tomorrow"))
    assert kinds(events) == [g.BlockerOverridden, g.DeskArmed]
    desk.check()
    desk.check_decisions()


def test_it_stands_in_the_way_at_every_start_and_is_settled_when_the_venue_agrees() -> None:
    desk = ready_desk()
    desk.take(holds(desk, 7))
    assert len(desk.ledger.discrepancies) == 1
    desk.restart(is_armed=False)
    desk.take(k.SelfTest())
    assert desk.take(holds(desk, 7)) == []
    desk.take(held_all(desk))
    assert list(blockers(desk.ledger)) == ["discrepancy"]
    assert kinds(desk.take(holds(desk, 0))) == [d.DifferenceClosed, g.SelfTested, g.DeskArmed]
    desk.check()
    desk.check_decisions()


def test_an_order_that_is_not_what_the_desk_thinks_is_in_the_way_too(
    restarted: PlayedDesk,
) -> None:
    desk = restarted
    order_id = desk.order("o1").id
    dearer = r.VenueStates(
        order_id, "V1", OrderStatus.NEW, D(10), D(0), D(101), None, desk.time.now()
    )
    desk.take(dearer)
    desk.take(held_all(desk))
    desk.take(k.SelfTest())
    assert blockers(desk.ledger)["discrepancy"].startswith(
        f"{order_id}: has other terms at the venue"
    )


def test_an_armed_desk_goes_on_with_a_difference_that_a_person_looks_at() -> None:
    desk = ready_desk()
    desk.take(holds(desk, 7))
    assert desk.ledger.is_armed
    desk.take(k.SelfTest())
    assert desk.ledger.is_armed
