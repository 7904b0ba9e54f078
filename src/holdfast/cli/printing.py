"""How things are printed: JSON for programs, narrow tables for people."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from decimal import Decimal

import msgspec
from rich.console import Console
from rich.table import Table
from rich.text import Text

from holdfast.model.numbers import plain, trimmed

# Tables are drawn for 100 columns; where ids are long a line is long, and never cut.
WIDTH = 250

# a cell that is text as it is, or text with its own colour
Cell = str | Text


class Column(msgspec.Struct, frozen=True):
    """A column; numbers are to the right."""

    title: str
    right: bool = False


def print_json(value: object) -> None:
    """Print one JSON value on one line; decimals are text."""
    sys.stdout.write(msgspec.json.encode(value).decode() + "\n")


def console() -> Console:
    """Return a console on which no table cuts or folds an id."""
    return Console(width=WIDTH, highlight=False)


def left(*titles: str) -> tuple[Column, ...]:
    return tuple(Column(title) for title in titles)


def right(*titles: str) -> tuple[Column, ...]:
    return tuple(Column(title, right=True) for title in titles)


def table(title: str, columns: Sequence[Column], rows: Iterable[Sequence[Cell]]) -> Table:
    """Lay out rows under a title; nothing wraps."""
    made = Table(
        title=title, title_justify="left", title_style="bold", box=None, padding=(0, 2, 0, 0)
    )
    for column in columns:
        made.add_column(
            column.title,
            justify="right" if column.right else "left",
            no_wrap=True,
            header_style="dim",
        )
    for row in rows:
        made.add_row(*row)
    return made


def amount(number: Decimal | None, places: int | None = None) -> str:
    """Write a number for people: thousands apart, exact or to so many places."""
    if number is None:
        return "–"
    if places is None:
        return format(trimmed(number), ",f")
    text = format(number, f",.{places}f")
    return text.lstrip("-") if not Decimal(text.replace(",", "")) else text


def price(number: Decimal | None) -> str:
    """Write a price with two to six places, as many as it has."""
    if number is None:
        return "–"
    text = plain(round(number, 6))
    places = len(text.partition(".")[2])
    return amount(number, min(max(places, 2), 4) if places <= 4 else 4)


def gain(number: Decimal | None, places: int = 2) -> Text:
    """Write what was won in green and what was lost in red."""
    style = "" if not number else "green" if number > 0 else "red"
    return Text(amount(number, places), style)


def clock(at: str | None, *, exact: bool = False) -> str:
    """Shorten a time of RFC 3339 to its time of day, to the second or the millisecond."""
    return "–" if at is None else at[11 : 23 if exact else 19]


def day(times: Iterable[str]) -> str:
    """Name the day or the days of some times."""
    days = sorted({at[:10] for at in times})
    return "" if not days else days[0] if len(days) == 1 else f"{days[0]} to {days[-1]}"
