"""The last quotes that can be believed: what a feed's health has a fault of is not there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from holdfast.market.health import FeedHealth
from holdfast.model.ids import InstrumentId
from holdfast.model.numbers import Nanos
from holdfast.model.quote import Quote


class Believed(Mapping[InstrumentId, Quote]):
    """Quotes as evidence: a fault is looked for as each is asked for, so that none is too old."""

    def __init__(
        self,
        quotes: Mapping[InstrumentId, Quote],
        feeds: tuple[FeedHealth, ...],
        now: Callable[[], Nanos],
    ) -> None:
        self._quotes = quotes
        self._feeds = feeds
        self._now = now

    def __getitem__(self, instrument: InstrumentId) -> Quote:
        quote = self._quotes[instrument]
        if self._is_at_fault(instrument):
            raise KeyError(instrument)
        return quote

    def __iter__(self) -> Iterator[InstrumentId]:
        return (name for name in self._quotes if not self._is_at_fault(name))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _is_at_fault(self, instrument: InstrumentId) -> bool:
        now = self._now()
        return any(feed.fault(instrument, now) for feed in self._feeds)
