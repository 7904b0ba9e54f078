"""The page of the docs that follows from the commands.

`python -m holdfast.cli.pages` writes docs/CLI.md anew; a test says when that was forgotten.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import typer
from typer.core import TyperCommand, TyperGroup, TyperOption

from holdfast.cli.commands import app
from holdfast.cli.exits import MEANINGS

PAGE = Path("docs", "CLI.md")

_OPENING = """# The command line

`holdfast COMMAND --help` says what is here. Every command prints for people; with `--json` it
prints one JSON value for programs, decimals as text and times as RFC 3339, and an error is
`{"error": …}`. Errors go to stderr, one line each: `holdfast: field value rule`.

Commands that ask a desk find it at `--url`, else where the settings say that it listens. What
only reads falls back to the journal's file where no desk answers, and says so on stderr;
`--journal FILE` reads a journal whatever runs.

Orders and commands are put down to the desk's own principal, or to whom `HOLDFAST_PRINCIPAL` names.

This page is written by `python -m holdfast.cli.pages`."""

_SETTINGS = """## Settings

One TOML or YAML file: `-c FILE`, else `HOLDFAST_CONFIG`, else `./holdfast.toml` where it is
there, else the defaults. `holdfast config show` prints every setting with its value.

- `${NAME}` in a text is a variable of the environment, `${NAME:-text}` has a default, `$$` is a
  dollar sign.
- `[profiles.NAME]` holds settings that are laid over the others when `--profile NAME` or
  `HOLDFAST_PROFILE` says so: tables key by key, lists and values whole.
- `HOLDFAST__SECTION__KEY` has the last word: `HOLDFAST__SERVER__PORT=8080`; lists with commas.
- Every wrong key and value is told at once, by its path.
- Live trading needs `environment = "LIVE"` and `HOLDFAST_ENABLE_LIVE_TRADING=true`, and
  a venue that is not paper."""


def page() -> str:
    """Write the whole page."""
    parts = [_OPENING, _codes(), _SETTINGS]
    group = typer.main.get_command(app)
    if isinstance(group, TyperGroup):
        parts += _commands(group, "holdfast")
    return "\n\n".join(parts) + "\n"


def _codes() -> str:
    rows = "\n".join(f"| {code.value} | {meaning} |" for code, meaning in MEANINGS.items())
    return f"## Exit codes\n\n| code | means |\n|---|---|\n{rows}"


def _commands(group: TyperGroup, before: str) -> Iterator[str]:
    for name, command in group.commands.items():
        if isinstance(command, TyperGroup):
            yield from _commands(command, f"{before} {name}")
        elif isinstance(command, TyperCommand):
            yield _command(command, f"{before} {name}")


def _command(command: TyperCommand, name: str) -> str:
    arguments = [each for each in command.params if each.param_type_name == "argument"]
    options = [each for each in command.params if isinstance(each, TyperOption)]
    usage = " ".join([name, *(_argument(each.name, each.required) for each in arguments)])
    lines = [f"## `{usage}`", "", command.help or ""]
    if options:
        lines += ["", "| option | |", "|---|---|", *map(_option, options)]
    return "\n".join(lines)


def _argument(name: str | None, required: bool) -> str:
    shown = (name or "").upper()
    return shown if required else f"[{shown}]"


def _option(option: TyperOption) -> str:
    names = ", ".join(f"`{each}`" for each in option.opts)
    told = (option.help or "").rstrip(".")
    if option.required:
        told += " (needed)"
    elif option.default not in (None, "", False) and not option.is_flag:
        told += f" ({option.default})"
    return f"| {names} | {told} |"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
