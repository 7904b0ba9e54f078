"""The wiring: which parts a desk is made of, and nothing else."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Iterator, Mapping
from pathlib import Path
from random import Random
from types import TracebackType
from typing import Self

import msgspec

from holdfast import __version__
from holdfast.algos import ALGOS
from holdfast.algos.emulated import EMULATORS
from holdfast.api.control_channel import control_channel, control_path
from holdfast.config import (
    AbilitiesName,
    AccountSettings,
    MarketKind,
    MarketSettings,
    Settings,
)
from holdfast.config.channels import channels_of
from holdfast.config.faults import script_of
from holdfast.config.guarding import feed_rules, guard_rules
from holdfast.config.reconciling import reconcile_policy
from holdfast.core.policy import Policies
from holdfast.core.working import Algo
from holdfast.journal import Journal
from holdfast.journal.memory import MemoryJournal
from holdfast.journal.sqlite import SqliteJournal
from holdfast.main.alpaca_desk import (
    ALPACA,
    alpaca_place,
    asked_book,
    book_known,
)
from holdfast.main.guest_files import guests_of
from holdfast.main.paper_market import (
    PAPER,
    exchange_of,
    instruments_of,
    latency_of,
    source_of,
    store_of,
)
from holdfast.main.place import Book, Place, Wired
from holdfast.market.bands import Bands
from holdfast.market.health import FeedHealth, watched
from holdfast.market.last import LastQuotes
from holdfast.market.tape import Tape, open_tape
from holdfast.market.trading_day import close_of, open_of, trading_day
from holdfast.messages import commands as c
from holdfast.model.abilities import PLAIN
from holdfast.model.account import Account
from holdfast.model.ids import AccountId, VenueId
from holdfast.model.numbers import Nanos, use_exact_context
from holdfast.model.principal import Principal
from holdfast.risk import CHECKS
from holdfast.runtime.alerting import Alerting
from holdfast.runtime.answers import Answer
from holdfast.runtime.builds import BuildTooOld
from holdfast.runtime.desk import Desk as Core
from holdfast.runtime.engine import Halted
from holdfast.runtime.front import Front
from holdfast.runtime.live import Live
from holdfast.runtime.opening_hours import OpeningHours
from holdfast.runtime.readiness import Readiness
from holdfast.runtime.real_time import RealTime
from holdfast.runtime.rhythm import Beat
from holdfast.runtime.self_test import Clocks, SelfTester, Tolerances
from holdfast.sizing import SIZERS
from holdfast.transport.control import ControlError, ControlServer, serve_control
from holdfast.venues import Time
from holdfast.venues.faulty import FaultScript, Faulty, OnFault
from holdfast.venues.paper import Paper, PaperDropCopy, PaperRules
from holdfast.venues.paper.venue import OnMarket

SECOND_NS = 1_000_000_000
# how long a desk that is entered or served waits for its first quotes and its venues' answers
ARMED_WAIT_S = 5


def policies() -> Policies:
    """Return the plug-ins in force: every registry, whole."""
    return Policies(CHECKS, SIZERS, ALGOS, EMULATORS)


def policies_with(guests: Mapping[str, Algo]) -> Policies:
    """Return the plug-ins in force, with algos from users' files beside those of the house."""
    return msgspec.structs.replace(policies(), algos={**guests, **ALGOS})


def open_journal(settings: Settings, epoch: str) -> Journal:
    """Open the journal that the settings name; `epoch` names it if it is new."""
    if not settings.desk.journal:
        return MemoryJournal(epoch=epoch, build=__version__)
    return SqliteJournal(
        settings.desk.journal,
        settings.desk.durability,
        build=__version__,
        epoch=epoch,
        # damage before the last snapshot is damage too
        check_whole=True,
    )


def last_time(journal: Journal) -> Nanos:
    """Return the market time of the journal's last entry, 0 where it is empty."""
    seq = journal.head().seq
    last = next(iter(journal.entries(seq)), None) if seq else None
    return 0 if last is None else last.at


def tape_of(settings: Settings) -> Tape | None:
    """Open the recorded market, where the settings ask for one."""
    if settings.market.kind is MarketKind.TAPE:
        return open_tape(settings.market.tape)
    return None


def wire(
    settings: Settings,
    journal: Journal,
    time: Time,
    tape: Tape | None,
    faults: FaultScript | None = None,
    on_fault: OnFault | None = None,
    book: Book | None = None,
) -> Wired:
    """Put a desk together: venue, market memory and desk, not yet started.

    It trades on paper, or at the venue whose `book` is given. `faults` go before those of the
    settings, and `on_fault` hears of each as it is had.
    Raises ScriptError for faults that make no sense, GuestError for an algo's file that is none.
    """
    market = LastQuotes()
    rules = feed_rules(settings.market.health)
    name = PAPER if book is None else ALPACA
    health = FeedHealth(name, rules, tape.one_price if tape else ())
    hear = watched(health, market.on_event, time.now)
    if book is not None:
        place = alpaca_place(settings, book, time, hear, health.on_gap)
    else:
        paper = _paper(settings, journal, tape, time, hear)
        script = faults or script_of(settings.faults, settings.paper.rejection_rate)
        faulty = Faulty(paper, time, Random(settings.faults.seed), script, on_fault)
        place = Place(PAPER, faulty, paper.start, paper=paper, faulty=faulty)
    desk = Core(
        settings.desk.name,
        journal=journal,
        policies=policies_with(guests_of(settings.algos)),
        venues={name: place.venue},
        time=time,
        quotes=market.quotes,
        past=market,
        beat=Beat(trading_day, settings.desk.mark_every_s * SECOND_NS),
        guards={name: guard_rules(settings.venue)},
        feeds={name: health},
        bands=_bands(market, health, time),
        drop_copies=[PaperDropCopy(place.paper, time, _names(settings))]
        if settings.paper.drop_copy and place.paper is not None
        else (),
    )
    desk.forget_by(settings.desk.retention)
    hours = OpeningHours(desk.ledger, time, desk.deliver)
    return Wired(desk, place, market, settings, tape, hours)


def _paper(
    settings: Settings, journal: Journal, tape: Tape | None, time: Time, hear: OnMarket
) -> Paper:
    """Make the paper venue on its market, which `hear` hears before anybody else."""
    rng = Random(settings.market.seed)
    return Paper(
        PAPER,
        exchange_of(settings, journal, tape),
        time,
        source=source_of(settings, tape, Random(rng.getrandbits(64)), time.now()),
        store=store_of(settings),
        latency=latency_of(settings.paper),
        rng=Random(rng.getrandbits(64)),
        on_market=hear,
        rules=PaperRules(
            next_close=close_of(settings.market.calendar),
            next_open=open_of(settings.market.calendar),
            cash={each.id: {each.currency: each.cash} for each in settings.accounts},
        ),
        abilities=PLAIN if settings.paper.abilities is AbilitiesName.PLAIN else None,
    )


def _names(settings: Settings) -> list[AccountId]:
    return [account.id for account in settings.accounts]


def _bands(market: LastQuotes, health: FeedHealth, time: Time) -> Bands:
    """Have the market tell orders that wait for a price, unless its feed is not believed."""
    now = time.now
    bands = Bands(market.quotes, market.prices, now, lambda name: bool(health.fault(name, now())))
    market.tell(bands)
    return bands


def opening_commands(
    settings: Settings, tape: Tape | None, book: Book | None = None
) -> Iterator[c.Command]:
    """Yield what a first start sets up; asked again on a later one it changes nothing."""
    listed = instruments_of(settings, tape) if book is None else book.listings.values()
    for instrument, listing in listed:
        yield c.ListInstrument(instrument, (listing,), principal="config")
    venue = PAPER if book is None else ALPACA
    for account in settings.accounts:
        cash = {account.currency: account.cash} if book is None else book.cash
        yield c.OpenAccount(_account(account, venue), cash, "config")


def opening_limits(settings: Settings) -> Iterator[c.SetLimits]:
    """Yield the limits of the first start; afterwards they change by command alone."""
    for account in settings.accounts:
        yield c.SetLimits(account.id, account.limits, "config", "limits of the first start")


def principals_of(settings: Settings) -> tuple[Principal, ...]:
    """Return who may do what from the first start on."""
    return tuple(Principal(**msgspec.structs.asdict(each)) for each in settings.principals)


def _account(account: AccountSettings, venue: VenueId) -> Account:
    terms = (account.currency, account.kind, account.leverage, account.trade_group)
    return Account(account.id, venue, *terms)


async def start(
    settings: Settings, faults: FaultScript | None = None, on_fault: OnFault | None = None
) -> tuple[Wired, Live]:
    """Open the journal, wire a desk to the running loop's clock, start it and its market.

    A desk that goes on starts where its journal ends, in market time too, and without a venue
    that does not answer. Raises VenueNotThere for such a venue on a first start.
    """
    use_exact_context()
    book, away = await asked_book(settings)
    # before a journal is taken: a file that holds no algo leaves nothing behind
    guests_of(settings.algos)
    journal = open_journal(settings, secrets.token_hex(4))
    if away is not None:
        book = book_known(journal, settings, away)
    tape = tape_of(settings)
    loop = asyncio.get_running_loop()
    reached = last_time(journal)
    origin = None if tape is None else max(tape.start, reached)
    time = RealTime(loop, origin, settings.market.speed)
    if tape is None and reached > time.now():
        time = RealTime(loop, reached, settings.market.speed)
    wired = wire(settings, journal, time, tape, faults, on_fault, book)
    begin(wired)
    live = Live(wired.desk)
    wired.place.start()
    return wired, live


def begin(wired: Wired) -> None:
    """Start a wired desk, and set up what a first start sets up."""
    desk, settings = wired.desk, wired.settings
    opening = [*opening_commands(settings, wired.tape, wired.place.book)]
    if desk.ledger.starts == 0:
        opening += opening_limits(settings)
    try:
        people = principals_of(settings)
        how = reconcile_policy(settings.reconcile)
        asking = settings.desk.asking
        desk.start(__version__, settings.market.seed, people, opening, asking, how)
    except BuildTooOld:
        desk.close()
        raise
    wired.hours.begin()


def readiness(wired: Wired, live: Live) -> Readiness:
    """Test a started desk from now on, so that it is armed as soon as it may be."""
    # a market that runs faster than the clock says as much in less of its own time
    speed, usual = wired.settings.market.speed, Tolerances()
    silence_ns, offset_ns = usual.feed_silence_max_ns * speed, usual.venue_offset_max_ns * speed
    tolerances = Tolerances(feed_silence_max_ns=silence_ns, venue_offset_max_ns=offset_ns)
    return Readiness(live, SelfTester(wired.desk, wired.market.quotes, Clocks(), tolerances))


async def local_door(settings: Settings, live: Live) -> ControlServer | None:
    """Serve kill, resume and status by a socket beside the journal; without one there is no door.

    Raises ControlError where nobody can listen there.
    """
    if not settings.desk.journal:
        return None
    channel = control_channel(live, settings.desk.principal)
    return await serve_control(control_path(settings.desk.journal), channel)


class Desk(Front):
    """A desk in the caller's own process: `async with Desk.paper() as desk: ...`."""

    def __init__(
        self,
        settings: Settings,
        faults: FaultScript | None = None,
        on_fault: OnFault | None = None,
    ) -> None:
        self._settings = settings
        self._faults = faults
        self._on_fault = on_fault
        self._is_entered = False

    @classmethod
    def paper(
        cls,
        path: str | Path | None = None,
        *,
        settings: Settings | None = None,
        seed: int = 7,
        speed: int = 1,
        faults: FaultScript | None = None,
        on_fault: OnFault | None = None,
    ) -> Self:
        """Make a paper desk on a generated market.

        `path` is a folder for the journal and the venue's books, so that the desk goes on
        where it stopped, and `holdfast kill` finds it; without it everything is forgotten at
        the end. `speed` is how many times faster than the clock the market runs. `faults` are
        what goes wrong with the venue on purpose, before those of the settings, and
        `on_fault` hears of each: its number, what befell what, and when. Raises ScriptError
        for faults that make no sense, and
        JournalError on entering when the journal is in use or damaged.
        """
        settings = settings or Settings(market=MarketSettings(seed=seed, speed=speed))
        if path:
            Path(path).mkdir(parents=True, exist_ok=True)
        journal = str(Path(path, "journal.db")) if path else ""
        store = str(Path(path, "paper.db")) if path else ""
        return cls(
            msgspec.structs.replace(
                settings,
                desk=msgspec.structs.replace(settings.desk, journal=journal),
                paper=msgspec.structs.replace(settings.paper, store=store),
            ),
            faults,
            on_fault,
        )

    async def __aenter__(self) -> Self:
        """Start the desk, and wait for a while until it is armed; `ledger.is_armed` tells."""
        wired, live = await start(self._settings, self._faults, self._on_fault)
        self._place = wired.place
        try:
            self._door = await local_door(self._settings, live)
        except ControlError:
            await live.close()
            raise
        self._readiness = readiness(wired, live)
        await self._readiness.armed(ARMED_WAIT_S)
        super().__init__(live, wired.market.quotes, self._settings.desk.principal)
        self._alerting = Alerting(live, channels_of(self._settings))
        self._is_entered = True
        return self

    async def ask(self, command: c.Command) -> Answer:
        """Ask as the front does; raises Halted before the desk is entered, too."""
        if not self._is_entered:
            raise Halted("the desk is not entered: use `async with`")
        return await super().ask(command)

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._alerting.close()
        await self._readiness.close()
        if self._door is not None:
            await self._door.close()
        self._place.stop()
        await self._live.close(with_snapshot=bool(self._settings.desk.journal))
        self._halt("the desk is closed")
