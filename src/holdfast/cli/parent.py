"""`holdfast parent`: pause, resume and amend an order that an algo works."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from holdfast.cli.exits import Code, stop
from holdfast.cli.options import AsJson, ConfigFile, Principal, Profile, Url

if TYPE_CHECKING:
    from holdfast.api.faults import Json
    from holdfast.api.operations.pause import PauseAnswer

app = typer.Typer(help="Pause, resume and amend parents: orders that are worked by an algo.")

_WHOLE = re.compile(r"-?\d{1,15}", re.ASCII)
_TRUTHS: dict[str, Json] = {"true": True, "false": False}

OrderName = Annotated[str, typer.Argument(help="The parent's id.", show_default=False)]
CancelChildren = Annotated[
    bool, typer.Option("--cancel", help="Cancel what it has in the market, too.")
]
Qty = Annotated[str | None, typer.Option("--qty", help="Its new total.")]
Limit = Annotated[str | None, typer.Option("--limit", help="The worst price to take.")]
StopPrice = Annotated[str | None, typer.Option("--stop", help="The price that sets it off.")]
Params = Annotated[
    list[str] | None,
    typer.Option("--param", help="NAME=VALUE of its tactic; may be given again."),
]


@app.callback(invoke_without_command=True)
def alone(context: typer.Context) -> None:
    """Without a command it says what there is."""
    if context.invoked_subcommand is None:
        sys.stdout.write(context.get_help() + "\n")


@app.command("pause")
def pause(
    order_id: OrderName,
    cancel: CancelChildren = False,
    principal: Principal = "",
    config: ConfigFile = None,
    profile: Profile = None,
    url: Url = "",
    as_json: AsJson = False,
) -> None:
    """Give out no more of it, over restarts too, until it is resumed or cancelled."""
    from holdfast.api.operations.pause import PauseRequest
    from holdfast.api.operations.pause import pause as operation
    from holdfast.cli.asking import ask_and_print
    from holdfast.cli.configured import server_of

    def words(told: PauseAnswer) -> str:
        sent = f"; cancels sent: {', '.join(told.order_ids)}" if told.order_ids else ""
        return f"{order_id} is paused{sent}\n"

    server = server_of(config, profile, url, principal)
    ask_and_print(server, operation, PauseRequest(order_id, cancel), words, as_json=as_json)


@app.command("resume")
def resume(
    order_id: OrderName,
    principal: Principal = "",
    config: ConfigFile = None,
    profile: Profile = None,
    url: Url = "",
    as_json: AsJson = False,
) -> None:
    """Let it go on; what was due meanwhile is made up for as its `catch_up` says."""
    from holdfast.api.operations.resume import ResumeRequest
    from holdfast.api.operations.resume import resume as operation
    from holdfast.cli.asking import ask_and_print
    from holdfast.cli.configured import server_of

    server = server_of(config, profile, url, principal)
    words = f"{order_id} goes on\n"
    ask_and_print(server, operation, ResumeRequest(order_id), lambda _: words, as_json=as_json)


@app.command("amend")
def amend(
    order_id: OrderName,
    qty: Qty = None,
    limit: Limit = None,
    stop_price: StopPrice = None,
    param: Params = None,
    principal: Principal = "",
    config: ConfigFile = None,
    profile: Profile = None,
    url: Url = "",
    as_json: AsJson = False,
) -> None:
    """Change its total, its limit or parameters of its tactic; what is left out stays.

    The gate judges it like a new order of what is not given out yet. Its total cannot fall below
    what has been given out: pause it with --cancel first.
    """
    from holdfast.api.faults import Unreadable
    from holdfast.api.operations.amend import AmendRequest
    from holdfast.api.operations.amend import amend as operation
    from holdfast.api.reading import read
    from holdfast.cli.asking import ask_and_print
    from holdfast.cli.configured import server_of

    prices: dict[str, Json] = {"qty": qty, "limit_price": limit, "stop_price": stop_price}
    changed: dict[str, Json] = {}
    changed |= {name: value for name, value in prices.items() if value is not None}
    if not changed and not param:
        _nothing()
    if param:
        changed["params"] = _params(param)
    asked = read({"order_id": order_id, **changed}, AmendRequest)
    if isinstance(asked, Unreadable):
        stop(Code.USAGE, *map(str, asked.faults))
    server = server_of(config, profile, url, principal)
    ask_and_print(server, operation, asked, lambda _: f"{order_id} is amended\n", as_json=as_json)


def _nothing() -> NoReturn:
    stop(Code.USAGE, "amend needs --qty, --limit, --stop or --param NAME=VALUE")


def _params(texts: list[str]) -> Json:
    """Read NAME=VALUE; a whole number or truth is one, all else is text, as decimals are."""
    found: dict[str, Json] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not name or not equals:
            stop(Code.USAGE, f"--param {text} must be NAME=VALUE")
        if name in found:
            stop(Code.USAGE, f"--param {name} must be given once")
        found[name] = int(value) if _WHOLE.fullmatch(value) else _TRUTHS.get(value, value)
    return found
