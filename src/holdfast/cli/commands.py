"""The commands, in the order in which help shows them."""

from __future__ import annotations

import inspect
from collections.abc import Callable

import typer

from holdfast.cli import (
    acknowledge,
    alerts,
    backtest,
    bench,
    cancel,
    change,
    config,
    curve,
    demo,
    discrepancies,
    doctor,
    emulate,
    halt,
    journal,
    kill,
    limits,
    order,
    parent,
    plan,
    reading,
    reconcile,
    resume,
    self_assessment,
    serve,
    simulate,
    spread,
    start_strategy,
    status,
    version,
    watch,
)
from holdfast.cli.given import NoneEmpty

app = typer.Typer(
    name="holdfast",
    help="The execution server between a decision and the market.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

_RUN, _TRADE = "Run a desk", "Trade"
_READ, _KEEP = "See what is", "Look after it"


def paragraphs(docstring: str) -> str:
    """Make each paragraph one line: where it breaks is for the terminal to say."""
    parts = inspect.cleandoc(docstring).split("\n\n")
    return "\n\n".join(" ".join(part.split()) for part in parts)


def _add(panel: str, *commands: Callable[..., None]) -> None:
    for command in commands:
        app.command(rich_help_panel=panel)(command)


_add(_RUN, demo.demo, backtest.backtest, serve.serve, emulate.emulate)
app.add_typer(config.app, name="config", rich_help_panel=_RUN)
app.command(rich_help_panel=_TRADE, cls=NoneEmpty)(order.order)
_add(
    _TRADE,
    change.change,
    cancel.cancel,
    acknowledge.acknowledge,
    start_strategy.start_strategy,
    halt.halt,
    kill.kill,
    resume.resume,
    curve.curve,
)
app.add_typer(plan.app, name="plan", rich_help_panel=_TRADE)
app.add_typer(parent.app, name="parent", rich_help_panel=_TRADE)
app.add_typer(spread.app, name="spread", rich_help_panel=_TRADE)
app.add_typer(limits.app, name="limits", rich_help_panel=_TRADE)
app.add_typer(watch.app, name="watch", rich_help_panel=_TRADE)
_add(
    _READ,
    reading.orders,
    reading.fills,
    reading.positions,
    reading.accounts,
    reading.portfolio,
    reading.tca,
    reading.explain,
    status.status,
)
app.add_typer(alerts.app, name="alerts", rich_help_panel=_READ)
app.add_typer(discrepancies.app, name="discrepancies", rich_help_panel=_KEEP)
_add(
    _KEEP,
    reconcile.reconcile,
    doctor.doctor,
    simulate.simulate,
    bench.bench,
    version.version,
)
app.add_typer(journal.app, name="journal", rich_help_panel=_KEEP)
app.add_typer(self_assessment.app, name="report", rich_help_panel=_KEEP)

_groups = (
    config,
    plan,
    parent,
    spread,
    limits,
    watch,
    alerts,
    discrepancies,
    journal,
    self_assessment,
)
for _group in (app, *(each.app for each in _groups)):
    for _command in _group.registered_commands:
        _command.help = paragraphs(getattr(_command.callback, "__doc__", None) or "")
