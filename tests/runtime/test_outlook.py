"""What trading is expected to cost, and what an account would look like after it."""

from decimal import Decimal as D

import pytest

from holdfast.api.plans import PortfolioState
from holdfast.core.ledger import freeze
from holdfast.exchange import Exchange, ExchangeConfig, FeeSchedule
from holdfast.messages.commands import SubmitOrder, SubmitPlan
from holdfast.messages.plan import Action, Decision, DecisionPlan, Size
from holdfast.model.instrument import Instrument
from holdfast.model.order import Liquidity, OrderType, Side, Tactic
from holdfast.runtime.assumption import AssumedPosition
from holdfast.runtime.preview import preview, preview_order
from holdfast.venues import Estimates
from holdfast.venues.paper import Paper
from tests.api.fake_venue import FakeVenue
from tests.api.served import Served


class Charging(FakeVenue):
    """Charges a cent a unit, and half of that to who rests."""

    def estimate(self, instrument, side, qty, price, liquidity, at):
        return qty * (D("0.01") if liquidity is Liquidity.TAKER else D("0.005"))


@pytest.fixture
def desk():
    served = Served(Charging)
    yield served
    served.close()


def order(desk, qty, side=Side.BUY, **terms):
    desk.quote_all()
    command = SubmitOrder("paper", "AAPL", side, D(qty), principal="trader", **terms)
    return preview_order(desk.desk, desk.market.quotes, command)


def plan(desk, *decisions, portfolio=None):
    desk.quote_all()
    command = SubmitPlan(DecisionPlan("p", "paper", decisions), principal="trader")
    return preview(desk.desk, desk.market.quotes, command, portfolio)


def buy(qty, name="AAPL", **terms):
    return Decision(name, Action.BUY, size=Size(D(qty)), **terms)


def test_what_takes_pays_half_the_spread_and_the_fee(desk):
    cost = order(desk, 100).cost
    assert (cost.fees, cost.half_spread, cost.total) == (D(1), D(1), D(2))
    # 2 on 19,000
    assert cost.bps == D("1.0526")


def test_what_rests_pays_no_spread_and_the_makers_fee(desk):
    seen = order(desk, 100, type=OrderType.LIMIT, limit_price=D(189))
    cost = seen.decisions[0].cost
    assert (cost.fees, cost.half_spread, cost.liquidity) == (D("0.5"), D(0), Liquidity.MAKER)


def test_a_limit_through_the_market_takes(desk):
    seen = order(desk, 100, type=OrderType.LIMIT, limit_price=D("190.01"))
    assert seen.decisions[0].cost.liquidity is Liquidity.TAKER


def test_a_venue_that_declares_no_fees_leaves_the_total_unknown():
    served = Served()
    cost = order(served, 100).cost
    assert (cost.fees, cost.half_spread, cost.total, cost.bps) == (None, D(1), None, None)
    served.close()


def test_the_paper_venue_declares_its_schedule():
    fees = FeeSchedule(per_unit=D("0.0035"), order_min=D("0.35"))
    paper = Paper("PAPER", Exchange(ExchangeConfig(venue="PAPER", fees=fees)), _Still())
    assert isinstance(paper, Estimates)
    terms = (Instrument("AAPL"), Side.BUY)
    assert paper.estimate(*terms, D(10), D(190), Liquidity.TAKER, 0) == D("0.35")
    assert paper.estimate(*terms, D(1000), D(190), Liquidity.TAKER, 0) == D("3.50")


class _Still:
    def now(self):
        return 0

    def call_at(self, at, call):
        """No time passes."""


class WithLeast(FakeVenue):
    """Charges for each order by itself, and never less than 0.35."""

    def estimate(self, instrument, side, qty, price, liquidity, at):
        return max(D("0.35"), qty * D("0.0035"))


@pytest.mark.parametrize(
    ("name", "params", "fees"),
    [
        ("twap", {"duration_s": 600, "slices": 10}, "3.50"),
        # one a minute
        ("twap", {"duration_s": 600}, "3.50"),
        # the last is larger by what does not come out even
        ("twap", {"duration_s": 600, "slices": 3}, "1.05"),
        ("vwap", {"duration_s": 600, "slices": 10, "curve": "flat"}, "3.50"),
        ("is", {"duration_s": 600, "slices": 10}, "3.50"),
        # no slice is smaller than a lot
        ("twap", {"duration_s": 600, "slices": 1000}, "35.00"),
        # how many orders these come to the market says: the least is one
        ("pov", {"duration_s": 600, "rate": "0.1"}, "0.35"),
    ],
)
def test_the_fees_of_a_sliced_order_are_those_of_its_slices(name, params, fees):
    served = Served(WithLeast)
    assert order(served, 100, tactic=Tactic(name, params)).cost.fees == D(fees)
    served.close()


def test_the_account_is_shown_before_and_after(desk):
    seen = plan(desk, buy(100), buy(10, "MSFT"), buy(5000))
    assert [each.passed for each in seen.decisions] == [True, True, False]
    assert [(each.instrument, each.before, each.after) for each in seen.positions] == [
        ("AAPL", D(0), D(100)),
        ("MSFT", D(0), D(10)),
    ]
    assert (seen.before.gross, seen.after.gross, seen.after.net) == (D(0), D(23_200), D(23_200))
    assert seen.after.equity == D(1_000_000) - seen.cost.total
    # what the gate keeps back for both at worst
    reserved = D("199.5105") * 100 + D("441.021") * 10
    assert seen.after.open_value == reserved
    assert seen.before.buying_power - seen.after.buying_power == reserved


def test_a_sale_of_what_is_held_is_shown_smaller(desk):
    desk.buy("100")
    seen = order(desk, 60, Side.SELL)
    assert (seen.positions[0].before, seen.positions[0].after) == (D(100), D(40))
    assert seen.after.gross == D(40 * 190)


def test_asking_about_an_order_changes_nothing_and_says_what_submit_then_does(desk):
    before, head = freeze(desk.ledger), desk.journal.head()
    seen = order(desk, 1001, client_order_id="c")
    assert (freeze(desk.ledger), desk.journal.head()) == (before, head)
    told = desk.command(SubmitOrder("paper", "AAPL", Side.BUY, D(1001), client_order_id="c"))
    assert [each.code for each in seen.decisions[0].refusals] == [
        each.code for each in told.refusals
    ]
    again = order(desk, 1001, client_order_id="c")
    assert (again.repeated, again.passed) == (True, False)
    assert [each.code for each in order(desk, 1, client_order_id="c").refusals] == [
        "CLIENT_ORDER_ID_CONFLICT"
    ]


# --- on a portfolio that is given -----------------------------------------------------


def test_other_holdings_meet_the_same_limits(desk):
    held = (AssumedPosition("AAPL", D(1_400), D(150)),)
    seen = plan(desk, buy(100), buy(1), portfolio=PortfolioState(D(500_000), held))
    assert [each.passed for each in seen.decisions] == [True, False]
    assert [each.code for each in seen.decisions[1].refusals] == ["POSITION_LIMIT"]
    assert seen.before.equity == D(500_000) + 1_400 * D(190)
    assert seen.positions[0].before == D(1_400)
    assert desk.ledger.accounts["paper"].positions == {}


def test_a_short_holding_and_a_loan_are_counted_below_zero(desk):
    held = (AssumedPosition("AAPL", D(100), is_short=True),)
    seen = plan(desk, buy(1, "MSFT"), portfolio=PortfolioState(D(0), held, owed=D(1_000)))
    assert seen.before.equity == -D(1_000) - 100 * D(190)
    assert (seen.before.gross, seen.before.net) == (D(19_000), D(-19_000))
    assert "BUYING_POWER" in [each.code for each in seen.decisions[0].refusals]


def test_prices_that_are_given_stand_in_for_quotes(desk):
    seen = plan(desk, buy(10), portfolio=PortfolioState(D(500_000), prices={"AAPL": D(100)}))
    assert seen.decisions[0].price == D(105)
    assert seen.decisions[0].passed


def test_open_orders_of_the_account_are_none_of_the_portfolio_s(desk):
    desk.buy("1000", type="LIMIT", limit_price="150")
    before = freeze(desk.ledger)
    assert not plan(desk, buy(600)).passed
    seen = plan(desk, buy(600), portfolio=PortfolioState(D(500_000)))
    assert seen.passed, seen.decisions[0].refusals
    assert seen.before.open_value == D(0)
    assert freeze(desk.ledger) == before


def test_a_portfolio_that_makes_no_sense_is_refused_by_its_paths(desk):
    held = (
        AssumedPosition("NONE", D(1), D(1)),
        AssumedPosition("AAPL", D(-1)),
        AssumedPosition("AAPL", D("NaN")),
    )
    state = PortfolioState(D("NaN"), held, {"MSFT": D(0), "NONE": D(1)}, owed=D(-1))
    seen = plan(desk, buy(1), portfolio=state)
    assert seen.decisions == ()
    assert [(each.field, each.code) for each in seen.refusals] == [
        ("portfolio_state.cash", "INVALID_ORDER"),
        ("portfolio_state.owed", "INVALID_ORDER"),
        ("portfolio_state.prices.MSFT", "INVALID_ORDER"),
        ("portfolio_state.prices", "UNKNOWN_INSTRUMENT"),
        ("portfolio_state.positions[0].instrument", "UNKNOWN_INSTRUMENT"),
        ("portfolio_state.positions[1].qty", "INVALID_ORDER"),
        ("portfolio_state.positions[2].instrument", "INVALID_ORDER"),
        ("portfolio_state.positions[2].qty", "INVALID_ORDER"),
    ]
