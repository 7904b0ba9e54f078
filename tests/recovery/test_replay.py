"""What a replay tells of a journal that today's rules would not have written."""

from __future__ import annotations

from decimal import Decimal

from holdfast.core.must import InvariantBroken
from holdfast.core.policy import Case, Policies
from holdfast.messages import commands as c
from holdfast.messages import events as e
from holdfast.messages import reports as r
from holdfast.messages.entry import Entry
from holdfast.model.order import Liquidity, Side
from holdfast.recovery import replay as rooms
from holdfast.recovery.replay import redecide
from tests.support.desks import POLICIES, PlayedDesk, ready_desk

NO_CHECKS = Policies((), POLICIES.sizers, POLICIES.algos)


def refused_day(orders: int) -> PlayedDesk:
    desk = ready_desk()
    for _ in range(orders):
        desk.take(c.SubmitOrder("A", "AAPL", Side.BUY, Decimal(10**7)))
    return desk


def test_an_empty_journal_is_the_same() -> None:
    replay = redecide((), POLICIES)
    assert (replay.entries, replay.same_state, replay.differences) == (0, True, ())


def test_differences_are_listed_up_to_a_limit(monkeypatch) -> None:
    monkeypatch.setattr(rooms, "DIFFERENCES_MAX", 3)
    replay = redecide(refused_day(5).journal.entries(), NO_CHECKS)
    assert len(replay.differences) == 3
    assert replay.same_state


def test_an_input_without_a_message_decides_nothing() -> None:
    started = e.DeskStarted("desk", "E", "build", 7)
    replay = redecide([Entry(1, 1, (), None, None, [started])], POLICIES)
    assert [each.decided for each in replay.differences] == [()]


def test_an_entry_with_an_event_too_many_is_a_difference() -> None:
    desk = ready_desk()
    desk.take(c.SubmitOrder("A", "AAPL", Side.BUY, Decimal(1), client_order_id="o"))
    order_id = desk.order("o").id
    fill = r.VenueFills(
        order_id, "f", Decimal(1), Decimal(100), Decimal(0), "USD", Liquidity.MAKER, 0
    )
    desk.take(fill)
    entries = list(desk.journal.entries())
    last = entries[-1]
    twice = e.OrderFilled(
        "E-1", "g", Decimal(1), Decimal(100), Decimal(0), "USD", Liquidity.MAKER, 0
    )
    entries[-1] = Entry(last.seq, last.at, last.quotes, None, last.report, [*last.events, twice])
    (difference,) = redecide(entries, POLICIES).differences
    assert difference.seq == last.seq
    assert len(difference.recorded) == 2
    assert len(difference.decided) == 1


def test_a_rule_of_today_that_yesterdays_input_breaks_is_a_difference_like_any_other() -> None:
    def breaks(case: Case) -> None:
        raise InvariantBroken("a check that is wrong")

    desk = ready_desk()
    desk.take(c.SubmitOrder("A", "AAPL", Side.BUY, Decimal(1)))
    replay = redecide(desk.journal.entries(), Policies((breaks,), POLICIES.sizers, POLICIES.algos))
    assert [each.decided for each in replay.differences] == [()]
    assert replay.same_state
