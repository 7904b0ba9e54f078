"""Pages of what has no page of its own: rows that are never moved, counted from the first."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import TypeVar

from holdfast.api.operation import Refused
from holdfast.messages.refusals import Reason, Refusal

Row = TypeVar("Row")

_CURSOR_DIGITS_MAX = 18


def page_of(rows: Iterable[Row], cursor: str, limit: int) -> tuple[tuple[Row, ...], str] | Refused:
    """Return up to `limit` rows from behind the cursor, and the cursor of the page after them."""
    if cursor and not (
        cursor.isascii() and cursor.isdecimal() and len(cursor) <= _CURSOR_DIGITS_MAX
    ):
        detail = f"cursor {cursor} must be the next_cursor of an earlier page"
        return Refused((Refusal(Reason.INVALID_ORDER, detail, "cursor"),))
    start = int(cursor or "0")
    shown = tuple(islice(rows, start, start + limit + 1))
    if len(shown) > limit:
        return shown[:limit], str(start + limit)
    return shown, ""
