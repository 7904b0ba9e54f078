"""Limits as they are shown: every scope, its version, and the end of a raise."""

from msgspec.structs import replace

from holdfast.messages import commands as c
from holdfast.messages import control as k
from holdfast.model.limits import Limits
from holdfast.model.scope import Scope
from holdfast.views.limits import limits, limits_of
from tests.support.hand_played import SECOND as S
from tests.support.hand_played import WIDE, hand_played
from tests.support.people import SECOND, TRADER


def test_every_scope_is_shown_with_its_version() -> None:
    desk = hand_played()
    scope = Scope(account="A", strategy="s")
    desk.take(c.SetLimits("", Limits(open_orders_max=1), TRADER, scope=scope))
    rows = list(limits(desk.ledger))
    assert [(row.key, row.version) for row in rows] == [
        ("account=A", 1),
        ("account=A,strategy=s", 1),
    ]
    assert list(limits(desk.ledger, "B")) == []
    assert limits_of(desk.ledger, Scope(strategy="t")).version == 0


def test_a_raise_is_shown_with_its_end_and_what_was_before() -> None:
    desk = hand_played()
    more = replace(WIDE, open_orders_max=10**7)
    desk.take(c.SetLimits("A", more, TRADER, "a busy day", until=desk.at + 60 * S))
    desk.take(k.Approve(next(iter(desk.ledger.proposals)), SECOND))
    (row,) = limits(desk.ledger)
    assert (row.limits, row.before) == (more, WIDE)
    assert row.until == "2012-06-21T13:31:00.000000000Z"
