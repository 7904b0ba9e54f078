"""RC10 to RC12 and RC20: how many orders, how alike, and how few of them trade."""

from __future__ import annotations

from decimal import Decimal

from holdfast.messages import control as k
from holdfast.messages.refusals import Reason
from holdfast.model.scope import Scope
from holdfast.model.trading import TradingState
from tests.controls.doors import Door, Told
from tests.controls.rows import accepts, rejects
from tests.support.limits import WIDE


def _ten_in_a_second(door: Door) -> list[str]:
    door.stage.limit(repeat_max=100)
    door.stage.wait(2)
    door.stage.quote()
    sent = []
    for count in range(10):
        sent.append(door.yes(door.buy(str(10 + count), "99.00")))
        door.stage.wait("0.09")
    return sent


@accepts("RC10")
def test_ten_orders_in_a_second_leave_and_so_does_a_cancel(door: Door) -> None:
    first = _ten_in_a_second(door)[0]
    assert door.cancel(first).ok
    assert door.stage.pulled == [first]


@rejects("RC10")
def test_the_eleventh_order_in_a_second_is_refused_until_the_second_is_over(door: Door) -> None:
    _ten_in_a_second(door)
    told = door.no(Reason.ORDER_RATE_MAX, door.buy, "30", "99.00")
    assert told.limit == Decimal(10)
    door.stage.wait(2)
    door.yes(door.buy("30", "99.00"))


@accepts("RC11")
def test_an_order_that_is_sent_twice_is_one_order_with_one_answer(door: Door) -> None:
    first = door.buy("100", "99.00", client_order_id="C1")
    again = door.buy("100", "99.00", client_order_id="C1")
    assert (again.order_id, again.repeated) == (door.yes(first), True)
    assert len(door.stage.placed) == 1


@rejects("RC11")
def test_the_same_id_with_other_terms_is_a_conflict(door: Door) -> None:
    door.yes(door.buy("100", "99.00", client_order_id="C1"))
    door.no(Reason.CLIENT_ORDER_ID_CONFLICT, door.buy, "200", "99.00", client_order_id="C1")


@rejects("RC11")
def test_a_look_alike_within_the_window_is_refused(door: Door) -> None:
    door.yes(door.buy("100", "99.00", client_order_id="C1"))
    door.stage.wait(1)
    door.no(Reason.LOOK_ALIKE, door.buy, "100", "99.00", client_order_id="C2")
    door.stage.wait(3)
    door.yes(door.buy("100", "99.00", client_order_id="C3"))


def _signal(door: Door, count: int) -> Told:
    """Trade the same signal once more, in a quantity of its own and four seconds later."""
    door.stage.wait(4)
    door.stage.quote()
    return door.buy(str(10 + count), "99.00", strategy="S")


@accepts("RC12")
def test_a_signal_may_be_traded_five_times_in_a_minute(door: Door) -> None:
    for count in range(5):
        door.yes(_signal(door, count))


@rejects("RC12")
def test_the_sixth_time_disables_the_strategy_until_a_trader_enables_it(door: Door) -> None:
    for count in range(5):
        door.yes(_signal(door, count))
    door.no(Reason.REPEATED, _signal, door, 5)
    door.restart()
    door.stage.wait(120)
    before = len(door.stage.placed)
    assert not _signal(door, 6).ok
    assert not _signal(door, 7).ok
    assert len(door.stage.placed) == before
    enable = k.SetState(Scope(strategy="S"), TradingState.ACTIVE, "trader", "looked at", "repeated")
    assert door.govern(enable).ok
    door.yes(_signal(door, 8))


def _orders_and_two_fills(door: Door, count: int) -> None:
    door.stage.limit(WIDE, order_fill_ratio_max=Decimal(50), order_fill_min=10)
    for each in range(count):
        told = door.buy(str(1 + each), "99.00")
        assert told.ok, told.refusals
        if each < 2:
            door.stage.fill(told.order_id, str(1 + each), "99.00")


@accepts("RC20")
def test_a_hundred_orders_for_two_fills_are_within_a_ratio_of_fifty(door: Door) -> None:
    _orders_and_two_fills(door, 99)
    door.yes(door.buy("200", "99.00"))


@rejects("RC20")
def test_the_next_order_is_throttled_and_cancels_pass(door: Door) -> None:
    _orders_and_two_fills(door, 100)
    door.no(Reason.ORDER_FILL_RATIO, door.buy, "200", "99.00")
    assert door.cancel(door.stage.placed[-1].order_id).ok
    assert len(door.stage.pulled) == 1
