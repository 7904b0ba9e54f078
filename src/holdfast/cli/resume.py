"""`holdfast resume`: end a kill, with a second person, or lift one cause that stops a scope."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

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
    scope_of,
)
from holdfast.cli.options import AsJson, ConfigFile, Profile

if TYPE_CHECKING:
    from holdfast.api.control_channel import Asked
    from holdfast.model.scope import Scope


def resume(
    everything: Annotated[bool, typer.Option("--all", help="The whole firm.")] = False,
    account: Account = "",
    strategy: Strategy = "",
    symbol: Symbol = "",
    trader: Trader = "",
    venue: Venue = "",
    order: Order = "",
    why: Why = "",
    cause: Annotated[
        str, typer.Option("--cause", help="What to lift: `command`, or the check that tripped.")
    ] = "",
    approve: Annotated[
        str, typer.Option("--approve", help="Consent to this proposal, as the second person.")
    ] = "",
    blocker: Annotated[
        str, typer.Option("--override", help="Answer for this blocker, as status tells it.")
    ] = "",
    config: ConfigFile = None,
    profile: Profile = None,
    journal: Journal = None,
    as_json: AsJson = False,
) -> None:
    """Go on again: propose to end a kill, approve that, lift a stop, or override a blocker.

    Who asks is HOLDFAST_PRINCIPAL; nobody approves what they have proposed themselves.
    """
    from holdfast.cli.printing import print_json

    scope = scope_of(account, strategy, symbol, trader, venue, order)
    names_scope = everything or scope.key != "firm"
    if [names_scope, bool(approve), bool(blocker)].count(True) != 1:
        stop(Code.USAGE, "resume needs a scope or --all, or --approve ID, or --override BLOCKER")
    told = door(config, profile, journal).ask(_asked(scope, why, cause, approve, blocker))
    if as_json:
        print_json({"proposal_id": told.proposal_id, "readiness": told.readiness})
    elif told.proposal_id:
        sys.stdout.write(
            f"proposed {told.proposal_id}: another person must consent with "
            f"`holdfast resume --approve {told.proposal_id} --why TEXT`\n"
        )
    else:
        done = f"approved {approve}" if approve else f"overridden {blocker}" if blocker else ""
        sys.stdout.write(f"{done or f'lifted {cause} of {scope.key}'}\n")


def _asked(scope: Scope, why: str, cause: str, approve: str, blocker: str) -> Asked:
    from holdfast.messages.control import Approve, OverrideBlocker, ResetKill, SetState
    from holdfast.model.trading import TradingState

    if approve:
        return Approve(approve, why=why)
    if blocker:
        return OverrideBlocker(blocker, why=why)
    if cause:
        return SetState(scope, TradingState.ACTIVE, why=why, cause=cause)
    return ResetKill(scope, why=why)
