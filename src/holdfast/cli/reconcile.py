"""`holdfast reconcile`: ask the venues about everything that is open, and show what differs."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Annotated

import typer

from holdfast.cli.exits import Code
from holdfast.cli.options import AsJson, ConfigFile, Profile, Url

if TYPE_CHECKING:
    from collections.abc import Sequence

    from holdfast.api.operations.discrepancies import DiscrepancyRow
    from holdfast.cli.server import Server


def reconcile(
    account: Annotated[str, typer.Option("--account", help="Only this account.")] = "",
    wait_s: Annotated[
        float, typer.Option("--wait", min=0, max=600, help="Seconds to wait for the venues.")
    ] = 1.0,
    config: ConfigFile = None,
    profile: Profile = None,
    url: Url = "",
    as_json: AsJson = False,
) -> None:
    """Compare orders and positions with the venues; exit code 1 when something new differs."""
    from holdfast.cli.configured import settings_of, url_of
    from holdfast.cli.printing import counted, print_json
    from holdfast.cli.server import Server, reached

    server = Server(url or url_of(settings_of(config, profile)))
    open_orders, found = reached(lambda: _compared(server, account, wait_s))
    if as_json:
        print_json({"open_orders": open_orders, "discrepancies": found})
    else:
        for each in found:
            sys.stdout.write(f"{each.subject}: {each.detail} ({each.evidence})\n")
        new = counted(len(found), "new discrepancy", "new discrepancies")
        orders = counted(open_orders, "open order")
        sys.stdout.write(f"{orders} compared: {new if found else 'nothing new differs'}\n")
    if found:
        raise typer.Exit(Code.NO)


def _compared(server: Server, account: str, wait_s: float) -> tuple[int, Sequence[DiscrepancyRow]]:
    from holdfast.api.operations.discrepancies import DiscrepanciesRequest, discrepancies
    from holdfast.api.operations.reconcile import ReconcileRequest
    from holdfast.api.operations.reconcile import reconcile as ask_venues

    before = server.ask(ask_venues, ReconcileRequest(account))
    time.sleep(wait_s)
    pages = server.pages(discrepancies, DiscrepanciesRequest())
    rows = [row for page in pages for row in page.discrepancies]
    return before.open_orders, rows[before.discrepancies :]
