"""What is written for a desk that does not run is there when it starts, and leaves then."""

from decimal import Decimal as D

from holdfast.core.ledger import freeze
from holdfast.messages import commands as c
from holdfast.messages import control as k
from holdfast.messages import requests as q
from holdfast.messages.refusals import Reason
from holdfast.messages.reports import VenueAccepts
from holdfast.model.order import OrderType, Side
from holdfast.model.scope import Scope
from holdfast.recovery.replay import rebuild
from holdfast.runtime.offline import record
from tests.support.desks import POLICIES, PlayedDesk, ready_desk
from tests.support.people import TRADER

ACCOUNT = Scope(account="A")


def left_open() -> PlayedDesk:
    """A desk that was ended with an order at its venue and another on its way."""
    desk = ready_desk()
    for name, price in (("o1", 99), ("o2", 98)):
        order = c.SubmitOrder(
            "A", "AAPL", Side.BUY, D(10), OrderType.LIMIT, D(price), client_order_id=name
        )
        desk.take(order)
    desk.take(VenueAccepts(desk.order("o1").id, "V1", desk.time.now()))
    desk.venue.sent.clear()
    return desk


def test_a_kill_is_durable_and_nothing_leaves_yet() -> None:
    desk = left_open()
    told, ledger = record(desk.journal, POLICIES, k.Kill(ACCOUNT, TRADER, "x"), desk.time.now)
    assert told.ok
    assert len(told.order_ids) == 2
    assert list(ledger.kills) == ["account=A"]
    assert freeze(rebuild(desk.journal)) == freeze(ledger)
    assert desk.venue.sent == []


def test_the_next_start_cancels_what_is_still_open_and_stays_killed() -> None:
    desk = left_open()
    record(desk.journal, POLICIES, k.Kill(ACCOUNT, TRADER, "x"), desk.time.now)
    desk.restart()
    pulled = [each.order_id for each in desk.venue.sent if isinstance(each, q.PullOrder)]
    assert pulled == [desk.order("o1").id, desk.order("o2").id]
    desk.quote("99.99", "100.01")
    told = desk.desk.ask(c.SubmitOrder("A", "AAPL", Side.BUY, D(1)))
    assert told.refusals[0].code is Reason.KILLED
    desk.check()
    desk.check_decisions()


def test_a_refusal_is_on_record_too() -> None:
    desk = left_open()
    told, _ = record(desk.journal, POLICIES, k.Kill(Scope(account="B"), TRADER, "x"), desk.time.now)
    assert [each.code for each in told.refusals] == [Reason.UNKNOWN_ACCOUNT]
    assert not rebuild(desk.journal).kills
