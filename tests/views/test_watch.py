"""What is watched, as it is shown."""

from __future__ import annotations

from holdfast.messages import drop_copy as d
from holdfast.messages import watching as y
from holdfast.model.scope import Scope
from holdfast.model.watch import Choice
from holdfast.views.watch import watch
from tests.support.desks import SECOND, ready_desk


def test_a_session_is_shown_lost_and_then_over() -> None:
    desk = ready_desk()
    choice = Choice(Scope(account="A"))
    desk.exactly(y.OpenSession("c", choice, 30 * SECOND, 10 * SECOND, "trader"))
    assert [each.is_lost for each in watch(desk.ledger).sessions] == [False]
    desk.wait(30 * SECOND)
    (row,) = watch(desk.ledger).sessions
    assert row.is_lost and row.due_at > row.heard_at
    desk.wait(10 * SECOND)
    told = watch(desk.ledger)
    assert told.sessions == ()
    assert told.ended[0].detail.startswith("silent since")


def test_a_drop_copy_is_shown_with_what_waits() -> None:
    from decimal import Decimal

    from holdfast.model.order import Side

    desk = ready_desk()
    now = desk.time.now()
    desk.take(d.DropCopyConnects("sim", now))
    one = Decimal(1)
    desk.take(d.DropCopyFills("sim", "A", "f", "x", "AAPL", Side.BUY, one, one, now))
    (row,) = watch(desk.ledger).copies
    assert (row.venue, row.is_up, row.waiting) == ("sim", True, 1)
