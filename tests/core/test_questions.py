"""When what is waited for is due: soon at first, then rarely, and never not at all."""

from __future__ import annotations

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from holdfast.core.questions import Question, Questions, wait_of
from holdfast.model.asking import MILLISECOND_NS, SECOND_NS, Asking

MS = MILLISECOND_NS


def waits(asking: Asking, count: int, order_id: str = "E-1", seed: int = 7) -> list[int]:
    return [wait_of(asking, seed, order_id, attempt) for attempt in range(1, count + 1)]


def test_the_quick_questions_double_and_the_slow_ones_grow_to_their_most() -> None:
    full = [100 * MS, 200 * MS, 400 * MS, *(each * SECOND_NS for each in (1, 2, 4, 8, 16, 30, 30))]
    got = waits(Asking(), len(full))
    assert all(whole // 2 <= wait <= whole for wait, whole in zip(got, full, strict=True))
    assert len(set(got)) == len(got)


def test_a_question_that_has_been_open_for_days_is_still_asked() -> None:
    assert 15 * SECOND_NS <= wait_of(Asking(), 7, "E-1", 10**6) <= 30 * SECOND_NS


def test_no_wait_is_longer_than_the_most_and_none_is_nothing() -> None:
    assert waits(Asking(first_ns=1, attempts=2, every_max_ns=1), 4) == [1, 1, 1, 1]
    assert max(waits(Asking(first_ns=60 * SECOND_NS), 3)) <= 30 * SECOND_NS


def test_the_draw_is_of_seed_order_and_attempt_alone() -> None:
    asking = Asking()
    assert waits(asking, 5) == waits(asking, 5)
    assert waits(asking, 5, seed=8) != waits(asking, 5)
    spread = {wait_of(asking, 7, f"E-{number}", 1) for number in range(100)}
    # a hundred orders that fall silent together are not asked after together
    assert len(spread) > 90


def asked(*dues: tuple[str, int]) -> Questions:
    questions = Questions()
    for name, due in dues:
        questions.open[name] = Question(due)
        questions.put(due, name)
    return questions


def test_what_is_due_is_told_the_longest_first_and_changes_nothing() -> None:
    questions = asked(("a", 30), ("b", 10), ("c", 20), ("d", 40))
    before = msgspec.msgpack.encode(questions)
    assert questions.due(30) == ["b", "c", "a"]
    assert questions.due(9) == []
    assert msgspec.msgpack.encode(questions) == before
    assert questions.next_due() == 10


def test_what_was_answered_or_moved_does_not_come_up() -> None:
    questions = asked(("a", 10), ("b", 20))
    del questions.open["a"]
    questions.open["b"].due = 50
    questions.put(50, "b")
    assert questions.due(20) == []
    assert questions.next_due() == 50
    assert len(questions.line) == 1
    del questions.open["b"]
    assert questions.next_due() is None


def test_exits_come_up_like_questions_and_a_name_comes_once() -> None:
    questions = asked(("a", 10))
    questions.exits["a"] = 10
    questions.put(10, "a")
    questions.exits["b"] = 5
    questions.put(5, "b")
    assert questions.due(10) == ["b", "a"]


@given(
    st.lists(st.tuples(st.integers(0, 20), st.integers(0, 50), st.booleans()), max_size=60),
    st.integers(0, 60),
)
def test_the_line_finds_what_a_look_at_everything_finds(moves, at) -> None:
    questions = Questions()
    for number, due, stays in moves:
        name = f"o{number}"
        if stays:
            questions.open[name] = Question(due)
            questions.put(due, name)
        else:
            questions.open.pop(name, None)
    wanted = sorted((each.due, name) for name, each in questions.open.items() if each.due <= at)
    assert questions.due(at) == [name for _, name in wanted]
    assert questions.next_due() == min((each.due for each in questions.open.values()), default=None)


def test_questions_are_written_and_read_back() -> None:
    questions = asked(("a", 10), ("b", 5))
    questions.down["sim"] = "cut"
    again = msgspec.msgpack.decode(msgspec.msgpack.encode(questions), type=Questions)
    assert again == questions
    assert again.next_due() == 5
