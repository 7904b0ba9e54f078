"""Where desk and venue differ, for people: one row a difference, with what would mend it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import msgspec

from holdfast.core.inbox import Discrepancy, number_of
from holdfast.core.ledger import Ledger
from holdfast.model.difference import DifferenceState, Kind, Mend, Policy, Repair
from holdfast.model.ids import AccountId, PrincipalId
from holdfast.model.numbers import plain
from holdfast.model.times import rfc3339


class DifferenceFilter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which differences; what is left out asks for any."""

    account: AccountId = ""
    kind: Kind | None = None
    state: DifferenceState | None = None


class DifferenceRow(msgspec.Struct, frozen=True):
    """One difference: what it is, what shows it, what would mend it, and where it stands.

    `proposed` is empty where nothing is. Times are RFC 3339, UTC; `closed_at` is empty while
    it is open.
    """

    id: str
    kind: Kind
    account: AccountId
    subject: str
    detail: str
    evidence: str
    policy: Policy
    proposed: str
    state: DifferenceState
    found_at: str
    seen_at: str
    times_seen: int
    closed_at: str
    principal: PrincipalId
    why: str


def differences(
    ledger: Ledger, wanted: DifferenceFilter, after: int = 0
) -> Iterator[DifferenceRow]:
    """Yield the differences whose numbers are behind `after`, the oldest first."""
    for found in ledger.reconciled.inbox.everything():
        if number_of(found.id) > after and _is_wanted(found, wanted):
            yield row_of(found)


def row_of(found: Discrepancy) -> DifferenceRow:
    """Tell one difference."""
    return DifferenceRow(
        found.id,
        found.kind,
        found.account,
        found.subject,
        found.detail,
        found.evidence,
        found.policy,
        "" if found.repair is None else repair_text(found.repair),
        found.state,
        rfc3339(found.found_at),
        rfc3339(found.seen_at),
        found.times_seen,
        "" if found.closed_at is None else rfc3339(found.closed_at),
        found.principal,
        found.why,
    )


def repair_text(repair: Repair) -> str:
    """Say what a repair does."""
    match repair.mend:
        case Mend.ADJUST_POSITION:
            return f"book {_signed(repair.amount)} {repair.name} at {plain(repair.price)}"
        case Mend.ADJUST_CASH:
            return f"book {_signed(repair.amount)} {repair.name}"
        case Mend.BUST_FILL:
            return f"bust fill {repair.name}"
        case Mend.END_ORDER:
            return f"end order {repair.name} as cancelled"
        case Mend.CANCEL_AT_VENUE:
            return f"cancel {repair.venue_order_id} at the venue"


def _signed(amount: Decimal) -> str:
    return plain(amount) if amount < 0 else f"+{plain(amount)}"


def _is_wanted(found: Discrepancy, wanted: DifferenceFilter) -> bool:
    return (
        wanted.account in ("", found.account)
        and wanted.kind in (None, found.kind)
        and wanted.state in (None, found.state)
    )
