"""`holdfast doctor`: whether this machine is fit to run a desk, and its files are sound."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from holdfast.cli.exits import Code
from holdfast.cli.options import AsJson, ConfigFile, Profile

if TYPE_CHECKING:
    from collections.abc import Sequence

    from holdfast.cli.checkup import Finding


def doctor(
    config: ConfigFile = None,
    profile: Profile = None,
    data: Annotated[
        Path | None, typer.Option("--data", help="A recorded market to look at.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Check Python, disk, journal, port, settings and data; exit code 1 when one is not fit."""
    from holdfast.cli.checkup import Grade, checkup
    from holdfast.cli.printing import print_json

    found = list(checkup(config, profile, data))
    ok = all(each.grade is not Grade.BAD for each in found)
    if as_json:
        print_json({"ok": ok, "checks": found})
    else:
        _show(found)
    if not ok:
        raise typer.Exit(Code.NO)


def _show(found: Sequence[Finding]) -> None:
    from rich.text import Text

    from holdfast.cli.checkup import Grade
    from holdfast.cli.printing import console
    from holdfast.cli.sheet import Sheet, left

    styles = {Grade.GOOD: "green", Grade.POOR: "yellow", Grade.BAD: "red"}
    rows = [(Text(each.grade, styles[each.grade]), each.check, each.detail) for each in found]
    console().print(Sheet("", left("", "check", "finding"), rows, note="finding"))
