"""What a feed tells is believed, or there is a reason why not."""

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.market.health import FeedHealth, FeedRules
from holdfast.model.circuit import Circuit
from holdfast.model.quote import Quote
from holdfast.transport.circuit_breaker import BreakerRules

SECOND = 1_000_000_000
SIZE = D(100)


def quote(bid: str, ask: str, at: int = 0, name: str = "AAPL", size: str = "100") -> Quote:
    return Quote(name, D(bid), D(ask), D(size), SIZE, at)


def heard(*quotes: Quote, rules: FeedRules | None = None) -> FeedHealth:
    """A feed that has told these quotes, each at its own time."""
    feed = FeedHealth("PAPER", rules)
    for each in quotes:
        feed.on_quote(each, each.at)
    return feed


def test_a_usual_quote_is_believed_and_one_that_never_came_is_not_at_fault() -> None:
    feed = heard(quote("99.99", "100.01"))
    assert feed.fault("AAPL", 0) == ""
    assert feed.fault("MSFT", 0) == ""
    assert feed.faults(10**15) == {}


@pytest.mark.parametrize(
    ("bid", "ask", "why"),
    [
        ("100.02", "100.01", "crossed: 100.02 is bid, 100.01 is asked"),
        ("NaN", "100", "NaN/100 is no quote"),
        ("-1", "100", "-1/100 is no quote"),
        ("99", "Infinity", "99/Infinity is no quote"),
    ],
)
def test_nonsense_is_not_believed_until_there_is_sense_again(bid: str, ask: str, why: str) -> None:
    feed = heard(quote(bid, ask))
    assert feed.fault("AAPL", 0) == why
    feed.on_quote(quote("99.99", "100.01", 1), 1)
    assert feed.fault("AAPL", 1) == ""


def test_a_side_that_is_not_quoted_is_no_fault() -> None:
    assert heard(quote("0", "100"), quote("100", "0", 1)).faults(1) == {}


def test_a_locked_quote_is_believed_for_a_moment_and_not_for_long() -> None:
    feed = heard(*(quote("100", "100", n * SECOND) for n in range(6)))
    assert feed.fault("AAPL", 5 * SECOND) == ""
    feed.on_quote(quote("100", "100", 6 * SECOND), 6 * SECOND)
    assert feed.fault("AAPL", 6 * SECOND) == "locked at 100 for 6000 ms"
    feed.on_quote(quote("99", "100", 7 * SECOND), 7 * SECOND)
    feed.on_quote(quote("100", "100", 8 * SECOND), 8 * SECOND)
    assert feed.fault("AAPL", 8 * SECOND) == ""


def test_what_has_one_price_is_never_locked_and_may_still_be_nonsense() -> None:
    feed = FeedHealth("PAPER", one_price=["SPY"])
    for at in (0, 60 * SECOND, 120 * SECOND):
        feed.on_quote(quote("100", "100", at, "SPY"), at)
        feed.on_quote(quote("100", "100", at), at)
    assert feed.faults(120 * SECOND) == {"AAPL": "locked at 100 for 120000 ms"}
    feed.on_quote(quote("101", "100", 121 * SECOND, "SPY"), 121 * SECOND)
    assert feed.fault("SPY", 121 * SECOND) == "crossed: 101 is bid, 100 is asked"


def test_a_quote_gets_stale() -> None:
    feed = heard(quote("99", "100"), rules=FeedRules(stale_ns=2 * SECOND))
    assert feed.fault("AAPL", 2 * SECOND) == ""
    assert feed.fault("AAPL", 3 * SECOND) == "stale: no quote for 3000 ms"


def test_a_time_that_runs_back_is_not_believed() -> None:
    feed = heard(quote("99", "100", 5))
    feed.on_quote(quote("99", "100", 4), 6)
    assert feed.fault("AAPL", 6) == "its time runs back"


def test_what_stays_the_same_while_others_move_is_frozen() -> None:
    rules = FeedRules(frozen_ns=5 * SECOND)
    feed = heard(quote("99", "100"), rules=rules)
    for n in range(1, 8):
        at = n * SECOND
        feed.on_quote(quote("99", "100", at), at)
        feed.on_quote(quote("9", "10", at, "MSFT", size=str(n)), at)
    assert feed.faults(7 * SECOND) == {"AAPL": "frozen: the same for 7000 ms"}


def test_a_feed_that_only_beats_is_frozen_and_one_that_is_silent_is_not() -> None:
    rules = FeedRules(frozen_ns=5 * SECOND)
    silent, beats = (heard(quote("99", "100"), rules=rules) for _ in range(2))
    beats.on_beat(6 * SECOND)
    assert silent.fault("AAPL", 6 * SECOND) == ""
    assert beats.fault("AAPL", 6 * SECOND) == "frozen: the same for 6000 ms"


def test_after_a_gap_in_its_numbers_each_instrument_must_be_told_anew() -> None:
    feed = heard(quote("99", "100"), quote("9", "10", name="MSFT"))
    feed.on_sequence(7, 1)
    feed.on_sequence(8, 2)
    assert feed.faults(2) == {}
    feed.on_sequence(10, 3)
    why = "it was not told anew since a gap: message 10 came after 8"
    assert feed.faults(3) == {"AAPL": why, "MSFT": why}
    feed.on_quote(quote("99", "100", 3), 3)
    assert list(feed.faults(3)) == ["MSFT"]


def test_numbers_that_begin_again_are_a_gap_too() -> None:
    feed = heard(quote("99", "100"))
    feed.on_sequence(7, 1)
    feed.on_sequence(1, 2)
    assert "message 1 came after 7" in feed.fault("AAPL", 2)


def test_after_a_long_silence_of_the_whole_feed_the_others_wait_for_a_quote_of_their_own() -> None:
    rules = FeedRules(gap_ns=10 * SECOND)
    feed = heard(quote("99", "100"), quote("9", "10", name="MSFT"), rules=rules)
    at = 11 * SECOND
    feed.on_quote(quote("99", "100", at), at)
    assert list(feed.faults(at)) == ["MSFT"]


def test_a_jump_is_believed_once_enough_quotes_stay_there() -> None:
    rules = FeedRules(jump=D("0.1"), jump_quotes=3)
    feed = heard(quote("99", "101"), rules=rules)
    told = []
    for at in range(1, 4):
        feed.on_quote(quote("199", "201", at), at)
        told.append(feed.fault("AAPL", at))
    assert told == ["jumped from 100.0 to 200.0"] * 2 + [""]


def test_a_single_wild_quote_moves_nothing() -> None:
    rules = FeedRules(jump=D("0.1"), jump_quotes=3)
    feed = heard(quote("99", "101"), rules=rules)
    for at in range(1, 20):
        feed.on_quote(quote(*(("199", "201") if at % 2 else ("99", "101")), at), at)
        assert bool(feed.fault("AAPL", at)) is bool(at % 2)


# --- the breaker ----------------------------------------------------------------------


BREAKER = FeedRules(breaker=BreakerRules(failures_max=3, wait_ns=SECOND))


def test_nonsense_in_a_row_opens_the_feeds_breaker_and_nothing_of_it_is_believed() -> None:
    feed = FeedHealth("PAPER", BREAKER)
    told: list[Circuit] = []
    feed.on_turn = lambda to, why, until: told.append(to)
    feed.on_quote(quote("9", "10", name="MSFT"), 0)
    for at in range(3):
        feed.on_quote(quote("101", "100", at), at)
    assert told == [Circuit.OPEN]
    assert feed.fault("MSFT", 3).startswith("the breaker of feed PAPER is OPEN: AAPL crossed")


def test_its_wait_over_the_next_quote_decides() -> None:
    feed = FeedHealth("PAPER", BREAKER)
    told: list[Circuit] = []
    feed.on_turn = lambda to, why, until: told.append(to)
    for at in range(3):
        feed.on_quote(quote("101", "100", at), at)
    feed.on_quote(quote("99", "100", 5), 5)
    assert feed.breaker.state is Circuit.OPEN
    for at in (2 * SECOND, 5 * SECOND):
        feed.on_quote(quote("101" if at == 2 * SECOND else "99", "100", at), at)
    assert told == [
        Circuit.OPEN,
        Circuit.HALF_OPEN,
        Circuit.OPEN,
        Circuit.HALF_OPEN,
        Circuit.CLOSED,
    ]
    assert feed.faults(5 * SECOND) == {}


PRICES = st.decimals(min_value=0, max_value=200, places=2)


@given(st.lists(st.tuples(PRICES, PRICES, st.integers(0, SECOND)), max_size=30))
def test_what_is_believed_is_never_crossed_and_never_nonsense(
    told: list[tuple[D, D, int]],
) -> None:
    feed, at = FeedHealth("PAPER"), 0
    for bid, ask, later in told:
        at += later
        feed.on_quote(Quote("AAPL", bid, ask, SIZE, SIZE, at), at)
        if not feed.fault("AAPL", at):
            assert bid <= ask or not (bid and ask)


def test_after_a_gap_in_its_line_an_instrument_waits_for_a_quote_of_its_own() -> None:
    feed = heard(quote("99.99", "100.01"), quote("99.99", "100.01", name="MSFT"))
    feed.on_gap(("AAPL", "NEVER"), "the stream is down")
    assert feed.fault("AAPL", 1) == "it was not told anew since a gap: the stream is down"
    assert feed.faults(1).keys() == {"AAPL"}
    feed.on_quote(quote("99.99", "100.01", 2), 2)
    assert feed.faults(2) == {}
