"""Rows of a recording, one at a time: plain, gzipped or zipped text, and where it went wrong."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import BinaryIO, cast

from holdfast.market.unreadable import BadField, UnreadableTape
from holdfast.model.numbers import Nanos
from holdfast.model.quote import MarketEvent

LINE_CHARACTERS_MAX = 4_096
BROKEN = (OSError, EOFError, zlib.error, zipfile.BadZipFile, NotImplementedError, RuntimeError)

Parse = Callable[[list[str]], MarketEvent | None]  # None where a row says nothing yet
Rest = Callable[[], MarketEvent | None]  # what is still to be said at the end


def nothing() -> MarketEvent | None:
    return None


def events(
    path: Path, parse: Parse, header_rows: int = 0, rest: Rest = nothing
) -> Iterator[MarketEvent]:
    """Parse a file row by row; a tape that runs backwards in time is refused."""
    last: Nanos = 0
    number = header_rows
    for number, line in numbered(path, header_rows):
        try:
            event = parse(line.rstrip("\r\n").split(","))
        except BadField as bad:
            raise UnreadableTape(path, bad.rule, number, bad.field, bad.value) from None
        if event is not None:
            if event.at < last:
                raise UnreadableTape(path, "must not go back in time", number, "time", line.strip())
            last = event.at
            yield event
    event = rest()
    if event is not None:
        yield event


def numbered(
    path: Path, header_rows: int = 0, characters_max: int = LINE_CHARACTERS_MAX
) -> Iterator[tuple[int, str]]:
    """Give each line that is not empty its number, from 1, without the first `header_rows`."""
    with lines(path) as text:
        number = 0
        try:
            for number, line in enumerate(iter(partial(text.readline, characters_max), ""), 1):
                if len(line) == characters_max:
                    rule = f"must be shorter than {characters_max} characters"
                    raise UnreadableTape(path, rule, number, "row", line)
                if number > header_rows and not line.isspace():
                    yield number, line
        except BROKEN as broken:
            raise UnreadableTape(path, f"breaks off: {broken}", number + 1) from None


def first_line(path: Path) -> str:
    """Read the first line, from which a header is known; empty where there is none."""
    for _, line in numbered(path):
        return line.strip().lstrip("\ufeff")
    return ""


@contextmanager
def lines(path: Path) -> Iterator[io.TextIOWrapper]:
    """Open a file as text; bytes that are not text come through as marks that no field allows."""
    try:
        raw = _raw(path)
    except BROKEN as broken:
        raise UnreadableTape(path, f"cannot be opened: {broken}") from None
    with raw, io.TextIOWrapper(raw, encoding="utf-8", errors="replace", newline="") as text:
        yield text


def _raw(path: Path) -> BinaryIO:
    if path.suffix == ".gz":
        # gzip.open reads nothing yet, so a file of another kind shows at the first row.
        return cast(BinaryIO, gzip.open(path, "rb"))
    if path.suffix == ".zip":
        return _only_member(path)
    return path.open("rb")


def _only_member(path: Path) -> BinaryIO:
    with zipfile.ZipFile(path) as archive:
        members = archive.namelist()
        if len(members) != 1:
            raise UnreadableTape(path, f"must hold one file, but holds {len(members)}")
        # The member keeps the archive's file open for as long as it is read.
        return cast(BinaryIO, archive.open(members[0]))
