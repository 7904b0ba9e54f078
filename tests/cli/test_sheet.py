"""Tables on terminals of every width: nothing is cut, and what is left out is named."""

from __future__ import annotations

from collections.abc import Sequence
from io import StringIO

import pytest
from rich.console import Console

from holdfast.cli.sheet import Sheet, left, right

COLUMNS = (*left("order", "instrument", "how"), *right("qty", "fees"))
ROWS = [
    ("a-very-long-desk-name-1", "AAPL", "take profit 428.37", "1,850", "10.50"),
    ("a-very-long-desk-name-12", "BRK.B", "limit 419.96", "119", "0.42"),
]
SPARE = ("fees", "how")


def drawn(
    width: int,
    rows: Sequence[Sequence[str]] = ROWS,
    spare: Sequence[str] = SPARE,
    note: str = "",
    title: str = "Orders",
) -> list[str]:
    console = Console(width=width, file=StringIO(), soft_wrap=True)
    console.print(Sheet(title, COLUMNS, rows, spare, note))
    assert isinstance(console.file, StringIO)
    return [line.rstrip() for line in console.file.getvalue().splitlines()]


def test_where_there_is_room_everything_is_shown() -> None:
    title, head, first, second = drawn(100_000)
    assert title == "Orders"
    assert head.split() == ["order", "instrument", "how", "qty", "fees"]
    assert first.split() == [*ROWS[0][:2], *ROWS[0][2].split(), *ROWS[0][3:]]
    # numbers end where their header does
    assert len(head) == len(first) == len(second)


@pytest.mark.parametrize(
    ("width", "shown"),
    [
        (70, ["order", "instrument", "how", "qty", "fees"]),
        (69, ["order", "instrument", "how", "qty"]),
        (63, ["order", "instrument", "how", "qty"]),
        (62, ["order", "instrument", "qty"]),
    ],
)
def test_columns_go_in_their_order_and_a_line_names_them(width: int, shown: list[str]) -> None:
    lines = drawn(width)
    assert lines[1].split() == shown
    assert all(len(line) <= width for line in lines)
    gone = [title for title in SPARE if title not in shown]
    assert lines[4:] == ([f"not shown for want of width: {', '.join(gone)}"] if gone else [])


@pytest.mark.parametrize("width", [1, 10, 20, 40])
def test_ids_instruments_and_headers_are_whole_however_narrow_it_is(width: int) -> None:
    _, head, *rows, _ = drawn(width)
    assert head.split() == ["order", "instrument", "qty"]
    assert [row.split()[:2] for row in rows] == [list(row[:2]) for row in ROWS]


def test_a_note_wraps_between_its_words_and_the_other_columns_stay() -> None:
    lines = drawn(66, note="how", spare=("fees",))
    assert lines[1].split() == ["order", "instrument", "how", "qty"]
    rows = [("o-1", "AAPL", "rounded down from 119.058957 to lots of 1", "119", "0.42")]
    told = drawn(60, rows, note="how")
    assert len(told) > 3
    assert told[1].split() == ["order", "instrument", "how", "qty", "fees"]
    assert all(len(line) <= 60 for line in told)
    assert " ".join(" ".join(told).split()).count("119.058957") == 1


def test_a_table_without_rows_says_so_in_a_word() -> None:
    assert drawn(80, rows=[]) == ["Orders: none"]
    assert drawn(80, rows=[], title="") == ["none"]


def test_what_looks_like_markup_is_shown_as_it_is() -> None:
    rows = [("[red]o-1[/]", "[AAPL]", "x", "1", "0")]
    assert drawn(80, rows)[2].split()[:2] == ["[red]o-1[/]", "[AAPL]"]


def test_wide_letters_count_as_they_are_shown() -> None:
    rows = [("订单-1", "腾讯", "x", "1", "0"), ("o-2", "AAPL", "y", "2", "0")]
    _, _, first, second = drawn(80, rows)
    # each wide letter takes two places
    assert len(first) + 4 == len(second)
