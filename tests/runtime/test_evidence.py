"""Which quotes an input takes with it into the journal."""

from decimal import Decimal

import pytest

from holdfast.messages import commands as c
from holdfast.messages.plan import Action, Decision, DecisionPlan, Size
from holdfast.messages.reports import VenueAccepts
from holdfast.model.order import Side, Tactic
from holdfast.model.quote import Quote
from tests.support.hand_played import HandPlayed, hand_played
from tests.support.people import named

ONE = Decimal(1)


@pytest.fixture
def desk() -> HandPlayed:
    """Quotes AAPL and MSFT, holds AAPL, and knows IBM without a quote."""
    desk = hand_played()
    desk.instrument("MSFT")
    desk.instrument("IBM")
    desk.quote("50.00", "50.02", "MSFT")
    desk.fill(desk.buy(10), 10, "100.00")
    return desk


def evidence(desk: HandPlayed, message: object) -> list[str]:
    """Take a message and say which instruments its journal line has quotes of."""
    message = named(desk.ledger, message)
    desk.take(message)
    entry = list(desk.journal.entries())[-1]
    assert entry.message == message
    for quote in entry.quotes:
        assert desk.quotes[quote.instrument] == quote
    return [quote.instrument for quote in entry.quotes]


def plan(*instruments: str) -> c.SubmitPlan:
    decisions = tuple(Decision(name, Action.BUY, size=Size(ONE)) for name in instruments)
    return c.SubmitPlan(DecisionPlan("p", "A", decisions))


def test_an_order_takes_the_quote_of_its_instrument(desk: HandPlayed) -> None:
    assert evidence(desk, c.SubmitOrder("A", "MSFT", Side.BUY, ONE)) == ["MSFT"]


def test_an_order_of_what_is_not_quoted_takes_none(desk: HandPlayed) -> None:
    assert evidence(desk, c.SubmitOrder("A", "IBM", Side.BUY, ONE)) == []


def test_a_replacement_takes_the_quote_of_its_order(desk: HandPlayed) -> None:
    order_id = desk.buy(10, instrument="MSFT")
    desk.accept(order_id)
    assert evidence(desk, c.ReplaceOrder(order_id, qty=Decimal(5))) == ["MSFT"]


def test_a_replacement_of_nothing_takes_none(desk: HandPlayed) -> None:
    assert evidence(desk, c.ReplaceOrder("nothing", qty=ONE)) == []


def test_a_wake_takes_the_quote_of_its_parent(desk: HandPlayed) -> None:
    tactic = Tactic("twap", {"duration_s": 600, "slices": 2, "jitter": "0"})
    order_id = desk.buy(10, instrument="MSFT", tactic=tactic)
    assert evidence(desk, c.Wake(order_id)) == ["MSFT"]


def test_a_plan_takes_what_it_names_and_what_marks_the_equity(desk: HandPlayed) -> None:
    assert evidence(desk, plan("MSFT", "IBM", "MSFT")) == ["MSFT", "AAPL"]


def test_a_plan_of_an_unknown_account_takes_what_it_names(desk: HandPlayed) -> None:
    decisions = (Decision("MSFT", Action.BUY, size=Size(ONE)),)
    assert evidence(desk, c.SubmitPlan(DecisionPlan("p", "nobody", decisions))) == ["MSFT"]


def test_reports_and_cancels_take_none(desk: HandPlayed) -> None:
    order_id = desk.buy(10)
    assert evidence(desk, VenueAccepts(order_id, "V9", desk.at)) == []
    assert evidence(desk, c.CancelOrder(order_id)) == []


@pytest.mark.parametrize("number", ["NaN", "sNaN", "Infinity", "-Infinity", "-1"])
def test_a_quote_of_nonsense_is_no_evidence(desk: HandPlayed, number: str) -> None:
    sound, nonsense = Decimal("50.02"), Decimal(number)
    for bid, ask in ((sound, nonsense), (nonsense, sound)):
        desk.quotes["MSFT"] = Quote("MSFT", bid, ask, ONE, ONE, desk.at)
        assert evidence(desk, c.SubmitOrder("A", "MSFT", Side.BUY, ONE)) == []
    assert evidence(desk, plan("MSFT")) == ["AAPL"]
