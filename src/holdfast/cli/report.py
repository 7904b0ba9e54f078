"""What a virtual run leaves for its reader: the report of demo and backtest."""

from __future__ import annotations

from decimal import Decimal

import msgspec
from rich.console import Console

from holdfast.cli import tables
from holdfast.cli.everything import every_fill, every_order
from holdfast.cli.printing import amount
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
    """A run in one object; `refusals` are of a plan that was refused whole."""

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
    )


def show(told: Report, console: Console) -> None:
    """Print a report for people."""
    console.print(tables.outcomes_table(told.decisions))
    console.print(tables.refusal_lines(told.decisions), end="", markup=False, soft_wrap=True)
    console.print()
    own = [row for row in told.orders if not row.parent_id]
    console.print(tables.orders_table(own, "Blotter"))
    slices = len(told.orders) - len(own)
    if slices:
        parents = len({row.parent_id for row in told.orders if row.parent_id})
        of = "order" if parents == 1 else "orders"
        console.print(f"[dim]and {slices} slices of {parents} {of}, in {len(told.fills)} fills[/]")
    console.print()
    console.print(tables.positions_table(told.positions))
    console.print()
    console.print(tables.costs_table(told.cost))
    console.print()
    bare = told.unprotected_qty
    style = "bold red" if bare else "green"
    console.print(f"Without a stop: [{style}]{amount(bare)}[/] units of what the brackets hold")
    console.print(
        f"Journal: {told.journal.entries} entries, hash {told.journal.hash[:16]}…", soft_wrap=True
    )
    console.print(f"         {told.journal.path}", soft_wrap=True)
