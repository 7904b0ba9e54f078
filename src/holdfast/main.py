"""The wiring: which parts a desk is made of, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from random import Random

import msgspec

from holdfast import __version__
from holdfast.algos import ALGOS
from holdfast.config import AccountSettings, MarketKind, PaperSettings, Settings
from holdfast.core.policy import Policies
from holdfast.exchange import Exchange, ExchangeConfig, Faults, FeeSchedule, Latencies, Latency
from holdfast.exchange.generated import FlowConfig, Generated
from holdfast.exchange.participants import FlowInstrument
from holdfast.exchange.replayed import Replayed
from holdfast.exchange.source import MarketSource
from holdfast.journal import Journal
from holdfast.journal.memory import MemoryJournal
from holdfast.journal.sqlite import SqliteJournal
from holdfast.market.last import LastQuotes
from holdfast.market.tape import Tape, open_tape
from holdfast.messages import commands as c
from holdfast.model.account import Account
from holdfast.model.instrument import Instrument, Listing
from holdfast.model.numbers import Nanos
from holdfast.model.quote import MarketEvent
from holdfast.risk import CHECKS
from holdfast.runtime.desk import Desk
from holdfast.sizing import SIZERS
from holdfast.venues import Time
from holdfast.venues.paper import Paper
from holdfast.venues.paper.store import PaperStore

PAPER = "PAPER"
_MILLION = Decimal(1_000_000)

FEES: dict[str, FeeSchedule] = {
    "none": FeeSchedule(),
    "us_equity": FeeSchedule(
        per_unit=Decimal("0.0035"), order_min=Decimal("0.35"), us_regulatory=True
    ),
    "maker_taker": FeeSchedule(maker_bps=Decimal("1"), taker_bps=Decimal("5")),
}


class Wired(msgspec.Struct, frozen=True):
    """A desk with the parts around it that others need a hand on."""

    desk: Desk
    paper: Paper
    market: LastQuotes
    settings: Settings
    tape: Tape | None


def policies() -> Policies:
    """Return the plug-ins in force: every registry, whole."""
    return Policies(CHECKS, SIZERS, ALGOS)


def open_journal(settings: Settings, epoch: str) -> Journal:
    """Open the journal that the settings name; `epoch` names it if it is new."""
    if not settings.desk.journal:
        return MemoryJournal(epoch=epoch, build=__version__)
    return SqliteJournal(
        settings.desk.journal, settings.desk.durability, build=__version__, epoch=epoch
    )


def tape_of(settings: Settings) -> Tape | None:
    """Open the recorded market, where the settings ask for one."""
    if settings.market.kind is MarketKind.TAPE:
        return open_tape(settings.market.tape)
    return None


def wire(settings: Settings, journal: Journal, time: Time, tape: Tape | None) -> Wired:
    """Put a paper desk together: exchange, venue, market memory and desk, not yet started."""
    market = LastQuotes()
    rng = Random(settings.market.seed)
    exchange = Exchange(
        ExchangeConfig(
            venue=PAPER,
            id_prefix=f"{journal.epoch}-",
            fees=FEES[settings.paper.fees],
        )
    )
    for instrument, listing in _instruments(settings, tape):
        exchange.list(instrument, listing)
    paper = Paper(
        PAPER,
        exchange,
        time,
        source=_source(settings, tape, Random(rng.getrandbits(64)), time.now()),
        store=_store(settings),
        latency=_latency(settings.paper),
        faults=Faults(reject_ppm=int(settings.paper.rejection_rate * _MILLION)),
        rng=Random(rng.getrandbits(64)),
        on_market=market.on_event,
    )
    desk = Desk(
        settings.desk.name,
        journal=journal,
        policies=policies(),
        venues={PAPER: paper},
        time=time,
        quotes=market.quotes,
    )
    return Wired(desk, paper, market, settings, tape)


def opening_commands(settings: Settings, tape: Tape | None) -> Iterator[c.Command]:
    """Yield what a first start sets up; asked again on a later one it changes nothing."""
    for instrument, listing in _instruments(settings, tape):
        yield c.ListInstrument(instrument, (listing,), principal="config")
    for account in settings.accounts:
        yield c.OpenAccount(_account(account), {account.currency: account.cash}, "config")


def opening_limits(settings: Settings) -> Iterator[c.SetLimits]:
    """Yield the limits of the first start; afterwards they change by command alone."""
    for account in settings.accounts:
        yield c.SetLimits(account.id, account.limits, "config", "limits of the first start")


def _account(account: AccountSettings) -> Account:
    return Account(account.id, PAPER, account.currency, account.kind, account.leverage)


def _instruments(settings: Settings, tape: Tape | None) -> Iterator[tuple[Instrument, Listing]]:
    if tape is not None:
        listings = {listing.instrument: listing for listing in tape.listings(PAPER)}
        for instrument in tape.instruments:
            yield instrument, listings[instrument.id]
        return
    for name in settings.market.instruments:
        yield Instrument(name), Listing(name, PAPER, name)


def _source(settings: Settings, tape: Tape | None, rng: Random, at: Nanos) -> MarketSource:
    if tape is not None:
        return Replayed(_from(tape.events(), at))
    flows = tuple(
        FlowInstrument(name, price)
        for name, price in zip(settings.market.instruments, settings.market.prices, strict=True)
    )
    return Generated(FlowConfig(instruments=flows), rng, at)


def _from(events: Iterator[MarketEvent], at: Nanos) -> Iterator[MarketEvent]:
    """Leave out what a desk that goes on in the middle of a tape has already seen."""
    return (event for event in events if event.at >= at)


def _store(settings: Settings) -> PaperStore | None:
    if not settings.paper.store:
        return None
    return PaperStore(settings.paper.store, settings.desk.durability)


def _latency(paper: PaperSettings) -> Latencies:
    one_way = Latency(paper.latency_us * 1_000, paper.latency_jitter_us * 1_000)
    return Latencies(one_way, one_way)
