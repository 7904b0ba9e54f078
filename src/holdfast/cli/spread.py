"""`holdfast spread`: multi-leg orders, submitted whole and shown leg by leg."""

from __future__ import annotations

import sys
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Annotated

import typer

from holdfast.cli.exits import Code, stop
from holdfast.cli.options import AsJson, ConfigFile, Profile, Url

if TYPE_CHECKING:
    from holdfast.api.operations.spreads import SpreadAnswer
    from holdfast.model.order import TimeInForce
    from holdfast.model.spread import SpreadLeg
    from holdfast.views.spreads import SpreadRow

app = typer.Typer(help="Trade several instruments together, in a ratio.", no_args_is_help=True)

LEG_RULE = "must be SIDE:INSTRUMENT or SIDE:INSTRUMENT:RATIO, as buy:AAPL or sell:MSFT:2"

Legs = Annotated[
    list[str],
    typer.Option("--leg", help="SIDE:INSTRUMENT[:RATIO], once for each.", show_default=False),
]


@app.command()
def submit(
    qty: Annotated[str, typer.Argument(help="Units of the whole.", show_default=False)],
    leg: Legs,
    limit: Annotated[
        str | None,
        typer.Option("--limit", help="The most a unit may cost net; below 0: must bring."),
    ] = None,
    tif: Annotated[str, typer.Option("--tif", help="day, gtc, gtd or ioc.")] = "day",
    until: Annotated[str, typer.Option("--until", help="For gtd: a time of RFC 3339.")] = "",
    unwind: Annotated[
        bool, typer.Option("--unwind", help="Close what stands alone, not complete it.")
    ] = False,
    patience: Annotated[
        int, typer.Option("--patience", min=0, help="Seconds that a missing leg is tried.")
    ] = 5,
    account: Annotated[str, typer.Option("--account", help="Whose.")] = "paper",
    short: Annotated[bool, typer.Option("--short", help="Sold legs may sell short.")] = False,
    client_order_id: Annotated[str, typer.Option("--id", help="Makes it safe to repeat.")] = "",
    config: ConfigFile = None,
    profile: Profile = None,
    url: Url = "",
    as_json: AsJson = False,
) -> None:
    """Submit a multi-leg order: all legs are taken, or none; exit code 1 when it is refused."""
    from holdfast.api.operations.spreads import SpreadRequest, submit_spread
    from holdfast.cli.asking import ask_and_print
    from holdfast.cli.configured import server_of
    from holdfast.model.spread import OnStranded

    request = SpreadRequest(
        account,
        tuple(_leg(each) for each in leg),
        _number("QTY", qty),
        None if limit is None else _number("--limit", limit),
        _time(tif),
        expire_at=until,
        on_stranded=OnStranded.UNWIND if unwind else OnStranded.COMPLETE,
        patience_s=patience,
        client_order_id=client_order_id,
        short_sale=short,
    )
    server = server_of(config, profile, url)
    ask_and_print(server, submit_spread, request, _taken, as_json=as_json)


@app.command("list")
def list_spreads(
    config: ConfigFile = None,
    profile: Profile = None,
    url: Url = "",
    as_json: AsJson = False,
) -> None:
    """Show multi-leg orders with what each leg has traded, and what of it stands alone."""
    from holdfast.api.operations.spreads import SpreadsRequest, spreads
    from holdfast.cli.configured import server_of
    from holdfast.cli.printing import print_json
    from holdfast.cli.server import reached

    server = server_of(config, profile, url)
    pages = reached(lambda: list(server.pages(spreads, SpreadsRequest())))
    rows = [row for page in pages for row in page.spreads]
    if as_json:
        print_json({"spreads": rows})
    else:
        lines = [line for row in rows for line in _lines(row)]
        sys.stdout.writelines(lines or ["no multi-leg orders\n"])


def _taken(told: SpreadAnswer) -> str:
    again = " (it had been taken before)" if told.repeated else ""
    return f"{told.spread_id} taken{again}, legs {', '.join(told.legs)}\n"


def _lines(row: SpreadRow) -> list[str]:
    from holdfast.model.numbers import plain

    net = "" if row.net_px is None else f" at {plain(row.net_px)} net"
    limit = "at the market" if row.limit_price is None else f"limit {plain(row.limit_price)}"
    why = f" ({row.detail})" if row.detail else ""
    done = f"{plain(row.done)} of {plain(row.qty)}{net}, {limit}"
    lines = [f"{row.spread_id}  {row.status}  {done}{why}\n"]
    for leg in row.legs:
        alone = f", {plain(leg.stranded)} alone" if leg.stranded else ""
        price = "" if leg.avg_px is None else f" at {plain(leg.avg_px)}"
        lines.append(
            f"    {leg.side} {leg.instrument} × {leg.ratio}: "
            f"{plain(leg.filled)} of {plain(leg.qty)}{price}{alone}  {leg.order_id}\n"
        )
    return lines


def _leg(text: str) -> SpreadLeg:
    from holdfast.model.order import Side
    from holdfast.model.spread import SpreadLeg

    side, _, rest = text.partition(":")
    instrument, _, ratio = rest.rpartition(":")
    if not instrument or not ratio.isdecimal():
        instrument, ratio = rest, "1"
    if side.upper() not in Side.__members__ or not instrument:
        stop(Code.USAGE, f"--leg {text} {LEG_RULE}")
    return SpreadLeg(instrument, Side[side.upper()], int(ratio))


def _time(text: str) -> TimeInForce:
    from holdfast.model.order import TimeInForce

    offered = (TimeInForce.DAY, TimeInForce.GTC, TimeInForce.GTD, TimeInForce.IOC)
    times = {each.value.lower(): each for each in offered}
    if text.lower() not in times:
        stop(Code.USAGE, f"--tif {text} must be one of {', '.join(times)}")
    return times[text.lower()]


def _number(name: str, text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        stop(Code.USAGE, f"{name} {text or 'is empty and'} must be a number")
