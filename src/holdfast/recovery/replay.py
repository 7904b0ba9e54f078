"""Replay: rebuild the ledger by applying what happened, or decide it all again and compare."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from holdfast.core.alerts import alarmed
from holdfast.core.apply import advance, apply
from holdfast.core.arming import attended
from holdfast.core.decide import decide
from holdfast.core.ledger import Ledger, freeze, thaw
from holdfast.core.must import InvariantBroken
from holdfast.core.policy import Policies
from holdfast.journal import Journal
from holdfast.messages import retention as t
from holdfast.messages.entry import Entry
from holdfast.messages.events import Event
from holdfast.messages.stamp import Stamp
from holdfast.model.numbers import use_exact_context

DIFFERENCES_MAX = 100

# events are compared as bytes, since a refused NaN is not equal to itself
_ENCODER = msgspec.msgpack.Encoder()


def rebuild(journal: Journal) -> Ledger:
    """Apply every event, from the newest snapshot that fits; no rule is asked again."""
    use_exact_context()
    snapshot = journal.latest_snapshot()
    ledger = Ledger() if snapshot is None else thaw(snapshot.state)
    return apply_entries(ledger, journal.entries(ledger.seq + 1))


def apply_entries(ledger: Ledger, entries: Iterable[Entry]) -> Ledger:
    """Apply entries to the ledger they follow, and return it."""
    for entry in entries:
        advance(ledger, entry.seq, entry.at)
        for event in entry.events:
            apply(ledger, event)
    return ledger


def remember_all(entries: Iterable[Entry]) -> Ledger:
    """Rebuild from the first entry on, and forget no order on the way: for those who look back."""
    return apply_entries(Ledger(), map(_without_forgetting, entries))


def _without_forgetting(entry: Entry) -> Entry:
    if not any(isinstance(event, t.Retention) for event in entry.events):
        return entry
    kept: list[Event] = []
    for event in entry.events:
        if isinstance(event, t.OrdersForgotten):
            # ids of plans may be used again, so those go
            kept.append(t.OrdersForgotten((), plans=event.plans))
        elif not isinstance(event, t.OrdersRecalled):
            kept.append(event)
    return msgspec.structs.replace(entry, events=kept)


class Difference(msgspec.Struct, frozen=True, omit_defaults=True):
    """An input that would be judged otherwise today; texts are the events' own."""

    seq: int
    recorded: tuple[str, ...]
    decided: tuple[str, ...]


class Replay(msgspec.Struct, frozen=True):
    """What a replay found; `differences` holds at most DIFFERENCES_MAX of them."""

    entries: int
    same_state: bool
    differences: tuple[Difference, ...]


def redecide(entries: Iterable[Entry], policies: Policies) -> Replay:
    """Decide every input again on a ledger of its own and compare with what was recorded.

    After a difference the second ledger goes on with the recorded events, so that one changed
    rule is reported where it acts and not for ever after.
    """
    use_exact_context()
    recorded_ledger, own_ledger = Ledger(), Ledger()
    differences: list[Difference] = []
    count = 0
    for entry in entries:
        count += 1
        decided = list(_decided(own_ledger, entry, policies))
        apply_entries(recorded_ledger, (entry,))
        if _ENCODER.encode(decided) != _ENCODER.encode(entry.events):
            if len(differences) < DIFFERENCES_MAX:
                differences.append(Difference(entry.seq, _texts(entry.events), _texts(decided)))
            own_ledger = thaw(freeze(recorded_ledger))
    return Replay(count, freeze(own_ledger) == freeze(recorded_ledger), tuple(differences))


def _decided(ledger: Ledger, entry: Entry, policies: Policies) -> Iterator[Event]:
    message = entry.message
    if message is None:
        return
    quotes = {quote.instrument: quote for quote in entry.quotes}
    moves = {move.instrument: move for move in entry.moves}
    activity = {each.instrument: each for each in entry.activity}
    stamp = Stamp(entry.seq, entry.at, quotes, moves, activity)
    advance(ledger, entry.seq, entry.at)
    try:
        for event in alarmed(ledger, attended(ledger, decide(ledger, message, stamp, policies))):
            apply(ledger, event)
            yield event
    except InvariantBroken:
        # a rule of today that yesterday's input breaks is a difference like any other
        return


def _texts(events: Iterable[Event]) -> tuple[str, ...]:
    return tuple(repr(event) for event in events)
