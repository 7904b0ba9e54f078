"""Market by order becomes the events of a book: queues, executions, icebergs and auctions."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from holdfast.market.mbo import LAST, PRICE_UNDEFINED, SNAPSHOT, book_events
from holdfast.market.unreadable import BadField
from holdfast.model.quote import BookMessage, MarketEvent, Trade


@dataclass
class Record:
    """One record as the decoder gives it."""

    action: str
    side: str
    price: int
    size: int
    order_id: int
    flags: int = LAST
    ts_event: int = 1


def said(text: str, at: int = 1) -> Iterator[Record]:
    """Read `A B 100 5 #1 …`: action, side, price, size, order; a comma joins one event."""
    for event in text.split(";"):
        parts = event.split(",")
        for n, part in enumerate(parts):
            action, side, price, size, order = part.split()
            flags = LAST if n == len(parts) - 1 else 0
            number = int(order.removeprefix("#"))
            yield Record(action, side, int(price) * 10**9, int(size), number, flags, at)


OPENING = "A B 100 5 #1;A B 100 3 #2;A A 102 4 #3;T N 101 1 #0"


def told(text: str) -> list[str]:
    """Play an opened book and the text, and say what the text alone brought."""
    before = len(list(book_events(said(OPENING), "ES")))
    return [word(each) for each in list(book_events(said(f"{OPENING};{text}"), "ES"))[before:]]


def word(event: MarketEvent) -> str:
    if isinstance(event, Trade):
        side = event.aggressor.value if event.aggressor else "-"
        return f"PRINT {side} {event.size} at {event.price} {'hidden' if event.hidden else 'shown'}"
    assert isinstance(event, BookMessage)
    number = event.book_order_id
    return f"{event.action.value} #{number} {event.side.value} {event.size} at {event.price}"


def test_what_stands_is_told_after_the_first_trade_in_the_order_of_its_queues() -> None:
    events = [word(each) for each in book_events(said(OPENING), "ES")]
    assert events == [
        "PRINT - 1 at 101.00 shown",
        "ADD #1 BUY 5 at 100.00",
        "ADD #2 BUY 3 at 100.00",
        "ADD #3 SELL 4 at 102.00",
    ]


def test_the_best_prices_are_told_first_so_that_no_quote_is_shown_that_never_was() -> None:
    scattered = "A B 90 5 #1;A A 110 4 #2;A B 100 5 #3;A A 102 4 #4;A B 100 1 #5;T N 101 1 #0"
    events = [word(each) for each in book_events(said(scattered), "ES")]
    assert events[1:] == [
        "ADD #3 BUY 5 at 100.00",
        "ADD #5 BUY 1 at 100.00",
        "ADD #1 BUY 5 at 90.00",
        "ADD #4 SELL 4 at 102.00",
        "ADD #2 SELL 4 at 110.00",
    ]


def test_before_the_first_trade_nothing_is_told() -> None:
    picture = [Record("A", "B", 10**11, 5, 1, SNAPSHOT), Record("A", "A", 2 * 10**11, 5, 2)]
    assert list(book_events(picture, "ES")) == []


def test_a_fill_is_an_execution_and_the_cancel_that_follows_says_no_more() -> None:
    assert told("T A 100 5 #9,F B 100 5 #1,C B 100 5 #1") == ["EXECUTE #1 BUY 5 at 100.00"]
    assert told("T A 100 2 #9,F B 100 2 #1,M B 100 3 #1") == ["EXECUTE #1 BUY 2 at 100.00"]


def test_a_cancel_in_part_reduces_and_a_whole_one_deletes() -> None:
    assert told("C B 100 2 #1") == ["REDUCE #1 BUY 2 at 100.00"]
    assert told("C B 100 5 #1") == ["DELETE #1 BUY 5 at 100.00"]


def test_a_smaller_size_keeps_the_place_in_the_queue() -> None:
    assert told("M B 100 4 #1") == ["REDUCE #1 BUY 1 at 100.00"]


def test_a_larger_size_or_another_price_goes_to_the_end_of_the_queue() -> None:
    assert told("M B 100 6 #1") == ["DELETE #1 BUY 5 at 100.00", "ADD #1 BUY 6 at 100.00"]
    assert told("M B 101 5 #1") == ["DELETE #1 BUY 5 at 100.00", "ADD #1 BUY 5 at 101.00"]


def test_the_fill_of_an_order_that_was_moved_to_cross_prints_once() -> None:
    crossing = "T A 100 3 #3,F A 100 3 #3,F B 100 3 #1,M B 100 2 #1,M A 100 1 #3"
    assert told(crossing) == [
        "EXECUTE #1 BUY 3 at 100.00",
        "DELETE #3 SELL 4 at 102.00",
        # its rest stands at its new price, so the book is crossed: the market is not open
        "DELETE #2 BUY 3 at 100.00",
        "DELETE #1 BUY 2 at 100.00",
    ]


def test_an_iceberg_that_traded_more_than_it_showed_stands_last_when_it_shows_again() -> None:
    assert told("T A 100 9 #9,F B 100 9 #1,M B 100 5 #1") == [
        "EXECUTE #1 BUY 9 at 100.00",
        "ADD #1 BUY 5 at 100.00",
    ]


def test_what_traded_with_nobody_displayed_is_a_hidden_print() -> None:
    assert told("T A 100 5 #9,F B 100 3 #2,C B 100 3 #2") == [
        "EXECUTE #2 BUY 3 at 100.00",
        "PRINT SELL 2 at 100.00 hidden",
    ]


def test_an_addition_that_takes_its_owners_orders_off_comes_after_them() -> None:
    assert told("A B 102 1 #9,C A 102 4 #3") == [
        "DELETE #3 SELL 4 at 102.00",
        "ADD #9 BUY 1 at 102.00",
    ]


def test_while_orders_gather_for_an_auction_the_book_is_empty() -> None:
    gathered = told("A B 103 2 #9;A A 99 1 #10")
    assert gathered == [
        "DELETE #3 SELL 4 at 102.00",
        "DELETE #2 BUY 3 at 100.00",
        "DELETE #1 BUY 5 at 100.00",
    ]
    auction = "T N 101 2 #0,F N 101 2 #9,C B 103 2 #9,C A 99 1 #10"
    assert told(f"A B 103 2 #9;A A 99 1 #10;{auction}")[3:] == [
        "PRINT - 2 at 101.00 shown",
        "ADD #1 BUY 5 at 100.00",
        "ADD #2 BUY 3 at 100.00",
        "ADD #3 SELL 4 at 102.00",
    ]


def test_a_cleared_book_deletes_what_was_told() -> None:
    assert told("R N 0 0 #0") == [
        "DELETE #3 SELL 4 at 102.00",
        "DELETE #2 BUY 3 at 100.00",
        "DELETE #1 BUY 5 at 100.00",
    ]


@pytest.mark.parametrize(
    ("record", "field"),
    [
        (Record("X", "B", 10**11, 1, 1), "action"),
        (Record("A", "N", 10**11, 1, 1), "side"),
        (Record("A", "B", PRICE_UNDEFINED, 1, 1), "price"),
        (Record("A", "B", 10**11, 0, 1), "price"),
    ],
)
def test_what_is_no_book_is_refused_by_its_field(record: Record, field: str) -> None:
    with pytest.raises(BadField) as refused:
        list(book_events([record], "ES"))
    assert refused.value.field == field


def test_a_fill_of_a_side_that_is_not_told_moves_nothing() -> None:
    assert told("F N 100 1 #1") == []
