"""`holdfast alerts`: what a person must look at, and the answer to it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from holdfast.cli.exits import Code
from holdfast.cli.options import AsJson, ConfigFile, Principal, Profile, Reason, Url

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from holdfast.views.alerts import AlertRow

app = typer.Typer(help="List alerts, and answer for them one by one.")

All = Annotated[bool, typer.Option("--all", help="Those too that somebody answered for.")]
AlertId = Annotated[str, typer.Argument(help="As `list` shows it.", show_default=False)]


@app.callback(invoke_without_command=True)
def alone(context: typer.Context) -> None:
    """Without a command it lists."""
    if context.invoked_subcommand is None:
        list_()


@app.command("list")
def list_(
    every: All = False,
    config: ConfigFile = None,
    profile: Profile = None,
    url: Url = "",
    as_json: AsJson = False,
) -> None:
    """List alerts, the oldest first; exit code 1 when one waits for an answer."""
    from holdfast.api.operations.alerts import AlertsRequest
    from holdfast.api.operations.alerts import alerts as operation
    from holdfast.cli.configured import server_of
    from holdfast.cli.printing import print_json
    from holdfast.cli.server import reached

    server = server_of(config, profile, url)
    pages = reached(lambda: list(server.pages(operation, AlertsRequest(all=every))))
    rows = [row for page in pages for row in page.alerts]
    if as_json:
        print_json({"alerts": rows})
    else:
        sys.stdout.writelines(alert_lines(rows))
    if any(not row.acknowledged_at for row in rows):
        raise typer.Exit(Code.NO)


@app.command()
def ack(
    alert_id: AlertId,
    why: Reason = "",
    principal: Principal = "",
    config: ConfigFile = None,
    profile: Profile = None,
    url: Url = "",
    as_json: AsJson = False,
) -> None:
    """Answer for one alert, with --why: it does not escalate any more."""
    from holdfast.api.operations.acknowledge_alert import AcknowledgeAlertRequest
    from holdfast.api.operations.acknowledge_alert import acknowledge_alert as operation
    from holdfast.cli.asking import ask_and_print
    from holdfast.cli.configured import server_of

    server = server_of(config, profile, url, principal)
    ask_and_print(
        server,
        operation,
        AcknowledgeAlertRequest(alert_id, why),
        lambda answer: f"{answer.alert_id}  answered by {answer.acknowledged_by}\n",
        as_json=as_json,
    )


def alert_lines(rows: Iterable[AlertRow]) -> Iterator[str]:
    """Say what each alert is about, then what has become of it."""
    from holdfast.cli.printing import moment

    for row in rows:
        times = f" ×{row.count}" if row.count > 1 else ""
        yield f"{row.alert_id}  {row.severity} {row.kind} {row.subject}{times}: {row.text}\n"
        story = ["over"] if row.is_over else []
        story.append(f"raised {moment(row.raised_at)}")
        story += [f"{name} had it {moment(at)}" for name, at in row.delivered.items()]
        story += [f"{name} has it not: {why}" for name, why in row.failed.items()]
        if row.escalated_at:
            story.append(f"escalated {moment(row.escalated_at)}")
        if row.acknowledged_at:
            answered = f"{row.acknowledged_by} answered {moment(row.acknowledged_at)}"
            story.append(f"{answered}: {row.why}")
        yield f"    {'; '.join(story)}\n"
