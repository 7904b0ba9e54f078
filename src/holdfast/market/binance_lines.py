"""Lines of a Binance capture: a time of receipt and a message, as exact numbers."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import msgspec

from holdfast.market.numerals import positive, size
from holdfast.market.rows import numbered
from holdfast.market.unreadable import BadField, UnreadableTape
from holdfast.model.numbers import Nanos

LINE_CHARACTERS_MAX = 1 << 20  # a picture of a thousand levels is 60 kB
LevelTexts = list[tuple[str, str]]


class Data(msgspec.Struct, frozen=True):
    """What `bookTicker`, `depth` and `trade` tell; prices and sizes as text."""

    U: int = 0
    u: int = 0
    pu: int | None = None
    b: str | LevelTexts = ""
    a: str | LevelTexts = ""
    B: str = ""
    A: str = ""
    p: str = ""
    q: str = ""
    m: bool = False


class Line(msgspec.Struct, frozen=True):
    """One message; a picture of the book has no stream but a number, and all levels."""

    stream: str = ""
    data: Data = Data()
    lastUpdateId: int = 0
    bids: LevelTexts = []
    asks: LevelTexts = []

    @property
    def kind(self) -> str:
        """What of a symbol is told: `trade`, `bookTicker`, `depth`; empty for a picture."""
        return self.stream.partition("@")[2].partition("@")[0]


def lines(path: Path) -> Iterator[tuple[int, Nanos, Line]]:
    """Yield number, time and message of each line; one that runs backwards in time is refused."""
    decode = msgspec.json.Decoder(Line).decode
    last: Nanos = 0
    for number, text in numbered(path, characters_max=LINE_CHARACTERS_MAX):
        time, _, told = text.partition(" ")
        if len(time) != 19 or not (time.isascii() and time.isdigit()):
            raise UnreadableTape(path, "must be nanoseconds of 19 digits", number, "time", time)
        at = int(time)
        if at < last:
            raise UnreadableTape(path, "must not go back in time", number, "time", time)
        last = at
        try:
            yield number, at, decode(told)
        except msgspec.DecodeError as wrong:
            rule = f"must be a message of Binance: {wrong}"
            raise UnreadableTape(path, rule, number, "message", told) from None


def one(field: str | LevelTexts) -> str:
    """Return the one price of a side; raises BadField where it is a list."""
    if not isinstance(field, str):
        raise BadField("data", str(field), "must be one price of each side")
    return field


def many(field: str | LevelTexts) -> LevelTexts:
    """Return the levels of a side; raises BadField where it is one price."""
    if isinstance(field, str):
        raise BadField("data", field, "must be a list of prices and sizes")
    return field


def price(text: str, field: str) -> Decimal:
    return positive(_shorter(text), field)


def qty(text: str, field: str) -> Decimal:
    return size(_shorter(text), field)


def _shorter(text: str) -> str:
    """Leave the zeros out with which every number is filled up to eight decimals."""
    return text.rstrip("0").rstrip(".") if "." in text else text
