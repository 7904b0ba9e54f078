"""What a virtual run leaves for its reader: the report of demo and backtest."""

from __future__ import annotations

from decimal import Decimal

import msgspec
from rich.console import Console

from holdfast.cli import tables
from holdfast.cli.everything import every_fill, every_order
from holdfast.cli.printing import amount, counted
from holdfast.cli.refusals import refusal_lines
from holdfast.cli.virtual import VirtualRun
from holdfast.messages.events import DecisionOutcome
from holdfast.messages.refusals import Refusal
from holdfast.model.times import rfc3339
from holdfast.views.accounts import AccountRow, accounts
from holdfast.views.blotter import OrderRow
from holdfast.views.fills import FillRow
from holdfast.views.positions import PositionRow, positions
from holdfast.views.protection import protection
from holdfast.views.tca import CostRow, tca


class JournalPlace(msgspec.Struct, frozen=True):
    """Where the journal lies and what it ends with."""

    path: str
    entries: int
    hash: str


class Market(msgspec.Struct, frozen=True):
    """What market it was; times are market time."""

    kind: str
    seed: int
    until: str


class Report(msgspec.Struct, frozen=True):
    """A run in one object; `refusals` are of a plan that was refused whole.

    `faults` are those that were had on purpose, by name, and how often.
    """

    orders: tuple[OrderRow, ...]
    fills: tuple[FillRow, ...]
    positions: tuple[PositionRow, ...]
    cost: tuple[CostRow, ...]
    journal: JournalPlace
    accounts: tuple[AccountRow, ...]
    decisions: tuple[DecisionOutcome, ...]
    refusals: tuple[Refusal, ...]
    unprotected_qty: Decimal
    market: Market
    faults: dict[str, int] = {}

    @property
    def refused(self) -> bool:
        """Tell whether nothing came of the plan: it was refused, or each order of it was."""
        wanted = [each for each in self.decisions if each.order_id or each.refusals]
        return bool(self.refusals) or (bool(wanted) and all(each.refusals for each in wanted))


def report(run: VirtualRun) -> Report:
    """Gather what the views say at the end of a run."""
    wired = run.wired
    ledger, market = wired.desk.ledger, wired.market
    tape = wired.tape
    return Report(
        orders=tuple(every_order(ledger)),
        fills=tuple(every_fill(ledger)),
        positions=positions(ledger, market.quotes),
        cost=tca(ledger, market, market.quotes),
        journal=JournalPlace(run.journal_path, run.head.entries, run.head.hash),
        accounts=accounts(ledger, market.quotes),
        decisions=run.answer.outcomes,
        refusals=run.answer.refusals,
        unprotected_qty=protection(ledger).unprotected_qty,
        market=Market(
            "generated" if tape is None else tape.kind.value,
            wired.settings.market.seed,
            rfc3339(wired.desk.time.now()),
        ),
        faults={str(name): had for name, had in sorted(wired.faulty.hits_by_name.items())},
    )


def show(told: Report, console: Console) -> None:
    """Print a report for people; where all was refused there is only that to tell."""
    if told.decisions:
        console.print(tables.outcomes_table(told.decisions))
        console.print()
    why = refusal_lines(told.decisions, console.width)
    if why:
        console.print(why, markup=False)
    if told.refused:
        console.print("Nothing was traded: the desk refused all of it.\n")
    else:
        _show_trades(told, console)
    if told.faults:
        had = ", ".join(f"{name} × {times}" for name, times in told.faults.items())
        console.print(f"[bold magenta]Faults injected on purpose:[/] {had}")
    entries = counted(told.journal.entries, "entry", "entries")
    console.print(f"Journal: {entries}, hash {told.journal.hash[:16]}…")
    console.print(f"         {told.journal.path}", markup=False)


def _show_trades(told: Report, console: Console) -> None:
    own = [row for row in told.orders if not row.parent_id]
    console.print(tables.orders_table(own, "Blotter"))
    slices = len(told.orders) - len(own)
    if slices:
        parents = counted(len({row.parent_id for row in told.orders if row.parent_id}), "order")
        fills = counted(len(told.fills), "fill")
        console.print(f"[dim]and {counted(slices, 'slice')} of {parents}, in {fills}[/]")
    console.print()
    console.print(tables.positions_table(told.positions))
    console.print()
    console.print(tables.costs_table(told.cost))
    console.print()
    bare = told.unprotected_qty
    style = "bold red" if bare else "green"
    console.print(f"Without a stop: [{style}]{amount(bare)}[/] units of what the brackets hold")
