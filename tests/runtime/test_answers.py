"""What a caller is told: refusals, what was taken, or that it had been asked before."""

from dataclasses import dataclass
from decimal import Decimal

import pytest

from holdfast.messages import commands as c
from holdfast.messages.plan import Action, Decision, DecisionPlan, Direction, Size
from holdfast.messages.reports import VenueAccepts
from holdfast.model.account import Account
from holdfast.model.limits import Limits
from holdfast.model.order import OrderType, Side, Tactic
from holdfast.runtime.answers import Answer
from tests.support.desks import PlayedDesk, ready_desk

TEN = Decimal(10)


@dataclass
class Asked:
    """A desk that is asked through its door, as callers do."""

    played: PlayedDesk

    def __call__(self, command: c.Command) -> Answer:
        return self.played.desk.ask(command)

    def order_id(self, name: str) -> str:
        return self.played.order(name).id

    def open_order(self, name: str) -> str:
        order_id = self(order(name)).order_id
        self.played.take(VenueAccepts(order_id, f"V-{name}", self.played.time.now()))
        return order_id


@pytest.fixture
def ask() -> Asked:
    return Asked(ready_desk())


def order(name: str = "o1", **terms: object) -> c.SubmitOrder:
    terms = {"type": OrderType.LIMIT, "limit_price": Decimal("99.00"), **terms}
    return c.SubmitOrder("A", "AAPL", Side.BUY, TEN, client_order_id=name, **terms)


def codes(answer: Answer) -> list[str]:
    return [str(refusal.code) for refusal in answer.refusals]


def test_an_order_taken_is_told_by_its_id(ask: Asked) -> None:
    told = ask(order())
    order_id = ask.order_id("o1")
    assert told == Answer(order_id, order_ids=(order_id,))
    assert told.ok


def test_an_order_refused_has_its_id_and_every_reason(ask: Asked) -> None:
    told = ask(order(limit_price=Decimal("0.001")))
    assert told.order_id == ask.order_id("o1")
    assert codes(told) == ["TICK"]
    assert not told.ok


def test_the_same_order_again_gets_the_same_answer(ask: Asked) -> None:
    first = ask(order())
    again = ask(order())
    assert again.repeated
    assert (again.order_id, again.order_ids) == (first.order_id, first.order_ids)


def test_a_refused_order_again_is_refused_for_the_same_reasons(ask: Asked) -> None:
    first = ask(order(limit_price=Decimal("0.001")))
    again = ask(order(limit_price=Decimal("0.001")))
    assert (again.refusals, again.order_id, again.repeated) == (
        first.refusals,
        first.order_id,
        True,
    )


def test_another_order_under_the_same_id_is_a_conflict(ask: Asked) -> None:
    ask(order())
    told = ask(order(limit_price=Decimal("98.00")))
    assert codes(told) == ["CLIENT_ORDER_ID_CONFLICT"]


def test_a_parent_is_answered_by_its_own_id_alone(ask: Asked) -> None:
    params = {"duration_s": 600, "slices": 5}
    told = ask(order(tactic=Tactic("twap", params)))
    assert told.order_ids == (ask.order_id("o1"),)


def test_a_cancel_is_told_of_what_it_touches(ask: Asked) -> None:
    order_id = ask.open_order("o1")
    assert ask(c.CancelOrder(order_id)) == Answer(order_id, order_ids=(order_id,))
    again = ask(c.CancelOrder(order_id))
    assert (again.order_id, again.repeated, again.ok) == (order_id, True, True)


def test_a_change_is_told_of_what_it_touches(ask: Asked) -> None:
    order_id = ask.open_order("o1")
    told = ask(c.ReplaceOrder(order_id, qty=Decimal(5)))
    assert told == Answer(order_id, order_ids=(order_id,))


@pytest.mark.parametrize("command", [c.CancelOrder("E-9"), c.ReplaceOrder("E-9", qty=TEN)])
def test_what_names_no_order_is_refused_under_the_asked_id(ask: Asked, command: object) -> None:
    told = ask(command)
    assert (told.order_id, codes(told)) == ("E-9", ["UNKNOWN_ORDER"])


def test_the_cancel_of_a_parent_tells_the_parent_and_its_slices(ask: Asked) -> None:
    params = {"duration_s": 600, "slices": 5, "jitter": "0"}
    parent = ask(order(tactic=Tactic("twap", params))).order_id
    ask.played.wait(0)
    (child,) = ask.played.ledger.parents[parent].children
    ask.played.take(VenueAccepts(child, "V1", ask.played.time.now()))
    told = ask(c.CancelOrder(parent))
    assert set(told.order_ids) == {parent, child}


def test_cancelling_everything_names_each_order(ask: Asked) -> None:
    orders = tuple(ask.open_order(name) for name in ("o1", "o2", "o3"))
    told = ask(c.CancelAll())
    assert told.order_ids == orders


def test_cancelling_nothing_is_well(ask: Asked) -> None:
    assert ask(c.CancelAll()) == Answer(repeated=True)


def test_other_commands_are_told_by_their_refusals(ask: Asked) -> None:
    assert codes(ask(c.SetLimits("nobody", Limits()))) == ["UNKNOWN_ACCOUNT"]
    assert ask(c.SetLimits("A", Limits())).ok
    assert codes(ask(c.OpenAccount(Account("A", "other")))) == ["ALREADY_EXISTS"]


def plan(*decisions: Decision) -> c.SubmitPlan:
    return c.SubmitPlan(DecisionPlan("p", "A", decisions))


def test_a_plan_is_answered_decision_by_decision(ask: Asked) -> None:
    asked = plan(
        Decision("AAPL", Action.BUY, size=Size(TEN)),
        Decision("AAPL", Action.HOLD),
        Decision("AAPL", Action.BUY, size=Size(Decimal("0.5"))),
    )
    told = ask(asked)
    assert told.ok
    taken, held, small = told.outcomes
    assert (taken.order_id, taken.qty) == (ask.order_id("p:0"), TEN)
    assert (held.order_id, held.note) == ("", "hold")
    assert [str(each.code) for each in small.refusals] == ["SIZE_ZERO"]
    assert told.order_ids == (taken.order_id,)
    again = ask(asked)
    assert again == Answer(outcomes=told.outcomes, order_ids=told.order_ids, repeated=True)


def test_a_plan_refused_whole_tells_every_fault(ask: Asked) -> None:
    told = ask(
        plan(
            Decision("NONE", Action.BUY, size=Size(TEN)),
            Decision("AAPL", Action.BUY, Direction.SHORT, size=Size(Decimal(-1))),
        )
    )
    assert not told.ok
    assert told.outcomes == ()
    assert {refusal.field.partition(".")[0] for refusal in told.refusals} == {
        "decisions[0]",
        "decisions[1]",
    }
