"""`holdfast cancel`: one order, or everything in scope."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from holdfast.cli.exits import Code, stop
from holdfast.cli.options import (
    AccountName,
    AsJson,
    ConfigFile,
    InstrumentName,
    Profile,
    StrategyName,
    Url,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from holdfast.cli.server import Server


def cancel(
    order: Annotated[str, typer.Argument(help="The order's id.", show_default=False)] = "",
    everything: Annotated[
        bool, typer.Option("--all", help="Everything that is open, in scope.")
    ] = False,
    account: AccountName = "",
    instrument: InstrumentName = "",
    strategy: StrategyName = "",
    config: ConfigFile = None,
    profile: Profile = None,
    url: Url = "",
    as_json: AsJson = False,
) -> None:
    """Cancel an order with all that works for it; it may still fill until the venue has heard."""
    from holdfast.cli.configured import settings_of, url_of
    from holdfast.cli.printing import print_json
    from holdfast.cli.server import Server, reached

    scoped = bool(account or instrument or strategy)
    if bool(order) is everything or (order and scoped):
        stop(Code.USAGE, "cancel needs ORDER, or --all with an optional scope")
    server = Server(url or url_of(settings_of(config, profile)))
    stopped = reached(lambda: _stopped(server, order, account, instrument, strategy))
    if as_json:
        print_json({"order_ids": stopped})
    elif stopped:
        sys.stdout.write(f"cancels sent: {', '.join(stopped)}\n")
    else:
        sys.stdout.write("nothing more to cancel\n")


def _stopped(
    server: Server, order: str, account: str, instrument: str, strategy: str
) -> Sequence[str]:
    from holdfast.api.operations.cancel import CancelRequest
    from holdfast.api.operations.cancel import cancel as one
    from holdfast.api.operations.cancel_all import CancelAllRequest, cancel_all

    if order:
        return server.ask(one, CancelRequest(order)).order_ids
    return server.ask(cancel_all, CancelAllRequest(account, instrument, strategy)).order_ids
