"""`holdfast limits`: what holds, what is to hold, and the second person's consent."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from holdfast.cli.exits import Code, stop
from holdfast.cli.options import AccountName, AsJson, ConfigFile, Profile, Url

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from holdfast.api.faults import Json
    from holdfast.api.operations.set_limits import LimitsAnswer
    from holdfast.cli.server import Server
    from holdfast.views.limits import LimitsRow

app = typer.Typer(help="Show, set and approve limits.", no_args_is_help=True)

_NONE = "none"

Changes = Annotated[
    list[str],
    typer.Argument(
        help="NAME=VALUE; `none` takes a limit away, lists have commas.",
        metavar="NAME=VALUE...",
        show_default=False,
    ),
]
ProposalId = Annotated[str, typer.Argument(help="As `set` told it.", show_default=False)]
ScopeName = Annotated[
    str,
    typer.Option("--scope", help="Whose: account=A,strategy=S, or firm for every order."),
]
Why = Annotated[str, typer.Option("--why", help="The reason; a raise needs one.")]
Until = Annotated[
    str, typer.Option("--until", help="When the old limits are back: a time of RFC 3339.")
]
Permanent = Annotated[bool, typer.Option("--permanent", help="A raise that does not end.")]
As = Annotated[
    str,
    typer.Option(
        "--as",
        envvar="HOLDFAST_PRINCIPAL",
        help="Who asks; the desk's own principal if nobody is said.",
    ),
]


@app.command()
def show(
    account: AccountName = "",
    config: ConfigFile = None,
    profile: Profile = None,
    url: Url = "",
    as_json: AsJson = False,
) -> None:
    """Show the limits of every account and scope, and what waits for a second person."""
    from holdfast.api.operation import Nothing
    from holdfast.api.operations.limits import limits as all_limits
    from holdfast.api.operations.proposals import proposals
    from holdfast.cli.printing import print_json
    from holdfast.cli.server import reached
    from holdfast.views.limits import LimitsFilter

    server = _server(config, profile, url)
    rows = reached(lambda: server.ask(all_limits, LimitsFilter(account))).limits
    waiting = server.ask(proposals, Nothing()).proposals
    if as_json:
        print_json({"limits": rows, "proposals": waiting})
        return
    for row in rows:
        sys.stdout.writelines(_lines(row))
    for each in waiting:
        what = type(each.command).__name__
        sys.stdout.write(f"{each.proposal_id}  {what} by {each.principal}: {each.why}\n")


@app.command("set")
def set_(
    changes: Changes,
    scope: ScopeName = "",
    why: Why = "",
    until: Until = "",
    permanent: Permanent = False,
    principal: As = "",
    config: ConfigFile = None,
    profile: Profile = None,
    url: Url = "",
    as_json: AsJson = False,
) -> None:
    """Change some limits of a scope; those that are not named stay.

    What tightens holds at once. A raise waits for `holdfast limits approve` by another person.
    """
    from holdfast.cli.printing import print_json
    from holdfast.cli.server import reached

    server = _server(config, profile, url, principal)
    terms: dict[str, Json] = {"why": why, "until": until, "permanent": permanent}
    answer = reached(lambda: _set(server, scope, changes, terms))
    if as_json:
        print_json(answer)
    elif answer.proposal_id:
        sys.stdout.write(
            f"{answer.proposal_id}  is a raise and waits for another person: "
            f"holdfast limits approve {answer.proposal_id}\n"
        )
    else:
        sys.stdout.writelines(_lines(answer.in_force))


@app.command()
def approve(
    proposal_id: ProposalId,
    why: Why = "",
    principal: As = "",
    config: ConfigFile = None,
    profile: Profile = None,
    url: Url = "",
    as_json: AsJson = False,
) -> None:
    """Consent to what another person has proposed; exit code 1 when the desk refuses it."""
    from holdfast.api.operations.approve import ApproveRequest
    from holdfast.api.operations.approve import approve as operation
    from holdfast.cli.printing import print_json
    from holdfast.cli.server import reached

    server = _server(config, profile, url, principal)
    answer = reached(lambda: server.ask(operation, ApproveRequest(proposal_id, why)))
    if as_json:
        print_json(answer)
    else:
        sys.stdout.write(f"{answer.proposal_id}  approved\n")


def _set(server: Server, scope: str, changes: list[str], terms: dict[str, Json]) -> LimitsAnswer:
    import msgspec

    from holdfast.api.faults import Unreadable
    from holdfast.api.operations.limits import limits as all_limits
    from holdfast.api.operations.set_limits import LimitsRequest, set_limits
    from holdfast.api.reading import read
    from holdfast.views.limits import LimitsFilter

    rows = server.ask(all_limits, LimitsFilter()).limits
    named = _scope(scope, rows)
    key = ",".join(f"{name}={value}" for name, value in named.items()) or "firm"
    before = next((row.limits for row in rows if row.key == key), None)
    sheet: dict[str, Json] = {} if before is None else msgspec.to_builtins(before)
    sheet.update(_changed(changes))
    kept: Json = {name: value for name, value in sheet.items() if value is not None}
    asked = read({"limits": kept, "scope": dict(named), **terms}, LimitsRequest)
    if isinstance(asked, Unreadable):
        stop(Code.USAGE, *map(str, asked.faults))
    return server.ask(set_limits, asked)


def _scope(text: str, rows: tuple[LimitsRow, ...]) -> dict[str, str]:
    """Read `account=A,strategy=S`, the desk's only account where nothing is said."""
    import msgspec

    from holdfast.model.scope import Scope

    if text == "firm":
        return {}
    if not text:
        accounts = [row.scope.account for row in rows if row.scope.is_account]
        if len(accounts) != 1:
            stop(Code.USAGE, f"--scope must name one of {', '.join(accounts) or 'no account'}")
        return {"account": accounts[0]}
    given = dict(part.partition("=")[::2] for part in text.split(","))
    fields = [field.name for field in msgspec.structs.fields(Scope)]
    for name, value in given.items():
        if name not in fields or not value:
            stop(Code.USAGE, f"--scope {text} must be firm or NAME=VALUE of {', '.join(fields)}")
    # in the order in which a scope's key has them
    return {name: given[name] for name in fields if name in given}


def _changed(changes: list[str]) -> dict[str, Json]:
    import msgspec

    from holdfast.model.limits import Limits

    fields = {field.name: field for field in msgspec.structs.fields(Limits)}
    made: dict[str, Json] = {}
    for change in changes:
        name, _, value = change.partition("=")
        if name not in fields or not value:
            stop(Code.USAGE, f"{change} must be NAME=VALUE of {', '.join(fields)}")
        kinds = str(fields[name].type)
        if value == _NONE:
            made[name] = None
        elif "tuple" in kinds:
            made[name] = list(value.split(","))
        elif "bool" in kinds:
            made[name] = {"true": True, "false": False}.get(value, value)
        elif "int" in kinds and value.isdecimal():
            made[name] = int(value)
        else:
            made[name] = value
    return made


def _lines(row: LimitsRow) -> Iterator[str]:
    from msgspec.structs import asdict

    from holdfast.model.limits import SPECS

    ends = f", until {row.until}" if row.until else ""
    yield f"{row.key}  (version {row.version}{ends})\n"
    for name, value in asdict(row.limits).items():
        if value in (None, (), ""):
            continue
        told = ", ".join(value) if isinstance(value, tuple) else value
        unit = SPECS[name].unit if name in SPECS else ""
        yield f"  {name:<24}{told} {unit}".rstrip() + "\n"


def _server(config: Path | None, profile: str | None, url: str, principal: str = "") -> Server:
    from holdfast.cli.configured import settings_of, url_of
    from holdfast.cli.server import Server

    return Server(url or url_of(settings_of(config, profile)), principal)
