"""What a self-assessment says a reviewer must answer for."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.model.principal import Role
from holdfast.model.times import rfc3339
from holdfast.model.trading import KILL, RuleMode
from holdfast.views.self_assessment.history import History
from holdfast.views.self_assessment.rows import Shortcoming


def findings(history: History, since: str, until: str) -> tuple[Shortcoming, ...]:
    """List what was missing or open in the period, kill test first."""
    return (
        *_of_kills(history, since),
        *_of_limits(history),
        *_of_people(history),
        *_of_modes(history, until),
        *_of_runs(history, since),
        *_of_discrepancies(history),
    )


def _of_kills(history: History, since: str) -> Iterator[Shortcoming]:
    if not any(stop.cause == KILL and stop.at >= since for stop in history.stops):
        yield Shortcoming("NO_KILL_TEST", "no kill test in the period")
    for stop in history.stops:
        if stop.lifted_at is None:
            detail = f"{stop.scope} is still stopped by {stop.cause}, since {stop.at}"
            yield Shortcoming("STILL_STOPPED", detail)


def _of_limits(history: History) -> Iterator[Shortcoming]:
    for account in history.accounts:
        if f"account={account}" not in history.limits:
            yield Shortcoming("NO_LIMITS", f"account {account} has no limits of its own")
    for change in history.limit_changes:
        if change.lapsed:
            continue
        if not change.why:
            yield Shortcoming("NO_REASON", f"limits of {change.scope} at {change.at}: no reason")
        if change.approved_by and change.approved_by == change.by:
            detail = f"limits of {change.scope} at {change.at}: {change.by} approved their own"
            yield Shortcoming("SELF_APPROVED", detail)
        if change.loosened and not change.approved_by:
            names = ", ".join(change.loosened)
            detail = f"{names} of {change.scope} at {change.at}, by {change.by} alone"
            yield Shortcoming("RAISED_ALONE", detail)


def _of_people(history: History) -> Iterator[Shortcoming]:
    for role in (Role.RISK, Role.ADMIN):
        eyes = {each.eyes for each in history.principals.values() if role in each.roles}
        if len(eyes) < 2:
            detail = f"{len(eyes)} person(s) with role {role.value}: nobody can approve for another"
            yield Shortcoming("TOO_FEW_EYES", detail)


def _of_modes(history: History, until: str) -> Iterator[Shortcoming]:
    for name, mode in history.modes.items():
        holds = mode.until is None or mode.until > until
        if mode.mode == RuleMode.SHADOW.value and holds:
            detail = f"{name} only records since {mode.at}: {mode.why}"
            yield Shortcoming("IN_SHADOW", detail)
    shadows = sum(each.count for each in history.shadows.values())
    if shadows:
        yield Shortcoming("SHADOW_BREACHES", f"{shadows} refusal(s) were only recorded")


def _of_runs(history: History, since: str) -> Iterator[Shortcoming]:
    if not history.entries:
        yield Shortcoming("NOTHING_HAPPENED", "the journal has no entry of the period")
    for run in history.starts:
        if run.at < since:
            continue
        if run.armed_at is None:
            faults = "; ".join(f"{name}: {text}" for name, text in sorted(run.faults.items()))
            detail = f"the run of {run.at} was never armed" + (f" ({faults})" if faults else "")
            yield Shortcoming("NEVER_ARMED", detail)
        for override in run.overrides:
            yield Shortcoming("OVERRIDDEN", f"the run of {run.at} overrode {override}")


def _of_discrepancies(history: History) -> Iterator[Shortcoming]:
    if history.discrepancies:
        last = history.discrepancies[-1]
        count = len(history.discrepancies)
        detail = f"{count} discrepancy(ies), the last at {last.at} of {last.subject}"
        yield Shortcoming("DISCREPANCIES", detail)


def period(history: History, since: int | None, until: int | None) -> tuple[str, str]:
    """Say which period was read: what was asked, or as far as the journal goes."""
    first = since if since is not None else history.first_at or 0
    # not included, so a moment after the last entry
    last = until if until is not None else history.last_at + 1
    return rfc3339(first), rfc3339(last)
