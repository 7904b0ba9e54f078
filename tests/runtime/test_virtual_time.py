"""Virtual time moves only when it is asked to, from one appointment to the next."""

from holdfast.runtime.virtual_time import VirtualTime


def test_time_stands_until_it_is_moved() -> None:
    time = VirtualTime(100)
    time.call_at(150, lambda: None)
    assert (time.now(), time.next_at()) == (100, 150)


def test_a_step_goes_to_the_next_call_and_makes_it() -> None:
    time = VirtualTime(100)
    seen: list[tuple[str, int]] = []
    for name, at in (("late", 300), ("soon", 150)):
        time.call_at(at, lambda name=name: seen.append((name, time.now())))
    assert time.step()
    assert time.step()
    assert seen == [("soon", 150), ("late", 300)]
    assert not time.step()
    assert time.next_at() is None


def test_calls_of_one_moment_run_in_the_order_they_were_made() -> None:
    time = VirtualTime(0)
    order: list[int] = []
    for i in range(50):
        time.call_at(10, lambda i=i: order.append(i))
    while time.step():
        pass
    assert order == list(range(50))


def test_what_has_passed_is_called_now_and_time_never_runs_backwards() -> None:
    time = VirtualTime(100)
    time.call_at(40, lambda: None)
    assert time.next_at() == 100
    time.step()
    assert time.now() == 100


def test_advancing_calls_nothing_and_never_goes_back() -> None:
    time = VirtualTime(100)
    called: list[int] = []
    time.call_at(150, lambda: called.append(time.now()))
    time.advance(120)
    time.advance(50)
    assert (time.now(), called) == (120, [])


def test_a_call_may_ask_for_another_at_its_own_moment() -> None:
    time = VirtualTime(0)
    order: list[str] = []
    time.call_at(10, lambda: (order.append("a"), time.call_at(10, lambda: order.append("c"))))
    time.call_at(10, lambda: order.append("b"))
    while time.step():
        pass
    assert order == ["a", "b", "c"]
    assert time.now() == 10
