"""Tell a difference once, and that it is gone once: what has not changed is no event."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.core.kinds import policy_of
from holdfast.core.ledger import Ledger
from holdfast.messages import differences as d
from holdfast.model.difference import DifferenceState, Kind, Repair
from holdfast.model.ids import AccountId


def notice(
    ledger: Ledger,
    kind: Kind,
    account: AccountId,
    subject: str,
    detail: str,
    evidence: str,
    repair: Repair | None = None,
) -> Iterator[d.DifferenceFound]:
    """Tell a difference that is new or has changed; one that was dismissed only if it changed.

    `detail` and `evidence` must be the same for the same difference, so they name no times.
    """
    inbox = ledger.reconciled.inbox
    known = inbox.find(kind, account, subject)
    told = (detail, evidence, repair)
    if known is not None and (known.detail, known.evidence, known.repair) == told:
        return
    name = known.id if known is not None and known.is_open else next_id(ledger)
    policy = policy_of(ledger, kind)
    yield d.DifferenceFound(name, kind, account, subject, detail, evidence, policy, repair)


def next_id(ledger: Ledger) -> str:
    """Return the id of the next difference: unique in the epoch, the same on replay."""
    return f"{ledger.epoch}-D{ledger.reconciled.inbox.made + 1}"


def gone(
    ledger: Ledger, kind: Kind, account: AccountId, subject: str, why: str = "desk and venue agree"
) -> Iterator[d.DifferenceClosed]:
    """Close a difference that is no more, if it was there."""
    known = ledger.reconciled.inbox.find(kind, account, subject)
    if known is not None:
        yield d.DifferenceClosed(known.id, DifferenceState.GONE, "", why)


def mended(
    ledger: Ledger, kind: Kind, account: AccountId, subject: str, detail: str, evidence: str
) -> Iterator[d.DifferenceFound | d.DifferenceClosed]:
    """Tell a difference that the desk mends by itself, and that it has."""
    known = ledger.reconciled.inbox.find(kind, account, subject)
    name = known.id if known is not None and known.is_open else next_id(ledger)
    yield d.DifferenceFound(
        name, kind, account, subject, detail, evidence, policy_of(ledger, kind), None
    )
    if ledger.reconciled.inbox.get(name) is not None:
        yield d.DifferenceClosed(name, DifferenceState.REPAIRED, "", "by the desk itself")
