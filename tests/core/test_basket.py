"""A plan is added up before any order of it exists."""

from decimal import Decimal as D

import pytest
from msgspec.structs import replace

from holdfast.messages import commands as c
from holdfast.messages import events as e
from holdfast.messages.plan import Action, Decision, DecisionPlan, ExecutionParams, Size, SizeUnit
from holdfast.messages.reports import VenueFills
from holdfast.model.order import Liquidity, OrderType
from holdfast.model.scope import FIRM, Scope
from tests.support.desks import PlayedDesk, ready_desk
from tests.support.limits import WIDE


@pytest.fixture
def desk() -> PlayedDesk:
    desk = ready_desk(cash="1000000000")
    desk.instrument("MSFT")
    desk.quote("49.99", "50.01", "MSFT")
    return desk


def limit_basket(desk: PlayedDesk, limit: D | None, scope: Scope | None = None) -> None:
    sheet = replace(WIDE, basket_value_max=limit)
    desk.take(c.SetLimits("A" if scope is None else "", sheet, scope=scope))


def line(qty: str, price: str = "100", name: str = "AAPL", **more: object) -> Decision:
    terms = {"action": Action.BUY, "order_type": OrderType.LIMIT, "limit_price": D(price), **more}
    return Decision(name, size=Size(D(qty)), **terms)  # type: ignore[arg-type]  # fields by name


def ask(desk: PlayedDesk, *lines: Decision, **more: object) -> list[e.Event]:
    params = more.pop("params", ExecutionParams())
    plan = DecisionPlan("p", "A", lines, **more)  # type: ignore[arg-type]  # fields by name
    events = desk.take(c.SubmitPlan(plan, params))  # type: ignore[arg-type]
    desk.check()
    return events


def refused(events: list[e.Event]) -> e.PlanRefused:
    """The plan is refused whole, by one event alone."""
    (only,) = events
    assert isinstance(only, e.PlanRefused)
    return only


def test_a_total_at_the_limit_passes_and_a_cent_more_refuses_all_of_it(desk: PlayedDesk) -> None:
    limit_basket(desk, D(3_000))
    (no,) = refused(ask(desk, line("10"), line("20", "50", "MSFT"), line("11", "90.91"))).refusals
    assert (no.code, no.field, no.scope) == ("BASKET_VALUE_MAX", "decisions", "account=A")
    assert (no.measured, no.limit, no.headroom) == (D("3000.01"), D(3_000), D(3_000))
    assert desk.venue.sent == []
    assert desk.ledger.orders == {}
    ask(desk, line("10"), line("20", "50", "MSFT"), line("10"))
    assert len(desk.venue.sent) == 3


def test_a_plan_that_was_refused_may_be_mended_and_submitted_again(desk: PlayedDesk) -> None:
    limit_basket(desk, D(1_000))
    refused(ask(desk, line("11")))
    assert isinstance(ask(desk, line("10"))[-1], e.PlanAccepted)


def test_each_scope_counts_its_own_lines_against_its_own_limit(desk: PlayedDesk) -> None:
    limit_basket(desk, D(1_000), Scope(instrument="MSFT"))
    limit_basket(desk, D(5_000), FIRM)
    ask(desk, line("40"), line("20", "50", "MSFT"))
    more = DecisionPlan("q", "A", (line("51"), line("21", "50", "MSFT")))
    told = refused(desk.take(c.SubmitPlan(more)))
    assert {each.scope: each.measured for each in told.refusals} == {
        "instrument=MSFT": D(1_050),
        "firm": D(6_150),
    }


def test_a_limit_that_is_missing_refuses_what_adds_risk_and_lets_closings_pass(
    desk: PlayedDesk,
) -> None:
    ask(desk, line("10"))
    desk.take(_fill(desk, "p:0"))
    limit_basket(desk, None)
    told = refused(desk.take(c.SubmitPlan(DecisionPlan("q", "A", (line("1"),)))))
    assert [each.code for each in told.refusals] == ["LIMIT_MISSING"]
    close = Decision("AAPL", Action.CLOSE)
    (*_, accepted) = desk.take(c.SubmitPlan(DecisionPlan("r", "A", (close,))))
    assert isinstance(accepted, e.PlanAccepted)
    assert accepted.outcomes[0].qty == 10


def test_sales_that_together_are_more_than_is_held_are_no_closings(desk: PlayedDesk) -> None:
    ask(desk, line("10"))
    desk.take(_fill(desk, "p:0"))
    limit_basket(desk, None)
    sells = (line("5", action=Action.SELL), line("5", action=Action.SELL))
    assert isinstance(
        desk.take(c.SubmitPlan(DecisionPlan("r", "A", sells[:1])))[-1], e.PlanAccepted
    )
    told = refused(desk.take(c.SubmitPlan(DecisionPlan("s", "A", sells))))
    assert [each.code for each in told.refusals] == ["LIMIT_MISSING"]


def test_market_orders_count_at_the_touch_and_the_collar(desk: PlayedDesk) -> None:
    limit_basket(desk, D(1_000))
    market = Decision("AAPL", Action.BUY, size=Size(D(10)))
    (no,) = refused(ask(desk, market)).refusals
    assert no.measured == D("1050.105")


def test_sales_count_like_buys(desk: PlayedDesk) -> None:
    limit_basket(desk, D(1_000))
    assert refused(ask(desk, line("6"), line("6", action=Action.SELL))).refusals


# --- what it is meant for -------------------------------------------------------------


@pytest.mark.parametrize(
    ("qty", "passes"), [("9", True), ("11", True), ("8", False), ("12", False)]
)
def test_a_line_must_come_to_what_it_is_meant_for_within_a_tenth(
    desk: PlayedDesk, qty: str, passes: bool
) -> None:
    told = ask(desk, line("1"), line(qty, notional=D(1_000)))
    if passes:
        assert isinstance(told[-1], e.PlanAccepted)
        return
    (no,) = refused(told).refusals
    assert (no.code, no.field) == ("INTENT_MISMATCH", "decisions[1].notional")
    assert no.measured == D(qty) * 100


def test_an_amount_of_money_in_the_field_of_units_is_noticed(desk: PlayedDesk) -> None:
    told = refused(ask(desk, line("58000"), notional=D(58_000)))
    (no,) = told.refusals
    assert (no.code, no.field, no.measured) == ("INTENT_MISMATCH", "notional", 100 * D(58_000))


def test_what_is_meant_is_held_against_the_size_before_lots(desk: PlayedDesk) -> None:
    desk.quote("699.99", "700.00")
    dollars = Decision("AAPL", Action.BUY, size=Size(D(1_000), SizeUnit.DOLLARS), notional=D(1_000))
    (*_, accepted) = ask(desk, dollars)
    assert isinstance(accepted, e.PlanAccepted)
    assert accepted.outcomes[0].qty == 1


def test_without_a_price_nothing_can_be_compared(desk: PlayedDesk) -> None:
    desk.quotes.clear()
    market = Decision("AAPL", Action.BUY, size=Size(D(10)), notional=D(1_000))
    (no,) = refused(ask(desk, market)).refusals
    assert (no.code, no.field) == ("NO_REFERENCE", "decisions[0].notional")


@pytest.mark.parametrize("number", ["0", "-1", "NaN", "Infinity"])
def test_an_amount_that_makes_no_sense_is_a_fault_of_form(desk: PlayedDesk, number: str) -> None:
    told = refused(ask(desk, line("1", notional=D(number)), notional=D(number)))
    assert [each.field for each in told.refusals] == ["notional", "decisions[0].notional"]


# --- all or nothing -------------------------------------------------------------------

WHOLE = ExecutionParams(all_or_nothing=True)


def test_one_refused_decision_refuses_the_plan(desk: PlayedDesk) -> None:
    told = refused(ask(desk, line("1"), line("1", "250"), line("2"), params=WHOLE))
    assert [(each.code, each.field) for each in told.refusals] == [
        ("PRICE_COLLAR", "decisions[1].limit_price")
    ]
    assert desk.venue.sent == []
    assert desk.ledger.orders == {}
    assert desk.ledger.accounts["A"].client_ids == {}


def test_a_plan_without_a_refusal_is_worked_like_any_other(desk: PlayedDesk) -> None:
    told = ask(desk, line("1"), line("2", "50", "MSFT"), params=WHOLE)
    assert [type(each) for each in told] == [e.OrderSent, e.OrderSent, e.PlanAccepted]
    assert len(desk.venue.sent) == 2
    desk.check_decisions()


def test_what_lines_take_from_each_other_is_seen_before_any_is_sent(desk: PlayedDesk) -> None:
    desk.take(c.SetLimits("A", replace(WIDE, position_qty_max=D(15))))
    told = refused(ask(desk, line("10"), line("10"), params=WHOLE))
    assert [(each.code, each.measured) for each in told.refusals] == [("POSITION_LIMIT", D(20))]
    assert desk.ledger.accounts["A"].positions == {}


def _fill(desk: PlayedDesk, client_order_id: str) -> VenueFills:
    order = desk.order(client_order_id)
    return VenueFills(
        order.id, "f1", order.qty, D(100), D(0), "USD", Liquidity.TAKER, desk.time.now()
    )
