"""Sizes in lots: a tape may know finer sizes than our venue trades in."""

from __future__ import annotations

from decimal import Decimal

from msgspec.structs import replace

from holdfast.model.numbers import round_down
from holdfast.model.quote import Bar, BookMessage, MarketEvent, Quote, Trade


def in_lots(event: MarketEvent, lot: Decimal) -> MarketEvent:
    """Return the event with every size rounded down to whole lots, so that fills are too."""
    match event:
        case Quote():
            bid_size, ask_size = round_down(event.bid_size, lot), round_down(event.ask_size, lot)
            if (bid_size, ask_size) == (event.bid_size, event.ask_size):
                return event
            return replace(event, bid_size=bid_size, ask_size=ask_size)
        case Trade() | BookMessage():
            size = round_down(event.size, lot)
            return event if size == event.size else replace(event, size=size)
        case Bar():
            volume = round_down(event.volume, lot)
            return event if volume == event.volume else replace(event, volume=volume)
