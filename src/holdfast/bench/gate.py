"""What the gate costs an order, in microseconds: every check in force, none refusing."""

from __future__ import annotations

import time
from decimal import Decimal

from msgspec.structs import replace

from holdfast.bench.bench_desk import LOW, BenchDesk, market_order, quotes
from holdfast.core.gate import judge
from holdfast.main import policies
from holdfast.messages.commands import SubmitOrder
from holdfast.messages.stamp import Stamp
from holdfast.model.order import OrderType

ORDERS = 20_000


def measure(orders: int = ORDERS) -> tuple[float, int]:
    """Return the median in microseconds, and how many checks ran."""
    bench = BenchDesk(["AAPL"])
    tick = quotes("AAPL", 1)[0]
    bench.quote(tick)
    ledger, force = bench.desk.ledger, policies()
    stamp = Stamp(ledger.seq + 1, tick.at, {"AAPL": tick})
    spent = []
    for i in range(orders):
        order = _order(i)
        began = time.perf_counter_ns()
        verdict = judge(ledger, order, stamp, force)
        spent.append(time.perf_counter_ns() - began)
        if verdict.refusals:
            raise ValueError(f"the gate refused: {verdict.refusals[0].detail}")
    spent.sort()
    return spent[len(spent) // 2] / 1e3, len(force.checks)


def _order(number: int) -> SubmitOrder:
    """Make orders that differ from each other, so that none is judged as the one before was."""
    qty = Decimal(1 + number % 997)
    order = market_order(number, "AAPL")
    if number % 4 > 1:
        return replace(order, qty=qty, client_order_id=f"g{number}")
    price = LOW[0] + Decimal(number % 101) / 100
    return replace(order, qty=qty, type=OrderType.LIMIT, limit_price=price)
