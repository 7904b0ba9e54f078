"""Every order of docs/ORDERS.md, played to its end on a tape: as the venue works it, and the desk.

The price stands at 100, falls to 98.5, rises to 101.5 and stays there over the close and the
next open, where an auction prints. Each order is a sale of another size out of one position.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from msgspec.structs import replace

from holdfast.config import AbilitiesName
from holdfast.core.ledger import Order
from holdfast.messages import commands as c
from holdfast.model.abilities import PLAIN, Abilities, Instruction
from holdfast.model.order import OrderStatus, OrderType, Side, TimeInForce
from holdfast.strategies import Context
from tests.docs.orders_page import ALL, ASKED, COLUMNS, NARROW, PRICES, TYPES
from tests.properties.test_forgetting import audit
from tests.support.backtests import Scripted, Step, plain_settings, run_on, write_prints

D = Decimal
MONDAY, TUESDAY = "2024-03-04", "2024-03-05"
FLAT, LOW, HIGH = ("99.99", "100.01"), ("98.49", "98.51"), ("101.49", "101.51")
CLOSE, OPENING = D("101.50"), D("101.49")
AUCTIONS = {TimeInForce.CLS: CLOSE, TimeInForce.OPG: OPENING}
LIMIT, TOP = D(101), D("101.49")
HOUR_NS = 3600 * 10**9

Cell = tuple[TimeInForce, Instruction | None]

PRICE = {
    OrderType.MARKET: D("99.99"),
    OrderType.LIMIT: LIMIT,
    OrderType.STOP: D("98.49"),
    OrderType.STOP_LIMIT: D("98.49"),
    OrderType.TRAILING_STOP: D("98.49"),
    OrderType.MARKET_IF_TOUCHED: TOP,
    OrderType.LIMIT_IF_TOUCHED: TOP,
    OrderType.PEGGED: D("98.51"),
}
ON_CLOSE = (OrderType.MARKET_ON_CLOSE, OrderType.LIMIT_ON_CLOSE)
AT_ONCE = (TimeInForce.IOC, TimeInForce.FOK)
# what no book shows, or shows a part of, may be passed by as the market jumps
HIDDEN = (
    Instruction.ALL_OR_NONE,
    Instruction.MIN_QTY,
    Instruction.DISPLAY_QTY,
    Instruction.DISPLAY_VARIANCE,
)


@pytest.fixture(scope="module")
def tape(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tape")
    steps = [
        *_seconds(MONDAY, "14:30:00", 90, FLAT),
        *_seconds(MONDAY, "14:32:00", 30, LOW),
        *_seconds(MONDAY, "14:33:00", 30, HIGH),
        *_seconds(MONDAY, "20:59:50", 20, HIGH),
        *_seconds(TUESDAY, "14:29:50", 30, HIGH),
        *_seconds(TUESDAY, "20:59:50", 20, HIGH),
    ]
    rows = [f"{at},{bid},{ask},5000,5000" for at, bid, ask in steps]
    header = "timestamp,bid,ask,bid_size,ask_size"
    (path / "SPY_quotes.csv").write_text("\n".join([header, *rows]) + "\n")
    write_prints(path, [("20:59:59.5", str(CLOSE), "50000")], "SPY", MONDAY)
    with (path / "SPY_trades.csv").open("a") as prints:
        prints.write(f"{TUESDAY}T14:30:00.5Z,{OPENING},50000\n")
    return path


def _seconds(day: str, begins: str, count: int, quote: tuple[str, str]) -> Iterator[Step]:
    hour, minute, first = (int(part) for part in begins.split(":"))
    for second in range(first, first + count):
        at = f"{day}T{hour + (minute + second // 60) // 60:02}"
        yield f"{at}:{(minute + second // 60) % 60:02}:{second % 60:02}Z", *quote


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize("abilities", [ALL, PLAIN, NARROW], ids=["all", "plain", "narrow"])
def test_every_order_comes_to_its_end(
    tape: Path, kind: OrderType, abilities: Abilities, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: dict[Cell, str] = {}

    def place(ctx: Context) -> None:
        for tif in TimeInForce:
            for what in COLUMNS:
                terms: dict[str, object] = {**PRICES.get(kind, {})}
                terms.update({} if what is None else ASKED[what])
                if tif is TimeInForce.GTD:
                    terms["expire_at"] = ctx.now + HOUR_NS
                plain = (ctx.account, "SPY", Side.SELL, D(20 + len(asked)), kind)
                terms["time_in_force"] = tif
                order = c.SubmitOrder(*plain, **terms)  # type: ignore[arg-type]  # names
                asked[tif, what] = ctx.submit(order).order_id

    # settings know two kinds of venue, and here is a third
    monkeypatch.setattr("holdfast.main.PLAIN", abilities)
    name = AbilitiesName.ALL if abilities is ALL else AbilitiesName.PLAIN
    settings = plain_settings(tape)
    settings = replace(settings, paper=replace(settings.paper, abilities=name))
    script = {3: lambda ctx: ctx.buy("SPY", 4000), 20: place}
    run = run_on(tape, Scripted(script), settings)
    ledger = run.wired.desk.ledger
    for (tif, what), order_id in asked.items():
        order = ledger.orders[order_id]
        ended = order.status, order.cum_qty, order.avg_px, order.refusals
        assert _ends_well(order, what), (tif, what, ended)
    assert audit(ledger) == ()
    run.wired.desk.close()


def _ends_well(order: Order, what: Instruction | None) -> bool:
    """Say whether it ended as a trader would expect of these prices."""
    kind, tif = order.terms.type, order.terms.time_in_force
    price = _price(kind, tif)
    if order.refusals:
        return order.status is OrderStatus.REFUSED  # the page says with which code
    if kind is OrderType.LIMIT and tif in AT_ONCE:
        return order.status is OrderStatus.CANCELED and not order.cum_qty
    if order.status is not OrderStatus.FILLED:
        over = OrderStatus.CANCELED if tif is TimeInForce.GTC else OrderStatus.EXPIRED
        may_miss = kind is OrderType.PEGGED and what in HIDDEN
        return may_miss and order.status is over and order.avg_px in (None, price)
    if kind is OrderType.LIMIT and price == LIMIT:
        # what is given out later, or was in no book, meets the better price
        return order.avg_px == price or (what in HIDDEN and price <= (order.avg_px or 0) <= TOP)
    return order.avg_px == price


def _price(kind: OrderType, tif: TimeInForce) -> Decimal:
    if kind in ON_CLOSE:
        return CLOSE
    return AUCTIONS.get(tif) or PRICE[kind]
