"""`holdfast backtest`: a plan on a recorded market, as fast as the machine can."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from holdfast.cli.exits import Code
from holdfast.cli.options import AsJson, ConfigFile, Profile


def backtest(
    data: Annotated[Path, typer.Option("--data", help="A recorded market.", show_default=False)],
    plan: Annotated[
        Path, typer.Option("--plan", help="A decision plan, JSON or YAML.", show_default=False)
    ],
    journal: Annotated[
        Path | None, typer.Option("--journal", help="Where to write; a new folder without it.")
    ] = None,
    seed: Annotated[int | None, typer.Option("--seed", min=0, help="Of all that is drawn.")] = None,
    config: ConfigFile = None,
    profile: Profile = None,
    as_json: AsJson = False,
) -> None:
    """Execute a plan on a recording, with the accounts, limits and fees of the settings.

    The same desk, gate and algos as live; only the clock and the venue differ. Exit code 1
    when the plan, or every decision of it, was refused.
    """
    from msgspec.structs import replace

    from holdfast.cli.configured import settings_of
    from holdfast.cli.demo import virtual_report
    from holdfast.cli.fresh_journal import EPOCH_PREFIX, fresh_journal
    from holdfast.cli.plan import read_plan
    from holdfast.config import MarketKind
    from holdfast.journal import Durability

    submitted = read_plan(plan)
    settings = settings_of(config, profile)
    market = replace(
        settings.market,
        kind=MarketKind.TAPE,
        tape=str(data),
        seed=settings.market.seed if seed is None else seed,
    )
    settings = replace(
        settings,
        desk=replace(settings.desk, journal=str(fresh_journal(journal)), durability=Durability.OS),
        market=market,
        paper=replace(settings.paper, store=""),
    )
    epoch = f"{EPOCH_PREFIX}{market.seed}"
    told = virtual_report(settings, submitted, epoch, as_json=as_json)
    if told.refused:
        raise typer.Exit(Code.NO)
