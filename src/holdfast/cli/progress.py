"""A virtual run as it goes: market time, prices, how far each order is, the last fills."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from time import monotonic

from rich.console import Console, Group
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from holdfast.backtest.driving import Moment, Progress
from holdfast.cli.printing import amount, price
from holdfast.core.ledger import Ledger, Order
from holdfast.messages.events import OrderFilled
from holdfast.model.times import rfc3339

FRAME_S = 0.08
BARS_MAX = 8
PRICES_MAX = 5
FILLS_SHOWN = 5


@contextmanager
def shown(console: Console, title: str) -> Iterator[Progress | None]:
    """Draw each moment in place while the run lasts; nothing where nobody watches."""
    if not console.is_terminal:
        yield None
        return
    last = 0.0
    with Live(console=console, auto_refresh=False, transient=True) as live:

        def draw(moment: Moment) -> None:
            nonlocal last
            now = monotonic()
            if now - last >= FRAME_S:
                last = now
                live.update(frame(title, moment), refresh=True)

        yield draw


def frame(title: str, moment: Moment) -> Group:
    """Draw one moment."""
    return Group(
        Text.assemble((title, "bold"), f"  {rfc3339(moment.at)[:19]}Z  {moment.fraction:.0%}"),
        _prices(moment),
        Text(),
        _bars(moment.ledger),
        Text(),
        _fills(moment.ledger),
    )


def _prices(moment: Moment) -> Text:
    quotes = islice(moment.quotes.values(), PRICES_MAX)
    return Text("   ".join(f"{q.instrument} {price(q.bid)} / {price(q.ask)}" for q in quotes))


def _bars(ledger: Ledger) -> Table:
    grid = Table.grid(padding=(0, 2))
    roots = (
        order
        for order in ledger.orders.values()
        if not order.terms.parent_id and not order.terms.exit_of
    )
    for order in islice(roots, BARS_MAX):
        grid.add_row(*_bar(order))
    return grid


def _bar(order: Order) -> tuple[str, str, ProgressBar, str, str]:
    terms = order.terms
    tactic = terms.tactic.name if terms.tactic is not None else terms.type.lower()
    bar = ProgressBar(total=float(order.qty), completed=float(order.cum_qty), width=30)
    done = f"{amount(order.cum_qty)} of {amount(order.qty)}"
    what = f"{terms.side.lower()} {terms.instrument} {tactic}"
    return order.id, what, bar, done, f"@ {price(order.avg_px)}" if order.cum_qty else ""


def _fills(ledger: Ledger) -> Text:
    last: list[OrderFilled] = []
    for state in ledger.accounts.values():
        last += islice(reversed(state.fills.values()), FILLS_SHOWN)
    last.sort(key=lambda fill: fill.traded_at)
    lines = [_fill(ledger, fill) for fill in last[-FILLS_SHOWN:]]
    return Text("\n".join([*lines, *[""] * (FILLS_SHOWN - len(lines))]), "dim")


def _fill(ledger: Ledger, fill: OrderFilled) -> str:
    terms = ledger.orders[fill.order_id].terms
    told = f"{terms.side.lower()} {amount(fill.qty)} {terms.instrument} at {price(fill.price)}"
    return f"{rfc3339(fill.traded_at)[11:23]}  {told}  {fill.liquidity.lower()}"
