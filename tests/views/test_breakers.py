"""Which links are not trusted, as a screen shows it."""

from holdfast.messages import control as k
from holdfast.model.circuit import Circuit
from holdfast.model.times import rfc3339
from holdfast.views.breakers import BreakerRow, breakers
from tests.support.desks import SECOND, ready_desk


def test_with_every_breaker_closed_there_is_nothing_to_show() -> None:
    desk = ready_desk()
    desk.take(k.TurnBreaker("sim", Circuit.OPEN, "silent", 5))
    desk.take(k.TurnBreaker("sim", Circuit.CLOSED))
    assert breakers(desk.ledger) == ()


def test_each_is_shown_with_its_reason_and_times() -> None:
    desk = ready_desk()
    since = desk.time.now()
    until = since + 5 * SECOND
    desk.take(k.TurnBreaker("sim", Circuit.OPEN, "silent", until))
    desk.wait(SECOND)
    desk.take(k.TurnBreaker("feed sim", Circuit.OPEN, "crossed", until))
    desk.take(k.TurnBreaker("sim", Circuit.HALF_OPEN))
    assert breakers(desk.ledger) == (
        BreakerRow("sim", Circuit.HALF_OPEN, "silent", rfc3339(since), rfc3339(until)),
        BreakerRow("feed sim", Circuit.OPEN, "crossed", rfc3339(since + SECOND), rfc3339(until)),
    )
