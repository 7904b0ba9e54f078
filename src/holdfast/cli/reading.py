"""What can be read of a desk: orders, fills, positions, accounts, portfolio, cost, a story.

The running desk is asked; where none answers, its journal is read and stderr says so.
"""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from holdfast.cli.exits import Code, stop
from holdfast.cli.options import (
    AccountName,
    AsJson,
    ConfigFile,
    InstrumentName,
    JournalFile,
    Profile,
    StrategyName,
    Url,
)

ROWS_SHOWN = 50

Last = Annotated[int, typer.Option("-n", "--last", min=1, help="At most so many rows, the last.")]


def orders(
    account: AccountName = "",
    instrument: InstrumentName = "",
    strategy: StrategyName = "",
    parent: Annotated[str, typer.Option("--parent", help="Only this order's children.")] = "",
    open_only: Annotated[bool, typer.Option("--open", help="Only what may still trade.")] = False,
    slices: Annotated[bool, typer.Option("--slices", help="Show algos' slices too.")] = False,
    last: Last = ROWS_SHOWN,
    config: ConfigFile = None,
    profile: Profile = None,
    url: Url = "",
    journal: JournalFile = None,
    as_json: AsJson = False,
) -> None:
    """List orders in the order in which the desk took them; JSON has all of them."""
    from holdfast.api.operations.orders import OrdersRequest
    from holdfast.cli.printing import print_json
    from holdfast.cli.source import source
    from holdfast.cli.tables import orders_table
    from holdfast.views.blotter import Standing

    standing = Standing.OPEN if open_only else Standing.ANY
    asked = OrdersRequest(account, instrument, strategy, parent, standing)
    rows = source(config, profile, url, journal).orders(asked)
    if as_json:
        print_json({"orders": rows})
        return
    shown = [row for row in rows if slices or parent or not row.parent_id]
    _print(orders_table(shown[-last:]))
    _left_out(len(shown) - last, "earlier order", "-n")
    _left_out(len(rows) - len(shown), "slice", "--slices")


def fills(
    account: AccountName = "",
    instrument: InstrumentName = "",
    strategy: StrategyName = "",
    order: Annotated[
        str, typer.Option("--order", help="Only this order's, or its children's.")
    ] = "",
    last: Last = ROWS_SHOWN,
    config: ConfigFile = None,
    profile: Profile = None,
    url: Url = "",
    journal: JournalFile = None,
    as_json: AsJson = False,
) -> None:
    """List fills as they were booked; JSON has all of them."""
    from holdfast.api.operations.fills import FillsRequest
    from holdfast.cli.printing import print_json
    from holdfast.cli.source import source
    from holdfast.cli.tables import fills_table

    asked = FillsRequest(account, instrument, strategy, order)
    rows = source(config, profile, url, journal).fills(asked)
    if as_json:
        print_json({"fills": rows})
        return
    _print(fills_table(rows[-last:]))
    _left_out(len(rows) - last, "earlier fill", "-n")


def positions(
    account: AccountName = "",
    instrument: InstrumentName = "",
    strategy: StrategyName = "",
    by_strategy: Annotated[
        bool, typer.Option("--by-strategy", help="Split by the strategies that hold them.")
    ] = False,
    config: ConfigFile = None,
    profile: Profile = None,
    url: Url = "",
    journal: JournalFile = None,
    as_json: AsJson = False,
) -> None:
    """Show what is held, what it cost, and what it is worth."""
    from holdfast.api.operations.positions import PositionsRequest
    from holdfast.cli.printing import print_json
    from holdfast.cli.source import source
    from holdfast.cli.tables import positions_table

    asked = PositionsRequest(account, instrument, strategy, by_strategy)
    rows = source(config, profile, url, journal).positions(asked)
    if as_json:
        print_json({"positions": rows})
    else:
        _print(positions_table(rows))


def accounts(
    account: AccountName = "",
    config: ConfigFile = None,
    profile: Profile = None,
    url: Url = "",
    journal: JournalFile = None,
    as_json: AsJson = False,
) -> None:
    """Show cash, equity and what is free to trade with."""
    from holdfast.cli.printing import print_json
    from holdfast.cli.source import source
    from holdfast.cli.tables import accounts_table

    rows = source(config, profile, url, journal).accounts(account)
    if as_json:
        print_json({"accounts": rows})
    else:
        _print(accounts_table(rows))


def portfolio(
    account: AccountName = "",
    config: ConfigFile = None,
    profile: Profile = None,
    url: Url = "",
    journal: JournalFile = None,
    as_json: AsJson = False,
) -> None:
    """Show money, holdings, exposure and protection of one moment."""
    from holdfast.cli.printing import print_json
    from holdfast.cli.source import source
    from holdfast.cli.tables import accounts_table, brackets_table, exposure_table, positions_table

    found = source(config, profile, url, journal).portfolio(account)
    if as_json:
        print_json(found)
        return
    sys.stdout.write(f"As of {found.at[:19]}Z\n\n")
    _print(accounts_table(found.accounts), gap=True)
    _print(positions_table(found.positions), gap=True)
    _print(exposure_table(found.exposure), gap=True)
    _print(brackets_table(found.protection))


def tca(
    account: AccountName = "",
    instrument: InstrumentName = "",
    strategy: StrategyName = "",
    order: Annotated[str, typer.Option("--order", help="Only this order.")] = "",
    config: ConfigFile = None,
    profile: Profile = None,
    url: Url = "",
    journal: JournalFile = None,
    as_json: AsJson = False,
) -> None:
    """Show what each order cost against the mid at its arrival; costs are positive."""
    from holdfast.api.operations.costs import CostsRequest
    from holdfast.cli.printing import print_json
    from holdfast.cli.source import source
    from holdfast.cli.tables import costs_table

    asked = CostsRequest(account, instrument, strategy, order)
    rows = source(config, profile, url, journal).costs(asked)
    if as_json:
        print_json({"cost": rows})
    else:
        _print(costs_table(rows))


def explain(
    order: Annotated[str, typer.Argument(help="The order's id.", show_default=False)],
    config: ConfigFile = None,
    profile: Profile = None,
    url: Url = "",
    journal: JournalFile = None,
    as_json: AsJson = False,
) -> None:
    """Tell an order's story from the journal; exit code 1 where the order is not known."""
    from holdfast.cli.printing import console, print_json
    from holdfast.cli.printing import lines as wrapped
    from holdfast.cli.source import source

    lines = source(config, profile, url, journal).story(order)
    if not lines:
        stop(Code.NO, f"order {order} is not known")
    if as_json:
        print_json({"order_id": order, "lines": lines})
        return
    width = console().width
    for line in lines:
        begin = f"{line.seq:>6}  {line.at[11:23]}  {'  ' * line.depth}"
        text = wrapped(f"{begin}{line.order_id}  {line.text}", " " * len(begin) + "  ", width)
        sys.stdout.write(f"{text}\n")


def _print(table: object, *, gap: bool = False) -> None:
    from holdfast.cli.printing import console

    screen = console()
    screen.print(table)
    if gap:
        screen.print()


def _left_out(count: int, what: str, option: str) -> None:
    from holdfast.cli.printing import counted

    if count > 0:
        sys.stdout.write(f"and {counted(count, what)} ({option})\n")
