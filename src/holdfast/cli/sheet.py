"""A table for people that fits where it is shown: it leaves out columns, and cuts nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.table import Table
from rich.text import Text

GAP = 2
# a note that has less room than this is hard to read, so it runs over the edge instead
NOTE_WIDTH_MIN = 20

# a cell that is text as it is, or text with its own colour
Cell = str | Text


class Column(msgspec.Struct, frozen=True):
    """A column; numbers are to the right."""

    title: str
    right: bool = False


def left(*titles: str) -> tuple[Column, ...]:
    return tuple(Column(title) for title in titles)


def right(*titles: str) -> tuple[Column, ...]:
    return tuple(Column(title, right=True) for title in titles)


class Sheet:
    """Rows under a title, drawn for the width of the console that it is printed on.

    Where that is narrow the columns of `spare` go, the first named first, and a line says so;
    the column `note` wraps. What then is still too wide is left to the terminal to break.
    """

    def __init__(
        self,
        title: str,
        columns: Sequence[Column],
        rows: Iterable[Sequence[Cell]],
        spare: Sequence[str] = (),
        note: str = "",
    ) -> None:
        self.title = title
        self.columns = tuple(columns)
        self.rows = [tuple(row) for row in rows]
        self.spare = tuple(spare)
        self.note = note
        self.widths = tuple(map(self._natural, range(len(self.columns))))

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        if not self.rows:
            yield Text.assemble((f"{self.title}: " if self.title else "", "bold"), "none")
            return
        places, dropped = self._fitting(options.max_width)
        if self.title:
            yield Text(self.title, "bold", no_wrap=True, overflow="ignore")
        widths = self._widths(places, options.max_width)
        yield from console.render(
            self._drawn(places, widths), options.update(max_width=_total(widths))
        )
        if dropped:
            yield Text(f"not shown for want of width: {', '.join(dropped)}", "dim")

    def _natural(self, place: int) -> int:
        cells = (row[place] for row in self.rows)
        return max([cell_len(self.columns[place].title), *map(_length, cells)])

    def _fitting(self, width: int) -> tuple[list[int], list[str]]:
        """Choose the columns to show, by place, and name those that are left out."""
        places = list(range(len(self.columns)))
        dropped: list[str] = []
        for title in self.spare:
            if _total(self._least(place) for place in places) <= width:
                break
            gone = [place for place in places if self.columns[place].title == title]
            if gone:
                dropped.append(title)
            places = [place for place in places if place not in gone]
        return places, dropped

    def _least(self, place: int) -> int:
        natural = self.widths[place]
        return min(natural, NOTE_WIDTH_MIN) if self._is_note(place) else natural

    def _is_note(self, place: int) -> bool:
        return bool(self.note) and self.columns[place].title == self.note

    def _widths(self, places: Sequence[int], width: int) -> list[int]:
        least = [self._least(place) for place in places]
        room = max(0, width - _total(least))
        return [
            min(self.widths[place], each + room) if self._is_note(place) else each
            for place, each in zip(places, least, strict=True)
        ]

    def _drawn(self, places: Sequence[int], widths: Sequence[int]) -> Table:
        made = Table(box=None, padding=(0, GAP, 0, 0), pad_edge=False)
        for place, width in zip(places, widths, strict=True):
            column = self.columns[place]
            made.add_column(
                column.title,
                justify="right" if column.right else "left",
                no_wrap=not self._is_note(place),
                header_style="dim",
                width=width,
            )
        for row in self.rows:
            made.add_row(*(_text(row[place]) for place in places))
        return made


def _text(cell: Cell) -> Text:
    """What comes from outside may look like markup, and is none."""
    return cell if isinstance(cell, Text) else Text(cell)


def _length(cell: Cell) -> int:
    return cell.cell_len if isinstance(cell, Text) else cell_len(cell)


def _total(widths: Iterable[int] | Iterator[int]) -> int:
    known = list(widths)
    return sum(known) + GAP * (len(known) - 1)
