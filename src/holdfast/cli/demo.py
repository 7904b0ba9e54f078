"""`holdfast demo`: a decision plan on its whole way, on a generated market or a recorded tape."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from holdfast.cli.exits import Code
from holdfast.cli.options import AsJson

SEED_MAX = 2**63 - 1

if TYPE_CHECKING:
    from holdfast.cli.report import Report
    from holdfast.cli.virtual import MakePlan
    from holdfast.config import Settings
    from holdfast.messages.commands import SubmitPlan

ACCOUNT = "paper"


def demo(
    data: Annotated[
        Path | None, typer.Option("--data", help="A recorded market; without it one is generated.")
    ] = None,
    plan: Annotated[
        Path | None, typer.Option("--plan", help="A decision plan, JSON or YAML.")
    ] = None,
    seed: Annotated[
        int, typer.Option("--seed", min=0, max=SEED_MAX, help="Of everything that is drawn.")
    ] = 7,
    journal: Annotated[
        Path | None, typer.Option("--journal", help="Where to write; a new folder without it.")
    ] = None,
    faults: Annotated[
        Path | None,
        typer.Option("--faults", help="Settings whose [faults] are injected on purpose."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Execute a decision plan on the paper market, and show what became of it.

    The run is in virtual time: the same seed, data and plan give the same journal hash.
    Exit code 1 when the plan, or every decision of it, was refused.
    """
    from msgspec.structs import replace

    from holdfast.cli.configured import settings_of
    from holdfast.cli.fresh_journal import EPOCH_PREFIX, fresh_journal

    submitted, money = _plan(plan, data), _money(data)
    settings = demo_settings(seed, data, str(fresh_journal(journal)), money)
    if faults is not None:
        settings = replace(settings, faults=settings_of(faults, None).faults)
    told = virtual_report(settings, submitted, f"{EPOCH_PREFIX}{seed}", as_json=as_json)
    if told.refused:
        raise typer.Exit(Code.NO)
    if not as_json:
        _what_next(told)


def virtual_report(
    settings: Settings, plan: SubmitPlan | MakePlan, epoch: str, *, as_json: bool
) -> Report:
    """Run a plan, or one that is made of the quotes; print the report and fill the SQL tables."""
    from rich.console import Console

    from holdfast.cli.coarse_tape import told_patient
    from holdfast.cli.fresh_journal import no_empty_folder
    from holdfast.cli.printing import console, print_json
    from holdfast.cli.progress import shown
    from holdfast.cli.refusals import refusal_line
    from holdfast.cli.report import report, show
    from holdfast.cli.virtual import run_virtual
    from holdfast.journal.projections import Projector

    make_plan, needs = _maker(plan)
    live = Console(stderr=as_json, highlight=False)
    title = "Holdfast" if settings.market.tape == "" else Path(settings.market.tape).name
    if not settings.faults.is_calm:
        typer.echo("holdfast: REHEARSAL: faults are injected on purpose", err=True)
    with no_empty_folder(Path(settings.desk.journal)):
        settings = told_patient(settings)
        with shown(live, title) as progress:
            run = run_virtual(settings, make_plan, epoch=epoch, needs=needs, progress=progress)
    told = report(run)
    projector = Projector(run.journal_path, settings.desk.durability)
    projector.catch_up(run.wired.desk.ledger)
    projector.close()
    run.wired.desk.close()
    if as_json:
        print_json(told)
    else:
        for refusal in told.refusals:
            typer.echo(f"holdfast: {refusal_line(refusal)}", err=True)
        show(told, console())
    return told


def _maker(plan: SubmitPlan | MakePlan) -> tuple[MakePlan, frozenset[str]]:
    """Return how the plan is made, and which instruments it is known to need."""
    from holdfast.messages.commands import SubmitPlan

    if not isinstance(plan, SubmitPlan):
        return plan, frozenset()
    submitted = plan
    return lambda quotes: submitted, frozenset(each.instrument for each in plan.plan.decisions)


def demo_settings(seed: int, data: Path | None, journal: str, money: str = "USD") -> Settings:
    """Settings of a run that leaves nothing but its journal, with an account in this money."""
    from holdfast.config import (
        AccountSettings,
        DeskSettings,
        MarketKind,
        MarketSettings,
        PaperSettings,
        Settings,
    )
    from holdfast.journal import Durability

    market = MarketSettings(seed=seed)
    if data is not None:
        market = MarketSettings(kind=MarketKind.TAPE, tape=str(data), seed=seed)
    return Settings(
        desk=DeskSettings(name="demo", journal=journal, durability=Durability.OS),
        market=market,
        paper=PaperSettings(store=""),
        accounts=(AccountSettings(ACCOUNT, currency=money),),
    )


def _money(data: Path | None) -> str:
    """Name the money in which a tape is quoted: no rates are known, so the account has it."""
    from holdfast.market.tape import open_tape

    return "USD" if data is None else open_tape(data).instruments[0].currency


def _plan(path: Path | None, data: Path | None) -> SubmitPlan | MakePlan:
    from holdfast.cli.plan import read_plan
    from holdfast.cli.virtual import example_plan
    from holdfast.main.paper_market import PAPER
    from holdfast.market.tape import open_tape

    if path is not None:
        return read_plan(path)
    listings = open_tape(data).listings(PAPER) if data is not None else ()
    ticks = {listing.instrument: listing.tick for listing in listings}
    return lambda quotes: example_plan(ACCOUNT, quotes, ticks)


def _what_next(told: Report) -> None:
    from holdfast.model.order import OrderStatus

    path = Path(told.journal.path)
    here = str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)
    taken = [order.id for order in told.orders if order.status is not OrderStatus.REFUSED]
    explain = f"holdfast explain {taken[0]} --journal {here}\n      " if taken else ""
    typer.echo(
        f"\nNext: {explain}holdfast journal verify {here}\n"
        "      holdfast demo --data PATH    the same on a recorded market\n"
        "      holdfast serve               a desk that stays: REST on port 50051"
    )
