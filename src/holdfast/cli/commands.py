"""The commands, in the order in which help shows them."""

from __future__ import annotations

import typer

from holdfast.cli import demo, journal, version

app = typer.Typer(
    name="holdfast",
    help="The execution server between a decision and the market.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

_TRY = "Try it"
_KEEP = "Look after it"

app.command("demo", rich_help_panel=_TRY)(demo.demo)
app.add_typer(journal.app, name="journal", rich_help_panel=_KEEP)
app.command("version", rich_help_panel=_KEEP)(version.version)
