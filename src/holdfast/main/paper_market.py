"""The paper market of a desk: its exchange, what trades there, and where its flow comes from."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import msgspec

from holdfast.config import PaperSettings, Settings
from holdfast.exchange import BarExits, Exchange, ExchangeConfig, Latencies, Latency, SelfTrade
from holdfast.exchange.fees import FEES
from holdfast.exchange.generated import FlowConfig, Generated
from holdfast.exchange.participants import FlowInstrument
from holdfast.exchange.replayed import Replayed
from holdfast.exchange.source import MarketSource
from holdfast.journal import Journal
from holdfast.market.tape import Tape
from holdfast.model.instrument import Instrument, Listing
from holdfast.model.numbers import Nanos
from holdfast.model.quote import MarketEvent
from holdfast.venues.paper.store import PaperStore

PAPER = "PAPER"


def exchange_of(settings: Settings, journal: Journal, tape: Tape | None) -> Exchange:
    exchange = Exchange(
        ExchangeConfig(
            venue=PAPER,
            id_prefix=id_prefix_of(settings, journal),
            fees=FEES[settings.paper.fees],
            # a stop that is on its way out must not die for an order that merely rests
            self_trade=SelfTrade.EXPIRE_MAKER,
            bar_exits=BarExits(settings.paper.bar_exits.name),
        ),
        Random(f"tips of {settings.market.seed}"),
    )
    for instrument, listing in instruments_of(settings, tape):
        exchange.list(instrument, listing)
    return exchange


def instruments_of(settings: Settings, tape: Tape | None) -> Iterator[tuple[Instrument, Listing]]:
    if tape is not None:
        listings = {listing.instrument: listing for listing in tape.listings(PAPER)}
        for instrument in tape.instruments:
            listing = listings[instrument.id]
            yield instrument, msgspec.structs.replace(listing, calendar=settings.market.calendar)
        return
    for name in settings.market.instruments:
        yield Instrument(name), Listing(name, PAPER, name, calendar=settings.market.calendar)


def source_of(settings: Settings, tape: Tape | None, rng: Random, at: Nanos) -> MarketSource:
    if tape is not None:
        # a venue with books of its own catches up on what has passed, in silence
        return Replayed(tape.events() if settings.paper.store else _from(tape.events(), at))
    flows = tuple(
        FlowInstrument(name, price)
        for name, price in zip(settings.market.instruments, settings.market.prices, strict=True)
    )
    return Generated(FlowConfig(instruments=flows), rng, at)


def _from(events: Iterator[MarketEvent], at: Nanos) -> Iterator[MarketEvent]:
    """Leave out what a desk that goes on in the middle of a tape has already seen."""
    return (event for event in events if event.at >= at)


def id_prefix_of(settings: Settings, journal: Journal) -> str:
    """Name the venue's ids so that no run repeats another's: its books count on, if it has any."""
    if settings.paper.store:
        return f"{journal.epoch}-"
    return f"{journal.epoch}.{journal.head().seq}-"


def store_of(settings: Settings) -> PaperStore | None:
    if not settings.paper.store:
        return None
    return PaperStore(settings.paper.store, settings.desk.durability)


def latency_of(paper: PaperSettings) -> Latencies:
    one_way = Latency(paper.latency_us * 1_000, paper.latency_jitter_us * 1_000)
    return Latencies(one_way, one_way)
