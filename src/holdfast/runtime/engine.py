"""The engine: stamp, decide, apply, journal, and only then let anything leave.

Inputs are taken into a batch; `seal` closes it, the journal makes it durable, and `release`
lets its effects go. In between, the next batch may already be taken: its effects wait for
their own commit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from holdfast.core.alert_kinds import ALERTS
from holdfast.core.alerts import alerts_of
from holdfast.core.apply import APPLIERS
from holdfast.core.arming import roused
from holdfast.core.decide import DECIDERS, Message
from holdfast.core.invariants import check_fill
from holdfast.core.ledger import Ledger
from holdfast.core.must import InvariantBroken
from holdfast.core.policy import Policies
from holdfast.journal import Batch, Journal, JournalError
from holdfast.journal.entry import encode_fields
from holdfast.messages import commands as c
from holdfast.messages import contingent as o
from holdfast.messages import differences as d
from holdfast.messages import events as e
from holdfast.messages import links as n
from holdfast.messages import rulings as g
from holdfast.messages import spreads as s
from holdfast.messages import watched as w
from holdfast.messages.commands import SubmitOrder
from holdfast.messages.events import OrderFilled
from holdfast.messages.reports import VenueFills
from holdfast.messages.stamp import Stamp
from holdfast.model.band import Activity
from holdfast.model.ids import InstrumentId
from holdfast.model.numbers import Nanos
from holdfast.model.quote import Quote
from holdfast.runtime.evidence import EVIDENCE, NO_QUOTES
from holdfast.runtime.moves import FORGETFUL, NO_MOVES, MovesOf, Past

ROWS = ("RC27",)  # the controls that it holds, by their ids

Effect = Callable[[e.Event], None]
# first seq, effects by the place of their entry, entries: what a durable batch lets leave
Approve = Callable[[int, list[tuple[int, e.Event]], list[bytes]], None]

_COMMANDS = frozenset(c.Command.__args__)
_LEAVES = (
    e.OrderSent,
    e.CancelSent,
    e.ReplaceSent,
    e.QuerySent,
    d.AccountQueried,
    d.StrayCancelSent,
    e.ParentScheduled,
    e.ParentStopping,
    e.ParentEnded,
    o.StopWatched,
    s.SpreadEnded,
    # what sets or moves the end of something temporary
    e.LimitsSet,
    g.LimitsLapsed,
    g.Proposed,
    g.ProposalClosed,
    g.ScopeStopped,
    g.StopLifted,
    g.PermitGiven,
    g.PermitEnded,
    g.RuleModeSet,
    # what sets or moves when something is asked after or sent again
    n.QuestionAnswered,
    n.ExitsPostponed,
    n.ExitsResumed,
    d.AccountCompared,
    d.AccountUntold,
    # what sets or moves when something that is watched is due
    w.SessionOpened,
    w.SessionHeard,
    w.CancelsDue,
    w.CopyConnected,
    w.FillAwaited,
    w.AlertRaised,
    w.AlertEscalated,
    w.ConditionNoted,
    w.LapseMoved,
)
# what dispatch is told of once it is durable, and whether it may deserve an alert
_OUTBOUND: dict[type, bool] = {**dict.fromkeys(_LEAVES, False), **dict.fromkeys(ALERTS, True)}

NO_ACTIVITY: dict[InstrumentId, Activity] = {}
_ASKS_AN_ALGO = frozenset({c.Wake, c.ReachBand})

_HELD_BY: dict[type[Message], type[e.Event]] = {
    SubmitOrder: e.OrderSent,
    VenueFills: e.OrderFilled,
}


class Halted(Exception):
    """The desk has stopped: nothing more is decided or sent in this run."""


class Sealed(msgspec.Struct, gc=False):
    """A closed batch: what to write, and what may happen once it is written."""

    batch: Batch
    effects: list[tuple[int, e.Event]]  # by the place of their entry in the batch
    events: list[e.Event]
    at: Nanos  # of the last entry


class Engine:
    """One desk's single writer: no threads, no clock of its own."""

    def __init__(
        self,
        ledger: Ledger,
        policies: Policies,
        journal: Journal,
        now: Callable[[], Nanos],
        quotes: Mapping[InstrumentId, Quote],
        effect: Effect,
        past: Past = FORGETFUL,
        approve: Approve | None = None,
    ) -> None:
        self.ledger = ledger
        self.policies = policies
        self.journal = journal
        self.halted = ""
        self.on_events: Callable[[list[e.Event]], None] | None = None
        self._now = now
        self._quotes = quotes
        self._past = past
        self._moves_of = MovesOf(past)
        self._effect = effect
        self._approve = approve
        self._entries: list[bytes] = []
        self._effects: list[tuple[int, e.Event]] = []
        self._events: list[e.Event] = []
        self._first_seq = ledger.seq + 1
        # when the last entry whose effects have left was taken
        self.released_at = ledger.at

    @property
    def pending(self) -> int:
        """How many entries wait to be sealed."""
        return len(self._entries)

    def take(self, message: Message) -> list[e.Event]:
        """Decide and apply one input; what it causes waits for `release`.

        Raises Halted once the desk has stopped, and as it stops the bug that stopped it.
        """
        if self.halted:
            raise Halted(self.halted)
        ledger = self.ledger
        kind = type(message)
        at = self._now()
        if at < ledger.at:  # noqa: PLR1730  (a call would cost more than the comparison)
            # logical time never runs backwards
            at = ledger.at
        seq = ledger.seq + 1
        find = EVIDENCE.get(kind)
        quotes = NO_QUOTES if find is None else find(ledger, message, self._quotes)
        moves = self._moves_of(ledger, message, quotes, at) if quotes else NO_MOVES
        active = self._activity(message, at) if kind in _ASKS_AN_ALGO else NO_ACTIVITY
        stamp = Stamp(seq, at, quotes, moves, active)
        events: list[e.Event] = []
        alarmed = False
        try:
            for event in DECIDERS[kind](ledger, message, stamp, self.policies):
                ledger.seq = seq
                ledger.at = at
                happened = type(event)
                APPLIERS[happened](ledger, event)
                events.append(event)
                if happened is OrderFilled:
                    check_fill(ledger, event)  # type: ignore[arg-type]  # told by its type above
                elif happened in _OUTBOUND:
                    self._effects.append((len(self._entries), event))
                    alarmed |= _OUTBOUND[happened]
            if alarmed or ledger.waiting:
                self._follow_up(events, alarmed)
            if events:
                self._entries.append(_line(stamp, message, events))
        except BaseException as bug:
            # half of an input may be applied, and the journal has none of it: whatever it was,
            # memory that ran out or an impatient Ctrl-C, nothing may follow
            self.halt(str(bug) if isinstance(bug, InvariantBroken) else repr(bug))
            raise
        if events and self.on_events is not None:
            self._events.extend(events)
        return events

    def _activity(self, message: Message, at: Nanos) -> dict[InstrumentId, Activity]:
        """Find what an algo may want to know of the market that its parent works in."""
        order = None
        if isinstance(message, c.Wake | c.ReachBand):
            order = self.ledger.orders.get(message.order_id)
        if order is None:
            return NO_ACTIVITY
        activity = self._past.activity(order.terms.instrument, at)
        return NO_ACTIVITY if activity is None else {activity.instrument: activity}

    def _follow_up(self, events: list[e.Event], alarmed: bool) -> None:
        """Add what the events of one input mean for those who wait for it, and for people."""
        for told in roused(self.ledger, tuple(events)):
            APPLIERS[type(told)](self.ledger, told)
            events.append(told)
            if type(told) in _OUTBOUND:
                self._effects.append((len(self._entries), told))
        if alarmed:
            self._raise_alerts(events)

    def _raise_alerts(self, events: list[e.Event]) -> None:
        """Add the alerts that the events of one input deserve: they are durable with it."""
        for told in alerts_of(self.ledger, tuple(events)):
            APPLIERS[type(told)](self.ledger, told)
            events.append(told)
            self._effects.append((len(self._entries), told))

    def seal(self) -> Sealed | None:
        """Close the batch, if there is anything in it."""
        entries = self._entries
        if not entries:
            return None
        sealed = Sealed(
            Batch(self._first_seq, entries), self._effects, self._events, self.ledger.at
        )
        self._first_seq += len(entries)
        self._entries, self._effects, self._events = [], [], []
        return sealed

    def release(self, sealed: Sealed) -> None:
        """Let the effects of a durable batch go, in the order of their events."""
        self._let_go(sealed.batch, sealed.effects, sealed.events)
        self.released_at = sealed.at

    def commit(self) -> None:
        """Write what is open and let it act, on this thread; a failing journal stops the desk."""
        entries = self._entries
        if not entries:
            return
        effects, events = self._effects, self._events
        self._entries, self._effects, self._events = [], [], []
        batch = Batch(self._first_seq, entries)
        self._first_seq += len(entries)
        try:
            self.journal.append(batch)
        except JournalError as error:
            self.halt(f"journal: {error}")
            raise
        if effects or self.on_events is not None:
            self._let_go(batch, effects, events)
        self.released_at = self.ledger.at

    def _let_go(
        self, batch: Batch, effects: list[tuple[int, e.Event]], events: list[e.Event]
    ) -> None:
        if self.halted:
            return
        if self._approve is not None:
            self._approve(batch.first_seq, effects, batch.entries)
        for _, event in effects:
            self._effect(event)
        if self.on_events is not None:
            self.on_events(events)

    def halt(self, why: str) -> None:
        """Stop deciding and sending; what is durable stays so."""
        self.halted = self.halted or why


def _line(stamp: Stamp, message: Message, events: list[e.Event]) -> bytes:
    """Write the entry of one input; one that its first event holds whole is not written twice."""
    evidence = (*stamp.quotes.values(),) if stamp.quotes else ()
    kind = type(message)
    # sorted by kind, which the types cannot see
    told: tuple[Any, Any] = (message, None) if kind in _COMMANDS else (None, message)
    first = events[0]
    # an order whose quantity the desk has worked out is not what was asked
    if _HELD_BY.get(kind) is type(first) and getattr(first, "terms", message) is message:
        told = (None, None)
    moves = (*stamp.moves.values(),) if stamp.moves else ()
    if stamp.activity:
        active = (*stamp.activity.values(),)
        return encode_fields((stamp.seq, stamp.at, evidence, *told, events, moves, active))
    if moves:
        return encode_fields((stamp.seq, stamp.at, evidence, *told, events, moves))
    # most have none, and are written as if there were none to have
    return encode_fields((stamp.seq, stamp.at, evidence, *told, events))
