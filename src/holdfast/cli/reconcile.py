"""`holdfast reconcile`: ask the venues for every account, wait, and show what was compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from holdfast.cli.exits import Code
from holdfast.cli.options import AsJson, ConfigFile, Profile, Url

if TYPE_CHECKING:
    from holdfast.api.operations.reconcile import ReconcileAnswer


def reconcile(
    account: Annotated[str, typer.Option("--account", help="Only this account.")] = "",
    wait_s: Annotated[
        float, typer.Option("--wait", min=0, max=60, help="Seconds to wait for the venues.")
    ] = 5.0,
    config: ConfigFile = None,
    profile: Profile = None,
    url: Url = "",
    as_json: AsJson = False,
) -> None:
    """Compare orders, fills, positions and cash with the venues, and repair what may be.

    Exit code 1 when something new differs or a venue has not told all.
    """
    from holdfast.api.operations.reconcile import ReconcileRequest
    from holdfast.api.operations.reconcile import reconcile as ask_venues
    from holdfast.cli.asking import ask_and_print
    from holdfast.cli.configured import server_of

    server = server_of(config, profile, url)
    asked = ReconcileRequest(account, wait_s)
    told = ask_and_print(server, ask_venues, asked, _words, as_json=as_json)
    if told.found or not all(each.is_complete for each in told.accounts):
        raise typer.Exit(Code.NO)


def _words(told: ReconcileAnswer) -> str:
    from holdfast.cli.discrepancies import line_of
    from holdfast.cli.printing import counted

    lines = []
    for each in told.accounts:
        compared = (
            f"{counted(each.orders, 'open order')}, {counted(each.fills, 'fill')}, "
            f"{counted(each.positions, 'position')} and {counted(each.balances, 'balance')}"
        )
        if not each.answered:
            lines.append(f"{each.account}: not compared: {each.failure}\n")
        elif each.is_complete:
            lines.append(f"{each.account}: {compared} compared\n")
        else:
            lines.append(f"{each.account}: not the whole account was told: {compared}\n")
    lines += [f"{line_of(row)}\n" for row in told.found]
    new = counted(len(told.found), "new discrepancy", "new discrepancies")
    repaired = f", {told.repaired} repaired" if told.repaired else ""
    found = f"{new}{repaired}" if told.found else "nothing new differs"
    waiting = counted(told.discrepancies, "discrepancy", "discrepancies")
    lines.append(f"{found}; {waiting} open in the inbox\n")
    return "".join(lines)
