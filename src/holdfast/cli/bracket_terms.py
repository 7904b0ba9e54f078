"""The exits of an order in their long form, as they are typed: targets, break-even, a trail."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated

import typer

from holdfast.cli.exits import Code, stop

if TYPE_CHECKING:
    from holdfast.api.faults import Json

_NUMBER = r"\d+(?:\.\d+)?"
_TARGET = re.compile(rf"({_NUMBER})(?::({_NUMBER})(%?))?", re.ASCII)
_TRAIL = re.compile(rf"({_NUMBER})(%|t?)(?:@({_NUMBER}))?", re.ASCII)
_UNITS = {"": "PRICE", "%": "PERCENT", "t": "TICKS"}

Targets = Annotated[
    list[str] | None,
    typer.Option("--target", help="A limit exit for a part: 105:30 units, 110:50%, 120 the rest."),
]
BreakEven = Annotated[
    int | None,
    typer.Option("--break-even", min=1, help="Move the stop to cost after so many targets."),
]
TrailStop = Annotated[
    str, typer.Option("--trail-stop", help="Have the stop follow: 1.50, 2%, 50t; @105 from there.")
]
ExitsWait = Annotated[
    bool, typer.Option("--exits-wait", help="Send exits once the entry is complete or over.")
]


def bracket_terms(
    targets: list[str] | None,
    stop_loss: str | None,
    break_even: int | None,
    trail: str,
    *,
    waits: bool,
) -> Json:
    """Write the bracket of a request, None where the short form of exits is enough."""
    if not targets and break_even is None and not trail and not waits:
        return None
    return {
        "targets": [_target(each) for each in targets or ()],
        "stop": stop_loss,
        "mode": "FULL" if waits else "PARTIAL",
        "moves": [] if break_even is None else [{"after_target": break_even}],
        "trail": _trail(trail) if trail else None,
    }


def _target(text: str) -> Json:
    found = _TARGET.fullmatch(text)
    if found is None:
        stop(Code.USAGE, f"--target {text} must be a price, as 105, 105:30 or 105:50%")
    price, part, percent = found.groups()
    if part is None:
        return {"price": price}
    return {"price": price, "share": _share(part)} if percent else {"price": price, "qty": part}


def _share(percent: str) -> str:
    from decimal import Decimal

    return str(Decimal(percent) / 100)


def _trail(text: str) -> Json:
    found = _TRAIL.fullmatch(text)
    if found is None:
        stop(Code.USAGE, f"--trail-stop {text} must be a distance, as 1.50, 2%, 50t or 2%@105")
    amount, unit, activation = found.groups()
    return {"amount": amount, "unit": _UNITS[unit], "activation_price": activation}
