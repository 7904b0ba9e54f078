"""`holdfast start-strategy`: let an automated strategy trade."""

from __future__ import annotations

from typing import Annotated

import typer

from holdfast.cli.options import AsJson, ConfigFile, Principal, Profile, Reason, Url


def start_strategy(
    strategy: Annotated[str, typer.Argument(help="Its name.", show_default=False)],
    why: Reason = "",
    principal: Principal = "",
    config: ConfigFile = None,
    profile: Profile = None,
    url: Url = "",
    as_json: AsJson = False,
) -> None:
    """Let orders of machines that name a strategy pass, once all its own limits are set."""
    from holdfast.api.operations.start_strategy import StartStrategyRequest
    from holdfast.api.operations.start_strategy import start_strategy as operation
    from holdfast.cli.asking import ask_and_print
    from holdfast.cli.configured import server_of

    server = server_of(config, profile, url, principal)
    ask_and_print(
        server,
        operation,
        StartStrategyRequest(strategy, why),
        lambda told: f"{told.strategy} may trade\n",
        as_json=as_json,
    )
