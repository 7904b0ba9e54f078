"""Windows of a recorded market: what happened from a moment on, and what stood before it.

Each window is played on an exchange of its own, so that no two orders of a study can meet or take
the same shares. It begins with the book that stood then, told order by order in the order of its
queues (or with the last quote), so no window needs the tape before it.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cached_property
from random import Random
from statistics import median

import msgspec

from holdfast.exchange import Exchange
from holdfast.market.recording import Recording
from holdfast.market.tape import Tape
from holdfast.model.ids import InstrumentId
from holdfast.model.instrument import Instrument, Listing
from holdfast.model.numbers import ZERO, Nanos, ratio
from holdfast.model.order import Side
from holdfast.model.quote import BookAction, BookMessage, MarketEvent, Quote, Trade
from holdfast.model.times import SECOND_NS

HOUR_S = 3_600


class Window(msgspec.Struct, frozen=True):
    """A piece of a market; a parent comes at `start`, and the market is warm since `begin`."""

    begin: Nanos
    start: Nanos
    end: Nanos
    tape: Tape


class Market:
    """One instrument of a tape, held in memory, with its prints summed."""

    def __init__(self, tape: Tape, instrument: InstrumentId) -> None:
        self.instrument: Instrument = next(i for i in tape.instruments if i.id == instrument)
        self.listing: Listing = next(x for x in tape.listings("") if x.instrument == instrument)
        self._recording: Recording = next(
            each for each in tape.recordings if each.instrument.id == instrument
        )
        self._tape = tape
        self.events: list[MarketEvent] = [
            event for event in tape.events() if event.instrument == instrument
        ]
        self._at = array("q", (event.at for event in self.events))
        self._printed_at = array("q")
        self._volume: list[Decimal] = []
        self._notional: list[Decimal] = []
        self._sum_prints()

    @property
    def first(self) -> Nanos:
        return self._at[0]

    @property
    def last(self) -> Nanos:
        return self._at[-1]

    @property
    def hourly_volume(self) -> Decimal:
        """What was printed, by the hour."""
        total = self._volume[-1] if self._volume else ZERO
        return ratio(total * HOUR_S * SECOND_NS, Decimal(self.last - self.first))

    def traded(self, since: Nanos, until: Nanos) -> tuple[Decimal, Decimal]:
        """Return volume and notional of what was printed between two times, both included."""
        before = bisect_left(self._printed_at, since) - 1
        last = bisect_right(self._printed_at, until) - 1
        return (_between(self._volume, before, last), _between(self._notional, before, last))

    @cached_property
    def quotes(self) -> list[Quote]:
        """Return every two-sided quote that the market shows."""
        exchange = Exchange()
        exchange.list(self.instrument, self.listing)
        found: list[Quote] = []
        for event in self.events:
            exchange.on_market(event)
            found += [
                told
                for told in exchange.drain_market()
                if isinstance(told, Quote) and told.bid and told.ask
            ]
        return found

    def touch(self) -> Decimal:
        """Return the usual size at the best price: the median of all quotes, of both sides."""
        return median((each.bid_size + each.ask_size) / 2 for each in self.quotes)

    def mid(self, at: Nanos) -> Decimal:
        """Return half way between bid and ask of the last quote until then."""
        place = bisect_right(self.quotes, at, key=lambda quote: quote.at) - 1
        return self.quotes[max(place, 0)].mid

    def starts(self, count: int, seed: int, lead_ns: Nanos, span_ns: Nanos) -> list[Nanos]:
        """Draw so many moments at which a whole window fits, in order of time."""
        low, high = self.first + lead_ns, self.last - span_ns
        if high <= low:
            raise ValueError(f"the tape of {self.instrument.id} is shorter than one window")
        rng = Random(seed)
        return sorted(rng.randint(low, high) for _ in range(count))

    def windows(self, starts: Sequence[Nanos], lead_ns: Nanos, span_ns: Nanos) -> Iterator[Window]:
        """Yield the window of each start; they must be in order of time. One is held at a time."""
        standing = _Standing()
        done = 0
        for start in starts:
            begin, end = start - lead_ns, start + span_ns
            upto = bisect_left(self._at, begin)
            for event in self.events[done:upto]:
                standing.take(event)
            done = upto
            events = [*standing.told(begin), *self.events[upto : bisect_right(self._at, end)]]
            yield Window(begin, start, end, self._tape_of(events, begin, end))

    # --- private ----------------------------------------------------------------------------

    def _tape_of(self, events: list[MarketEvent], begin: Nanos, end: Nanos) -> Tape:
        recording = msgspec.structs.replace(
            self._recording, read=lambda: iter(events), day=None, end=end
        )
        return msgspec.structs.replace(
            self._tape,
            instruments=(self.instrument,),
            start=begin,
            end=end,
            recordings=(recording,),
            passed_over=(),
        )

    def _sum_prints(self) -> None:
        volume = notional = ZERO
        for event in self.events:
            if isinstance(event, Trade) or (
                isinstance(event, BookMessage) and event.action is BookAction.EXECUTE
            ):
                volume += event.size
                notional += event.price * event.size
                self._printed_at.append(event.at)
                self._volume.append(volume)
                self._notional.append(notional)


def _between(sums: list[Decimal], before: int, last: int) -> Decimal:
    if last < 0:
        return ZERO
    return sums[last] - (sums[before] if before >= 0 else ZERO)


def from_best(orders: list[BookMessage], side: Side) -> list[BookMessage]:
    """Sort the orders of a side by price, and at one price leave them as they came."""
    mine = [each for each in orders if each.side is side]
    return sorted(mine, key=lambda each: each.price, reverse=side is Side.BUY)


class _Standing:
    """What stands at a moment of the tape: the orders of a book, or the last quote."""

    def __init__(self) -> None:
        self._orders: dict[int, BookMessage] = {}
        self._quote: Quote | None = None

    def take(self, event: MarketEvent) -> None:
        if isinstance(event, Quote):
            self._quote = event
        if not isinstance(event, BookMessage):
            return
        number = event.book_order_id
        if event.action is BookAction.ADD:
            # put in anew, it stands behind all others of its price
            self._orders.pop(number, None)
            self._orders[number] = event
            return
        order = self._orders.get(number)
        if order is None:
            return
        left = order.size - event.size
        if event.action is BookAction.DELETE or left <= ZERO:
            del self._orders[number]
        else:
            self._orders[number] = msgspec.structs.replace(order, size=left)

    def told(self, at: Nanos) -> list[MarketEvent]:
        """Say it as events of this moment, the best price of each side first.

        A book that is told from the far end shows quotes on the way that never were.
        """
        if self._orders:
            stood = [msgspec.structs.replace(each, at=at) for each in self._orders.values()]
            return [*from_best(stood, Side.BUY), *from_best(stood, Side.SELL)]
        return [] if self._quote is None else [msgspec.structs.replace(self._quote, at=at)]
