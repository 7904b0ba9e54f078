"""Pages of rows that have none of their own."""

import pytest

from holdfast.api.operation import Refused
from holdfast.api.paging import page_of


def test_pages_cover_every_row_once():
    cursor, seen = "", []
    while True:
        rows, cursor = page_of(iter(range(7)), cursor, 3)
        seen += rows
        if not cursor:
            break
    assert seen == [*range(7)]


def test_a_page_that_ends_with_the_rows_is_the_last():
    assert page_of(range(3), "", 3) == ((0, 1, 2), "")
    assert page_of(range(3), "99", 3) == ((), "")


@pytest.mark.parametrize("cursor", ["-1", "x", "1.0", "１", "9" * 19, " 1"])
def test_a_cursor_that_is_no_count_is_refused(cursor):
    assert isinstance(page_of(range(3), cursor, 3), Refused)
