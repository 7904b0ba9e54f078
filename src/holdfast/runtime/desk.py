"""A desk: one inbox, one ledger, one journal, one writer."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from random import Random

from holdfast.core.decide import Message
from holdfast.core.ledger import Ledger, freeze
from holdfast.core.listing import known_list
from holdfast.core.names import by_id
from holdfast.core.policy import Policies
from holdfast.journal import Journal
from holdfast.market.bands import Bands
from holdfast.market.believed import Believed
from holdfast.market.health import FeedHealth, OnTurn
from holdfast.messages import commands as c
from holdfast.messages import underway as u
from holdfast.messages.control import DeclareVenue, TurnBreaker
from holdfast.messages.refusals import Reason, Refusal
from holdfast.model.asking import UNHURRIED, Asking
from holdfast.model.circuit import Circuit, feed_name
from holdfast.model.difference import ReconcilePolicy
from holdfast.model.ids import InstrumentId, VenueId
from holdfast.model.numbers import Nanos
from holdfast.model.principal import Principal
from holdfast.model.quote import Quote
from holdfast.model.retention import Retention
from holdfast.recovery.replay import rebuild
from holdfast.runtime.answers import Answer, answer
from holdfast.runtime.builds import refuse_older
from holdfast.runtime.dispatch import Dispatch, OnAlert
from holdfast.runtime.engine import Engine, Halted
from holdfast.runtime.guard import Around, Guarded, GuardRules
from holdfast.runtime.moves import FORGETFUL, Past
from holdfast.runtime.rhythm import Beat, Rhythm
from holdfast.runtime.tidying import Tidying
from holdfast.runtime.virtual_time import VirtualTime
from holdfast.venues import Declares, DropCopy, Rehearses, Time, Venue

INBOX_MAX = 1_000_000
BATCH_ENTRIES_MAX = 1_000
_ADDS_RISK = c.SubmitOrder | c.SubmitList | c.SubmitPlan | c.ReplaceOrder | u.AmendParent


class Desk:
    """The desk on one thread: commands are answered when their batch is durable.

    Reports and wakes come to the inbox; `drain` takes them in batches, each committed before
    anything it caused may leave.
    """

    def __init__(  # noqa: PLR0913  # each part may be left out
        self,
        name: str,
        *,
        journal: Journal,
        policies: Policies,
        venues: Mapping[VenueId, Venue],
        time: Time,
        quotes: Mapping[InstrumentId, Quote],
        past: Past = FORGETFUL,
        beat: Beat | None = None,
        guards: Mapping[VenueId, GuardRules] | None = None,
        feeds: Mapping[VenueId, FeedHealth] | None = None,
        drop_copies: Sequence[DropCopy] = (),
        bands: Bands | None = None,
    ) -> None:
        self.name = name
        self.journal = journal
        self.venues = venues
        self.drop_copies = drop_copies
        self.time = time
        self.ledger: Ledger = rebuild(journal)
        self.inbox: deque[Message] = deque()
        self.on_inbox: Callable[[], None] | None = None
        self.feeds = dict(feeds or {})
        for feed_of, health in self.feeds.items():
            health.on_turn = self._turned(feed_of)
        if feeds:
            quotes = Believed(quotes, tuple(feeds.values()), time.now)
        self.guards = self._guards(guards or {})
        spoken_to = {**venues, **self.guards} if guards else venues
        dispatch = Dispatch(self.ledger, spoken_to, time, self.deliver, bands)
        self._dispatch = dispatch
        self._rhythm: Rhythm | None = None
        if beat is not None:
            self._rhythm = Rhythm(self.ledger, time, quotes, self.deliver, beat)
            dispatch.on_sent = self._rhythm.stir
        self.past = past
        self.engine = Engine(
            self.ledger, policies, journal, time.now, quotes, dispatch, past, dispatch.approve
        )
        self.tidy: Callable[[], None] = _keep_all

    def forget_by(self, retention: Retention) -> None:
        """From now on let the ledger forget orders that are over; until this it keeps all."""
        self.tidy = Tidying(self.engine, retention)

    @property
    def rehearsal(self) -> str:
        """Say which faults are injected at its venues on purpose, empty if none ever are."""
        return "; ".join(
            f"{name}: {venue.rehearsal}"
            for name, venue in self.venues.items()
            if isinstance(venue, Rehearses) and venue.rehearsal
        )

    def _turned(self, venue: VenueId) -> OnTurn:
        """Have the desk know what the breaker of a feed lets through."""

        def turned(to: Circuit, why: str, until: Nanos) -> None:
            self.deliver(TurnBreaker(feed_name(venue), to, why, until))

        return turned

    def _guards(self, rules: Mapping[VenueId, GuardRules]) -> dict[VenueId, Guarded]:
        """Put a guard around each venue that has rules; the others are spoken to as they are."""
        around = Around(
            self.ledger,
            self.time,
            self.deliver,
            is_halted=lambda: bool(self.engine.halted),
            is_shut=lambda: self._dispatch.is_shut,
        )
        return {
            name: Guarded(self.venues[name], each, around, Random(f"{self.name} {name}"))
            for name, each in rules.items()
        }

    def start(
        self,
        build: str,
        seed: int = 0,
        principals: tuple[Principal, ...] = (),
        opening: Iterable[c.Command] = (),
        asking: Asking = UNHURRIED,
        reconciling: ReconcilePolicy | None = None,
    ) -> None:
        """Connect the venues, ask after what was open, and set the timers that were running.

        `principals` are who may do what from a first start on, `asking` is how often what is
        not known is asked after in this run, `reconciling` how pictures of accounts are judged.
        `opening` is taken with the start, as one batch: a crash leaves all of it or nothing,
        never a desk that is set up in part. Raises BuildTooOld on a journal of a newer build.
        """
        refuse_older(self.ledger.build, build)
        for venue in {**self.venues, **self.guards}.values():
            venue.connect(self.deliver)
        command = c.StartDesk(
            self.name, self.journal.epoch, build, seed, principals, asking, reconciling
        )
        self.engine.take(command)
        for name, venue in self.venues.items():
            if isinstance(venue, Declares):
                self.engine.take(DeclareVenue(name, venue.abilities))
        for each in opening:
            self.take(each)
        self.engine.commit()
        for copy in self.drop_copies:
            known = self.ledger.watch.copies.get(copy.venue)
            heard_at = 0 if known is None else known.heard_at
            copy.connect(self.deliver, heard_at or self.time.now())
        self._dispatch.resume()
        if self._rhythm is not None:
            self._rhythm.begin()

    def deliver(self, message: Message) -> None:
        """Put a message in the inbox; a full one halts the desk rather than lose a fill."""
        if len(self.inbox) >= INBOX_MAX:
            self.engine.halt(f"the inbox holds {INBOX_MAX} messages")
            raise Halted(self.engine.halted)
        self.inbox.append(message)
        if self.on_inbox is not None:
            self.on_inbox()

    def ask(self, command: c.Command) -> Answer:
        """Take one command, make it durable, let it act, and answer; inbox messages go first."""
        self.drain()
        told = self.take(command)
        self.tidy()
        self.engine.commit()
        return told

    def take(self, command: c.Command) -> Answer:
        """Take one command into the open batch; tell its answer once that is durable.

        Its order may be named by a client order id; what is journaled has the order's own.
        On the last of the disk new risk is refused, so that cancels can still be written.
        """
        if type(command) is not c.SubmitOrder:
            command = by_id(self.ledger, command)
        if (
            self.journal.is_space_low
            and isinstance(command, _ADDS_RISK)
            and not _was_asked_before(self.ledger, command)
        ):
            detail = "the disk is nearly full: only cancels and what venues say are taken"
            return Answer(refusals=(Refusal(Reason.DISK_LOW, detail),))
        return answer(self.ledger, command, self.engine.take(command))

    def hear_alerts(self, hear: OnAlert | None) -> None:
        """Have somebody told of every alert that is raised or escalates, once it is durable."""
        self._dispatch.on_alert = hear

    def run(self, time: VirtualTime, until: Nanos | None = None) -> None:
        """Let virtual time pass: each appointment, then everything that it brought."""
        self.drain()
        while (due := time.next_at()) is not None and (until is None or due <= until):
            time.step()
            if self.inbox:
                self.drain()
        if until is not None:
            time.advance(until)

    def drain(self) -> None:
        """Take everything that waits, in batches, until acting on it brings nothing new."""
        inbox, engine = self.inbox, self.engine
        take = engine.take
        while inbox:
            for _ in range(min(len(inbox), BATCH_ENTRIES_MAX)):
                take(inbox.popleft())
            self.tidy()
            engine.commit()

    def snapshot(self) -> None:
        """Keep the whole state beside the journal, so that a restart need not read it all."""
        self.engine.commit()
        self.journal.save_snapshot(self.ledger.seq, freeze(self.ledger))

    def close(self) -> None:
        """Close the venues and the journal, in this order."""
        for copy in self.drop_copies:
            copy.close()
        for venue in {**self.venues, **self.guards}.values():
            venue.close()
        self.journal.close()


def _was_asked_before(ledger: Ledger, command: c.Command) -> bool:
    """Tell a repeat, which is answered as it was: a no would say that nothing had been taken."""
    match command:
        case c.SubmitOrder():
            state = ledger.accounts.get(command.account)
            return state is not None and command.client_order_id in state.client_ids
        case c.ReplaceOrder():
            chain = ledger.chains.of.get(command.order_id)
            return chain is not None and command.client_order_id in chain.links
        case c.SubmitList():
            return bool(known_list(ledger, command))
        case c.SubmitPlan():
            state = ledger.accounts.get(command.plan.account)
            return state is not None and command.plan.plan_id in state.plans
    return False


def _keep_all() -> None:
    """Do nothing: a desk that was given no retention keeps every order whole."""
