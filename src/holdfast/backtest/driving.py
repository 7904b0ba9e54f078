"""Moment by moment through virtual time: market, desk, strategy, and a sample where one is due."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import msgspec

from holdfast.backtest.recorder import Recorder
from holdfast.core.ledger import Ledger
from holdfast.main.place import Wired
from holdfast.market.recording import Stream
from holdfast.market.tape import Tape
from holdfast.messages import events as e
from holdfast.model.ids import InstrumentId
from holdfast.model.numbers import Nanos
from holdfast.model.quote import Bar, MarketEvent, Quote
from holdfast.runtime.virtual_time import VirtualTime
from holdfast.strategies import Host

LOOK_EVERY = 256  # moments between two calls of `progress`


class Moment(msgspec.Struct, frozen=True):
    """Where a run stands; `fraction` of it is done, from 0 to 1."""

    at: Nanos
    fraction: float
    ledger: Ledger
    quotes: dict[InstrumentId, Quote]


Progress = Callable[[Moment], None]


class Drive:
    """It lets time pass. A strategy is told once all of a moment is durable, and only while it may.

    `is_telling` withholds what a strategy hears until the desk is armed.
    """

    def __init__(
        self,
        wired: Wired,
        time: VirtualTime,
        recorder: Recorder,
        host: Host | None,
        ends_at: Nanos | None,
        progress: Progress | None,
    ) -> None:
        self.is_telling = False
        self._wired = wired
        self._time = time
        self._recorder = recorder
        self._host = host
        self._began_at = time.now()
        self._ends_at = ends_at
        self._progress = progress
        self._moments = 0
        self._sample_at = recorder.next_sample(time.now())
        self._has_traded = False  # whether the market was heard since the last sample
        wired.paper.overhear(self._hear_market)
        wired.desk.engine.on_events = self._hear_desk

    def play_bars(self, tape: Tape) -> None:
        """Have the strategy hear recorded bars as such: the public market shows their closes."""
        if self._host is not None:
            self._next_bar(bars_of(tape, self._time.now()))

    def until(self, to: Nanos | None) -> None:
        """Go on to a time, or to the end of the market where that is earlier."""
        time, paper = self._time, self._wired.paper
        while not paper.finished and (due := time.next_at()) is not None:
            if to is not None and due > to:
                break
            self._moment(due)
        if to is not None and not paper.finished:
            time.advance(to)

    def moment(self) -> bool:
        """Go on by one moment; False at the market's end."""
        due = self._time.next_at()
        if due is None or self._wired.paper.finished:
            return False
        self._moment(due)
        return True

    def settle(self, span_ns: Nanos) -> None:
        """Go on behind the market's end, so that what is under way arrives."""
        until = self._time.now() + span_ns
        while (due := self._time.next_at()) is not None and due <= until:
            self._moment(due)

    def _moment(self, due: Nanos) -> None:
        time, desk = self._time, self._wired.desk
        if due >= self._sample_at:
            # nights and weekends are no sample: nothing happens in them
            if self._has_traded:
                self._recorder.sample(self._sample_at)
                self._has_traded = False
            self._sample_at = self._recorder.next_sample(due)
        inbox = desk.inbox
        while time.next_at() == due:
            time.step()
            if inbox:
                desk.drain()
        if self.is_telling and self._host is not None:
            self._host.turn()
            while inbox:
                # what a venue that is not far away has answered already
                desk.drain()
                self._host.turn()
        self._moments += 1
        if self._progress is not None and not self._moments % LOOK_EVERY:
            self._progress(self._where(due))

    def _where(self, at: Nanos) -> Moment:
        whole = 0 if self._ends_at is None else self._ends_at - self._began_at
        fraction = min(1.0, (at - self._began_at) / whole) if whole > 0 else 0.0
        return Moment(at, fraction, self._wired.desk.ledger, self._wired.market.quotes)

    def _hear_market(self, event: MarketEvent) -> None:
        self._has_traded = True
        self._recorder.on_market(event)
        if self._host is not None:
            self._host.on_market(event)

    def _hear_desk(self, events: Sequence[e.Event]) -> None:
        self._recorder.on_events(events)
        if self._host is not None:
            self._host.on_events(events)

    def _next_bar(self, bars: Iterator[Bar]) -> None:
        bar = next(bars, None)
        if bar is not None and self._host is not None:
            host, heard = self._host, bar

            def hear() -> None:
                host.on_market(heard)
                self._next_bar(bars)

            self._time.call_at(bar.at, hear)


def bars_of(tape: Tape, since: Nanos) -> Iterator[Bar]:
    """Yield the bars that a tape was recorded in, those that are over after a time."""
    recorded = tuple(each for each in tape.recordings if each.stream is Stream.BARS)
    if not recorded:
        return
    for event in msgspec.structs.replace(tape, recordings=recorded).events():
        if isinstance(event, Bar) and event.at >= since:
            yield event


def native(tape: Tape) -> frozenset[InstrumentId]:
    """Name the instruments whose trades the tape tells as bars."""
    return frozenset(each.instrument.id for each in tape.recordings if each.stream is Stream.BARS)
