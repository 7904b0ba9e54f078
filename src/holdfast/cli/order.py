"""`holdfast order`: one order, through the same gate as everything else."""

from __future__ import annotations

import re
import secrets
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from holdfast.cli import order_options as o
from holdfast.cli.bracket_terms import (
    BreakEven,
    ExitsWait,
    Targets,
    TrailStop,
    bracket_terms,
)
from holdfast.cli.exits import Code, see_help, stop
from holdfast.cli.options import AsJson, ConfigFile, Profile, Url

if TYPE_CHECKING:
    from holdfast.api.faults import Json
    from holdfast.api.order_request import OrderRequest
    from holdfast.cli.server import Server

_UNITS_S = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}
_DURATION = re.compile(r"(?:\d{1,9}[smhd])+", re.ASCII)


SIDES = ("buy", "sell")
# those that are worked; the desk knows more words, which every venue of today refuses
TIFS = ("day", "gtc", "gtd", "ioc", "fok")
# what a form is judged with before it is known whose the order is
_ANYBODY = "anybody"

Side = Annotated[str, typer.Argument(help="buy or sell.", metavar="buy|sell", show_default=False)]
Qty = Annotated[
    str,
    typer.Argument(help="Units; 0 with --quote-qty or --to-position.", show_default=False),
]
Symbol = Annotated[str, typer.Argument(help="The instrument.", show_default=False)]
Limit = Annotated[str | None, typer.Option("--limit", help="The worst price to take.")]
StopPrice = Annotated[str | None, typer.Option("--stop", help="The price that sets it off.")]
Tif = Annotated[str, typer.Option("--tif", help="How long it works: day, gtc, gtd, ioc or fok.")]
ExpireAt = Annotated[
    str, typer.Option("--until", "--expire-at", help="For gtd: a time of RFC 3339.")
]
Algo = Annotated[str, typer.Option("--algo", help="What works it, such as twap.")]
Duration = Annotated[
    str, typer.Option("--for", help="For how long the algo works: 90s, 10m, 1h30m.")
]
Slices = Annotated[
    int | None, typer.Option("--slices", min=1, help="Into how many orders the algo cuts it.")
]
TakeProfit = Annotated[
    str | None, typer.Option("--take-profit", help="Price of the attached limit exit.")
]
StopLoss = Annotated[
    str | None, typer.Option("--stop-loss", help="Price of the attached stop exit.")
]
Account = Annotated[
    str, typer.Option("--account", help="Whose; needed where the desk has several.")
]
ClientOrderId = Annotated[
    str, typer.Option("--id", help="Your own id: asked again with it, nothing is sent twice.")
]
Strategy = Annotated[str, typer.Option("--strategy", help="Whose idea it was.")]
Short = Annotated[bool, typer.Option("--short", help="Mark it a short sale.")]
Locate = Annotated[str, typer.Option("--locate", help="Where a short sale's shares are borrowed.")]
Check = Annotated[bool, typer.Option("--check", help="Only ask what the gate would say.")]


def order(
    side: Side,
    qty: Qty,
    symbol: Symbol,
    limit: Limit = None,
    stop_price: StopPrice = None,
    tif: Tif = "day",
    expire_at: ExpireAt = "",
    algo: Algo = "",
    duration: Duration = "",
    slices: Slices = None,
    take_profit: TakeProfit = None,
    stop_loss: StopLoss = None,
    target: Targets = None,
    break_even: BreakEven = None,
    trail_stop: TrailStop = "",
    exits_wait: ExitsWait = False,
    account: Account = "",
    client_order_id: ClientOrderId = "",
    strategy: Strategy = "",
    short: Short = False,
    locate: Locate = "",
    trigger: o.Trigger = "",
    touch: o.Touch = False,
    trail: o.Trailing = "",
    activate: o.Activate = None,
    offset: o.Offset = None,
    peg: o.Pegged = "",
    display: o.Display = None,
    variance: o.Variance = None,
    qty_min: o.QtyMin = None,
    max_slippage: o.MaxSlippage = None,
    post_only: o.PostOnly = False,
    slide: o.Slide = False,
    reduce_only: o.ReduceOnly = False,
    aon: o.AllOrNone = False,
    at_open: o.AtOpen = False,
    at_close: o.AtClose = False,
    extended_hours: o.ExtendedHours = False,
    quote_qty: o.QuoteQty = None,
    to_position: o.ToPosition = None,
    when: o.When = "",
    check: Check = False,
    config: ConfigFile = None,
    profile: Profile = None,
    url: Url = "",
    as_json: AsJson = False,
) -> None:
    """Submit one order; exit code 1 when the gate refuses it. With --check nothing is sent."""
    _ask(locals())


def _ask(given: dict[str, Any]) -> None:
    """Ask for what the options say."""
    from holdfast.cli.configured import server_of
    from holdfast.cli.order_terms import instructions

    side, tif = _one_of("side", given["side"], SIDES), _one_of("--tif", given["tif"], TIFS)
    server = server_of(given["config"], given["profile"], given["url"])
    bracket = bracket_terms(
        given["target"],
        given["stop_loss"],
        given["break_even"],
        given["trail_stop"],
        waits=given["exits_wait"],
    )
    terms: dict[str, Json] = {
        "account": given["account"],
        "instrument": given["symbol"],
        "side": side.upper(),
        "qty": given["qty"],
        "type": _type(given["limit"], given["stop_price"]),
        "limit_price": given["limit"],
        "stop_price": given["stop_price"],
        "time_in_force": tif.upper(),
        "expire_at": given["expire_at"],
        "take_profit": given["take_profit"],
        "stop_loss": given["stop_loss"] if bracket is None else None,
        "bracket": bracket,
        "strategy": given["strategy"],
        "short_sale": given["short"],
        "locate_id": given["locate"],
        "client_order_id": given["client_order_id"] or _own_id(),
        "tactic": _tactic(given["algo"], given["duration"], given["slices"]),
    }
    terms |= instructions(given)
    ask = _check if given["check"] else _submit
    ask(server, _asked(server, terms), as_json=given["as_json"])


def _own_id() -> str:
    """Make an id, so that an order whose answer was lost can be asked after."""
    return f"cli-{secrets.token_hex(6)}"


def _asked(server: Server, terms: dict[str, Json]) -> OrderRequest:
    from msgspec.structs import replace

    from holdfast.api.faults import Unreadable
    from holdfast.api.order_request import OrderRequest
    from holdfast.api.reading import read
    from holdfast.cli.server import reached

    # what is wrong with the order itself is told first, whether or not a desk answers
    asked = read({**terms, "account": terms["account"] or _ANYBODY}, OrderRequest)
    if isinstance(asked, Unreadable):
        stop(Code.USAGE, *map(str, asked.faults))
    if not terms["account"]:
        asked = replace(asked, account=reached(lambda: _only_account(server)))
    return asked


def _check(server: Server, asked: OrderRequest, *, as_json: bool) -> None:
    from holdfast.api.operations.check_order import check_order
    from holdfast.cli.printing import console, print_json
    from holdfast.cli.server import reached
    from holdfast.cli.what_if import show

    seen = reached(lambda: server.ask(check_order, asked))
    if as_json:
        print_json(seen)
    else:
        show(seen, console())
    if not seen.passed:
        raise typer.Exit(Code.NO)


def _submit(server: Server, asked: OrderRequest, *, as_json: bool) -> None:
    from holdfast.api.operations.submit_order import submit_order
    from holdfast.cli.printing import print_json
    from holdfast.cli.server import reached

    answer = reached(lambda: server.ask(submit_order, asked))
    if as_json:
        print_json({"client_order_id": asked.client_order_id, **_fields(answer)})
        return
    again = ", as it had been before" if answer.repeated else ""
    sys.stdout.write(f"{answer.order_id}  {_words(asked)}{again}\n")
    sys.stdout.write(f"client order id {asked.client_order_id}\n")
    sys.stdout.write(f"follow it with: holdfast explain {answer.order_id}\n")


def _only_account(server: Server) -> str:
    """Name the desk's account, where there is no choice."""
    from holdfast.cli.server_source import ServerSource

    names = [row.account for row in ServerSource(server).accounts("")]
    if len(names) != 1:
        stop(
            Code.USAGE, f"--account must be one of {', '.join(names) or 'none: the desk has none'}"
        )
    return names[0]


def _one_of(what: str, said: str, words: tuple[str, ...]) -> str:
    """Take a word in any case, or stop with the words there are."""
    word = said.lower()
    if word not in words:
        rest, last = words[:-1], words[-1]
        rule = f"must be {', '.join(rest)} or {last}"
        stop(Code.USAGE, f"{what} {said} {rule} {see_help('holdfast order')}")
    return word


def _type(limit: str | None, stop_price: str | None) -> str:
    if limit is not None:
        return "LIMIT" if stop_price is None else "STOP_LIMIT"
    return "MARKET" if stop_price is None else "STOP"


def _tactic(algo: str, duration: str, slices: int | None) -> Json:
    if not algo:
        if duration or slices is not None:
            stop(Code.USAGE, "--for and --slices need --algo, such as --algo twap")
        return None
    params: dict[str, Json] = {}
    if duration:
        params["duration_s"] = seconds(duration)
    if slices is not None:
        params["slices"] = slices
    return {"name": algo, "params": params}


def seconds(duration: str, option: str = "--for") -> int:
    """Read a duration such as 1h30m, or stop with the rule that it breaks."""
    if not _DURATION.fullmatch(duration):
        stop(Code.USAGE, f"{option} {duration} must be a duration such as 90s, 10m or 1h30m")
    parts = re.findall(r"(\d+)([smhd])", duration)
    return sum(int(count) * _UNITS_S[unit] for count, unit in parts)


def _words(asked: OrderRequest) -> str:
    """Say what was asked; the quantity and the side that the desk is to find are not among it."""
    from msgspec.structs import replace

    from holdfast.api.order_request import command_of
    from holdfast.cli.order_words import kind_words, time_words
    from holdfast.core.instruction_texts import instructions_text
    from holdfast.messages.refusals import Refusal
    from holdfast.model.numbers import plain

    size = f"{asked.side.lower()} {plain(asked.qty)}"
    if asked.target_position is not None:
        size = f"to hold {plain(asked.target_position)}"
    elif asked.quote_qty is not None:
        size = f"{asked.side.lower()} for {plain(asked.quote_qty)} of money"
    words = f"{size} {asked.instrument} "
    words += kind_words(asked.type, asked.stop_price, asked.limit_price, plain)
    words += time_words(asked.time_in_force, asked.expire_at)
    command = command_of(replace(asked, quote_qty=None, target_position=None), "")
    words += "" if isinstance(command, Refusal) else instructions_text(command)
    return words if asked.tactic is None else f"{words} by {asked.tactic.name}"


def _fields(answer: object) -> dict[str, object]:
    import msgspec

    fields: dict[str, object] = msgspec.to_builtins(answer)
    return fields
