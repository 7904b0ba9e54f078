"""Each law that is broken by hand is named by the audit, and the live check stops the desk."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from holdfast.core.invariants import audit, check_fill
from holdfast.core.ledger import Ledger
from holdfast.core.must import InvariantBroken, must
from holdfast.messages import commands as c
from holdfast.messages import events as e
from holdfast.messages import reports as r
from holdfast.model.order import Liquidity, OrderStatus, Side, Tactic
from tests.support.desks import PlayedDesk, ready_desk

ONE = Decimal(1)


@pytest.fixture
def desk() -> PlayedDesk:
    desk = ready_desk()
    desk.take(c.SubmitOrder("A", "AAPL", Side.BUY, Decimal(10), client_order_id="o"))
    twap = Tactic("twap", {"duration_s": 20, "slices": 2, "jitter": "0"})
    desk.take(c.SubmitOrder("A", "AAPL", Side.BUY, Decimal(4), tactic=twap, client_order_id="p"))
    fill = r.VenueFills(
        desk.order("o").id, "f", Decimal(3), Decimal(100), ONE, "USD", Liquidity.TAKER, 0
    )
    desk.take(fill)
    assert audit(desk.ledger) == ()
    return desk


def parent(ledger: Ledger) -> str:
    return next(iter(ledger.parents))


def order(ledger: Ledger) -> str:
    return next(iter(ledger.orders))


BREAKS: list[tuple[str, Callable[[Ledger], None]]] = [
    ("I07", lambda ledger: setattr(ledger.orders[order(ledger)], "cum_qty", Decimal(4))),
    ("I07", lambda ledger: setattr(ledger.orders[order(ledger)], "cost", Decimal(4))),
    ("I07", lambda ledger: setattr(ledger.orders[order(ledger)], "qty", Decimal(2))),
    ("I05", lambda ledger: setattr(ledger.orders[order(ledger)], "status", OrderStatus.FILLED)),
    ("I10", lambda ledger: setattr(ledger.parents[parent(ledger)], "committed", Decimal(9))),
    ("I10", lambda ledger: setattr(ledger.orders[parent(ledger)], "qty", ONE)),
    ("I08", lambda ledger: setattr(ledger.position("A", "AAPL"), "qty", Decimal(9))),
    ("I11", lambda ledger: setattr(ledger.position("A", "AAPL"), "buy_open", Decimal(9))),
    ("I11", lambda ledger: setattr(ledger.position("A", "AAPL"), "sell_open", Decimal(9))),
    ("I09", lambda ledger: ledger.accounts["A"].cash.update(USD=ONE)),
    ("I09", lambda ledger: ledger.accounts["A"].fills.clear()),
]


@pytest.mark.parametrize(("law", "break_it"), BREAKS)
def test_the_audit_names_the_law_that_is_broken(
    desk: PlayedDesk, law: str, break_it: Callable[[Ledger], None]
) -> None:
    break_it(desk.ledger)
    assert any(text.startswith(law) for text in audit(desk.ledger))


def test_a_position_that_is_not_its_fills_stops_the_desk_at_the_next_fill(
    desk: PlayedDesk,
) -> None:
    desk.ledger.position("A", "AAPL").bought = Decimal(7)
    fill = r.VenueFills(desk.order("o").id, "f2", ONE, Decimal(100), ONE, "USD", Liquidity.TAKER, 0)
    with pytest.raises(InvariantBroken, match="I08"):
        desk.take(fill)
    assert "I08" in desk.desk.engine.halted


def test_a_reservation_under_zero_stops_the_desk(desk: PlayedDesk) -> None:
    fill = next(iter(desk.ledger.accounts["A"].fills.values()))
    assert isinstance(fill, e.OrderFilled)
    desk.order("o").reserved_qty = Decimal(-1)
    with pytest.raises(InvariantBroken, match="I11"):
        check_fill(desk.ledger, fill)


def test_must_stops_the_desk_unless_it_holds() -> None:
    must(True, "nothing")
    with pytest.raises(InvariantBroken, match="the sky"):
        must(False, "the sky")
