"""One screen: armed or why not, what is stopped, raised and in shadow."""

from holdfast.messages import control as k
from holdfast.model.scope import FIRM, Scope
from holdfast.model.times import rfc3339
from holdfast.model.trading import Latch, TradingState
from holdfast.views.readiness import Blocker, readiness
from tests.support.desks import SECOND, ready_desk
from tests.support.people import TRADER


def test_an_armed_desk_has_nothing_to_say() -> None:
    screen = readiness(ready_desk().ledger)
    assert screen.armed
    told = (screen.blockers, screen.awaited, screen.kills, screen.stops, screen.raises)
    assert not any(told)


def test_each_blocker_is_told_with_its_time_and_who_does_not_answer() -> None:
    desk = ready_desk()
    desk.restart(is_armed=False)
    desk.take(k.SelfTest({"clock": "3 s off"}))
    desk.take(k.OverrideBlocker("clock", TRADER, "known"))
    screen = readiness(desk.ledger)
    since = rfc3339(desk.time.now())
    assert screen.blockers == (
        Blocker("clock", "3 s off", since, overridden=True),
        Blocker(
            "reconciliation",
            "venues have not answered yet what became of all orders and positions",
            since,
            overridden=False,
        ),
    )
    assert (screen.awaited, screen.awaited_count) == (("account A",), 1)


def test_kills_and_stops_are_told_apart_with_what_ends_them() -> None:
    desk = ready_desk()
    until = desk.time.now() + 60 * SECOND
    account = Scope(account="A")
    desk.take(k.SetState(account, TradingState.REDUCING, TRADER, "news", until=until))
    desk.take(k.Kill(FIRM, TRADER, "wrong", reducing=True))
    screen = readiness(desk.ledger)
    (stop,) = screen.stops
    assert (stop.scope, stop.state, stop.latch) == ("account=A", "REDUCING", Latch.TIME)
    assert stop.until == rfc3339(until)
    (kill,) = screen.kills
    assert (kill.scope, kill.by, kill.why, kill.lets_reducing) == ("firm", TRADER, "wrong", True)
    desk.take(k.ResetKill(FIRM, TRADER, "over"))
    (waiting,) = readiness(desk.ledger).proposals
    assert (waiting.proposal_id, waiting.by, waiting.why) == ("E-P1", TRADER, "over")
    assert waiting.what == "end of the kill of firm"
