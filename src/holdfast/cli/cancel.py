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

    from holdfast.api.faults import Json
    from holdfast.cli.server import Server
    from holdfast.messages.refusals import Refusal


def cancel(
    orders: Annotated[
        list[str] | None, typer.Argument(help="The ids of orders.", show_default=False)
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Everything that is open, in scope.")
    ] = False,
    account: AccountName = "",
    instrument: InstrumentName = "",
    strategy: StrategyName = "",
    side: Annotated[str, typer.Option("--side", help="Only buy, or only sell.")] = "",
    venue: Annotated[str, typer.Option("--venue", help="Only at this venue.")] = "",
    owner: Annotated[str, typer.Option("--owner", help="Only orders of this principal.")] = "",
    older_than: Annotated[
        str, typer.Option("--older-than", help="Only what was taken so long ago, as 90s or 5m.")
    ] = "",
    order_type: Annotated[
        str, typer.Option("--type", help="Only of this type: limit, stop ...")
    ] = "",
    role: Annotated[str, typer.Option("--role", help="Only slice, take_profit or stop_loss.")] = "",
    config: ConfigFile = None,
    profile: Profile = None,
    url: Url = "",
    as_json: AsJson = False,
) -> None:
    """Cancel orders with all that works for them; they may fill until the venue has heard."""
    from holdfast.cli.configured import server_of
    from holdfast.cli.server import reached

    named: dict[str, Json] = {"account": account, "instrument": instrument, "strategy": strategy}
    named |= {"venue": venue, "owner": owner, "older_than_s": _age(older_than)}
    named |= {"side": side.upper(), "type": order_type.upper(), "role": role.upper()}
    scope: dict[str, Json] = {}
    scope |= {key: value for key, value in named.items() if value}
    if bool(orders) is everything or (orders and scope):
        stop(Code.USAGE, "cancel needs ORDER, or --all with an optional scope")
    server = server_of(config, profile, url)
    refusals: tuple[Refusal, ...] = ()
    if everything:
        stopped = _in_scope(server, scope)
    else:
        stopped, refusals = reached(lambda: _by_name(server, orders or []))
    _tell(stopped, refusals, as_json=as_json)


def _tell(stopped: Sequence[str], refusals: tuple[Refusal, ...], *, as_json: bool) -> None:
    from holdfast.cli.printing import print_json
    from holdfast.cli.refusals import refusal_line

    sys.stderr.write("".join(f"{refusal_line(each)}\n" for each in refusals))
    if as_json:
        print_json({"order_ids": stopped})
    elif stopped:
        sys.stdout.write(f"cancels sent: {', '.join(stopped)}\n")
    else:
        sys.stdout.write("nothing more to cancel\n")
    if refusals:
        raise typer.Exit(Code.NO)


def _age(duration: str) -> Json:
    from holdfast.cli.order import seconds

    return seconds(duration, "--older-than") if duration else None


def _by_name(server: Server, orders: list[str]) -> tuple[Sequence[str], tuple[Refusal, ...]]:
    from holdfast.api.operations.cancel import CancelRequest
    from holdfast.api.operations.cancel import cancel as one
    from holdfast.api.operations.cancel_orders import CancelOrdersRequest, cancel_orders

    if len(orders) == 1:
        return server.ask(one, CancelRequest(orders[0])).order_ids, ()
    told = server.ask(cancel_orders, CancelOrdersRequest(tuple(orders)))
    refusals = tuple(refusal for each in told.outcomes for refusal in each.refusals)
    return told.order_ids, refusals


def _in_scope(server: Server, scope: dict[str, Json]) -> Sequence[str]:
    from holdfast.api.faults import Unreadable
    from holdfast.api.operations.cancel_all import CancelAllRequest, cancel_all
    from holdfast.api.reading import read
    from holdfast.cli.server import reached

    asked = read(dict(scope), CancelAllRequest)
    if isinstance(asked, Unreadable):
        stop(Code.USAGE, *map(str, asked.faults))
    return reached(lambda: server.ask(cancel_all, asked)).order_ids
