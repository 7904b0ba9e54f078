"""The desk's memory of the market answers for quotes, prices and what traded in an interval."""

from decimal import Decimal
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from holdfast.market.last import LastQuotes
from holdfast.market.tape import open_tape
from holdfast.model.numbers import ratio
from holdfast.model.order import Side
from holdfast.model.quote import Bar, BookAction, BookMessage, Quote, Trade


def trade(at: int, price: str, size: int) -> Trade:
    return Trade("X", Decimal(price), Decimal(size), at)


def test_the_last_quote_of_each_instrument_is_kept() -> None:
    last = LastQuotes()
    one, two = Decimal(1), Decimal(2)
    last.on_quote(Quote("X", one, two, one, one, 1))
    newer = Quote("X", one, two, two, two, 2)
    last.on_quote(newer)
    assert last.quote("X") is newer
    assert last.quotes == {"X": newer}
    assert last.quote("Y") is None


def test_an_interval_counts_prints_at_both_of_its_ends() -> None:
    last = LastQuotes()
    for at, price, size in ((10, "1.00", 1), (20, "2.00", 2), (30, "4.00", 5), (40, "9.00", 7)):
        last.on_trade(trade(at, price, size))
    found = last.traded("X", 20, 30)
    assert (found.volume, found.notional, found.exact) == (7, Decimal(24), True)
    assert found.vwap == ratio(Decimal(24), Decimal(7))
    assert last.last_price("X") == 9


def test_an_interval_in_which_nothing_traded_has_no_average() -> None:
    last = LastQuotes()
    last.on_trade(trade(10, "1.00", 1))
    for since, until in ((11, 20), (0, 9), (20, 10)):
        assert last.traded("X", since, until).volume == 0
    assert last.traded("X", 11, 20).vwap is None
    assert last.traded("Y", 0, 100).vwap is None
    assert last.last_price("Y") is None


def test_bars_trade_at_the_mean_of_their_prices_when_they_are_over() -> None:
    last = LastQuotes()
    last.on_event(Bar("X", *map(Decimal, ("10", "12", "9", "11", "100")), 60, 60))
    found = last.traded("X", 60, 60)
    assert (found.volume, found.notional) == (100, Decimal("1050"))
    assert last.last_price("X") == 11


def test_of_book_messages_only_executions_are_prints() -> None:
    last = LastQuotes()
    for action in BookAction:
        last.on_event(BookMessage("X", action, 1, Side.BUY, Decimal(3), Decimal(2), 5))
    assert last.traded("X", 0, 9).volume == 2


def test_a_late_print_counts_when_it_comes() -> None:
    last = LastQuotes()
    last.on_trade(trade(20, "1.00", 1))
    last.on_trade(trade(10, "1.00", 2))
    assert last.traded("X", 20, 20).volume == 3
    assert last.traded("X", 0, 19).volume == 0


def test_the_volume_of_the_recorded_hour_is_that_of_its_executions(shared: Path) -> None:
    last = LastQuotes()
    tape = open_tape(shared / "marketdata/us_equity_l3")
    middle = (tape.start + (tape.end or 0)) // 2
    volume, notional = Decimal(0), Decimal(0)
    for event in tape.events():
        last.on_event(event)
        is_print = isinstance(event, Trade) or (
            isinstance(event, BookMessage) and event.action is BookAction.EXECUTE
        )
        if is_print and event.at >= middle:
            assert isinstance(event, Trade | BookMessage)
            volume += event.size
            notional += event.price * event.size
    found = last.traded("AAPL", middle, tape.end or 0)
    assert (found.volume, found.notional, found.exact) == (volume, notional, True)
    assert volume > 100_000


def test_memory_is_bounded_and_the_newer_half_stays_exact() -> None:
    last = LastQuotes(prints_kept_max=100)
    for at in range(1, 10_001):
        last.on_trade(trade(at, "2.00", 1))
    assert len(last._prints["X"]._at) <= 100
    assert last.traded("X", 9_990, 10_000) == last.traded("X", 9_990, 99_999)
    assert last.traded("X", 9_990, 10_000).volume == 11
    assert last.traded("X", 9_990, 10_000).exact
    whole = last.traded("X", 0, 10_000)
    assert (whole.volume, whole.notional, whole.exact) == (10_000, Decimal(20_000), False)


prints = st.lists(
    st.tuples(st.integers(0, 50), st.integers(1, 10**9), st.integers(1, 10**6)), max_size=60
)


@given(prints, st.integers(0, 55), st.integers(0, 55), st.integers(4, 70))
def test_an_exact_answer_is_the_plain_sum_and_no_total_is_ever_lost(
    found: list[tuple[int, int, int]], since: int, until: int, kept: int
) -> None:
    found.sort(key=lambda each: each[0])
    last = LastQuotes(prints_kept_max=kept)
    for at, price, size in found:
        last.on_trade(Trade("X", Decimal(price).scaleb(-4), Decimal(size), at))
    within = [(p, s) for at, p, s in found if since <= at <= until]
    answer = last.traded("X", since, until)
    if answer.exact:
        assert answer.volume == sum(s for _, s in within)
        assert answer.notional == sum(Decimal(p).scaleb(-4) * s for p, s in within)
    assert last.traded("X", 0, 100).volume == sum(s for _, _, s in found)
