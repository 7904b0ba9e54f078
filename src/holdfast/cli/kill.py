"""`holdfast kill`: stop everything in a scope for good, whether the API or the desk runs or not."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from holdfast.cli.exits import Code, stop
from holdfast.cli.options import AsJson, ConfigFile, Profile

if TYPE_CHECKING:
    from holdfast.cli.desk_door import Door
    from holdfast.model.scope import Scope

Why = Annotated[str, typer.Option("--why", help="The reason, for the record.")]
Account = Annotated[str, typer.Option("--account", help="What this account trades.")]
Strategy = Annotated[str, typer.Option("--strategy", help="What this strategy trades.")]
Symbol = Annotated[str, typer.Option("--symbol", help="This instrument.")]
Trader = Annotated[str, typer.Option("--trader", help="What this principal asked for.")]
Venue = Annotated[str, typer.Option("--venue", help="What goes to this venue.")]
Order = Annotated[str, typer.Option("--order", help="This order, with its slices.")]
Journal = Annotated[
    Path | None, typer.Option("--journal", help="The desk's journal, if not as settings say.")
]


def kill(
    everything: Annotated[bool, typer.Option("--all", help="The whole firm.")] = False,
    account: Account = "",
    strategy: Strategy = "",
    symbol: Symbol = "",
    trader: Trader = "",
    venue: Venue = "",
    order: Order = "",
    why: Why = "",
    reducing: Annotated[
        bool, typer.Option("--reducing", help="Orders that say reduce_only still pass.")
    ] = False,
    config: ConfigFile = None,
    profile: Profile = None,
    journal: Journal = None,
    as_json: AsJson = False,
) -> None:
    """Block everything in scope from now on and cancel what is open or unknown in it.

    It goes to the desk by a socket beside its journal, so the API need not work. Where no desk
    runs it is written into the journal: the next start finds it, cancels, and stays killed.

    Several options mean what is in all of them. Two persons end a kill, see resume.
    """
    from holdfast.cli.printing import counted, print_json
    from holdfast.messages.control import Kill

    scope = scope_of(account, strategy, symbol, trader, venue, order)
    one_or_all("kill", scope, everything=everything)
    desk = door(config, profile, journal)
    told = desk.ask(Kill(scope, why=why, reducing=reducing))
    if as_json:
        print_json({"scope": scope.key, "running": desk.is_running, "order_ids": told.order_ids})
        return
    orders = counted(len(told.order_ids), "order")
    if desk.is_running:
        sys.stdout.write(f"killed {scope.key}: cancels of {orders} are on their way\n")
    else:
        sys.stdout.write(
            f"killed {scope.key} on record: no desk runs, so nothing was cancelled; "
            f"the next start cancels {orders}\n"
        )


def scope_of(
    account: str, strategy: str, symbol: str, trader: str, venue: str, order: str
) -> Scope:
    """Put the scope's options together; none of them is the firm."""
    from holdfast.model.scope import Scope

    return Scope(account, strategy, trader, symbol, venue, order)


def one_or_all(command: str, scope: Scope, *, everything: bool) -> None:
    """Stop unless the command names a scope or says that it means the whole firm, not both."""
    if everything is bool(scope.key != "firm"):
        stop(Code.USAGE, f"{command} needs --all, or a scope such as --account A")


def door(config: Path | None, profile: str | None, journal: Path | None) -> Door:
    """Find the desk by the journal that is named, else by that of the settings."""
    import os

    from holdfast.cli.configured import settings_of
    from holdfast.cli.desk_door import Door
    from holdfast.cli.server import PRINCIPAL_VARIABLE

    desk = settings_of(config, profile).desk
    principal = os.environ.get(PRINCIPAL_VARIABLE, "") or desk.principal
    return Door(str(journal or desk.journal), principal)
