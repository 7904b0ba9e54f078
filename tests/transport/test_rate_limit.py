"""Token buckets: exact in nanoseconds, and no clock opens them again."""

from hypothesis import given
from hypothesis import strategies as st

from holdfast.transport.rate_limit import Bucket, Limit, RateLimit

SECOND = 1_000_000_000
TEN = Limit(10, SECOND, 20)


def drained(limit: Limit = TEN, at: int = 0) -> Bucket:
    bucket = Bucket(limit, at)
    for _ in range(limit.burst):
        assert bucket.wait_ns(1, at) == 0
        bucket.take(1, at)
    return bucket


def test_a_burst_leaves_at_once_and_the_next_waits_for_its_token() -> None:
    assert drained().wait_ns(1, 0) == SECOND // 10


def test_a_rate_that_divides_no_second_is_not_rounded() -> None:
    bucket = drained(Limit(3, SECOND, 2))
    assert bucket.wait_ns(1, 0) == 333_333_334
    bucket.take(1, 333_333_334)
    # what the last nanosecond brought too much is not lost
    assert bucket.wait_ns(1, 333_333_334) == 333_333_333


def test_a_clock_set_back_brings_no_token_and_one_set_on_again_brings_each_once() -> None:
    bucket = drained(at=5 * SECOND)
    assert bucket.wait_ns(1, SECOND) == 4 * SECOND + SECOND // 10
    assert bucket.wait_ns(1, 5 * SECOND) == SECOND // 10
    assert bucket.tokens(6 * SECOND) == 10


def test_a_debt_is_paid_back_by_waiting() -> None:
    bucket = drained()
    for _ in range(5):
        bucket.take(1, 0)
    assert bucket.tokens(0) == -5
    assert bucket.wait_ns(1, 0) == 6 * SECOND // 10


def test_what_weighs_more_than_the_bucket_leaves_when_it_is_full() -> None:
    bucket = Bucket(TEN, 0)
    assert bucket.wait_ns(50, 0) == 0
    bucket.take(50, 0)
    assert bucket.wait_ns(1, 0) == 31 * SECOND // 10


def test_a_bucket_that_begins_empty_fills_at_its_rate() -> None:
    assert Bucket(TEN, 0, is_full=False).wait_ns(1, 0) == SECOND // 10


@given(
    st.lists(st.tuples(st.integers(-(10**9), 10**9), st.integers(1, 3)), max_size=60),
    st.integers(1, 50),
    st.integers(3, 20),
)
def test_no_window_lets_more_through_than_its_burst_and_its_rate(
    steps: list[tuple[int, int]], count: int, burst: int
) -> None:
    """Whatever the clock does: time counts by the furthest it has come."""
    limit = Limit(count, SECOND, burst)
    bucket, now, furthest = Bucket(limit, 0), 0, 0
    left: list[tuple[int, int]] = []
    for step, weight in steps:
        now += step
        furthest = max(furthest, now)
        if not bucket.wait_ns(weight, now):
            bucket.take(weight, now)
            left.append((furthest, weight))
    for first in range(len(left)):
        total = 0
        for at, weight in left[first:]:
            total += weight
            assert total * SECOND <= burst * SECOND + (at - left[first][0]) * count


def test_a_request_takes_from_every_bucket_that_weighs_its_endpoint_or_waits() -> None:
    orders = Limit(1, SECOND, 1, {"query": 0})
    weights = Limit(10, SECOND, 10, {"query": 4})
    limit = RateLimit((orders, weights), 0)
    assert limit.keys("query", "A") == {(1, "")}
    limit.take("place", "A", 0)
    assert limit.wait_ns("place", "A", 0) == SECOND
    assert limit.wait_ns("query", "A", 0) == 0
    limit.take("query", "A", 0)
    limit.take("query", "A", 0)
    assert limit.wait_ns("query", "A", 0) == 3 * SECOND // 10
    assert limit.tokens(0) == 0


def test_each_key_has_a_bucket_of_its_own_where_the_limit_says_so() -> None:
    limit = RateLimit((Limit(1, SECOND, 1, by_key=True),), 0)
    limit.take("place", "A", 0)
    assert limit.wait_ns("place", "A", 0) == SECOND
    assert limit.wait_ns("place", "B", 0) == 0


def test_without_limits_nothing_waits() -> None:
    limit = RateLimit((), 0)
    limit.take("place", "A", 0)
    assert limit.wait_ns("place", "A", 0) == 0
    assert limit.tokens(0) is None


def test_while_it_is_held_nothing_may_leave_and_a_later_moment_wins() -> None:
    limit = RateLimit((Limit(1, SECOND, 5, {"query": 0}),), 0)
    limit.hold(0, 2 * SECOND)
    limit.hold(0, SECOND)
    assert limit.wait_ns("place", "A", 0) == limit.wait_ns("query", "A", 0) == 2 * SECOND
    assert limit.wait_ns("place", "A", 2 * SECOND) == 0


def test_a_clock_that_is_set_back_ends_what_was_held() -> None:
    limit = RateLimit((Limit(1, SECOND, 5),), 100 * SECOND)
    limit.hold(100 * SECOND, 102 * SECOND)
    assert limit.wait_ns("place", "A", 101 * SECOND) == SECOND
    assert limit.wait_ns("place", "A", 50 * SECOND) == 0
