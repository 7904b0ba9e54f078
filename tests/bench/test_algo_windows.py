"""A window of a tape shows the very market that the tape shows there, and belongs to one order."""

from decimal import Decimal
from itertools import islice
from pathlib import Path

import pytest

from holdfast.bench.algo_runs import play
from holdfast.bench.algo_terms import Case, terms_of
from holdfast.bench.algo_windows import Market, Window
from holdfast.exchange import Exchange
from holdfast.market.tape import open_tape
from holdfast.model.numbers import use_exact_context
from holdfast.model.order import Side
from holdfast.model.quote import Quote, Trade
from holdfast.model.times import SECOND_NS

LEAD_NS, SPAN_NS = 5 * SECOND_NS, 30 * SECOND_NS
QUOTES = """timestamp,bid,ask,bid_size,ask_size
1767623400,10.00,10.02,100,300
1767623401,10.01,10.03,100,300
1767623402,10.02,10.04,100,300
1767623499,10.03,10.05,100,300
"""


@pytest.fixture(scope="module")
def apple(shared: Path) -> Market:
    use_exact_context()
    return Market(open_tape(shared / "marketdata/us_equity_l3"), "AAPL")


def first_window(market: Market, seed: int = 1) -> Window:
    starts = market.starts(1, seed, LEAD_NS, SPAN_NS)
    return next(market.windows(starts, LEAD_NS, SPAN_NS))


def shown(market: Market, events: object, until: int) -> object:
    exchange = Exchange()
    exchange.list(market.instrument, market.listing)
    for event in events:  # type: ignore[attr-defined]  # events of a tape, in any container
        if event.at <= until:
            exchange.on_market(event)
    return exchange.depth(market.instrument.id, 50)


@pytest.mark.slow
def test_its_book_is_that_of_the_whole_tape_at_each_moment(apple: Market) -> None:
    for window in apple.windows(apple.starts(5, 3, LEAD_NS, SPAN_NS), LEAD_NS, SPAN_NS):
        for at in (window.begin, window.start, window.end):
            whole = shown(apple, apple.events, at)
            assert shown(apple, window.tape.events(), at) == whole


def test_an_order_meets_the_same_shares_as_on_the_whole_tape(apple: Market) -> None:
    """What stood is told in the order of its queues, so that an execution finds the same order."""
    window = first_window(apple)
    whole = list(apple.events)
    told = list(window.tape.events())
    assert [e for e in told if e.at > window.begin] == [
        e for e in whole if window.begin < e.at <= window.end
    ]


def test_on_its_way_to_what_stood_it_shows_no_quote_that_never_was(apple: Market) -> None:
    window = first_window(apple, seed=2)
    exchange = Exchange()
    exchange.list(apple.instrument, apple.listing)
    shown = set()
    for event in window.tape.events():
        if event.at > window.begin:
            break
        exchange.on_market(event)
        told = exchange.drain_market()
        shown |= {(q.bid, q.ask) for q in told if isinstance(q, Quote) and q.bid and q.ask}
    assert len(shown) == 1


def test_what_one_order_takes_another_finds_again(apple: Market) -> None:
    window = first_window(apple)
    case = Case("", Side.BUY, Decimal(2_000), window.start, 10, apple.listing)
    first, again = (play(window, terms_of(case), 7) for _ in range(2))
    assert first.row.filled == 2_000
    assert (first.row.avg_px, first.fills) == (again.row.avg_px, again.fills)


def test_starts_are_drawn_from_the_seed_and_whole_windows_fit(apple: Market) -> None:
    starts = apple.starts(50, 1, LEAD_NS, SPAN_NS)
    assert starts == sorted(apple.starts(50, 1, LEAD_NS, SPAN_NS))
    assert starts != apple.starts(50, 2, LEAD_NS, SPAN_NS)
    assert starts[0] >= apple.first + LEAD_NS
    assert starts[-1] <= apple.last - SPAN_NS


def test_prints_between_two_times_are_those_of_the_exchange(apple: Market) -> None:
    exchange = Exchange()
    exchange.list(apple.instrument, apple.listing)
    since, until = apple.events[1_000].at, apple.events[3_000].at
    prints = []
    for event in islice(apple.events, 3_001):
        exchange.on_market(event)
        prints += [each for each in exchange.drain_market() if isinstance(each, Trade)]
    inside = [each for each in prints if since <= each.at <= until]
    volume, notional = apple.traded(since, until)
    assert volume == sum(each.size for each in inside)
    assert notional == sum(each.size * each.price for each in inside)


def test_a_window_of_quotes_begins_with_the_last_of_them(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    path = tmp_path_factory.mktemp("tape") / "AAPL.csv"
    path.write_text(QUOTES)
    market = Market(open_tape(path), "AAPL")
    start = market.first + 6 * SECOND_NS
    (window,) = market.windows([start], 3 * SECOND_NS, 10 * SECOND_NS)
    (stood,) = window.tape.events()
    assert isinstance(stood, Quote)
    assert (stood.bid, stood.at) == (Decimal("10.02"), window.begin)
    assert market.touch() == 200
    assert market.mid(start) == Decimal("10.03")
    assert market.mid(0) == Decimal("10.01")


def test_a_tape_shorter_than_a_window_is_refused(tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("tape") / "AAPL.csv"
    path.write_text(QUOTES)
    with pytest.raises(ValueError, match="shorter than one window"):
        Market(open_tape(path), "AAPL").starts(1, 1, LEAD_NS, 100 * SECOND_NS)
