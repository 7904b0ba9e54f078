"""What comes round by itself: the trading day, and the value of what is held.

Both are asked for by timers on the desk's clock, so that they come in virtual time as they do
in real time. A day's timer is always set. Marks are asked for while something is held or may
come to be, and only if a quote has changed, so that a desk with nothing to do stays still.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

import msgspec

from holdfast.core.decide import Message
from holdfast.core.ledger import Ledger
from holdfast.messages.control import MarkPositions, StartDay
from holdfast.model.ids import InstrumentId
from holdfast.model.numbers import Nanos
from holdfast.model.quote import Quote
from holdfast.venues import Time

# the trading day of a moment, yyyy-mm-dd, and when it ends
DayOf = Callable[[Nanos], tuple[str, Nanos]]

_Seen = list[tuple[InstrumentId, Quote | None, Decimal]]


class Beat(msgspec.Struct, frozen=True):
    """When days end, and how often what is held is valued."""

    day_of: DayOf
    mark_every_ns: Nanos


class Rhythm:
    """The timers of one desk; what they ask for comes by its inbox, like all else."""

    def __init__(
        self,
        ledger: Ledger,
        time: Time,
        quotes: Mapping[InstrumentId, Quote],
        deliver: Callable[[Message], None],
        beat: Beat,
    ) -> None:
        self._ledger = ledger
        self._time = time
        self._quotes = quotes
        self._deliver = deliver
        self._beat = beat
        self._is_due = False
        self._seen: _Seen = []

    def begin(self) -> None:
        """Set the timers, and begin the day if it is a new one."""
        self._day()
        self.stir()

    def stir(self) -> None:
        """Value what is held before long; an order that leaves may come to be held."""
        if not self._is_due and self._is_wanted():
            self._is_due = True
            self._time.call_at(self._time.now() + self._beat.mark_every_ns, self._mark)

    def _day(self) -> None:
        day, ends_at = self._beat.day_of(self._time.now())
        if day > self._ledger.day:
            # what yesterday lost is yesterday's
            self._deliver(MarkPositions())
            self._deliver(StartDay(day))
        self._time.call_at(ends_at, self._day)

    def _mark(self) -> None:
        self._is_due = False
        seen = list(self._look())
        if seen != self._seen:
            self._seen = seen
            self._deliver(MarkPositions())
        self.stir()

    def _look(self) -> Iterator[tuple[InstrumentId, Quote | None, Decimal]]:
        quotes = self._quotes
        for state in self._ledger.accounts.values():
            for name, held in state.positions.items():
                if held.qty:
                    yield name, quotes.get(name), held.mark
        for book in self._ledger.unmapped.values():
            for name, qty in book.items():
                yield name, quotes.get(name), qty

    def _is_wanted(self) -> bool:
        return bool(self._ledger.open_orders) or any(True for _ in self._look())
