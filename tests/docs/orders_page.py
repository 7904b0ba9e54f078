"""Draw the tables of docs/ORDERS.md by asking a real desk for every kind of order.

`python -m tests.docs.orders_page` writes them anew; a test says when that was forgotten.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from holdfast.core.ledger import Order
from holdfast.messages import commands as c
from holdfast.messages import control as k
from holdfast.messages import reports as r
from holdfast.model.abilities import Abilities, Instruction
from holdfast.model.calendar import Session
from holdfast.model.instructions import Peg, PegReference, Trail, TriggerSource
from holdfast.model.instrument import Instrument, Listing
from holdfast.model.order import Liquidity, OrderType, Side, TimeInForce
from tests.architecture.sources import ROOT
from tests.support.desks import OPEN, SECOND, PlayedDesk, ready_desk

PAGE = ROOT / "docs" / "ORDERS.md"
MARK = "<!-- drawn below -->\n"
D = Decimal
NAME = "SPY"
TYPES = tuple(each for each in OrderType if each is not OrderType.MULTI_LEG)
ALL = Abilities(TYPES, tuple(TimeInForce), tuple(Instruction))
NARROW = Abilities(
    (OrderType.MARKET, OrderType.LIMIT), (TimeInForce.DAY, TimeInForce.GTC), (), replaces=True
)
PRICES: dict[OrderType, dict[str, object]] = {
    OrderType.LIMIT: {"limit_price": D(101)},
    OrderType.STOP: {"stop_price": D(99)},
    OrderType.STOP_LIMIT: {"stop_price": D(99), "limit_price": D(98)},
    OrderType.TRAILING_STOP: {"trail": Trail(D(1))},
    OrderType.MARKET_IF_TOUCHED: {"stop_price": D(101)},
    OrderType.LIMIT_IF_TOUCHED: {"stop_price": D(101), "limit_price": D(100)},
    OrderType.PEGGED: {"peg": Peg(PegReference.PRIMARY)},
    OrderType.LIMIT_ON_CLOSE: {"limit_price": D(101)},
}
ASKED: dict[Instruction, dict[str, object]] = {
    Instruction.POST_ONLY: {"post_only": True},
    Instruction.POST_ONLY_SLIDE: {"post_only_slide": True},
    Instruction.REDUCE_ONLY: {"reduce_only": True},
    Instruction.ALL_OR_NONE: {"all_or_none": True},
    Instruction.MIN_QTY: {"qty_min": D(10)},
    Instruction.DISPLAY_QTY: {"display_qty": D(10)},
    Instruction.DISPLAY_VARIANCE: {"display_qty": D(10), "display_variance": D("0.2")},
    Instruction.MAX_SLIPPAGE: {"max_slippage_bps": D(50)},
    Instruction.TRIGGER_SOURCE: {"trigger": TriggerSource.MID},
    Instruction.EXTENDED_HOURS: {"extended_hours": True},
}
COLUMNS = (None, *ASKED)


def page() -> str:
    """Return everything below the mark."""
    return "\n".join(line for kind in TYPES for line in _table(kind))


def _table(kind: OrderType) -> Iterator[str]:
    able, narrow = _desk(ALL), _desk(NARROW)
    heads = ["none" if each is None else each.value for each in COLUMNS]
    yield f"## {kind}\n"
    yield f"| | {' | '.join(heads)} |"
    yield f"|---|{'---|' * len(heads)}"
    for tif in TimeInForce:
        cells = (
            "<br>".join(
                dict.fromkeys((_asked(able, kind, tif, each), _asked(narrow, kind, tif, each)))
            )
            for each in COLUMNS
        )
        yield f"| **{tif}** | {' | '.join(cells)} |"
    yield ""


def _desk(abilities: Abilities) -> PlayedDesk:
    """Make a desk that holds 1,000 shares, in a session, at a venue of these abilities."""
    desk = ready_desk()
    desk.take(k.DeclareVenue("sim", abilities))
    opens = OPEN - 60 * SECOND
    sessions = (Session(opens, opens + 6 * 3600 * SECOND),)
    desk.take(k.SetSessions("XNYS", sessions))
    listing = Listing(NAME, "sim", NAME, calendar="XNYS")
    desk.take(c.ListInstrument(Instrument(NAME), (listing,)))
    desk.quote("99.99", "100.01", NAME)
    desk.take(c.SubmitOrder("A", NAME, Side.BUY, D(1000), client_order_id="held"))
    held = _sent(desk, desk.order("held"))
    desk.take(r.VenueFills(held, "x", D(1000), D(100), D(0), "USD", Liquidity.TAKER, OPEN))
    return desk


def _sent(desk: PlayedDesk, order: Order) -> str:
    parent = desk.ledger.parents.get(order.id)
    return order.id if parent is None else parent.children[0]


def _asked(desk: PlayedDesk, kind: OrderType, tif: TimeInForce, what: Instruction | None) -> str:
    """Ask for an order, say who works it or why nobody does, and cancel it."""
    made = desk.ledger.orders_made
    terms: dict[str, object] = {**PRICES.get(kind, {}), **({} if what is None else ASKED[what])}
    if tif is TimeInForce.GTD:
        terms["expire_at"] = desk.time.now() + 3600 * SECOND
    # each is of another size, or it would look like the one before
    qty = D(100 + made % 400)
    desk.quote("99.99", "100.01", NAME)
    plain = ("A", NAME, Side.SELL, qty, kind)
    asked = c.SubmitOrder(*plain, time_in_force=tif, **terms)  # type: ignore[arg-type]  # by name
    desk.take(asked)
    order = desk.ledger.orders[f"{desk.ledger.epoch}-{made + 1}"]
    if order.refusals:
        return f"`{order.refusals[0].code}`"
    state = desk.ledger.parents.get(order.id)
    desk.take(c.CancelOrder(order.id))
    for child in [order.id] if state is None else state.children:
        if child in desk.ledger.open_orders:
            desk.take(r.VenueCancels(child, desk.time.now()))
    return "venue" if state is None else f"desk: {state.algo}"


if __name__ == "__main__":
    head = PAGE.read_text(encoding="utf-8").partition(MARK)[0]
    PAGE.write_text(f"{head}{MARK}\n{page()}", encoding="utf-8")
