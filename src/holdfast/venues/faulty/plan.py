"""Which fault befalls a message: the script first, then one draw by the rates."""

from __future__ import annotations

from random import Random

import msgspec

from holdfast.messages import reports as r
from holdfast.messages import requests as q
from holdfast.model.numbers import Nanos
from holdfast.venues.faulty.cases import Case
from holdfast.venues.faulty.kinds import FAULTS, FaultName, Stage
from holdfast.venues.faulty.script import MILLION, FaultEntry, FaultScript

_ACTS = (q.PlaceOrder, q.PullOrder, q.AmendOrder)
_ACCOUNT_QUERIES = (q.QueryPositions, q.QueryAccount)
_QUERIES = (q.QueryOrder, *_ACCOUNT_QUERIES)
_OF_ORDERS = (
    r.VenueAccepts,
    r.VenueRejects,
    r.VenueFills,
    r.VenueBusts,
    r.VenueCorrects,
    r.VenueCancels,
    r.VenueExpires,
    r.VenueRejectsCancel,
    r.VenueReplaces,
    r.VenueRejectsReplace,
    r.VenueTriggers,
)
_BEFALLS: dict[Stage, tuple[type, ...]] = {
    Stage.SEND: _ACTS,
    Stage.ASK: _QUERIES,
    Stage.TELL: _OF_ORDERS,
    Stage.SPAN: _ACTS,
    Stage.TRUTH: (r.VenueAccepts, r.VenueFills),
}
# those that befall less, or more, than the others of their stage
_BEFALLS_ONLY: dict[FaultName, tuple[type, ...]] = {
    FaultName.REQUEST_LOST: (*_ACTS, *_QUERIES),
    FaultName.REJECTED_AFTER_ACCEPT: (q.PlaceOrder,),
    FaultName.FILL_IN_REPLACE: (q.AmendOrder,),
    FaultName.FILL_AFTER_CANCEL: (r.VenueFills,),
    FaultName.QUERY_EMPTY: _ACCOUNT_QUERIES,
    FaultName.NOT_FOUND_YET: (q.QueryOrder,),
    FaultName.BUST: (r.VenueFills,),
    FaultName.CORRECTION: (r.VenueFills,),
    FaultName.UNSETTLED: (r.VenueFills,),
}


def befalls(fault: FaultName) -> tuple[type, ...]:
    """Return the kinds of messages that a fault can befall."""
    return _BEFALLS_ONLY.get(fault, _BEFALLS[FAULTS[fault].stage])


class Pick(msgspec.Struct, frozen=True):
    """A fault that happens, and the entry that planned it, None where it came by chance."""

    fault: FaultName
    entry: FaultEntry | None = None


class Plan:
    """The script as it is worked through: which matches each entry has seen."""

    def __init__(self, script: FaultScript, rng: Random) -> None:
        self._script = script
        self._rng = rng
        self.is_calmed = False
        self._origin: Nanos = 0
        self._shares = _shares(script)
        self._seen = [0] * len(script.entries)
        self._waiting = [
            (place, each) for place, each in enumerate(script.entries) if each.at_ns is None
        ]

    def begin(self, now: Nanos) -> None:
        """Count times from here, unless the script says from where."""
        origin = self._script.origin_ns
        self._origin = now if origin is None else origin

    def calm(self) -> None:
        """Plan nothing more, and leave nothing to chance."""
        self._shares, self._waiting, self.is_calmed = {}, [], True

    def moments(self) -> list[tuple[Nanos, FaultEntry]]:
        """List what happens by itself, and when."""
        return [
            (self._origin + each.at_ns, each)
            for each in self._script.entries
            if each.at_ns is not None
        ]

    def pick(self, case: Case, now: Nanos) -> Pick | None:
        """Decide what befalls a message, if anything."""
        since = now - self._origin
        planned = self._planned(case, since) if self._waiting else None
        shares = self._shares.get(case.kind)
        if shares is None or not self._holds(since):
            return planned
        # drawn in any case, so that a planned fault does not change what comes after it
        draw = self._rng.randrange(MILLION)
        if planned is not None:
            return planned
        for end, fault in shares:
            if draw < end:
                return Pick(fault)
        return None

    def _holds(self, since: Nanos) -> bool:
        until = self._script.until_ns
        return since >= self._script.from_ns and (until is None or since < until)

    def _planned(self, case: Case, since: Nanos) -> Pick | None:
        found: Pick | None = None
        for place, entry in self._waiting:
            if not _matches(entry, case, since):
                continue
            self._seen[place] += 1
            if found is None and self._seen[place] >= entry.nth:
                found = Pick(entry.fault, entry)
        self._waiting = [
            (place, each)
            for place, each in self._waiting
            if self._seen[place] < each.nth + each.times - 1
        ]
        return found


def _shares(script: FaultScript) -> dict[type, tuple[tuple[int, FaultName], ...]]:
    """Lay the rates of each kind of message end to end, in the order of the registry."""
    made: dict[type, tuple[tuple[int, FaultName], ...]] = {}
    for fault in FAULTS:
        ppm = script.rates.get(fault, 0)
        for kind in befalls(fault) if ppm else ():
            before = made.get(kind, ())
            end = ppm + (before[-1][0] if before else 0)
            made[kind] = (*before, (end, fault))
    return made


def _matches(entry: FaultEntry, case: Case, since: Nanos) -> bool:
    return (
        case.kind in befalls(entry.fault)
        and (not entry.on or entry.on == case.kind.__name__)
        and (entry.after_ns is None or since >= entry.after_ns)
        and (entry.until_ns is None or since < entry.until_ns)
        and entry.order_id in ("", case.order_id)
        and entry.instrument in ("", case.instrument)
        and entry.side in (None, case.side)
    )
