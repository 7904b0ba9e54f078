"""Entries to write in tests, made from a number alone, so that any of them can be made again."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from holdfast.journal import Batch, Durability
from holdfast.journal.entry import encode
from holdfast.journal.sqlite import SqliteJournal
from holdfast.messages.commands import SubmitOrder, Wake
from holdfast.messages.entry import Entry
from holdfast.messages.events import OrderSent
from holdfast.model.order import Side

START_NS = 1_340_285_400_000_000_000  # 2012-06-21T13:30:00Z


def wake(seq: int) -> Entry:
    """The shortest entry that there is."""
    return Entry(seq, START_NS + seq, (), Wake(f"o{seq}"), None, [])


def order(seq: int) -> Entry:
    """An entry of a usual size, about 300 bytes."""
    terms = SubmitOrder(
        account="A1",
        instrument="AAPL",
        side=Side.BUY,
        qty=Decimal(seq),
        limit_price=Decimal("585.25"),
        client_order_id=f"client-{seq}",
        metadata={"why": "because " * 8},
    )
    sent = OrderSent(f"e-{seq}", terms, Decimal("585.25"), Decimal("585.20"))
    return Entry(seq, START_NS + seq, (), terms, None, [sent])


def batch(first: int, last: int, make=wake) -> Batch:
    return Batch(first, [encode(make(seq)) for seq in range(first, last + 1)])


def batches(last: int, size: int, make=wake) -> Iterator[Batch]:
    """Entries 1 to `last` in batches of `size`, the last one perhaps shorter."""
    for first in range(1, last + 1, size):
        yield batch(first, min(first + size - 1, last), make)


def write(path: Path, last: int, size: int, make=wake, level=Durability.OS) -> None:
    """Write a whole journal and close it."""
    journal = SqliteJournal(path, level, epoch="e")
    for each in batches(last, size, make):
        journal.append(each)
    journal.close()
