"""How a venue is doing, as a screen shows it."""

from decimal import Decimal as D

from holdfast.messages import commands as c
from holdfast.messages import reports as r
from holdfast.model.circuit import Circuit
from holdfast.model.order import OrderType, Side
from holdfast.runtime.guard import GuardRules, outlook
from holdfast.runtime.guard.clock_offset import SAMPLES
from holdfast.runtime.guard.guarded import TOGETHER
from holdfast.runtime.self_test import VENUE_CLOCK, Clocks, SelfTester
from holdfast.transport.lanes import Lane
from holdfast.transport.rate_limit import Limit
from tests.support.desks import SECOND, PlayedDesk, ready_desk


def guarded(rules: GuardRules) -> PlayedDesk:
    desk = ready_desk()
    desk.guard = rules
    desk.restart()
    return desk


def test_what_waits_is_counted_by_lane_with_the_tokens_that_are_left() -> None:
    desk = guarded(GuardRules(limits=(Limit(1, 60 * SECOND, 1),)))
    for qty in (1, 2):
        order = c.SubmitOrder("A", "AAPL", Side.BUY, D(qty), OrderType.LIMIT, D(100))
        desk.take(order)
    told = outlook(desk.desk.guards["sim"], desk.time.now())
    assert (told.venue, told.breaker, told.why) == ("sim", Circuit.CLOSED, "")
    assert told.waiting == {Lane.REDUCE: 0, Lane.NEW: 2, Lane.DATA: 1}
    assert (told.tokens, told.dropped, told.offset_ms, told.silent_ms) == (0, 0, None, None)


def test_a_venue_whose_clock_is_off_is_told_and_keeps_the_desk_from_being_armed() -> None:
    desk = guarded(GuardRules())
    tester = SelfTester(desk.desk, desk.quotes, Clocks(lambda: 0, lambda: 0))
    assert VENUE_CLOCK not in tester.faults()
    for _ in range(SAMPLES * TOGETHER):
        desk.venue.deliver(r.VenueHeldAll("sim", "A", desk.time.now() - 3 * SECOND))
    assert outlook(desk.desk.guards["sim"], desk.time.now()).offset_ms == -3_000
    assert tester.faults()[VENUE_CLOCK] == "answers of sim are 3.0 s behind the desk's clock"
