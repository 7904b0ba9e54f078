"""What single cells say: how an order is worked, and what share of the volume it was."""

from __future__ import annotations

from decimal import Decimal

import pytest
from msgspec.structs import replace

from holdfast.cli.printing import counted
from holdfast.cli.sheet import Sheet
from holdfast.cli.tables import costs_table, how
from holdfast.core.ledger import Ledger
from holdfast.model.order import OrderRole, OrderStatus, OrderType, TimeInForce
from holdfast.views.blotter import OrderRow, Progress, blotter
from holdfast.views.tca import CostRow, tca
from tests.support.hand_played import hand_played


class NoTape:
    """A market that remembers nothing of what it traded."""

    class Nothing:
        volume = Decimal(0)
        notional = Decimal(0)
        exact = True

    def traded(self, instrument: str, since: int, until: int) -> Nothing:
        return self.Nothing()


@pytest.fixture
def ledger() -> Ledger:
    desk = hand_played()
    order = desk.buy("100", type=OrderType.LIMIT, limit_price=Decimal("100.50"))
    desk.accept(order)
    desk.fill(order, "100", "100.50")
    return desk.ledger


@pytest.fixture
def row(ledger: Ledger) -> OrderRow:
    (row,) = blotter(ledger).orders
    return row


@pytest.mark.parametrize(
    ("children", "status", "told"),
    [
        (0, OrderStatus.NEW, "twap"),
        (1, OrderStatus.NEW, "twap, 1 slice so far"),
        (12, OrderStatus.PARTIALLY_FILLED, "twap, 12 slices so far"),
        (12, OrderStatus.PENDING_CANCEL, "twap, 12 slices so far"),
        (30, OrderStatus.FILLED, "twap, 30 slices"),
        (1, OrderStatus.CANCELED, "twap, 1 slice"),
        (0, OrderStatus.REFUSED, "twap"),
    ],
)
def test_an_algo_tells_how_many_slices_it_has_made(
    row: OrderRow, children: int, status: OrderStatus, told: str
) -> None:
    parent = replace(row, type=OrderType.MARKET, tactic="twap", children=children, status=status)
    assert how(parent) == told


def test_an_algo_that_works_tells_how_much_it_has_given_out_and_what_it_does(
    row: OrderRow,
) -> None:
    progress = Progress(Decimal(1200), "rests at 100.5", None)
    parent = replace(
        row,
        type=OrderType.MARKET,
        tactic="peg",
        children=3,
        status=OrderStatus.NEW,
        progress=progress,
    )
    assert how(parent) == "peg, 3 slices so far, 1,200 given out, rests at 100.5"
    scheduled = replace(parent, progress=replace(progress, doing=""))
    assert how(scheduled) == "peg, 3 slices so far, 1,200 given out"
    assert how(replace(parent, status=OrderStatus.FILLED)) == "peg, 3 slices"


def test_orders_without_an_algo_tell_type_and_prices(row: OrderRow) -> None:
    assert how(row) == "limit 100.50"
    stop = replace(row, type=OrderType.STOP_LIMIT, stop_price=Decimal(101))
    assert how(stop) == "stop limit 101.00 / 100.50"
    assert how(replace(row, role=OrderRole.TAKE_PROFIT)) == "take profit 100.50"
    market = replace(row, type=OrderType.MARKET, limit_price=None)
    assert how(market) == "market"


def test_orders_tell_what_they_wait_for_and_how_long_they_work(row: OrderRow) -> None:
    close = replace(row, time_in_force=TimeInForce.CLS)
    assert how(close) == "limit 100.50 at the close"
    until = replace(row, time_in_force=TimeInForce.GTD, expire_at="2027-01-04T16:00:00.000000000Z")
    assert how(until) == "limit 100.50 until 2027-01-04 16:00:00 UTC"
    ioc = replace(row, time_in_force=TimeInForce.IOC, instructions="showing 5, reduce only")
    assert how(ioc) == "limit 100.50 ioc, showing 5, reduce only"
    once = "once AAPL >= 300 on LAST"
    held = replace(
        row,
        type=OrderType.MARKET,
        limit_price=None,
        status=OrderStatus.NEW,
        when="AAPL >= 300 on LAST",
        instructions=once,
        progress=Progress(Decimal(0), "waits for its conditions", None),
    )
    assert how(held) == f"market, {once}, waits for its conditions"
    assert how(replace(held, status=OrderStatus.CANCELED)) == f"market, {once}"
    by_algo = replace(held, tactic="twap", progress=None)
    assert how(by_algo) == f"twap, {once}"
    exit_ = replace(row, role=OrderRole.TAKE_PROFIT, time_in_force=TimeInForce.GTC)
    assert how(exit_) == "take profit 100.50"


@pytest.mark.parametrize(
    ("share", "told"),
    [
        (None, "–"),
        # nothing traded in that time but the order itself: no share of a market
        ("1", "–"),
        ("0.0042", "0.42 %"),
        ("1.5", "150.00 %"),
    ],
)
def test_an_order_that_was_the_whole_market_has_no_share_of_it(
    ledger: Ledger, share: str | None, told: str
) -> None:
    (cost,) = tca(ledger, NoTape(), {})
    known = replace(cost, participation=None if share is None else Decimal(share))
    assert cell(costs_table([known]), known, "of volume") == told


def cell(sheet: Sheet, row: CostRow, title: str) -> str:
    place = [column.title for column in sheet.columns].index(title)
    (cells,) = sheet.rows
    assert cells[0] == row.order_id
    return str(cells[place])


def test_one_is_no_plural() -> None:
    assert [counted(n, "slice") for n in (0, 1, 2, 1_000)] == [
        "0 slices",
        "1 slice",
        "2 slices",
        "1,000 slices",
    ]
    assert counted(1, "discrepancy", "discrepancies") == "1 discrepancy"
    assert counted(2, "discrepancy", "discrepancies") == "2 discrepancies"
