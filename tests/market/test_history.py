"""How the mid has moved: never less than it did, and little more."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.market.history import BUCKET_NS, BUCKETS_MIN, EPOCH_NS, History
from holdfast.market.last import RECENT_MAX, LastQuotes
from holdfast.model.numbers import plain, use_exact_context
from holdfast.model.quote import Quote

SECOND = 1_000_000_000
SIZE = Decimal(100)
START = 1_767_623_400 * SECOND


@pytest.fixture(autouse=True)
def exact() -> None:
    use_exact_context()


def quote(at_ns: int, mid: str | Decimal, name: str = "ABC") -> Quote:
    mid, half = Decimal(mid), Decimal("0.01")
    return Quote(name, mid - half, mid + half, SIZE, SIZE, START + at_ns)


def history(*quotes: tuple[float, str]) -> History:
    told = History()
    told.add([quote(int(seconds * SECOND), mid) for seconds, mid in quotes])
    return told


def moved(told: History, at_s: float, anchor_s: float = 60, within_s: float = 10):
    move = told.move(
        "ABC", START + int(at_s * SECOND), int(anchor_s * SECOND), int(within_s * SECOND)
    )
    return move and tuple(plain(each) for each in (move.anchor, move.low, move.high))


def test_what_was_never_quoted_has_no_past() -> None:
    told = history((0, "100"))
    assert told.move("XYZ", START, SECOND, SECOND) is None
    assert told.bounds("XYZ", SECOND) is None


def test_the_anchor_is_what_stood_when_its_window_began() -> None:
    told = history((0, "100"), (30, "102"), (90, "104"), (100, "106"))
    assert moved(told, 90)[0] == "102"
    assert moved(told, 89)[0] == "100"
    assert moved(told, 149)[0] == "102"
    assert moved(told, 150)[0] == "104"
    assert moved(told, 500)[0] == "106"


def test_before_the_first_quote_the_first_counts() -> None:
    assert moved(history((0, "100"), (30, "102")), 31) == ("100", "100", "102")


def test_extremes_are_those_of_the_shorter_window_and_what_stood_as_it_began() -> None:
    told = history((0, "90"), (1, "100"), (20, "101"), (25, "99"), (28, "103"))
    assert moved(told, 28)[1:] == ("99", "103")
    assert moved(told, 30)[1:] == ("99", "103")
    assert moved(told, 36)[1:] == ("99", "103")
    assert moved(told, 39)[1:] == ("103", "103")


def test_extremes_between_two_quotes_of_a_bucket_are_kept() -> None:
    told = history((0, "100"), (1, "100"), (1.01, "90"), (1.02, "110"), (1.03, "100"))
    assert moved(told, 2)[1:] == ("90", "110")


@pytest.mark.parametrize(
    ("bid", "ask"),
    [("0", "100"), ("100", "0"), ("NaN", "100"), ("100", "sNaN"), ("-1", "5"), ("1", "Infinity")],
)
def test_what_is_no_quote_of_two_sound_sides_is_left_out(bid: str, ask: str) -> None:
    told = history((0, "100"))
    told.add([Quote("ABC", Decimal(bid), Decimal(ask), SIZE, SIZE, START + SECOND)])
    assert moved(told, 2) == ("100", "100", "100")


walks = st.lists(
    st.tuples(st.integers(0, 3 * BUCKET_NS), st.integers(9_000, 11_000)), min_size=1, max_size=120
)


def _walk(steps: list[tuple[int, int]]) -> list[tuple[int, Decimal]]:
    at, walked = 0, []
    for wait, cents in steps:
        at += wait
        walked.append((at, Decimal(cents) / 100))
    return walked


@given(walks, st.integers(1, 40 * BUCKET_NS), st.integers(1, 40 * BUCKET_NS), st.integers(4, 30))
def test_a_move_is_never_told_smaller_than_it_was(
    steps: list[tuple[int, int]], anchor_ns: int, within_ns: int, buckets_max: int
) -> None:
    use_exact_context()
    walked = _walk(steps)
    told = History(max(buckets_max, BUCKETS_MIN))
    told.add([quote(at, mid) for at, mid in walked])
    now = walked[-1][0]
    move = told.move("ABC", START + now, anchor_ns, within_ns)
    since = now - within_ns
    standing = [mid for at, mid in walked if at <= since][-1:]
    true = standing + [mid for at, mid in walked if at > since]
    assert move.low <= min(true)
    assert move.high >= max(true)
    low, high = told.bounds("ABC", max(anchor_ns, within_ns))
    assert low <= min(move.low, move.anchor)
    assert high >= max(move.high, move.anchor)
    assert move.anchor in [mid for _, mid in walked]


@given(walks, st.integers(1, 40 * BUCKET_NS), st.integers(1, 40 * BUCKET_NS))
def test_while_buckets_are_not_merged_it_is_off_by_one_bucket_at_most(
    steps: list[tuple[int, int]], anchor_ns: int, within_ns: int
) -> None:
    use_exact_context()
    walked = _walk(steps)
    told = History()
    told.add([quote(at, mid) for at, mid in walked])
    now = walked[-1][0]
    move = told.move("ABC", START + now, anchor_ns, within_ns)

    def between(first: int, last: int) -> list[Decimal]:
        before = [mid for at, mid in walked if at <= first][-1:] or [walked[0][1]]
        return before + [mid for at, mid in walked if first < at <= last]

    wide = between(now - within_ns - BUCKET_NS, now)
    assert move.low >= min(wide)
    assert move.high <= max(wide)
    began = now - anchor_ns
    assert move.anchor in between(began - BUCKET_NS, began)


def test_a_long_past_takes_no_more_memory_and_is_known_less_finely() -> None:
    told = History(8)
    told.add([quote(second * SECOND, str(100 + second)) for second in range(1_000)])
    assert len(told._tracks["ABC"]._ends) <= 8
    assert moved(told, 999, within_s=1)[1:] == ("1098", "1099")
    low, high = told.bounds("ABC", 10 * EPOCH_NS)
    assert (low, high) == (100, 1099)


def test_a_quote_from_the_future_holds_up_nothing() -> None:
    told = history((0, "100"), (1, "101"), (10**9, "102"), (2, "103"), (90, "104"), (91, "105"))
    assert moved(told, 91) == ("103", "103", "105")
    assert moved(told, 200) == ("105", "105", "105")
    ends = list(told._tracks["ABC"]._ends)
    assert ends == sorted(ends)


def test_instruments_are_kept_apart() -> None:
    told = History()
    told.add([quote(0, "100"), quote(0, "50", "XYZ"), quote(SECOND, "101")])
    assert moved(told, 1) == ("100", "100", "101")
    assert told.bounds("XYZ", SECOND) == (50, 50)


def test_last_quotes_remember_through_every_door() -> None:
    for way in ("on_quote", "on_event"):
        market = LastQuotes()
        for i in range(RECENT_MAX + 10):
            getattr(market, way)(quote(i * SECOND, str(100 + i)))
        last = 100 + RECENT_MAX + 9
        assert market.bounds("ABC", SECOND)[1] == last
        move = market.move("ABC", START + (RECENT_MAX + 9) * SECOND, 60 * SECOND, 10 * SECOND)
        assert (move.anchor, move.low, move.high) == (last - 60, last - 10, last)
