"""`holdfast journal`: read a journal's last entries, prove it, decide it again, give it away."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from holdfast.cli.exits import Code, stop
from holdfast.cli.options import AsJson

if TYPE_CHECKING:
    from collections.abc import Iterator

    from holdfast.recovery.replay import Difference

app = typer.Typer(help="Read, prove, decide again and export a journal.", no_args_is_help=True)

File = Annotated[Path, typer.Argument(help="The journal's file.", show_default=False)]


@app.command()
def tail(
    path: File,
    count: Annotated[int, typer.Option("-n", "--count", min=0, help="How many entries.")] = 10,
    follow: Annotated[bool, typer.Option("-f", "--follow", help="Wait for more.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show the last entries, also of a desk that runs."""
    from holdfast.journal.export import tail as last

    _must_exist(path)
    for line in last(path, count, follow):
        _write(line if as_json else _for_people(line))


@app.command()
def verify(path: File, as_json: AsJson = False) -> None:
    """Check hash chain, numbering and time of every entry; exit code 1 when it is not sound."""
    from holdfast.cli.printing import print_json
    from holdfast.journal.verify import verify as check

    _must_exist(path)
    found = check(path)
    if as_json:
        told = {"ok": found.ok, "entries": found.entries, "hash": found.hash}
        if not found.ok:
            told |= {"first_bad": found.first_bad, "detail": found.detail}
        print_json(told)
    elif found.ok:
        _write(f"sound: {found.entries} entries, hash {found.hash}")
    else:
        where = "outside its entries" if found.first_bad is None else f"at {found.first_bad}"
        _write(f"NOT sound: {where}: {found.detail}")
        _write(f"good until then: {found.entries} entries, hash {found.hash}")
    if not found.ok:
        raise typer.Exit(Code.NO)


@app.command()
def replay(
    path: File,
    config: Annotated[
        Path | None, typer.Option("-c", "--config", help="Settings that name algos of one's own.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Rebuild the ledger and decide every input again; exit code 1 where today's rules differ."""
    from holdfast.cli.configured import settings_of
    from holdfast.cli.printing import print_json
    from holdfast.journal.walk import read_file
    from holdfast.main import policies_with
    from holdfast.main.guest_files import guests_of
    from holdfast.model.numbers import use_exact_context
    from holdfast.recovery.replay import redecide

    _must_exist(path)
    use_exact_context()
    guests = {} if config is None else guests_of(settings_of(config, None).algos)
    found = redecide(read_file(path), policies_with(guests))
    if as_json:
        print_json({"same_state": found.same_state, "differences": found.differences})
    else:
        for line in _differences(found.differences):
            _write(line)
        state = "the same state" if found.same_state else "ANOTHER STATE"
        count = len(found.differences)
        _write(f"{found.entries} entries decided again: {state}, {count} decided otherwise")
    if found.differences or not found.same_state:
        raise typer.Exit(Code.NO)


@app.command()
def export(
    path: File,
    first: Annotated[int, typer.Option("--from", min=1, help="The first entry's number.")] = 1,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="A file; stdout without it.")
    ] = None,
) -> None:
    """Write every entry as a line of JSON."""
    from holdfast.journal.export import export as lines

    _must_exist(path)
    if output is None:
        for line in lines(path, first):
            _write(line)
        return
    with output.open("x", encoding="utf-8") as file:
        for line in lines(path, first):
            file.write(line + "\n")


def _must_exist(path: Path) -> None:
    if not path.is_file():
        stop(Code.USAGE, f"PATH {path} must be a journal's file, and there is none")


def _write(line: str) -> None:
    sys.stdout.write(line + "\n")


def _differences(found: tuple[Difference, ...]) -> Iterator[str]:
    for each in found:
        yield f"entry {each.seq}"
        yield from (f"  - {text}" for text in each.recorded)
        yield from (f"  + {text}" for text in each.decided)


def _for_people(line: str) -> str:
    """Shorten an entry: number, time, what came in, and what that caused."""
    import msgspec

    entry = msgspec.json.decode(line, type=dict[str, object])
    came = entry.get("command") or entry.get("report")
    events = entry.get("events")
    caused = [_named(each, "event") for each in events] if isinstance(events, list) else []
    asked = _named(came, "command") or _named(came, "report")
    at = str(entry["at"])
    return f"{entry['seq']:>8}  {at[:10]} {at[11:23]}  {asked:<15} {', '.join(caused)}"


def _named(message: object, kind: str) -> str:
    """Name a message and what it is about."""
    if not isinstance(message, dict) or kind not in message:
        return ""
    about = message.get("order_id", "")
    return f"{message[kind]} {about}".strip()
