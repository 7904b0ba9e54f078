"""`holdfast acknowledge`: let one order pass one soft block, with a reason."""

from __future__ import annotations

from typing import Annotated

import typer

from holdfast.cli.options import AsJson, ConfigFile, Principal, Profile, Reason, Url


def acknowledge(
    block_id: Annotated[
        str, typer.Argument(help="The block_id of the refusal.", show_default=False)
    ],
    why: Reason = "",
    principal: Principal = "",
    config: ConfigFile = None,
    profile: Profile = None,
    url: Url = "",
    as_json: AsJson = False,
) -> None:
    """Acknowledge a soft block: the same order passes it once, sent again under a new --id."""
    from holdfast.api.operations.acknowledge import AcknowledgeRequest
    from holdfast.api.operations.acknowledge import acknowledge as operation
    from holdfast.cli.asking import ask_and_print
    from holdfast.cli.configured import server_of

    server = server_of(config, profile, url, principal)
    ask_and_print(
        server,
        operation,
        AcknowledgeRequest(block_id, why),
        lambda told: f"{told.block_id} is acknowledged: permit {told.permit_id}\n",
        as_json=as_json,
    )
