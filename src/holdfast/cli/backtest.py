"""`holdfast backtest`: plans or a strategy on a recorded market, as fast as the machine can."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from holdfast.cli.exits import Code, stop
from holdfast.cli.options import AsJson, ConfigFile, Profile

if TYPE_CHECKING:
    from holdfast.backtest.report import Backtest
    from holdfast.backtest.run import Asked
    from holdfast.config import Settings


_NO_BARS = (
    "on_bar was never called: this tape recorded no bars, or none of the strategy's spans ended; "
    'ctx.subscribe_bars(instrument, span_s, of="quotes") makes bars of quotes'
)

Data = Annotated[Path, typer.Option("--data", help="A recorded market.", show_default=False)]
Plans = Annotated[
    list[Path] | None,
    typer.Option("--plan", help="A decision plan, JSON or YAML; may be given again."),
]
Strategy = Annotated[str, typer.Option("--strategy", help="A strategy class, FILE.py:Class.")]
Params = Annotated[
    list[str] | None,
    typer.Option("--param", help="NAME=VALUE for the strategy; may be given again."),
]
Since = Annotated[str, typer.Option("--from", help="When to begin: a day or an RFC 3339 time.")]
Until = Annotated[str, typer.Option("--to", help="When to end: a day or a time.")]
Account = Annotated[
    str, typer.Option("--account", help="Whose; the first of the settings without it.")
]
Cash = Annotated[str, typer.Option("--cash", help="What the account opens with.")]
Seed = Annotated[int | None, typer.Option("--seed", min=0, help="Of all that is drawn.")]
AtEnd = Annotated[
    str, typer.Option("--at-end", help="What becomes of what is left: cancel, flatten or keep.")
]
Every = Annotated[
    int, typer.Option("--every", min=0, help="Seconds of a sample; 0: a minute or a day.")
]
Journal = Annotated[
    Path | None, typer.Option("--journal", help="Where to write; a new folder without it.")
]
Html = Annotated[
    Path | None, typer.Option("--html", help="Write the report as one page with plots.")
]


def backtest(
    data: Data,
    plan: Plans = None,
    strategy: Strategy = "",
    param: Params = None,
    since: Since = "",
    until: Until = "",
    account: Account = "",
    cash: Cash = "",
    seed: Seed = None,
    at_end: AtEnd = "cancel",
    every: Every = 0,
    journal: Journal = None,
    html: Html = None,
    config: ConfigFile = None,
    profile: Profile = None,
    as_json: AsJson = False,
) -> None:
    """Try plans or a strategy on a recording, with the accounts, limits and fees of the settings.

    The same desk, gate and algos as live; only the clock and the venue differ. Exit code 1
    when a plan, or every decision of it, was refused, or a strategy was stopped by a fault.
    """
    from holdfast.cli.backtest_terms import Terms, asked_of, settings_for
    from holdfast.cli.configured import settings_of
    from holdfast.cli.fresh_journal import fresh_journal

    paths, given = tuple(plan or ()), tuple(param or ())
    terms = Terms(data, paths, strategy, given, since, until, account, cash, seed, at_end, every)
    first = settings_of(config, profile)
    if html is not None:
        _judge_page(html)
    asked = asked_of(terms, first)
    settings = settings_for(terms, first, asked.account)
    told = _run(settings, asked, fresh_journal(journal), as_json=as_json)
    if html is not None:
        _write_page(told, html)
    if told.failed:
        raise typer.Exit(Code.NO)


def _run(settings: Settings, asked: Asked, journal: Path, *, as_json: bool) -> Backtest:
    from msgspec.structs import replace
    from rich.console import Console

    from holdfast.backtest.report import report
    from holdfast.backtest.run import run_backtest
    from holdfast.cli.backtest_tables import show
    from holdfast.cli.coarse_tape import told_patient
    from holdfast.cli.everything import every_order
    from holdfast.cli.fresh_journal import EPOCH_PREFIX, no_empty_folder
    from holdfast.cli.printing import console, print_json
    from holdfast.cli.progress import shown
    from holdfast.journal.projections import Projector
    from holdfast.strategies import BadStrategy

    settings = replace(settings, desk=replace(settings.desk, journal=str(journal)))
    live = Console(stderr=as_json, highlight=False)
    epoch = f"{EPOCH_PREFIX}{settings.market.seed}"
    with no_empty_folder(journal):
        settings = told_patient(settings)
        with shown(live, Path(settings.market.tape).name) as progress:
            try:
                run = run_backtest(settings, asked, epoch=epoch, progress=progress)
            except BadStrategy as bad:
                stop(Code.USAGE, *bad.faults)
    ledger = run.wired.desk.ledger
    told = report(run, every_order(ledger))
    projector = Projector(run.journal_path, settings.desk.durability)
    projector.catch_up(ledger)
    projector.close()
    run.wired.desk.close()
    if as_json:
        print_json(told)
    else:
        show(told, console())
    if run.host is not None and run.host.misses_bars:
        typer.echo(f"holdfast: {_NO_BARS}", err=True)
    if told.fault is not None:
        where = f" ({told.fault.where})" if told.fault.where else ""
        fault = f"{told.fault.method}: {told.fault.error}{where}"
        typer.echo(f"holdfast: the strategy was stopped in {fault}", err=True)
    return told


def _judge_page(path: Path) -> None:
    """Stop before a long run whose report could not be written."""
    why = ""
    if path.is_dir():
        why = "it is a folder"
    elif not path.parent.is_dir():
        why = f"there is no folder {path.parent}"
    elif not os.access(path if path.exists() else path.parent, os.W_OK):
        why = "Permission denied"
    if why:
        stop(Code.USAGE, f"--html {path} cannot be written: {why}")


def _write_page(told: Backtest, path: Path) -> None:
    from holdfast.backtest.page import page

    try:
        path.write_text(page(told), encoding="utf-8")
    except OSError as error:
        stop(Code.USAGE, f"--html {path} cannot be written: {error.strerror}")
    typer.echo(f"holdfast: the report is in {path}", err=True)
