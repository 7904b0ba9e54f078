"""`holdfast emulate`: the look-alike of a venue, to rehearse against without a network."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from holdfast.cli.exits import Code, see_help, stop

if TYPE_CHECKING:
    from holdfast.emulators.alpaca import AlpacaEmulator, EmulatorRules

PORT = 8765
OPTIONS_A_LINE = 5


def emulate(
    venue: Annotated[str, typer.Argument(help="Whose look-alike: alpaca.")],
    port: Annotated[
        int, typer.Option("--port", min=0, max=65_535, help="0 takes any that is free.")
    ] = PORT,
    data: Annotated[
        Path | None, typer.Option("--data", help="A recorded market; generated without it.")
    ] = None,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Of the market and of ids.")] = 1,
    speed: Annotated[
        int, typer.Option("--speed", min=1, help="Times original speed of the clock.")
    ] = 1,
    cash: Annotated[str, typer.Option("--cash", help="What the account opens with.")] = "100000",
    key: Annotated[str, typer.Option("--key", help="The API key that it takes.")] = "PK-TEST",
    secret: Annotated[str, typer.Option("--secret", help="The secret of the key.")] = "secret",
    hours: Annotated[
        str, typer.Option("--hours", help="When shares trade: always, or regular.")
    ] = "always",
    options: Annotated[
        str, typer.Option("--options", help="Shares to quote a few options of: AAPL,SPY.")
    ] = "",
) -> None:
    """Serve a look-alike of a venue, REST and streams on one port, until Ctrl-C.

    The venue's own client works with it when told its address. What it holds is in memory and
    gone when it ends. GET and PUT /emulator/knobs read and turn its faults, PUT
    /emulator/quotes quotes, and lists, a symbol that its market lacks.
    """
    from holdfast.emulators import LOOK_ALIKES
    from holdfast.emulators.alpaca import EmulatorRules, Hours
    from holdfast.model.numbers import out_of_range

    if venue not in LOOK_ALIKES:
        known = ", ".join(LOOK_ALIKES)
        stop(Code.USAGE, f"VENUE {venue} must be one of {known} {see_help('emulate')}")
    if hours not in list(Hours):
        stop(Code.USAGE, f"--hours {hours} must be always or regular {see_help('emulate')}")
    money = _decimal(cash)
    if money is None or out_of_range(money) is not None or money < 0:
        stop(Code.USAGE, f"--cash {cash} must be an amount of money {see_help('emulate')}")
    rules = EmulatorRules(
        key=key, secret=secret, cash=money, seed=seed, port=port, hours=Hours(hours)
    )
    _run(_made(rules, data, speed, _shares(options, data, rules)))


def _decimal(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def _shares(text: str, data: Path | None, rules: EmulatorRules) -> tuple[str, ...]:
    """Read whose options are quoted: shares of the generated market."""
    shares = tuple(name.strip() for name in text.split(",") if name.strip())
    if data is not None and shares:
        stop(Code.USAGE, f"--options {text} needs a generated market {see_help('emulate')}")
    for name in shares:
        if name not in rules.stocks:
            known = ", ".join(rules.stocks)
            stop(Code.USAGE, f"--options {name} must be among {known} {see_help('emulate')}")
    return shares


def _made(
    rules: EmulatorRules, data: Path | None, speed: int, shares: tuple[str, ...]
) -> AlpacaEmulator:
    """Make the look-alike with its market; a tape brings its own symbols and its own time."""
    import time

    from msgspec.structs import replace

    from holdfast.emulators.alpaca import AlpacaEmulator
    from holdfast.emulators.alpaca.made_market import chains, generated, replayed
    from holdfast.exchange import StopTrigger
    from holdfast.market.tape import TapeKind, open_tape
    from holdfast.market.unreadable import UnreadableTape

    if data is None:
        origin = time.time_ns()
        options = chains(shares, origin)
        rules = replace(rules, options=options, options_quoted=True)
        return AlpacaEmulator(rules, generated(rules.seed, origin), origin=origin, speed=speed)
    try:
        tape = open_tape(data)
    except UnreadableTape as bad:
        stop(Code.USAGE, str(bad))
    symbols = tuple(each.id for each in tape.instruments)
    # where no trades are recorded none could trigger a stop
    trigger = StopTrigger.EITHER if tape.kind is TapeKind.QUOTES else rules.stop_trigger
    rules = replace(rules, stocks=symbols, crypto=(), stop_trigger=trigger)
    return AlpacaEmulator(rules, replayed(tape), origin=tape.start, speed=speed)


def _run(emulator: AlpacaEmulator) -> None:
    import asyncio

    try:
        asyncio.run(_serve(emulator))
    except OSError as error:
        where = f"{emulator.rules.host}:{emulator.rules.port}"
        stop(Code.CANNOT, f"--port {where} cannot be listened on: {error.strerror}")


async def _serve(emulator: AlpacaEmulator) -> None:
    import asyncio
    import signal

    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(each, ended.set)
    async with emulator:
        _announce(emulator)
        await ended.wait()


def _announce(emulator: AlpacaEmulator) -> None:
    """Say where it listens, first on one line that a script can wait for."""
    rules = emulator.rules
    typer.echo(f"holdfast: the look-alike of Alpaca is listening on {emulator.url}")
    typer.echo(f"  trade updates   {emulator.trading_stream}")
    typer.echo(f"  market data     {emulator.data_stream} (shares), also by REST")
    typer.echo(f"  symbols         {', '.join((*rules.stocks, *rules.crypto))}")
    for first in range(0, len(rules.options), OPTIONS_A_LINE):
        options = rules.options[first : first + OPTIONS_A_LINE]
        typer.echo(f"  options         {', '.join(options)}")
    typer.echo("")
    typer.echo(f"export APCA_API_KEY_ID={rules.key}")
    typer.echo(f"export APCA_API_SECRET_KEY={rules.secret}")
    typer.echo(f"export APCA_API_BASE_URL={emulator.url}")
    typer.echo(f"export APCA_API_DATA_URL={emulator.url}")
