"""A command whose options, where they are given, say something."""

from __future__ import annotations

import typer
from typer.core import TyperCommand

from holdfast.cli.exits import Code, see_help, stop


class NoneEmpty(TyperCommand):
    """Stops where an option is given and empty: a script's lost variable is no order without it."""

    def invoke(self, ctx: typer.Context) -> object:  # type: ignore[override]  # as typer calls it
        """Look at what was given, then do it."""
        for each in self.params:
            name = each.name or ""
            source = ctx.get_parameter_source(name)
            if source is not None and source.name == "COMMANDLINE" and ctx.params[name] == "":
                stop(Code.USAGE, f"{each.opts[0]} is empty {see_help('holdfast order')}")
        return super().invoke(ctx)
