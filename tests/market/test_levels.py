"""Levels become queues: prints take from the front, silent losses from the back."""

from collections.abc import Iterable
from decimal import Decimal

from holdfast.market.levels import Levels
from holdfast.model.order import Side
from holdfast.model.quote import BookMessage

Pair = tuple[Decimal, Decimal]


def at(price: str, size: str) -> Pair:
    return Decimal(price), Decimal(size)


def words(messages: Iterable[BookMessage]) -> list[str]:
    return [f"{m.action} #{m.book_order_id} {m.side} {m.size} at {m.price}" for m in messages]


def levels() -> Levels:
    """100 at 9.99 and 50 at 9.98, against 80 at 10.01: pieces 1 to 3."""
    book = Levels("X")
    list(book.set(1, (at("9.99", "100"), at("9.98", "50")), (at("10.01", "80"),)))
    return book


def test_what_a_level_grows_by_stands_behind_what_was_there() -> None:
    book = levels()
    assert words(book.set(2, (at("9.99", "130"),), ())) == ["ADD #4 BUY 30 at 9.99"]
    assert words(book.trade(3, Decimal("9.99"), Decimal(110), Side.SELL)) == [
        "EXECUTE #1 BUY 100 at 9.99",
        "EXECUTE #4 BUY 10 at 9.99",
    ]


def test_what_leaves_without_a_print_leaves_from_the_back() -> None:
    book = levels()
    list(book.set(2, (at("9.99", "130"),), ()))
    assert words(book.set(3, (at("9.99", "90"),), ())) == [
        "DELETE #4 BUY 30 at 9.99",
        "REDUCE #1 BUY 10 at 9.99",
    ]


def test_a_level_of_nothing_is_gone() -> None:
    book = levels()
    assert words(book.set(2, (at("9.99", "0"), at("9.97", "0")), ())) == [
        "DELETE #1 BUY 100 at 9.99"
    ]


def test_what_shrinks_is_told_before_what_grows_so_that_no_book_is_crossed() -> None:
    book = levels()
    assert words(book.set(2, (at("10.01", "5"),), (at("10.01", "0"),))) == [
        "DELETE #3 SELL 80 at 10.01",
        "ADD #4 BUY 5 at 10.01",
    ]


def test_a_new_best_takes_away_what_stood_before_it() -> None:
    book = levels()
    assert words(book.best(2, at("9.98", "60"), at("10.01", "80"))) == [
        "DELETE #1 BUY 100 at 9.99",
        "ADD #4 BUY 10 at 9.98",
    ]


def test_a_print_larger_than_its_level_takes_the_rest_from_nobody_who_is_known() -> None:
    book = levels()
    assert words(book.trade(2, Decimal("10.01"), Decimal(100), Side.BUY)) == [
        "EXECUTE #3 SELL 80 at 10.01",
        "EXECUTE #0 SELL 20 at 10.01",
    ]
    assert words(book.trade(3, Decimal("10.02"), Decimal(5), Side.BUY)) == [
        "EXECUTE #0 SELL 5 at 10.02"
    ]


def test_what_stands_is_told_in_the_order_of_its_queues() -> None:
    book = levels()
    list(book.set(2, (at("9.99", "130"),), ()))
    assert words(book.standing(9)) == [
        "ADD #1 BUY 100 at 9.99",
        "ADD #4 BUY 30 at 9.99",
        "ADD #2 BUY 50 at 9.98",
        "ADD #3 SELL 80 at 10.01",
    ]
    assert {each.at for each in book.standing(9)} == {9}
