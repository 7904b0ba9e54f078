"""`holdfast status`: one screen that says whether the desk may take on risk, and why not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import typer

from holdfast.cli.exits import Code
from holdfast.cli.kill import Journal, door
from holdfast.cli.options import AsJson, ConfigFile, Profile

if TYPE_CHECKING:
    from rich.text import Text

    from holdfast.api.control_channel import Told
    from holdfast.views.readiness import Readiness, StopRow


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

    desk = door(config, profile, journal)
    told = desk.ask(AskReadiness())
    screen = told.readiness
    if as_json:
        print_json({"running": desk.is_running, "halted": told.halted, "readiness": screen})
    else:
        for line in _lines(told, desk.is_running):
            console().print(line)
    if not (desk.is_running and screen.armed) or told.halted or screen.kills:
        raise typer.Exit(Code.NO)


def _lines(told: Told, is_running: bool) -> Iterator[Text]:
    from rich.text import Text

    screen = told.readiness
    if not is_running:
        yield Text("no desk runs; this is what its journal says", "yellow")
    if told.halted:
        yield Text(f"HALTED: {told.halted}", "bold red")
    if screen.armed and is_running:
        yield Text("ARMED", "green")
    else:
        yield Text("NOT ARMED: only orders that reduce pass", "bold red")
    yield from map(Text, _blockers(screen))
    for row in screen.kills:
        passes = "reduce_only orders pass" if row.lets_reducing else "nothing passes but cancels"
        yield Text(f"KILLED {row.scope}: {_stop(row)}; {passes}", "bold red")
    for row in screen.stops:
        yield Text(f"{row.state} {row.scope} by {row.cause}: {_stop(row)}", "yellow")
    for raised in screen.raises:
        yield Text(f"raised {raised.scope}: until {raised.until}")
    for shadow in screen.shadows:
        until = f" until {shadow.until}" if shadow.until else ""
        yield Text(f"shadow {shadow.check}: it records and does not refuse{until}", "yellow")
    for proposal in screen.proposals:
        yield Text(f"waits for a second person: {proposal}")


def _blockers(screen: Readiness) -> Iterator[str]:
    for each in screen.blockers:
        answered = ", overridden" if each.overridden else ""
        yield f"  {each.name}: {each.why} (since {each.since}{answered})"
    if screen.awaited:
        more = screen.awaited_count - len(screen.awaited)
        tail = f" and {more} more" if more else ""
        yield f"  awaited: {', '.join(screen.awaited)}{tail}"


def _stop(row: StopRow) -> str:
    until = f", until {row.until}" if row.until else f", ended by {row.latch}"
    return f"{row.why} ({row.by or 'nobody'}, since {row.since}{until})"
