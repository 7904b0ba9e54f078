"""Booking by average cost: what a careful clerk writes, by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest

from holdfast.messages import commands as c
from holdfast.messages import reports as r
from holdfast.model.order import Liquidity, Side
from tests.support.desks import PlayedDesk, ready_desk

# (signed quantity, price) in turn; then position, cost, realised
DAYS = [
    ([(10, 100)], 10, 1000, 0),
    ([(10, 100), (-4, 110)], 6, 600, 40),
    ([(10, 100), (-10, 90)], 0, 0, -100),
    ([(10, 100), (-15, 110)], -5, -550, 100),
    ([(-10, 100), (4, 90)], -6, -600, 40),
    ([(-10, 100), (15, 110)], 5, 550, -100),
    ([(-10, 100), (10, 90)], 0, 0, 100),
    ([(10, 100), (10, 120), (-5, 130)], 15, 1650, 100),
    ([(1, 100), (1, 101), (1, 101), (-1, 101)], 2, "201.333333333333", "0.333333333333"),
    ([(1, 100), (1, 101), (1, 101), (-3, 101)], 0, 0, 1),
]


def trade(desk: PlayedDesk, qty: int, price: int, exec_id: str, **terms: str) -> str:
    side = Side.BUY if qty > 0 else Side.SELL
    order = c.SubmitOrder("A", "AAPL", side, Decimal(abs(qty)), client_order_id=exec_id, **terms)
    desk.take(order)
    order_id = desk.order(exec_id).id
    at = desk.time.now()
    desk.take(
        r.VenueFills(
            order_id,
            exec_id,
            Decimal(abs(qty)),
            Decimal(price),
            Decimal(0),
            "USD",
            Liquidity.TAKER,
            at,
        )
    )
    return order_id


@pytest.mark.parametrize(("trades", "qty", "cost", "realised"), DAYS)
def test_a_day_of_trades_leaves_what_the_clerk_wrote(
    trades: list[tuple[int, int]], qty: int, cost: int | str, realised: int | str
) -> None:
    desk = ready_desk()
    for number, (signed, price) in enumerate(trades):
        trade(desk, signed, price, f"f{number}")
    held = desk.ledger.position("A", "AAPL")
    assert (held.qty, held.cost, held.realised) == (qty, Decimal(cost), Decimal(realised))
    state = desk.ledger.accounts["A"]
    assert state.cash["USD"] == 1_000_000 - sum(signed * price for signed, price in trades)
    assert (state.net_cost, state.gross_cost) == (held.cost, abs(held.cost))
    desk.check()


def test_a_bust_leaves_the_strategy_what_its_other_fills_make_it() -> None:
    desk = ready_desk()
    first = trade(desk, 10, 100, "f1", strategy="s")
    trade(desk, 10, 120, "f2", strategy="s")
    trade(desk, 10, 90, "f3", strategy="t")
    desk.take(r.VenueBusts(first, "f1", desk.time.now()))
    strategies = desk.ledger.accounts["A"].strategies
    own, other = strategies["s"]["AAPL"], strategies["t"]["AAPL"]
    assert (own.qty, own.cost, own.realised, own.last_px) == (10, 1200, 0, 120)
    assert (other.qty, other.cost) == (10, 900)
    desk.check()


def test_a_fee_in_another_currency_is_paid_in_it_and_returned_by_a_bust() -> None:
    desk = ready_desk()
    desk.take(c.SubmitOrder("A", "AAPL", Side.BUY, Decimal(1), client_order_id="o"))
    one = desk.order("o").id
    fee = Decimal("0.3")
    desk.take(r.VenueFills(one, "f", Decimal(1), Decimal(100), fee, "EUR", Liquidity.TAKER, 0))
    cash = desk.ledger.accounts["A"].cash
    assert cash == {"USD": Decimal(999_900), "EUR": Decimal("-0.3")}
    desk.take(r.VenueBusts(one, "f", 0))
    assert cash == {"USD": Decimal(1_000_000), "EUR": Decimal(0)}
    desk.check()
