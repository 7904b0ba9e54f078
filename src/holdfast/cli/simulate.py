"""`holdfast simulate`: the whole desk under every fault, from seeds."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from holdfast.cli.exits import Code, see_help, stop
from holdfast.cli.options import AsJson

if TYPE_CHECKING:
    from holdfast.simulation.campaign import Campaign
    from holdfast.simulation.seed_run import Outcome

SEEDS_MAX = 10_000_000
# a campaign of so many seeds must have met everything; fewer may miss what is rare
COMPLETE_FROM = 1_000


def simulate(
    seeds: Annotated[str, typer.Option(help="Seeds A..B, both played; or one.")] = "1..100",
    profile: Annotated[str, typer.Option(help="How wild: all, calm, crash or venue.")] = "all",
    jobs: Annotated[int, typer.Option(min=0, help="Processes; 0 means one per core.")] = 0,
    seed: Annotated[int | None, typer.Option(help="Play this seed alone, with its trace.")] = None,
    keep: Annotated[str, typer.Option(help="Only these steps of the seed: 3,17,18.")] = "",
    as_json: AsJson = False,
) -> None:
    """Play the whole desk, unmodified, under a virtual clock with every fault, from seeds.

    A venue that lies, a disk that tears and a process that dies at any point: every law is
    checked at every step, then the faults end, and the desk must come to agree with its venue.
    The same seed is the same run. Exit code 1 where a law broke, or where 1,000 seeds and more
    have not met every fault.
    """
    from holdfast.simulation.campaign import run_campaign
    from holdfast.simulation.profiles import PROFILES
    from holdfast.simulation.seed_run import run_seed

    if profile not in PROFILES:
        known = ", ".join(PROFILES)
        stop(Code.USAGE, f"--profile {profile} must be one of {known} {see_help('simulate')}")
    if seed is not None:
        _print_one(run_seed(seed, profile, _numbers(keep)), keep, as_json=as_json)
        return
    chosen = _range(seeds)
    with _shown(len(chosen)) as advance:
        campaign = run_campaign(chosen, profile, jobs or os.cpu_count() or 1, on_outcome=advance)
    _print_all(campaign, as_json=as_json)


@contextmanager
def _shown(total: int) -> Iterator[Callable[[Outcome], None] | None]:
    """Show how far a campaign is, where somebody watches."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    if not console.is_terminal:
        yield None
        return
    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"))
    with Progress(*columns, TimeElapsedColumn(), console=console, transient=True) as progress:
        broken = 0
        task = progress.add_task("seeds", total=total)

        def advance(outcome: Outcome) -> None:
            nonlocal broken
            broken += bool(outcome.law)
            progress.update(task, advance=1, description=f"seeds, {broken} broken")

        yield advance


def _build() -> str:
    """Name what was played: the version, and the commit where it runs from a checkout."""
    from holdfast import __version__

    git = ["git", "-C", str(Path(__file__).parent), "rev-parse", "--short", "HEAD"]
    with suppress(OSError):
        found = subprocess.run(git, capture_output=True, text=True, check=False)  # noqa: S603
        if found.returncode == 0:
            return f"{__version__}, commit {found.stdout.strip()}"
    return __version__


def _range(text: str) -> range:
    first, dots, last = text.partition("..")
    try:
        chosen = range(int(first), int(last if dots else first) + 1)
    except ValueError:
        stop(Code.USAGE, f"--seeds {text} must be A..B or a number {see_help('simulate')}")
    if not 0 < len(chosen) <= SEEDS_MAX or chosen.start < 0:
        stop(
            Code.USAGE, f"--seeds {text} must be 1 to {SEEDS_MAX} seeds from 0 on, A..B with A ≤ B"
        )
    return chosen


def _numbers(text: str) -> list[int] | None:
    if not text:
        return None
    try:
        return [int(each) for each in text.split(",")]
    except ValueError:
        stop(Code.USAGE, f"--keep {text} must be numbers with commas {see_help('simulate')}")


def _print_one(outcome: Outcome, keep: str, *, as_json: bool) -> None:
    import msgspec

    if as_json:
        typer.echo(msgspec.json.encode(outcome).decode())
    else:
        for line in outcome.trace:
            typer.echo(line)
        typer.echo(_verdict(outcome, keep))
    if outcome.law:
        raise typer.Exit(Code.NO)


def _verdict(outcome: Outcome, keep: str = "") -> str:
    if not outcome.law:
        return (
            f"seed {outcome.seed}: {outcome.steps} steps, {outcome.inputs} inputs, "
            f"{outcome.lives} lives, every law held; journal {outcome.head[:16]}"
        )
    again = f"holdfast simulate --seed {outcome.seed} --profile {outcome.profile}"
    kept = f" --keep {keep}" if keep else ""
    return f"seed {outcome.seed} broke {outcome.law}: {outcome.detail}\n  again: {again}{kept}"


def _print_all(campaign: Campaign, *, as_json: bool) -> None:
    import msgspec

    from holdfast.simulation.coverage import FAULTS, SOMETIMES
    from holdfast.simulation.shrink import shrink

    if as_json:
        told = {**msgspec.to_builtins(campaign), "unmet": campaign.unmet, "build": _build()}
        typer.echo(msgspec.json.encode(told).decode())
    else:
        typer.echo(
            f"{campaign.seeds:,} seeds, {campaign.inputs:,} inputs, {campaign.lives:,} lives "
            f"of the desk, {campaign.failed} broken (holdfast {_build()})"
        )
        for failed in campaign.failures[:1]:
            kept, smallest = shrink(failed)
            for line in smallest.trace:
                typer.echo(f"  {line}")
            typer.echo(_verdict(smallest, ",".join(map(str, kept))))
        for failed in campaign.failures[1:]:
            typer.echo(_verdict(failed))
        for name in (*FAULTS, *SOMETIMES):
            typer.echo(f"{campaign.seen.get(name, 0):>9,}  {name} {FAULTS.get(name, '')}".rstrip())
        if campaign.unmet:
            typer.echo(f"never met: {', '.join(campaign.unmet)}")
    is_complete = campaign.seeds < COMPLETE_FROM or not campaign.unmet
    if campaign.failed or (campaign.profile == "all" and not is_complete):
        raise typer.Exit(Code.NO)
