"""`holdfast report`: what the journal says of a period, for those who review the desk."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from holdfast.cli.exits import Code, stop
from holdfast.cli.options import AsJson, ConfigFile, JournalFile, Profile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType

    from holdfast.cli.sheet import Sheet
    from holdfast.views.self_assessment import SelfAssessment

app = typer.Typer(help="Reports for those who review the desk.", no_args_is_help=True)

DAY_NS = 24 * 3600 * 1_000_000_000


@app.callback()
def group() -> None:
    """Keep the command's own name while the group has one command alone."""


@app.command("self-assessment")
def self_assessment(
    first: Annotated[
        str, typer.Option("--from", metavar="DATE", help="The first day, UTC: yyyy-mm-dd.")
    ] = "",
    last: Annotated[
        str, typer.Option("--to", metavar="DATE", help="The last day, UTC, included.")
    ] = "",
    config: ConfigFile = None,
    profile: Profile = None,
    journal: JournalFile = None,
    as_json: AsJson = False,
) -> None:
    """Report limits, breaches, stops, kill tests and changes of a period, from the journal alone.

    No desk need run. The hash is of the report's content: a rerun over the same days gives it
    again.
    """
    from holdfast.cli.printing import console, print_json
    from holdfast.journal.walk import read_file
    from holdfast.model.numbers import use_exact_context
    from holdfast.views.self_assessment import self_assessment as assess

    since = _start_of("--from", first) if first else None
    until = _start_of("--to", last) + DAY_NS if last else None
    if since is not None and until is not None and until <= since:
        stop(Code.USAGE, f"--to {last} must not be before --from {first}")
    use_exact_context()
    report = assess(read_file(_journal(config, profile, journal)), since, until)
    if as_json:
        print_json(report)
        return
    for part in _for_people(report):
        console().print(part)


def _start_of(option: str, day: str) -> int:
    from holdfast.model.times import parse_rfc3339

    at = parse_rfc3339(f"{day}T00:00:00Z")
    if at is None:
        stop(Code.USAGE, f"{option} {day} must be a day such as 2026-01-31")
    return at


def _journal(config: Path | None, profile: str | None, journal: Path | None) -> Path:
    if journal is None:
        from holdfast.cli.configured import settings_of

        journal = Path(settings_of(config, profile).desk.journal)
    if not journal.is_file():
        stop(Code.USAGE, f"--journal {journal} must be a journal's file, and there is none")
    return journal


def _for_people(report: SelfAssessment) -> Iterator[RenderableType]:
    from holdfast.cli.printing import counted, moment
    from holdfast.cli.sheet import Sheet, left

    entries = counted(report.entries, "entry", "entries")
    period = f"{moment(report.since)} to {moment(report.until)}"
    yield f"Self-assessment of {report.desk or 'no desk'}: {period}, {entries}\n"
    yield from _limits(report)
    yield from _stops(report)
    yield _changes(report)
    findings = [(each.code, each.detail) for each in report.findings]
    yield Sheet("Findings", left("finding", "detail"), findings, note="detail")
    yield f"hash {report.hash}, up to entry {report.seq}"


def _limits(report: SelfAssessment) -> Iterator[Sheet]:
    """Show what was in force, and how often it was met."""
    from holdfast.cli.sheet import Sheet, left, right

    yield Sheet(
        "Limits in force",
        (*left("scope"), *right("version"), *left("since", "by", "approved by", "until", "why")),
        [
            (each.scope, str(each.version), each.since[:19], each.by, each.approved_by,
             (each.until or "")[:19], each.why)
            for each in report.limits
        ],
        note="why",
    )  # fmt: skip
    for title, breaches in (
        ("Breaches", report.breaches),
        ("Breaches that were only recorded", report.shadow_breaches),
    ):
        yield Sheet(
            title,
            (*left("code", "scope"), *right("count"), *left("first", "last")),
            [
                (each.code, each.scope, str(each.count), each.first[:19], each.last[:19])
                for each in breaches
            ],
        )


def _stops(report: SelfAssessment) -> Iterator[Sheet]:
    """Show what was stopped, and what was let through."""
    from holdfast.cli.sheet import Sheet, left

    yield Sheet(
        "Stops and kills",
        left("scope", "cause", "state", "at", "by", "lifted", "lifted by", "approved by", "why"),
        [
            (each.scope, each.cause, each.state.value, each.at[:19], each.by,
             (each.lifted_at or "no")[:19], each.lifted_by, each.approved_by, each.why)
            for each in report.stops
        ],
        spare=("state", "lifted by", "approved by"),
        note="why",
    )  # fmt: skip
    yield Sheet(
        "Single exceptions",
        left("permit", "kind", "codes", "at", "by", "order", "why"),
        [
            (each.id, each.kind.lower(), ", ".join(each.codes), each.at[:19], each.by,
             each.order_id, each.why)
            for each in report.permits
        ],
        note="why",
    )  # fmt: skip


def _changes(report: SelfAssessment) -> str:
    from holdfast.cli.printing import counted

    told = (
        counted(len(report.limit_changes), "change of limits", "changes of limits"),
        counted(len(report.rule_modes), "change of a rule's mode", "changes of rules' modes"),
        counted(len(report.role_changes), "change of rights", "changes of rights"),
        counted(len(report.starts), "run"),
        counted(len(report.discrepancies), "discrepancy", "discrepancies"),
        counted(len(report.kill_tests), "kill test"),
    )
    return f"{', '.join(told)}; --json has each"
