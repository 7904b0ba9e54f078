"""`holdfast change`: the quantity, the prices or the time in force of an open order."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from holdfast.cli.exits import Code, stop
from holdfast.cli.options import AsJson, ConfigFile, Principal, Profile, Url

if TYPE_CHECKING:
    from holdfast.api.faults import Json
    from holdfast.api.operations.replace import ReplaceAnswer, ReplaceRequest


def change(
    order_id: Annotated[str, typer.Argument(help="The order's id.", show_default=False)],
    qty: Annotated[
        str | None, typer.Option("--qty", help="Its new total, what has filled included.")
    ] = None,
    limit: Annotated[str | None, typer.Option("--limit", help="Its new limit price.")] = None,
    stop_price: Annotated[str | None, typer.Option("--stop", help="Its new stop price.")] = None,
    tif: Annotated[str | None, typer.Option("--tif", help="day, gtc or gtd.")] = None,
    until: Annotated[
        str | None, typer.Option("--until", help="For gtd: a time of RFC 3339.")
    ] = None,
    client_order_id: Annotated[
        str, typer.Option("--id", help="Your own id of the change: makes it safe to repeat.")
    ] = "",
    principal: Principal = "",
    config: ConfigFile = None,
    profile: Profile = None,
    url: Url = "",
    as_json: AsJson = False,
) -> None:
    """Change an open order, through the gate; what is left out stays.

    Its venue has the last word, which explain tells. While one change is in flight one more
    waits for its answer, and a later one or a cancel takes its place.
    """
    from holdfast.api.operations.replace import replace as operation
    from holdfast.cli.asking import ask_and_print
    from holdfast.cli.configured import server_of

    named: dict[str, Json] = {"qty": qty, "limit_price": limit, "stop_price": stop_price}
    named |= {"time_in_force": None if tif is None else tif.upper(), "expire_at": until}
    asked = _asked(order_id, client_order_id, named)
    server = server_of(config, profile, url, principal)
    ask_and_print(server, operation, asked, partial(_words, order_id), as_json=as_json)


def _asked(order_id: str, client_order_id: str, named: dict[str, Json]) -> ReplaceRequest:
    """Read what is to change; a word that is empty is wrong, one that is missing is not."""
    from holdfast.api.faults import Unreadable
    from holdfast.api.operations.replace import ReplaceRequest
    from holdfast.api.reading import read

    changed = {name: value for name, value in named.items() if value is not None}
    if not changed:
        stop(Code.USAGE, "change needs --qty, --limit, --stop, --tif or --until")
    if changed.get("expire_at") == "":
        stop(Code.USAGE, "--until is empty and must be a time of RFC 3339")
    raw: dict[str, Json] = {"order_id": order_id, "client_order_id": client_order_id, **changed}
    asked = read(raw, ReplaceRequest)
    if isinstance(asked, Unreadable):
        stop(Code.USAGE, *map(str, asked.faults))
    return asked


def _words(order_id: str, told: ReplaceAnswer) -> str:
    if told.repeated:
        return f"change of {order_id} had been taken before\n"
    if told.is_queued:
        return f"change of {order_id} waits for the answer to the one in flight\n"
    return f"change of {order_id} is taken; follow it with: holdfast explain {order_id}\n"
