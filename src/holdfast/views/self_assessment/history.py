"""The fold behind the self-assessment: entries in, what happened of governance out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

import msgspec

from holdfast.messages import differences as d
from holdfast.messages import events as e
from holdfast.messages import rulings as g
from holdfast.messages.entry import Entry
from holdfast.messages.refusals import Refusal
from holdfast.model.limits import SPECS, Limits, is_tighter
from holdfast.model.numbers import Nanos
from holdfast.model.principal import Principal
from holdfast.model.times import rfc3339, rfc3339_or_none
from holdfast.model.trading import KILL, Latch
from holdfast.views.self_assessment import rows


class History:
    """What has been read; entries before the period count for what was in force as it began."""

    def __init__(self, since: Nanos) -> None:
        self._since = since
        self.desk = ""
        self.seq = self.entries = 0
        self.first_at: Nanos | None = None
        self.last_at: Nanos = since
        self.limits: dict[str, rows.LimitsInForce] = {}
        self.limit_changes: list[rows.LimitChange] = []
        self.breaches: dict[tuple[str, str], rows.Breach] = {}
        self.shadows: dict[tuple[str, str], rows.Breach] = {}
        self.stops: list[rows.Stopped] = []
        self.modes: dict[str, rows.ModeChange] = {}
        self.mode_changes: list[rows.ModeChange] = []
        self.permits: dict[str, rows.PermitUse] = {}
        self.principals: dict[str, Principal] = {}
        self.role_changes: list[rows.RoleChange] = []
        self.starts: list[rows.Start] = []
        self.discrepancies: list[rows.Discrepancy] = []
        self.accounts: dict[str, None] = {}

    def read(self, entry: Entry) -> None:
        """Take one entry."""
        if self.first_at is None:
            self.first_at = entry.at
        self.seq, self.last_at = entry.seq, entry.at
        inside = entry.at >= self._since
        self.entries += inside
        for event in entry.events:
            reader = _READERS.get(type(event))
            if reader is not None:
                reader(self, event, entry, inside)

    def drop_what_was_over(self) -> None:
        """Leave out what had ended when the period began."""
        since = rfc3339(self._since)
        self.stops = [
            each for each in self.stops if each.lifted_at is None or each.lifted_at >= since
        ]
        self.permits = {
            name: each
            for name, each in self.permits.items()
            if each.at >= since or each.ended_at is None or each.ended_at >= since
        }
        self.starts = [
            each
            for index, each in enumerate(self.starts)
            if each.at >= since or index == len(self.starts) - 1
        ]

    # --- refusals -----------------------------------------------------------------------

    def count(
        self, told: dict[tuple[str, str], rows.Breach], refusals: Iterable[Refusal], at: Nanos
    ) -> None:
        when = rfc3339(at)
        for refusal in refusals:
            key = (str(refusal.code), refusal.scope)
            known = told.get(key)
            first, count = (when, 0) if known is None else (known.first, known.count)
            told[key] = rows.Breach(*key, count + 1, first, when)


# --- readers, one an event ------------------------------------------------------------


def _started(history: History, event: e.DeskStarted, entry: Entry, inside: bool) -> None:
    history.desk = event.desk
    history.starts.append(rows.Start(rfc3339(entry.at), event.build, None, {}, ()))


def _account(history: History, event: e.AccountOpened, entry: Entry, inside: bool) -> None:
    history.accounts[event.account.id] = None


def _limits_set(history: History, event: e.LimitsSet, entry: Entry, inside: bool) -> None:
    until = None if event.until is None else rfc3339(event.until)
    _change_limits(
        history,
        entry,
        inside,
        rows.LimitsInForce(
            event.whose.key,
            event.limits,
            0,
            rfc3339(entry.at),
            event.principal,
            event.why,
            event.approved_by,
            until,
        ),
    )


def _limits_lapsed(history: History, event: g.LimitsLapsed, entry: Entry, inside: bool) -> None:
    at, why = rfc3339(entry.at), "the temporary limits ended"
    back = rows.LimitsInForce(event.scope.key, event.limits, 0, at, "", why, "", None)
    _change_limits(history, entry, inside, back, lapsed=True)


def _change_limits(
    history: History,
    entry: Entry,
    inside: bool,
    sheet: rows.LimitsInForce,
    *,
    lapsed: bool = False,
) -> None:
    before = history.limits.get(sheet.scope)
    version = 1 if before is None else before.version + 1
    history.limits[sheet.scope] = msgspec.structs.replace(sheet, version=version)
    if inside:
        old = Limits() if before is None else before.limits
        loosened, tightened = _compared(old, sheet.limits, is_first=before is None)
        history.limit_changes.append(
            rows.LimitChange(
                rfc3339(entry.at),
                sheet.scope,
                loosened,
                tightened,
                sheet.by,
                sheet.why,
                sheet.approved_by,
                sheet.until,
                lapsed,
            )
        )


def _compared(
    old: Limits, new: Limits, *, is_first: bool
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Name what is looser and what is tighter; a first sheet only tightens what was free."""
    loosened: list[str] = []
    tightened: list[str] = []
    for name in SPECS:
        was: Decimal | int | None = getattr(old, name)
        now: Decimal | int | None = getattr(new, name)
        if was == now:
            continue
        if now is None:
            # an optional limit that is left out no longer binds; another then refuses
            (loosened if SPECS[name].optional else tightened).append(name)
        elif is_tighter(name, now, was):
            tightened.append(name)
        else:
            loosened.append(name)
    if not is_first:
        if set(old.restricted) - set(new.restricted):
            loosened.append("restricted")
        if old.allowed is not None and (new.allowed is None or set(new.allowed) - set(old.allowed)):
            loosened.append("allowed")
        if old.locate_needed and not new.locate_needed:
            loosened.append("locate_needed")
    return tuple(loosened), tuple(tightened)


def _refused(
    history: History, event: e.OrderRefused | e.RequestRefused | e.PlanRefused, entry: Entry,
    inside: bool,
) -> None:  # fmt: skip
    if inside:
        history.count(history.breaches, event.refusals, entry.at)


def _plan(history: History, event: e.PlanAccepted, entry: Entry, inside: bool) -> None:
    # what had an order is told by that order's refusal
    for outcome in event.outcomes:
        if inside and not outcome.order_id:
            history.count(history.breaches, outcome.refusals, entry.at)


def _shadow(history: History, event: g.ShadowBreached, entry: Entry, inside: bool) -> None:
    if inside:
        history.count(history.shadows, event.refusals, entry.at)


def _stopped(history: History, event: g.ScopeStopped, entry: Entry, inside: bool) -> None:
    stop = event.stop
    cancelled = sum(isinstance(each, e.CancelSent) for each in entry.events)
    history.stops.append(
        rows.Stopped(
            event.scope.key,
            stop.cause,
            stop.state,
            stop.latch,
            rfc3339(entry.at),
            stop.by,
            stop.why,
            cancelled if stop.cause == KILL else 0,
        )
    )


def _lifted(history: History, event: g.StopLifted, entry: Entry, inside: bool) -> None:
    for index, stop in enumerate(history.stops):
        same = (stop.scope, stop.cause) == (event.scope.key, event.cause)
        if same and stop.lifted_at is None:
            history.stops[index] = msgspec.structs.replace(
                stop,
                lifted_at=rfc3339(entry.at),
                lifted_by=event.principal,
                lifted_why=event.why,
                approved_by=event.approved_by,
            )


def _day(history: History, event: g.DayStarted, entry: Entry, inside: bool) -> None:
    at, why = rfc3339(entry.at), f"the day {event.day} began"
    history.stops = [
        msgspec.structs.replace(stop, lifted_at=at, lifted_why=why)
        if stop.latch is Latch.DAY and stop.lifted_at is None
        else stop
        for stop in history.stops
    ]


def _mode(history: History, event: g.RuleModeSet, entry: Entry, inside: bool) -> None:
    until = rfc3339_or_none(event.until or 0)
    change = rows.ModeChange(
        rfc3339(entry.at),
        event.check,
        event.mode.value,
        event.principal,
        event.why,
        until,
        event.approved_by,
    )
    history.modes[event.check] = change
    if inside:
        history.mode_changes.append(change)


def _permit(history: History, event: g.PermitGiven, entry: Entry, inside: bool) -> None:
    given = event.permit
    kind = "ACKNOWLEDGED" if given.is_soft else "AUTHORISED"
    codes = tuple(str(code) for code in given.codes)
    at = rfc3339(entry.at)
    history.permits[given.id] = rows.PermitUse(
        given.id, kind, codes, at, given.by, given.why, "", None
    )


def _permit_ended(history: History, event: g.PermitEnded, entry: Entry, inside: bool) -> None:
    given = history.permits.get(event.permit_id)
    if given is not None:
        history.permits[event.permit_id] = msgspec.structs.replace(
            given, order_id=event.order_id, ended_at=rfc3339(entry.at)
        )


def _principal(history: History, event: g.PrincipalSet, entry: Entry, inside: bool) -> None:
    history.principals[event.holder.id] = event.holder
    if inside:
        history.role_changes.append(
            rows.RoleChange(
                rfc3339(entry.at), event.holder, event.principal, event.why, event.approved_by
            )
        )


def _tested(history: History, event: g.SelfTested, entry: Entry, inside: bool) -> None:
    _of_last_start(history, lambda run: msgspec.structs.replace(run, faults=event.faults))


def _armed(history: History, event: g.DeskArmed, entry: Entry, inside: bool) -> None:
    at = rfc3339(entry.at)
    _of_last_start(history, lambda run: msgspec.structs.replace(run, armed_at=run.armed_at or at))


def _overridden(history: History, event: g.BlockerOverridden, entry: Entry, inside: bool) -> None:
    told = f"{event.blocker} by {event.principal}: {event.why}"
    _of_last_start(
        history, lambda run: msgspec.structs.replace(run, overrides=(*run.overrides, told))
    )


def _of_last_start(history: History, changed: Callable[[rows.Start], rows.Start]) -> None:
    if history.starts:
        history.starts[-1] = changed(history.starts[-1])


def _differs(
    history: History,
    event: e.DiscrepancyFound | d.DifferenceFound,
    entry: Entry,
    inside: bool,
) -> None:
    if inside:
        told = rows.Discrepancy(rfc3339(entry.at), event.subject, event.detail)
        history.discrepancies.append(told)


# each reader takes its own event type; the table is what pairs them
_READERS: dict[type, Callable[[History, Any, Entry, bool], None]] = {
    e.DeskStarted: _started,
    e.AccountOpened: _account,
    e.LimitsSet: _limits_set,
    g.LimitsLapsed: _limits_lapsed,
    e.OrderRefused: _refused,
    e.RequestRefused: _refused,
    e.PlanRefused: _refused,
    e.PlanAccepted: _plan,
    g.ShadowBreached: _shadow,
    g.ScopeStopped: _stopped,
    g.StopLifted: _lifted,
    g.DayStarted: _day,
    g.RuleModeSet: _mode,
    g.PermitGiven: _permit,
    g.PermitEnded: _permit_ended,
    g.PrincipalSet: _principal,
    g.SelfTested: _tested,
    g.DeskArmed: _armed,
    g.BlockerOverridden: _overridden,
    e.DiscrepancyFound: _differs,
    d.DifferenceFound: _differs,
}
