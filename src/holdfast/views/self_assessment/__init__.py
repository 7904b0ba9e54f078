"""Self-assessment: what governed the desk in a period, what broke limits, and what is to answer.

A fold over the journal alone: asked again it gives the same bytes, whatever came after.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import msgspec

from holdfast.messages.entry import Entry
from holdfast.model.numbers import Nanos
from holdfast.model.trading import KILL
from holdfast.views.self_assessment.findings import findings, period
from holdfast.views.self_assessment.history import History
from holdfast.views.self_assessment.rows import SelfAssessment

ROWS = ("RC31",)  # the controls that it holds, by their ids

_ENCODER = msgspec.json.Encoder(order="deterministic")


def self_assessment(
    entries: Iterable[Entry], since: Nanos | None = None, until: Nanos | None = None
) -> SelfAssessment:
    """Report on the entries from `since`, included, to `until`, not included; None is no bound.

    The entries must be the journal's from its first: what was in force is told by what was
    set before the period.
    """
    history = History(since or 0)
    for entry in entries:
        if until is not None and entry.at >= until:
            break
        history.read(entry)
    history.drop_what_was_over()
    first, last = period(history, since, until)
    report = SelfAssessment(
        desk=history.desk,
        since=first,
        until=last,
        seq=history.seq,
        entries=history.entries,
        limits=tuple(history.limits.values()),
        limit_changes=tuple(history.limit_changes),
        breaches=tuple(history.breaches.values()),
        shadow_breaches=tuple(history.shadows.values()),
        stops=tuple(history.stops),
        kill_tests=tuple(stop for stop in history.stops if stop.cause == KILL and stop.at >= first),
        rule_modes=tuple(history.mode_changes),
        permits=tuple(history.permits.values()),
        principals=tuple(history.principals.values()),
        role_changes=tuple(history.role_changes),
        starts=tuple(history.starts),
        discrepancies=tuple(history.discrepancies),
        findings=findings(history, first, last),
    )
    return msgspec.structs.replace(report, hash=content_hash(report))


def content_hash(report: SelfAssessment) -> str:
    """Hash everything in a report but its own hash."""
    bare = msgspec.structs.replace(report, hash="")
    return hashlib.sha256(_ENCODER.encode(bare)).hexdigest()


__all__ = ["SelfAssessment", "content_hash", "self_assessment"]
