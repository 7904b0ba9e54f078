"""`holdfast status`: one screen that says whether the desk may take on risk, and why not."""

from __future__ import annotations

import typer

from holdfast.cli.exits import Code
from holdfast.cli.kill import Journal, door
from holdfast.cli.options import AsJson, ConfigFile, Profile


def status(
    config: ConfigFile = None,
    profile: Profile = None,
    journal: Journal = None,
    as_json: AsJson = False,
) -> None:
    """Show whether the desk is armed or why not, with kills, stops, raises and shadow rules.

    Works with the API down; exit code 1 when the desk is not armed or anything is killed.
    """
    from holdfast.api.control_channel import AskReadiness
    from holdfast.cli.printing import console, print_json
    from holdfast.cli.status_lines import status_lines

    desk = door(config, profile, journal)
    told = desk.ask(AskReadiness())
    screen = told.readiness
    if as_json:
        print_json(
            {
                "running": desk.is_running,
                "halted": told.halted,
                "faults": told.faults,
                "readiness": screen,
                "breakers": told.breakers,
                "venues": told.venues,
                "feeds": told.feeds,
                "alerts": told.alerts,
            }
        )
    else:
        for line in status_lines(told, desk.is_running):
            console().print(line)
    if not (desk.is_running and screen.armed) or told.halted or screen.kills:
        raise typer.Exit(Code.NO)
