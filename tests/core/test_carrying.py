"""Sums of forgotten fills: exact in quantity and cash, whatever the order they are carried in."""

from __future__ import annotations

from decimal import Decimal
from itertools import permutations

import pytest

from holdfast.core.carrying import carry
from holdfast.core.position import Position
from holdfast.core.scoped import Held
from holdfast.messages.commands import SubmitOrder
from holdfast.messages.events import OrderFilled
from holdfast.model.order import Liquidity, Side
from tests.support.desks import ready_desk

TRADES = ((10, "100"), (-4, "110.25"), (-10, "90.5"), (3, "99.99"))


def fill(number: int, qty: int, price: str) -> tuple[SubmitOrder, OrderFilled]:
    side = Side.BUY if qty > 0 else Side.SELL
    terms = SubmitOrder("A", "AAPL", side, Decimal(abs(qty)), strategy="s")
    told = (f"o{number}", f"x{number}", Decimal(abs(qty)), Decimal(price), Decimal("0.01"))
    return terms, OrderFilled(*told, "USD", Liquidity.TAKER, 0)


@pytest.mark.parametrize("order", list(permutations(range(len(TRADES)))))
def test_quantity_cash_and_profit_do_not_depend_on_the_order(order: tuple[int, ...]) -> None:
    ledger = ready_desk().ledger
    for number in order:
        carry(ledger, [fill(number, *TRADES[number])])
    carried = ledger.memory.accounts["A"]
    flow = sum((-qty * Decimal(price) for qty, price in TRADES), Decimal(0))
    for held in (carried.positions["AAPL"], carried.strategies["s"]["AAPL"]):
        assert (held.qty, held.bought, held.sold, held.fees) == (-1, 13, 14, Decimal("0.04"))
        assert held.realised - held.cost == flow
    assert carried.cash == {"USD": flow - Decimal("0.04")}
    (share,) = ledger.memory.shares.values()
    assert (share.qty, share.flow) == (-1, flow - Decimal("0.04"))


def test_what_is_taken_back_leaves_nothing() -> None:
    ledger = ready_desk().ledger
    fills = [fill(number, *trade) for number, trade in enumerate(TRADES)]
    carry(ledger, fills)
    carry(ledger, fills, back=True)
    carried = ledger.memory.accounts["A"]
    held = carried.positions["AAPL"]
    assert (held.qty, held.bought, held.sold, held.fees) == (0, 0, 0, 0)
    assert held.realised - held.cost == 0
    assert carried.cash == {"USD": 0}


def test_what_is_carried_together_is_what_is_carried_one_by_one() -> None:
    together, alone = ready_desk().ledger, ready_desk().ledger
    fills = [fill(number, *trade) for number, trade in enumerate(TRADES)]
    carry(together, fills)
    for each in fills:
        carry(alone, [each])
    ours, theirs = (each.memory.accounts["A"].positions["AAPL"] for each in (together, alone))
    assert totals(ours) == totals(theirs)


def totals(held: Position | Held) -> tuple[Decimal, ...]:
    assert isinstance(held, Position)
    return (held.qty, held.realised - held.cost, held.fees, held.bought, held.sold)
