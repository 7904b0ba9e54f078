"""RC27: what a venue's open breaker would not let leave is refused, and says why."""

from holdfast.messages import breakers as n
from holdfast.messages import control as k
from holdfast.messages.refusals import Reason
from holdfast.model.circuit import Circuit
from tests.risk.f0 import F0, PASSED
from tests.support.desks import SECOND


def turn(f0: F0, to: Circuit, link: str = "sim") -> list:
    until = f0.time.now() + 5 * SECOND
    return f0.take(k.TurnBreaker(link, to, "5 answers in a row did not come", until))


def test_with_every_breaker_closed_an_order_passes() -> None:
    assert F0().buy("1", "100.00") == PASSED


def test_an_open_breaker_refuses_with_the_reason_and_the_time_of_the_next_try() -> None:
    f0 = F0()
    turn(f0, Circuit.OPEN)
    refusal = f0.buy("1", "100.00")[Reason.CIRCUIT_OPEN]
    assert refusal.field == "venue"
    assert refusal.detail == (
        "the breaker of sim is OPEN since 2012-06-21T13:30:00.000000000Z,"
        " tried again at 2012-06-21T13:30:05.000000000Z: 5 answers in a row did not come"
    )


def test_half_open_it_refuses_still_since_a_query_is_the_probe() -> None:
    f0 = F0()
    turn(f0, Circuit.OPEN)
    turn(f0, Circuit.HALF_OPEN)
    assert "HALF_OPEN" in f0.buy("1", "100.00")[Reason.CIRCUIT_OPEN].detail


def test_orders_that_reduce_would_not_leave_either() -> None:
    f0 = F0()
    f0.held("100")
    turn(f0, Circuit.OPEN)
    assert list(f0.sell("100", "100.00")) == [Reason.CIRCUIT_OPEN]


def test_the_breaker_of_another_venue_or_of_a_feed_stops_nothing_here() -> None:
    f0 = F0()
    turn(f0, Circuit.OPEN, "other")
    turn(f0, Circuit.OPEN, "feed sim")
    assert f0.buy("1", "100.00") == PASSED


def test_closed_again_it_lets_pass() -> None:
    f0 = F0()
    turn(f0, Circuit.OPEN)
    assert turn(f0, Circuit.CLOSED) == [n.BreakerClosed("sim")]
    assert f0.buy("1", "100.00") == PASSED
