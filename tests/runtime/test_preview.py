"""A plan previewed on a copy: the same events as the real thing, and not a byte changed."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from holdfast.core import rehearsal
from holdfast.core.ledger import freeze
from holdfast.messages import commands as c
from holdfast.messages.commands import SubmitPlan
from holdfast.messages.plan import (
    Action,
    Decision,
    DecisionPlan,
    Direction,
    ExecutionParams,
    OnBreach,
    Size,
    SizeUnit,
)
from holdfast.model.account import Account
from holdfast.model.numbers import Decimal as D
from holdfast.model.order import OrderType, SelfTrade, Side, Tactic, TimeInForce
from holdfast.model.scope import FIRM, Scope
from holdfast.runtime.assumption import AssumedPosition, PortfolioState
from holdfast.runtime.preview import preview, preview_order
from tests.api.served import LIMITS, Served
from tests.support.people import named

TACTIC = Tactic("twap", {"duration_s": 600, "slices": 5})

sizes = st.none() | st.builds(
    Size, st.sampled_from([D("0.5"), D(1), D(30), D(700), D(5000)]), st.sampled_from(SizeUnit)
)
decisions = st.builds(
    Decision,
    instrument=st.sampled_from(["AAPL", "MSFT", "SPY", "NONE"]),
    action=st.sampled_from(Action),
    direction=st.none() | st.sampled_from(Direction),
    size=sizes,
    order_type=st.sampled_from([OrderType.MARKET, OrderType.LIMIT]),
    limit_price=st.none() | st.sampled_from([D(190), D("420.5"), D(1)]),
    time_in_force=st.sampled_from([TimeInForce.DAY, TimeInForce.IOC]),
    stop_loss=st.none() | st.just(D(150)),
    take_profit=st.none() | st.just(D(900)),
    tactic=st.none() | st.just(TACTIC),
)


@pytest.fixture
def desk():
    """Holds AAPL with exits in force, works a TWAP in MSFT and has an order resting in SPY."""
    served = Served()
    served.buy("300", stop_loss="150", take_profit="300")
    tactic = {"name": "twap", "params": {"duration_s": 600, "slices": 5}}
    served.buy("100", instrument="MSFT", tactic=tactic, stop_loss="300")
    served.buy("10", instrument="SPY", type="LIMIT", limit_price="500")
    yield served
    served.close()


def ask(served, command):
    served.quote_all()
    return preview(served.desk, served.market.quotes, named(served.ledger, command))


@given(st.lists(decisions, min_size=1, max_size=5))
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_what_is_previewed_is_what_is_then_done_and_previewing_changes_nothing(desk, wanted):
    plan = DecisionPlan(f"p{desk.ledger.seq}", "paper", tuple(wanted))
    command = SubmitPlan(plan)
    before, head = freeze(desk.ledger), desk.journal.head()
    seen = ask(desk, command)
    assert freeze(desk.ledger) == before
    assert desk.journal.head() == head
    told = desk.command(command)
    assert [each.code for each in seen.refusals] == [each.code for each in told.refusals]
    assert [
        (each.index, each.qty, [refusal.code for refusal in each.refusals], each.note)
        for each in seen.decisions
    ] == [
        (each.index, each.qty, [refusal.code for refusal in each.refusals], each.note)
        for each in told.outcomes
    ]


def test_a_position_that_is_closed_is_closed_on_the_copy_alone(desk):
    plan = DecisionPlan("p", "paper", (Decision("AAPL", Action.CLOSE),))
    (verdict,) = ask(desk, SubmitPlan(plan)).decisions
    assert (verdict.side, verdict.qty, verdict.passed) == (Side.SELL, D(300), True)
    (entry,) = [each for each in desk.ledger.brackets if not desk.ledger.orders[each].is_open]
    assert not desk.ledger.brackets[entry].ended
    assert len(desk.ledger.brackets[entry].open_exits) == 2


def test_orders_that_a_plan_does_not_look_at_are_not_copied(desk, monkeypatch):
    """A what-if must not cost what the desk's whole state would."""
    for _ in range(50):
        desk.buy("1", instrument="SPY", type="LIMIT", limit_price="500")
    copied = []
    copy = rehearsal._copy_order
    monkeypatch.setattr(rehearsal, "_copy_order", lambda each: copied.append(each) or copy(each))
    plan = DecisionPlan("p", "paper", (Decision("AAPL", Action.BUY, size=Size(D(1))),))
    assert ask(desk, SubmitPlan(plan)).passed
    assert copied == []


def test_a_plan_of_an_unknown_account_is_refused_whole(desk):
    plan = DecisionPlan("p", "nobody", (Decision("AAPL", Action.HOLD),))
    seen = ask(desk, SubmitPlan(plan, ExecutionParams(dry_run=True)))
    assert [each.code for each in seen.refusals] == ["UNKNOWN_ACCOUNT"]
    assert not seen.passed


def test_a_limit_that_is_missing_is_told_by_its_check(desk):
    desk.command(c.SetLimits("paper", type(desk.ledger.accounts["paper"].limits)()))
    plan = DecisionPlan("p", "paper", (Decision("AAPL", Action.BUY, size=Size(D(1))),))
    told = ask(desk, SubmitPlan(plan))
    (verdict,) = told.decisions
    missing = [each.check for each in verdict.checks if each.code == "LIMIT_MISSING"]
    assert {"order_qty", "order_value", "stale_reference", "price_collar"} < set(missing)
    assert [each.code for each in told.refusals] == ["LIMIT_MISSING"]  # of the basket


prices = st.sampled_from([D("189.5"), D("190"), D("190.01"), D("190.5")])
single = st.builds(
    c.SubmitOrder,
    account=st.sampled_from(["paper", "other"]),
    instrument=st.sampled_from(["AAPL", "MSFT"]),
    side=st.sampled_from(Side),
    qty=st.sampled_from([D(1), D(5), D(40), D(700), D(1200)]),
    type=st.just(OrderType.LIMIT),
    limit_price=prices,
    strategy=st.sampled_from(["", "s"]),
    self_trade=st.none() | st.sampled_from(SelfTrade),
    short_sale=st.booleans(),
)


@pytest.fixture
def crowded():
    """Two accounts of one trade group with orders that rest, governed by several scopes."""
    served = Served()
    for name in ("one", "two"):
        account = Account(name, "PAPER", trade_group="g", self_trade=SelfTrade.EXPIRE_MAKER)
        served.command(c.OpenAccount(account, {"USD": D(1_000_000)}))
        served.command(c.SetLimits(name, LIMITS, why="t", permanent=True))
    for scope in (FIRM, Scope(strategy="s"), Scope(instrument="AAPL"), Scope(account="one")):
        served.command(c.SetLimits("", LIMITS, why="t", permanent=True, scope=scope))
    for account, side, price in (("one", "BUY", "189.5"), ("two", "SELL", "190.5")):
        order = {"account": account, "instrument": "AAPL", "side": side, "qty": "50"}
        order |= {"type": "LIMIT", "limit_price": price, "strategy": "s"}
        served.good("POST", "/v1/orders", order)
    yield served
    served.close()


@given(
    single,
    st.sampled_from(["one", "two"]),
    st.lists(decisions, min_size=1, max_size=3),
    st.booleans(),
    st.sampled_from([None, *OnBreach]),
    st.none() | st.sampled_from(["1000", "900000"]),
)
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_with_scopes_groups_and_portfolios_previewing_changes_nothing_and_is_right(
    crowded, order, account, wanted, all_or_nothing, on_breach, cash
):
    crowded.quote_all()
    order = replace(order, account=account, principal="trader")
    params = ExecutionParams(all_or_nothing=all_or_nothing, on_breach=on_breach)
    plan = DecisionPlan(f"p{crowded.ledger.seq}", account, tuple(wanted), strategy="s")
    command = SubmitPlan(plan, params, "trader")
    before = freeze(crowded.ledger)
    quotes = crowded.market.quotes
    seen = preview_order(crowded.desk, quotes, order)
    assert freeze(crowded.ledger) == before
    if cash is not None:
        held = (AssumedPosition("AAPL", D(30)), AssumedPosition("MSFT", D(3), is_short=True))
        preview(crowded.desk, quotes, command, PortfolioState(D(cash), held))
        assert freeze(crowded.ledger) == before
    planned = preview(crowded.desk, quotes, command)
    assert freeze(crowded.ledger) == before
    told = crowded.command(command)
    assert [each.code for each in planned.refusals] == [each.code for each in told.refusals]
    if not planned.refusals:
        assert _said(planned.decisions) == _said(told.outcomes)
        crowded.quote_all()
        seen = preview_order(crowded.desk, quotes, order)
    crowded.quote_all()
    done = crowded.command(order)
    codes = [each.code for each in seen.refusals or seen.decisions[0].refusals]
    assert codes == [each.code for each in done.refusals]


def _said(rows):
    return [(each.qty, [no.code for no in each.refusals], each.note) for each in rows]
