"""Lanes: in order within one, reducing before new before data, and never without end."""

from hypothesis import given
from hypothesis import strategies as st

from holdfast.transport.lanes import Lane, Lanes, Waiting
from holdfast.transport.rate_limit import Limit, RateLimit

SECOND = 1_000_000_000


def lanes_of(*limits: Limit, waiting_max: int = 100) -> tuple[Lanes[str], RateLimit]:
    limit = RateLimit(limits or (Limit(1, SECOND, 1),), 0)
    return Lanes(limit, waiting_max), limit


def waits(name: str, lane: Lane = Lane.NEW, endpoint: str = "place") -> Waiting[str]:
    return Waiting(name, lane, endpoint, "A", name, 0)


def leave(lanes: Lanes[str], limit: RateLimit, now: int) -> list[str]:
    """Let out what may leave at this time."""
    left = []
    while (head := lanes.ready(now)) is not None:
        lanes.take_out(head.lane, head.name)
        limit.take(head.endpoint, head.key, now)
        left.append(head.name)
    return left


def test_what_reduces_goes_before_what_is_new_and_that_before_data() -> None:
    lanes, limit = lanes_of()
    for name, lane in (("d", Lane.DATA), ("n", Lane.NEW), ("r", Lane.REDUCE)):
        assert lanes.put(waits(name, lane))
    assert [leave(lanes, limit, at * SECOND) for at in range(3)] == [["r"], ["n"], ["d"]]


def test_a_full_lane_takes_no_more_and_another_one_does() -> None:
    lanes, _ = lanes_of(waiting_max=2)
    assert [lanes.put(waits(name)) for name in "abc"] == [True, True, False]
    assert lanes.put(waits("d", Lane.DATA))
    assert lanes.depth(Lane.NEW) == 2


def test_the_same_question_waits_once() -> None:
    lanes, _ = lanes_of()
    for name, request in (("q", "old"), ("r", "r"), ("q", "new")):
        assert lanes.put(Waiting(name, Lane.DATA, "query", "A", request, 0))
    assert lanes.depth(Lane.DATA) == 2
    head = lanes.ready(0)
    assert head is not None
    assert head.request == "new", "it is asked as it was asked last, in its first place"


def test_a_lower_lane_does_not_take_the_tokens_that_a_higher_one_waits_for() -> None:
    heavy = Limit(1, SECOND, 5, {"place": 5, "query": 1})
    lanes, limit = lanes_of(heavy)
    limit.take("query", "A", 0)
    lanes.put(waits("order"))
    lanes.put(waits("q", Lane.DATA, "query"))
    assert lanes.ready(0) is None
    assert lanes.next_at(0) == SECOND
    assert leave(lanes, limit, SECOND) == ["order"]


def test_a_lower_lane_with_buckets_of_its_own_is_not_held_up() -> None:
    orders, data = Limit(1, SECOND, 1, {"query": 0}), Limit(1, SECOND, 1, {"place": 0})
    lanes, limit = lanes_of(orders, data)
    limit.take("place", "A", 0)
    lanes.put(waits("order"))
    lanes.put(waits("q", Lane.DATA, "query"))
    assert leave(lanes, limit, 0) == ["q"]


def test_what_is_taken_out_leaves_the_rest_in_order() -> None:
    lanes, limit = lanes_of(Limit(9, SECOND, 9))
    for name in "abc":
        lanes.put(waits(name))
    assert lanes.take_out(Lane.NEW, "b") is not None
    assert lanes.take_out(Lane.NEW, "b") is None
    assert leave(lanes, limit, 0) == ["a", "c"]


@given(st.lists(st.sampled_from(list(Lane)), max_size=40), st.integers(1, 5), st.integers(1, 5))
def test_each_lane_keeps_its_order_and_nothing_is_lost(
    asked: list[Lane], count: int, burst: int
) -> None:
    lanes, limit = lanes_of(Limit(count, SECOND, burst))
    for place, lane in enumerate(asked):
        lanes.put(waits(f"{place}", lane))
    left: list[int] = []
    now = 0
    while (at := lanes.next_at(now)) is not None:
        now = at
        left += map(int, leave(lanes, limit, now))
    for lane in Lane:
        mine = [place for place in left if asked[place] is lane]
        assert mine == [place for place, each in enumerate(asked) if each is lane]
