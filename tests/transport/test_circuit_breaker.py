"""The breaker: it opens on failures, waits, tries once, and goes by no clock of its own."""

from hypothesis import given
from hypothesis import strategies as st

from holdfast.model.circuit import Circuit
from holdfast.transport.circuit_breaker import BreakerRules, CircuitBreaker

SECOND = 1_000_000_000
RULES = BreakerRules(
    failures_max=3,
    failures_pct=50,
    calls_min=10,
    window_ns=10 * SECOND,
    wait_ns=SECOND,
    wait_max_ns=3 * SECOND,
)
CLOSED, OPEN, HALF_OPEN = Circuit.CLOSED, Circuit.OPEN, Circuit.HALF_OPEN


def opened() -> CircuitBreaker:
    breaker = CircuitBreaker(RULES)
    for _ in range(3):
        breaker.failed(0, "down")
    return breaker


def alternate(breaker: CircuitBreaker, calls: int) -> None:
    for n in range(calls):
        if n % 2:
            breaker.failed(n, "x")
        else:
            breaker.answered(n)


def test_it_opens_on_so_many_failures_in_a_row_and_says_why() -> None:
    breaker = CircuitBreaker(RULES)
    assert [breaker.failed(0, f"down {n}") for n in range(3)] == [False, False, True]
    assert (breaker.state, breaker.why, breaker.retry_at) == (OPEN, "down 2", SECOND)
    assert not breaker.lets()


def test_an_answer_between_failures_begins_the_row_anew() -> None:
    breaker = CircuitBreaker(RULES)
    for _ in range(4):
        breaker.failed(0, "")
        breaker.failed(0, "")
        for _ in range(4):
            breaker.answered(0)
    assert breaker.state is CLOSED


def test_it_opens_once_half_of_at_least_ten_calls_have_failed_within_its_window() -> None:
    breaker = CircuitBreaker(RULES)
    alternate(breaker, 9)
    assert breaker.state is CLOSED
    assert breaker.failed(9, "x")


def test_failures_of_long_ago_are_not_counted() -> None:
    breaker = CircuitBreaker(RULES)
    alternate(breaker, 9)
    at = 30 * SECOND
    breaker.answered(at)
    assert not breaker.failed(at, "x")


def test_its_wait_over_it_lets_one_probe_through() -> None:
    breaker = opened()
    assert not breaker.half_open(SECOND - 1)
    assert breaker.half_open(SECOND)
    assert [breaker.lets() for _ in range(3)] == [True, False, False]


def test_an_answer_to_the_probe_closes_it_and_a_failure_doubles_the_wait_up_to_its_cap() -> None:
    breaker = opened()
    at = 0
    for waited in (1, 2, 3, 3):
        assert breaker.retry_at - at == waited * SECOND
        at = breaker.retry_at
        breaker.half_open(at)
        breaker.failed(at, "still down")
    breaker.half_open(breaker.retry_at)
    assert breaker.answered(breaker.retry_at)
    assert breaker.state is CLOSED
    for _ in range(3):
        breaker.failed(at, "")
    assert breaker.retry_at - breaker._now == SECOND


def test_an_open_one_is_neither_opened_again_nor_closed_by_what_still_comes_in() -> None:
    breaker = opened()
    assert not breaker.failed(0, "")
    assert not breaker.answered(0)
    assert not breaker.trip(0, "")
    assert breaker.retry_at == SECOND


def test_a_trip_needs_no_count() -> None:
    breaker = CircuitBreaker(RULES)
    assert breaker.trip(5, "no sign of life")
    assert (breaker.state, breaker.why) == (OPEN, "no sign of life")


def test_a_clock_set_back_neither_shortens_nor_lengthens_the_wait() -> None:
    breaker = CircuitBreaker(RULES)
    for at in (10 * SECOND, 2 * SECOND, SECOND):
        breaker.failed(at, "")
    assert breaker.retry_at == 11 * SECOND
    assert not breaker.half_open(3 * SECOND)
    assert breaker.half_open(11 * SECOND)


MOVES = {
    (CLOSED, OPEN),
    (OPEN, HALF_OPEN),
    (HALF_OPEN, OPEN),
    (HALF_OPEN, CLOSED),
}
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["answered", "failed", "half_open", "trip", "lets"]),
        st.integers(-SECOND, 2 * SECOND),
    ),
    max_size=80,
)


@given(STEPS)
def test_only_legal_moves_are_made_each_is_told_and_one_probe_leaves_at_a_time(
    steps: list[tuple[str, int]],
) -> None:
    breaker, now, probes = CircuitBreaker(RULES), 0, 0
    for name, step in steps:
        now += step
        before = breaker.state
        if name == "lets":
            probes += breaker.lets() and before is HALF_OPEN
        elif name in ("failed", "trip"):
            assert getattr(breaker, name)(now, "x") is (breaker.state is not before)
        else:
            assert getattr(breaker, name)(now) is (breaker.state is not before)
        if breaker.state is not before:
            assert (before, breaker.state) in MOVES
            probes = 0
        assert probes <= 1
