"""`holdfast plan`: check a decision plan, or submit it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from holdfast.cli.exits import Code, stop
from holdfast.cli.options import AsJson, ConfigFile, Profile, Url

if TYPE_CHECKING:
    from holdfast.api.operations.submit_orders import PlanAnswer
    from holdfast.messages.commands import SubmitPlan

app = typer.Typer(help="Check or submit a decision plan.", no_args_is_help=True)

File = Annotated[Path, typer.Argument(help="JSON or YAML.", show_default=False)]


@app.command()
def check(
    path: File,
    config: ConfigFile = None,
    profile: Profile = None,
    url: Url = "",
    as_json: AsJson = False,
) -> None:
    """Read a plan and ask the desk's gate about it; nothing is sent.

    Exit code 2 lists every fault of its form, 1 says that the gate would refuse some of it.
    Without a running desk only the form is judged.
    """
    from holdfast.api.operations.check_constraints import check_constraints
    from holdfast.api.plans import CheckRequest
    from holdfast.cli.configured import server_of
    from holdfast.cli.printing import console, print_json
    from holdfast.cli.server import Unreachable
    from holdfast.cli.what_if import show

    plan = read_plan(path)
    server = server_of(config, profile, url)
    try:
        seen = server.ask(check_constraints, CheckRequest(plan.plan, plan.params))
    except Unreachable as error:
        if url:
            stop(Code.UNREACHABLE, str(error))
        _form_only(plan, str(error), as_json=as_json)
        return
    if as_json:
        print_json(seen)
    else:
        show(seen, console())
    if not seen.passed:
        raise typer.Exit(Code.NO)


@app.command()
def submit(
    path: File,
    config: ConfigFile = None,
    profile: Profile = None,
    url: Url = "",
    as_json: AsJson = False,
) -> None:
    """Submit a plan to the running desk; exit code 1 when any of it was refused.

    The same plan under the same id may be submitted again: it has the same answer.
    """
    from holdfast.api.operations.submit_orders import submit_orders
    from holdfast.api.plans import PlanRequest
    from holdfast.cli.configured import server_of
    from holdfast.cli.printing import print_json
    from holdfast.cli.server import reached

    plan = read_plan(path)
    server = server_of(config, profile, url)
    answer = reached(lambda: server.ask(submit_orders, PlanRequest(plan.plan, plan.params)))
    if as_json:
        print_json(answer)
    else:
        _show(answer)
    if any(each.refusals for each in answer.decisions):
        raise typer.Exit(Code.NO)


def read_plan(path: Path) -> SubmitPlan:
    """Read a plan from a file, or stop with every fault of its form."""
    from holdfast.api.faults import Unreadable
    from holdfast.api.plans import read_plan_file

    found = read_plan_file(path)
    if isinstance(found, Unreadable):
        stop(Code.USAGE, *(f"{path}: {fault}" for fault in found.faults))
    return found


def _show(answer: PlanAnswer) -> None:
    from holdfast.cli.printing import console
    from holdfast.cli.refusals import refusal_lines
    from holdfast.cli.tables import outcomes_table

    screen = console()
    screen.print(outcomes_table(answer.decisions))
    screen.print(refusal_lines(answer.decisions, screen.width), end="", markup=False)
    notes = {
        "nothing was sent: a dry run": answer.dry_run,
        "this plan had been submitted before; the answer is the same": answer.repeated,
    }
    for note, holds in notes.items():
        if holds:
            sys.stdout.write(f"{note}\n")


def _form_only(plan: SubmitPlan, why: str, *, as_json: bool) -> None:
    from holdfast.cli.printing import counted, print_json

    count = len(plan.plan.decisions)
    if as_json:
        print_json({"plan_id": plan.plan.plan_id, "passed": None, "decisions": count})
    else:
        decisions = counted(count, "decision")
        sys.stdout.write(f"the form is good: plan {plan.plan.plan_id}, {decisions}\n")
    sys.stderr.write(f"holdfast: {why}, so the gate was not asked\n")
