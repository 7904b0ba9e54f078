"""Options that commands share, each named once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
ConfigFile = Annotated[
    Path | None,
    typer.Option(
        "-c",
        "--config",
        envvar="HOLDFAST_CONFIG",
        help="TOML or YAML settings; ./holdfast.toml where it is there.",
    ),
]
Profile = Annotated[
    str | None,
    typer.Option(
        "--profile", envvar="HOLDFAST_PROFILE", help="Which of the file's profiles to lay over."
    ),
]
Url = Annotated[
    str,
    typer.Option(
        "--url", envvar="HOLDFAST_URL", help="Where the desk listens, if not as settings say."
    ),
]
JournalFile = Annotated[
    Path | None,
    typer.Option("--journal", help="Read this journal file instead of asking the desk."),
]
AccountName = Annotated[str, typer.Option("--account", help="Only this account.")]
InstrumentName = Annotated[str, typer.Option("--instrument", help="Only this instrument.")]
StrategyName = Annotated[str, typer.Option("--strategy", help="Only this strategy.")]
Reason = Annotated[str, typer.Option("--why", help="The reason, for the record.")]
Principal = Annotated[
    str,
    typer.Option(
        "--as",
        envvar="HOLDFAST_PRINCIPAL",
        help="Who asks; the desk's own principal if nobody is said.",
    ),
]
