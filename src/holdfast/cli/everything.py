"""Views without their pages: what a command shows is all of it."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.core.ledger import Ledger
from holdfast.messages.refusals import Refusal
from holdfast.views.blotter import OrderFilter, OrderRow, blotter
from holdfast.views.fills import FillFilter, FillRow, fills


def every_order(ledger: Ledger, only: OrderFilter | None = None) -> Iterator[OrderRow]:
    """Yield the rows of every page."""
    cursor = ""
    while True:
        page = blotter(ledger, only or OrderFilter(), cursor)
        if isinstance(page, Refusal):
            return
        yield from page.orders
        cursor = page.next_cursor
        if not cursor:
            return


def every_fill(ledger: Ledger, only: FillFilter | None = None) -> Iterator[FillRow]:
    """Yield the rows of every page."""
    cursor = ""
    while True:
        page = fills(ledger, only or FillFilter(), cursor)
        if isinstance(page, Refusal):
            return
        yield from page.fills
        cursor = page.next_cursor
        if not cursor:
            return
