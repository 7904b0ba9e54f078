"""A tape is played to an exchange in its own order, a moment at a time."""

from collections.abc import Iterator
from pathlib import Path

from holdfast.exchange.replayed import Replayed
from holdfast.market.tape import open_tape
from holdfast.model.quote import MarketEvent, Trade
from tests.exchange.builders import ABC, BUY, SELL, ask_for, book, fills, names, quote, venue

HOUR = "marketdata/us_equity_l3/AAPL_2012-06-21_34200000_37800000_message_50.csv.gz"
MINUTE_NS = 60_000_000_000


def test_all_that_happens_at_one_time_happens_in_one_step() -> None:
    events = [quote("9", "11", at=5), quote("9", "12", at=5), quote("9", "13", at=7)]
    source, exchange = Replayed(iter(events)), venue()
    assert source.next_at() == 5
    source.step(exchange)
    assert exchange.quote(ABC) == events[1]
    assert source.next_at() == 7
    source.step(exchange)
    assert source.next_at() is None
    assert source.events_played == 3


def test_a_tape_at_its_end_has_no_next_event_and_a_step_changes_nothing() -> None:
    source = Replayed(iter(()))
    assert source.next_at() is None
    assert source.step(venue()) == []


def test_time_never_goes_back_even_where_a_tape_does() -> None:
    events = [quote("9", "11", at=5), quote("8", "11", at=3), quote("7", "11", at=6)]
    source, exchange = Replayed(iter(events)), venue()
    times = []
    while (at := source.next_at()) is not None:
        times.append(at)
        source.step(exchange)
    assert times == [5, 6]


def test_only_what_is_due_next_is_read() -> None:
    read = 0

    def endless() -> Iterator[MarketEvent]:
        nonlocal read
        while True:
            read += 1
            yield quote("9", "11", at=read)

    source, exchange = Replayed(endless()), venue()
    for _ in range(10):
        source.step(exchange)
    assert read == 11


def test_a_resting_order_of_ours_fills_when_the_tape_trades_through_it() -> None:
    events: list[MarketEvent] = [
        book("ADD", 1, SELL, "11", 50, at=1),
        book("ADD", 2, BUY, "9", 50, at=1),
        book("EXECUTE", 2, BUY, "9", 30, at=2),
    ]
    source, exchange = Replayed(iter(events)), venue()
    source.step(exchange)
    assert names(exchange.place(ask_for("o1", BUY, 20, "10"), 1)) == ["Accepts"]
    assert fills(source.step(exchange)) == [("o1", "20", "10")]


def test_the_recorded_hour_plays_to_its_end_with_a_sound_book(shared: Path) -> None:
    tape = open_tape(shared / HOUR)
    exchange, source = venue(instrument="AAPL"), Replayed(tape.events())
    crossed = quotes = trades = 0
    while (at := source.next_at()) is not None:
        source.step(exchange)
        for event in exchange.drain_market():
            if isinstance(event, Trade):
                trades += 1
                continue
            quotes += 1
            # Orders from before the recording are not in it, so its first minute may cross.
            crossed += at > tape.start + MINUTE_NS and event.bid >= event.ask > 0
    assert source.events_played == 91_997
    assert trades == 4_067 + 2_201
    assert quotes > 20_000
    assert crossed == 0
    bids, asks = exchange.depth("AAPL", 100)
    assert len(bids) > 40
    assert len(asks) > 40
