"""What a live feed is: it tells quotes, prints and bars as they come, and comes back by itself."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Protocol

from holdfast.model.ids import InstrumentId
from holdfast.model.quote import Bar, Quote, Trade

Hear = Callable[[Quote | Trade], None]
HearBar = Callable[[Bar], None]
# of these instruments nothing that was told is to be believed until it is told anew, and why
OnGap = Callable[[Collection[InstrumentId], str], None]


class LiveFeed(Protocol):
    """A live market; all is told on the loop's thread, and none of it is waited for.

    Quotes are told as they change. Where the line was down, or said nothing while the market went
    on, that is told as a gap; then the quotes that stand are told, as far as they can be asked for.
    Bars repeat the volume of prints, so they are told to a hearer of their own.
    """

    @property
    def down(self) -> str:
        """Why something is not heard, empty while all is."""
        ...

    def start(self) -> None:
        """Open its lines, on the running loop."""
        ...

    def want(self, names: Mapping[str, InstrumentId]) -> None:
        """Hear more instruments from now on: our names by the source's symbols."""
        ...

    def stop(self) -> None:
        """Begin to end for good; nothing is told any more."""
        ...

    async def close(self) -> None:
        """End for good, and wait until it has ended."""
        ...
