"""`holdfast bench`: what this machine does, as ratios against limits measured beside it."""

from __future__ import annotations

from typing import Annotated

import typer

from holdfast.cli.exits import Code
from holdfast.cli.options import AsJson


def bench(
    full: Annotated[bool, typer.Option("--full", help="Runs of a million orders too.")] = False,
    as_json: AsJson = False,
) -> None:
    """Measure orders, latency, quotes, memory and the journal; exit code 1 on a missed target."""
    from holdfast.bench.run import main

    if main(as_json=as_json, full=full):
        raise typer.Exit(Code.NO)
