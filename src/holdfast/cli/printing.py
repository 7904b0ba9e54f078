"""How things are printed: JSON for programs, numbers and times in the form people read."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterable
from decimal import Decimal

import msgspec
from rich.console import Console
from rich.text import Text

from holdfast.model.numbers import plain, trimmed

# Through a pipe a line is as long as it is: who reads there cuts for themselves.
PIPE_WIDTH = 100_000
LINE_WIDTH_MIN = 40


def print_json(value: object) -> None:
    """Print one JSON value on one line; decimals are text."""
    sys.stdout.write(msgspec.json.encode(value).decode() + "\n")


def console() -> Console:
    """Return a console as wide as the terminal, on which nothing is cut."""
    width = None if sys.stdout.isatty() else PIPE_WIDTH
    return Console(width=width, highlight=False, soft_wrap=True)


def lines(text: str, indent: str, width: int) -> str:
    """Wrap a text between words, what follows the first line being indented."""
    return textwrap.fill(
        text,
        max(width, LINE_WIDTH_MIN),
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def counted(count: int, one: str, many: str = "") -> str:
    """Say how many there are of something."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


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


def moment(at: str) -> str:
    """Write a time of RFC 3339 for people, to the second."""
    return f"{at[:10]} {at[11:19]} UTC" if at else "–"


def day(times: Iterable[str]) -> str:
    """Name the day or the days of some times."""
    days = sorted({at[:10] for at in times})
    return "" if not days else days[0] if len(days) == 1 else f"{days[0]} to {days[-1]}"
