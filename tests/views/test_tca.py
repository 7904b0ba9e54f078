"""The cost of an order is what reality fell short of the paper trade, to the last digit."""

from decimal import Decimal as D
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.core.ledger import Ledger
from holdfast.market.last import LastQuotes
from holdfast.messages import reports as r
from holdfast.model.numbers import ratio
from holdfast.model.order import Liquidity, OrderStatus, OrderType, Side, Tactic
from holdfast.model.quote import Trade
from holdfast.views.tca import CostRow, TcaFilter, tca
from tests.support.hand_played import HandPlayed, hand_played

ANY = TcaFilter()
CENTS = st.integers(9_000, 11_000)
TWO_SLICES = Tactic("twap", {"duration_s": 60, "slices": 2, "jitter": "0"})


class Played:
    """A desk with a market that prints."""

    def __init__(self) -> None:
        self.desk: HandPlayed = hand_played()
        self.tape = LastQuotes()

    def print(self, price: str, size: str, instrument: str = "AAPL") -> None:
        self.tape.on_trade(Trade(instrument, D(price), D(size), self.desk.at))

    def rows(self, only: TcaFilter = ANY) -> tuple[CostRow, ...]:
        return tca(self.desk.ledger, self.tape, self.desk.quotes, only)

    def row(self) -> CostRow:
        (row,) = self.rows()
        return row


def test_an_empty_ledger_has_no_costs() -> None:
    assert tca(Ledger(), LastQuotes(), {}) == ()


def worked_example() -> Played:
    """Buy 100 in two slices; arrival 100, sent at 101, 80 filled, 20 canceled, end at 104."""
    played = Played()
    desk = played.desk
    parent = desk.buy("100", tactic=TWO_SLICES)
    desk.wait(10)
    played.print("90", "1000")  # before the first child is sent: no part of the interval
    desk.wait(10)
    desk.quote("100.90", "101.10")
    desk.wake(parent)
    first = desk.ledger.parents[parent].children[0]
    played.print("101", "300")
    desk.wait(1)
    desk.fill(first, "50", "101.5", fee="0.40")
    desk.quote("102.90", "103.10")
    desk.wake(parent)
    second = desk.ledger.parents[parent].children[1]
    desk.wait(1)
    played.print("103", "100")
    desk.fill(second, "30", "103", fee="0.10", liquidity=Liquidity.MAKER)
    desk.fill(desk.buy("1", account="A"), "1", "103.1")  # another order, no part of this one
    desk.wait(1)
    played.print("200", "9999")  # after the last fill: no part of the interval either
    desk.take(r.VenueCancels(second, desk.at))
    desk.quote("103.90", "104.10")
    return played


def test_a_worked_example_by_hand() -> None:
    row = worked_example().rows()[0]
    assert (row.arrival_price, row.sent_price, row.end_price) == (D(100), D(101), D(104))
    assert (row.qty, row.filled, row.unfilled) == (D(100), D(80), D(20))
    assert row.avg_px == D("102.0625")  # (50 x 101.5 + 30 x 103) / 80
    assert row.delay == D(80)  # (101 - 100) x 80
    assert row.execution == D(85)  # 50 x 0.5 + 30 x 2
    assert row.opportunity == D(80)  # (104 - 100) x 20
    assert row.fees == D("0.5")
    assert row.shortfall == D("245.5")
    assert row.shortfall_bps == D("245.5")  # of 100 x 100 on paper
    assert row.slippage_bps == D("206.25")
    assert row.market_volume == D(400)
    assert row.market_vwap == D("101.5")  # (300 x 101 + 100 x 103) / 400
    assert row.vwap_bps == ratio(D("102.0625") * 10_000 - D("1015000"), D("101.5"))
    assert row.participation == D("0.2")
    assert (row.children, row.fills) == (2, 2)
    assert row.maker_share == D("0.375")
    assert row.tactic == "twap"
    assert row.market_exact
    assert not row.other_fees


def test_times_run_from_the_arrival_over_the_first_sending_to_the_last_fill() -> None:
    row = worked_example().rows()[0]
    assert row.created == "2012-06-21T13:30:00.000000000Z"
    assert row.first_sent == "2012-06-21T13:30:20.000000000Z"
    assert row.last_fill == "2012-06-21T13:30:31.000000000Z"
    assert row.duration_ns == 31_000_000_000


def test_a_sale_below_the_arrival_price_is_a_cost_too() -> None:
    played = Played()
    desk = played.desk
    order_id = desk.sell("10")
    played.print("99", "40")
    desk.fill(order_id, "10", "99", fee="1")
    row = played.row()
    assert row.side is Side.SELL
    assert (row.delay, row.execution, row.opportunity) == (D(0), D(10), D(0))
    assert row.shortfall == D(11)
    assert row.slippage_bps == D(100)
    assert row.shortfall_bps == D(110)
    assert row.vwap_bps == 0
    assert row.participation == D("0.25")


def test_a_better_price_is_a_negative_cost() -> None:
    played = Played()
    played.desk.fill(played.desk.buy("10"), "10", "99")
    assert played.row().shortfall == D(-10)


def test_the_multiplier_is_in_amounts_and_not_in_basis_points() -> None:
    played = Played()
    desk = played.desk
    desk.instrument("ES", multiplier="50")
    desk.quote("99.75", "100.25", "ES")
    desk.fill(desk.buy("2", instrument="ES"), "2", "101", fee="4")
    row = played.row()
    assert (row.execution, row.shortfall) == (D(100), D(104))
    assert (row.slippage_bps, row.shortfall_bps) == (D(100), D(104))


def test_a_busted_fill_costs_nothing() -> None:
    played = Played()
    desk = played.desk
    order_id = desk.buy("10")
    bad = desk.fill(order_id, "4", "150", fee="1")
    desk.fill(order_id, "5", "101")
    desk.bust(bad)
    row = played.row()
    assert (row.filled, row.unfilled, row.fills, row.fees) == (D(5), D(5), 1, D(0))
    assert row.execution == D(5)


def test_fees_in_another_currency_are_told_and_not_added() -> None:
    played = Played()
    desk = played.desk
    order_id = desk.buy("10")
    desk.fill(order_id, "4", "100", fee="0.1", currency="BNB")
    desk.fill(order_id, "6", "100", fee="0.2")
    row = played.row()
    assert (row.fees, row.other_fees, row.shortfall) == (D("0.2"), {"BNB": D("0.1")}, D("0.2"))


def test_an_open_order_is_not_final_and_its_rest_is_valued_at_the_market() -> None:
    played = Played()
    desk = played.desk
    desk.buy("10", type=OrderType.LIMIT, limit_price=D(99))
    desk.quote("100.90", "101.10")
    row = played.row()
    assert not row.final
    assert (row.filled, row.avg_px, row.slippage_bps, row.maker_share) == (D(0), None, None, None)
    assert (row.market_volume, row.market_vwap, row.participation) == (None, None, None)
    assert (row.opportunity, row.shortfall) == (D(10), D(10))
    assert row.last_fill is None
    assert row.duration_ns == 0


def test_what_needs_a_price_that_is_not_known_is_not_guessed() -> None:
    played = Played()
    desk = played.desk
    desk.fill(desk.buy("10"), "4", "101")
    desk.quotes.clear()
    row = played.row()
    assert row.execution == D(4)
    assert (row.end_price, row.opportunity, row.shortfall, row.shortfall_bps) == (None,) * 4
    assert (row.market_volume, row.market_vwap, row.participation) == (D(0), None, None)
    desk.fill(row.order_id, "6", "101")
    row = played.row()
    assert (row.opportunity, row.shortfall) == (D(0), D(10))


def test_an_order_without_an_arrival_price_has_prices_but_no_costs() -> None:
    played = Played()
    desk = played.desk
    desk.fill(desk.buy("10"), "10", "100")
    desk.quotes.clear()
    # reducing orders pass the gate without a quote, so they have no arrival price
    closing = desk.sell("10", type=OrderType.LIMIT, limit_price=D(99))
    assert desk.order(closing).status is OrderStatus.SENT
    desk.fill(closing, "10", "99")
    row = played.rows()[1]
    assert (row.arrival_price, row.delay, row.execution) == (None, None, None)
    assert (row.shortfall, row.shortfall_bps, row.slippage_bps) == (None, None, None)
    assert row.avg_px == D(99)


def test_children_exits_and_refused_orders_have_no_row_of_their_own() -> None:
    played = Played()
    desk = played.desk
    entry = desk.buy("10", stop_loss=D(95))
    desk.fill(entry, "10", "100")
    parent = desk.buy("10", tactic=TWO_SLICES)
    desk.wake(parent)
    desk.buy("999999999")
    assert len(desk.ledger.orders) > 3
    assert [row.order_id for row in played.rows()] == [entry, parent]


def test_filters_keep_what_they_name() -> None:
    played = Played()
    desk = played.desk
    desk.account("B")
    desk.instrument("MSFT")
    desk.quote("29.9", "30.1", "MSFT")
    one = desk.buy("1", strategy="x")
    two = desk.buy("2", account="B", instrument="MSFT")
    desk.fill(two, "2", "30")

    def shown(only: TcaFilter) -> list[str]:
        return [row.order_id for row in played.rows(only)]

    assert shown(TcaFilter(account="B")) == [two]
    assert shown(TcaFilter(instrument="AAPL")) == [one]
    assert shown(TcaFilter(strategy="x")) == [one]
    assert shown(TcaFilter(order_id=two)) == [two]
    assert played.rows(TcaFilter(order_id=two))[0].filled == D(2)
    assert shown(TcaFilter(order_id="E-99")) == []


@pytest.mark.parametrize("side", Side)
@given(
    fills=st.lists(
        st.tuples(st.integers(1, 40), CENTS, st.integers(0, 99), st.booleans()), max_size=6
    ),
    prints=st.lists(st.tuples(CENTS, st.integers(1, 500)), max_size=8),
    end=CENTS,
)
def test_a_naive_recomputation_agrees(
    side: Side,
    fills: list[tuple[int, int, int, bool]],
    prints: list[tuple[int, int]],
    end: int,
) -> None:
    played = Played()
    desk = played.desk
    parent = desk.submit(side, "300", tactic=TWO_SLICES)
    desk.wait(5)
    desk.quote("100.40", "100.60")
    for _ in range(3):
        desk.wake(parent)
    children = desk.ledger.parents[parent].children
    for index, (qty, cents, fee, busted) in enumerate(fills):
        desk.wait(1)
        child = children[index % len(children)]
        exec_id = desk.fill(child, str(qty), D(cents) / 100, fee=D(fee) / 100)
        if busted:
            desk.bust(exec_id)
    for cents, size in prints:
        played.print(str(D(cents) / 100), str(size))
    desk.quote(str(D(end - 5) / 100), str(D(end + 5) / 100))
    desk.audit()

    row = played.row()
    sign = 1 if side is Side.BUY else -1
    good = [(D(q), D(c) / 100, D(f) / 100) for q, c, f, busted in fills if not busted]
    filled = sum((q for q, _, _ in good), D(0))
    paid = sum((q * p for q, p, _ in good), D(0))
    # Perold's definition itself: what the paper trade would now be worth, less what this is worth
    worth = sign * (D(end) / 100 * filled - paid) - sum((f for _, _, f in good), D(0))
    paper = sign * (D(end) / 100 - row.arrival_price) * 300 if row.arrival_price else D(0)
    assert row.arrival_price == D(100)
    assert row.shortfall == paper - worth
    assert row.delay is not None
    assert row.execution is not None
    assert row.opportunity is not None
    assert row.delay + row.execution + row.opportunity + row.fees == row.shortfall
    assert row.filled == filled == desk.order(parent).cum_qty
    assert row.filled + row.unfilled == 300
    assert row.avg_px == desk.order(parent).avg_px
    # the last fill that counts was told at the time of the prints, or the prints came after it
    if good and not fills[-1][3]:
        volume = sum(size for _, size in prints)
        notional = sum((D(cents) / 100 * size for cents, size in prints), D(0))
        assert row.market_volume == volume
        assert row.market_vwap == (ratio(notional, D(volume)) if volume else None)
        assert row.participation == (ratio(filled, D(volume)) if volume else None)


def test_rows_come_in_the_order_of_acceptance() -> None:
    played = Played()
    for qty in ("3", "1", "2"):
        played.desk.buy(qty)
    numbers = [int(row.order_id.removeprefix("E-")) for row in played.rows()]
    assert all(one < other for one, other in pairwise(numbers))
