"""`holdfast discrepancies`: where desk and venue differ, and what a person answers."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from holdfast.cli.exits import Code, stop
from holdfast.cli.options import (
    AccountName,
    AsJson,
    ConfigFile,
    Principal,
    Profile,
    Reason,
    Url,
)

if TYPE_CHECKING:
    from holdfast.model.difference import DifferenceState, Kind
    from holdfast.views.differences import DifferenceRow

app = typer.Typer(help="See where desk and venue differ, and answer it.")

Id = Annotated[str, typer.Argument(help="As `list` tells it.", show_default=False)]
KindName = Annotated[str, typer.Option("--kind", help="Only this kind, such as POSITION.")]
EveryState = Annotated[bool, typer.Option("--all", help="Closed ones too.")]
Repair = Annotated[bool, typer.Option("--repair", help="Do what is proposed.")]
Dismiss = Annotated[bool, typer.Option("--dismiss", help="Let it be so, until it changes.")]


@app.callback(invoke_without_command=True)
def alone(context: typer.Context) -> None:
    """Without a command it lists."""
    if context.invoked_subcommand is None:
        list_()


@app.command("list")
def list_(
    account: AccountName = "",
    kind: KindName = "",
    everything: EveryState = False,
    config: ConfigFile = None,
    profile: Profile = None,
    url: Url = "",
    as_json: AsJson = False,
) -> None:
    """List open differences; exit code 1 when there are any."""
    from holdfast.api.operations.discrepancies import DiscrepanciesRequest, discrepancies
    from holdfast.cli.configured import server_of
    from holdfast.cli.printing import counted, print_json
    from holdfast.cli.server import reached

    server = server_of(config, profile, url)
    request = DiscrepanciesRequest(account, _kind(kind), _state(everything))
    pages = reached(lambda: [*server.pages(discrepancies, request)])
    rows = [row for page in pages for row in page.discrepancies]
    more = pages[-1].more
    if as_json:
        print_json({"discrepancies": rows, "more": more})
    else:
        for row in rows:
            sys.stdout.write(f"{line_of(row)}\n")
        beside = f", and {more} more for which there is no room" if more else ""
        number = counted(len(rows), "discrepancy", "discrepancies") if rows else "none"
        sys.stdout.write(f"Discrepancies: {number}{beside}\n")
    if more or any(row.state == "OPEN" for row in rows):
        raise typer.Exit(Code.NO)


@app.command()
def show(
    discrepancy_id: Id,
    config: ConfigFile = None,
    profile: Profile = None,
    url: Url = "",
    as_json: AsJson = False,
) -> None:
    """Show one difference whole: what it means, its evidence, and what would mend it."""
    from holdfast.api.operations.discrepancies import DiscrepancyRequest, discrepancy
    from holdfast.cli.asking import ask_and_print
    from holdfast.cli.configured import server_of

    server = server_of(config, profile, url)
    ask_and_print(server, discrepancy, DiscrepancyRequest(discrepancy_id), _words, as_json=as_json)


@app.command()
def resolve(
    discrepancy_id: Id,
    repair: Repair = False,
    dismiss: Dismiss = False,
    why: Reason = "",
    principal: Principal = "",
    config: ConfigFile = None,
    profile: Profile = None,
    url: Url = "",
    as_json: AsJson = False,
) -> None:
    """Repair a difference as proposed, or dismiss it; it takes the role RISK and a reason."""
    from holdfast.api.operations.discrepancies import ResolveRequest, resolve_discrepancy
    from holdfast.cli.asking import ask_and_print
    from holdfast.cli.configured import server_of
    from holdfast.model.difference import Action

    if repair == dismiss:
        stop(Code.USAGE, "resolve needs --repair or --dismiss")
    if not why.strip():
        stop(Code.USAGE, "--why must say a reason")
    server = server_of(config, profile, url, principal)
    action = Action.REPAIR if repair else Action.DISMISS
    request = ResolveRequest(discrepancy_id, action, why)
    ask_and_print(server, resolve_discrepancy, request, _words, as_json=as_json)


def line_of(row: DifferenceRow) -> str:
    """Tell a difference in one line."""
    state = "" if row.state == "OPEN" else f" {row.state.lower()}"
    proposed = f"; proposed: {row.proposed}" if row.proposed else ""
    return f"{row.id}  {row.kind}{state}  {row.subject}: {row.detail} ({row.evidence}){proposed}"


def _words(row: DifferenceRow) -> str:
    from holdfast.core.kinds import KINDS

    rule = KINDS[row.kind]
    told = {
        "kind": f"{row.kind}: {rule.means}",
        "done": f"{rule.done} ({row.policy})",
        "account": row.account,
        "subject": row.subject,
        "differs": row.detail,
        "evidence": row.evidence,
        "proposed": row.proposed,
        "state": row.state,
        "found": row.found_at,
        "seen": f"{row.times_seen} times, last {row.seen_at}",
        "closed": f"{row.closed_at} by {row.principal or 'itself'}" if row.closed_at else "",
        "why": row.why,
    }
    lines = (f"  {name:9} {value}\n" for name, value in told.items() if value)
    return f"{row.id}\n{''.join(lines)}"


def _kind(name: str) -> Kind | None:
    from holdfast.model.difference import Kind

    if not name:
        return None
    try:
        return Kind(name.upper())
    except ValueError:
        stop(Code.USAGE, f"--kind {name} must be one of {', '.join(Kind)}")


def _state(everything: bool) -> DifferenceState | None:
    from holdfast.model.difference import DifferenceState

    return None if everything else DifferenceState.OPEN
