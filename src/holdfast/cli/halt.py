"""`holdfast halt`: stop a scope until somebody resumes it, or let it only reduce."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from holdfast.cli.exits import Code, stop
from holdfast.cli.kill import (
    Account,
    Journal,
    Order,
    Strategy,
    Symbol,
    Trader,
    Venue,
    Why,
    door,
    one_or_all,
    scope_of,
)
from holdfast.cli.options import AsJson, ConfigFile, Profile


def halt(
    everything: Annotated[bool, typer.Option("--all", help="The whole firm.")] = False,
    account: Account = "",
    strategy: Strategy = "",
    symbol: Symbol = "",
    trader: Trader = "",
    venue: Venue = "",
    order: Order = "",
    why: Why = "",
    reducing: Annotated[
        bool, typer.Option("--reducing", help="REDUCING, not HALTED: what only reduces passes.")
    ] = False,
    until: Annotated[
        str, typer.Option("--until", help="It ends by itself then, a time of RFC 3339.")
    ] = "",
    config: ConfigFile = None,
    profile: Profile = None,
    journal: Journal = None,
    as_json: AsJson = False,
) -> None:
    """Let nothing new pass in a scope; what is open works on, and one person can lift it.

    `holdfast resume SCOPE --cause command` lifts it. To cancel what is open too, and to stop for
    good, kill.
    """
    from holdfast.cli.printing import print_json
    from holdfast.messages.control import SetState
    from holdfast.model.times import MOMENT_RULE, parse_moment
    from holdfast.model.trading import TradingState

    scope = scope_of(account, strategy, symbol, trader, venue, order)
    one_or_all("halt", scope, everything=everything)
    ends_at = parse_moment(until) if until else None
    if until and ends_at is None:
        stop(Code.USAGE, f"--until {until} {MOMENT_RULE}")
    state = TradingState.REDUCING if reducing else TradingState.HALTED
    told = door(config, profile, journal).ask(SetState(scope, state, why=why, until=ends_at))
    if as_json:
        print_json({"scope": scope.key, "state": state, "readiness": told.readiness})
        return
    sys.stdout.write(f"{scope.key} is {state}\n")
