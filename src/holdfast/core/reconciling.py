"""What a venue's picture of an account says of ours: fills that we missed are booked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from holdfast.core import reporting
from holdfast.core.ledger import Ledger
from holdfast.core.policy import Policies
from holdfast.messages import events as e
from holdfast.messages import reports as r
from holdfast.messages.stamp import Stamp


def compare(
    ledger: Ledger, report: r.VenueSnapshot, stamp: Stamp, policies: Policies
) -> Iterator[e.Event]:
    """Book every fill of ours that the desk has not."""
    for fill in report.fills:
        if fill.order_id in ledger.orders:
            yield from reporting.fills(ledger, _as_told(fill), stamp, policies)


def fails(
    ledger: Ledger, report: r.VenueSnapshotFails, stamp: Stamp, policies: Policies
) -> Iterable[e.Event]:
    """Conclude nothing: a failed answer is no answer."""
    return ()


def _as_told(fill: r.HeldFill) -> r.VenueFills:
    return r.VenueFills(
        fill.order_id,
        fill.exec_id,
        fill.qty,
        fill.price,
        fill.fee,
        fill.fee_currency,
        fill.liquidity,
        fill.at,
    )
