"""`holdfast config`: check settings before a desk runs on them, and show what holds."""

from __future__ import annotations

import sys

import typer

from holdfast.cli.options import AsJson, ConfigFile, Profile

app = typer.Typer(help="Check and show the settings.", no_args_is_help=True)


@app.command()
def check(config: ConfigFile = None, profile: Profile = None, as_json: AsJson = False) -> None:
    """Name every wrong key and value by its path; exit code 2 when there is one."""
    from holdfast.cli.configured import loaded
    from holdfast.cli.printing import print_json

    found = loaded(config, profile)
    if as_json:
        told = {"ok": True, "path": found.path and str(found.path), "profile": found.profile}
        print_json({**told, "overrides": found.overrides})
        return
    file = f"{found.path}" if found.path else "no file, so the defaults"
    sys.stdout.write(f"ok: {file}{f', profile {found.profile}' if found.profile else ''}\n")
    for variable in found.overrides:
        sys.stdout.write(f"    and {variable} of the environment\n")


@app.command()
def show(config: ConfigFile = None, profile: Profile = None, as_json: AsJson = False) -> None:
    """Show every setting that holds, defaults included, as a file that could be read again."""
    from holdfast.cli.configured import settings_of
    from holdfast.cli.printing import print_json
    from holdfast.config.toml import everything, to_toml

    found = everything(settings_of(config, profile))
    if as_json:
        print_json(found)
    else:
        sys.stdout.write(to_toml(found))
