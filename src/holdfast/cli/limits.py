"""`holdfast limits`: what holds, what is to hold, and the second person's consent."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from holdfast.cli.exits import Code, stop
from holdfast.cli.options import AccountName, AsJson, ConfigFile, Profile, Url

if TYPE_CHECKING:
    from holdfast.api.faults import Json
    from holdfast.api.operations.set_limits import LimitsAnswer
    from holdfast.cli.server import Server

app = typer.Typer(help="Show, set and approve limits.", no_args_is_help=True)

Changes = Annotated[
    list[str],
    typer.Argument(
        help="NAME=VALUE; times such as 500ms or 10s, lists with commas, `empty` for a list"
        " of nothing, `none` to take a limit away.",
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
    from holdfast.cli.configured import server_of
    from holdfast.cli.limit_lines import proposal_lines, sheet_lines
    from holdfast.cli.printing import print_json
    from holdfast.cli.server import reached
    from holdfast.views.limits import LimitsFilter

    server = server_of(config, profile, url)
    rows = reached(lambda: server.ask(all_limits, LimitsFilter(account))).limits
    waiting = server.ask(proposals, Nothing()).proposals
    if as_json:
        print_json({"limits": rows, "proposals": waiting})
        return
    for row in rows:
        # a scope is governed from its first kill on, with or without limits
        if row.version or row.scope.is_account:
            sys.stdout.writelines(sheet_lines(row))
    if waiting:
        sys.stdout.write("Waiting for a second person\n")
    for each in waiting:
        sys.stdout.writelines(proposal_lines(each, rows))


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
    from holdfast.cli.configured import server_of
    from holdfast.cli.limit_lines import sheet_lines
    from holdfast.cli.printing import print_json
    from holdfast.cli.server import reached

    server = server_of(config, profile, url, principal)
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
        sys.stdout.writelines(sheet_lines(answer.in_force))


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
    from holdfast.cli.asking import ask_and_print
    from holdfast.cli.configured import server_of

    server = server_of(config, profile, url, principal)
    ask_and_print(
        server,
        operation,
        ApproveRequest(proposal_id, why),
        lambda answer: f"{answer.proposal_id}  approved\n",
        as_json=as_json,
    )


def _set(server: Server, scope: str, changes: list[str], terms: dict[str, Json]) -> LimitsAnswer:
    import msgspec

    from holdfast.api.faults import Unreadable
    from holdfast.api.operations.limits import limits as all_limits
    from holdfast.api.operations.set_limits import LimitsRequest, set_limits
    from holdfast.api.reading import read
    from holdfast.cli.limit_terms import changed, scope_named
    from holdfast.views.limits import LimitsFilter

    rows = server.ask(all_limits, LimitsFilter()).limits
    named = scope_named(scope, rows)
    key = ",".join(f"{name}={value}" for name, value in named.items()) or "firm"
    before = next((row.limits for row in rows if row.key == key), None)
    sheet: dict[str, Json] = {} if before is None else msgspec.to_builtins(before)
    sheet.update(changed(changes))
    kept: Json = {name: value for name, value in sheet.items() if value is not None}
    asked = read({"limits": kept, "scope": dict(named), **terms}, LimitsRequest)
    if isinstance(asked, Unreadable):
        stop(Code.USAGE, *map(str, asked.faults))
    return server.ask(set_limits, asked)
