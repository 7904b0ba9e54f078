"""`holdfast serve`: a desk that stays, on the paper market, asked over HTTP."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from holdfast.cli.options import ConfigFile, Profile

if TYPE_CHECKING:
    from holdfast.config import Settings


def serve(
    config: ConfigFile = None,
    profile: Profile = None,
    data: Annotated[
        Path | None, typer.Option("--data", help="A recorded market to replay.")
    ] = None,
    port: Annotated[
        int | None, typer.Option("--port", min=0, max=65_535, help="0 takes any that is free.")
    ] = None,
    speed: Annotated[
        int | None, typer.Option("--speed", min=1, help="Times original speed of the market.")
    ] = None,
) -> None:
    """Start the desk and its server; SIGTERM or Ctrl-C ends both in good order.

    It goes on where its journal ends. Exit code 4 when the port or the journal is taken, or
    when the desk was halted.
    """
    from holdfast.cli.configured import settings_of
    from holdfast.cli.serving import run

    run(_with(settings_of(config, profile), data, port, speed))


def _with(settings: Settings, data: Path | None, port: int | None, speed: int | None) -> Settings:
    """Lay the options over the settings."""
    from msgspec.structs import replace

    from holdfast.config import MarketKind

    market, server = settings.market, settings.server
    if data is not None:
        market = replace(market, kind=MarketKind.TAPE, tape=str(data))
    if speed is not None:
        market = replace(market, speed=speed)
    if port is not None:
        server = replace(server, port=port)
    return replace(settings, market=market, server=server)
