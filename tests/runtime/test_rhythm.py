"""What comes round by itself: days end, and what is held is valued."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from holdfast.messages import commands as c
from holdfast.messages import reports as r
from holdfast.messages import rulings as g
from holdfast.model.order import Liquidity, OrderType, Side
from holdfast.runtime.rhythm import Beat
from tests.support.desks import OPEN, SECOND, PlayedDesk

DAY = 86_400 * SECOND


def days(at: int) -> tuple[str, int]:
    """End every day at midnight in UTC."""
    ends = (at // DAY + 1) * DAY
    return datetime.fromtimestamp(at // SECOND, UTC).date().isoformat(), ends


class Beating(PlayedDesk):
    """A played desk with a rhythm: five seconds a mark."""

    beat = Beat(days, 5 * SECOND)

    def limit_buy(self, qty: str) -> str:
        terms = c.SubmitOrder("A", "AAPL", Side.BUY, Decimal(qty), OrderType.LIMIT, Decimal(100))
        self.take(terms)
        return next(reversed(self.ledger.orders))

    def filled(self, order_id: str, qty: str) -> None:
        taker = Liquidity.TAKER
        at = self.time.now()
        self.take(
            r.VenueFills(order_id, "X", Decimal(qty), Decimal(100), Decimal(0), "USD", taker, at)
        )


@pytest.fixture
def desk() -> Beating:
    desk = Beating()
    desk.account()
    desk.instrument()
    desk.quote("99.99", "100.01")
    return desk


def marks(events: list[object]) -> int:
    return sum(isinstance(each, g.PositionsMarked) for each in events)


def test_a_first_start_begins_its_day(desk: Beating) -> None:
    assert desk.ledger.day == "2012-06-21"


def test_a_restart_on_the_same_day_begins_none(desk: Beating) -> None:
    assert not any(isinstance(each, g.DayStarted) for each in desk.restart())
    desk.wait(DAY)
    assert desk.ledger.day == "2012-06-22"


def test_a_day_that_ended_while_the_desk_was_away_begins_with_the_next_start(
    desk: Beating,
) -> None:
    desk.time.advance(OPEN + 2 * DAY)
    desk.restart()
    desk.wait(0)
    assert desk.ledger.day == "2012-06-23"


def test_days_go_on_and_on(desk: Beating) -> None:
    begun = [each for each in desk.wait(3 * DAY) if isinstance(each, g.DayStarted)]
    assert [each.day for each in begun] == ["2012-06-22", "2012-06-23", "2012-06-24"]


def test_what_is_held_is_valued_as_quotes_change_and_not_otherwise(desk: Beating) -> None:
    desk.filled(desk.limit_buy("10"), "10")
    assert marks(desk.wait(5 * SECOND)) == 1
    assert marks(desk.wait(60 * SECOND)) == 0
    for bid in ("99.00", "98.00"):
        desk.quote(bid, "100.01")
        assert marks(desk.wait(5 * SECOND)) == 1
    assert desk.ledger.accounts["A"].positions["AAPL"].mark == 98


def test_a_desk_that_holds_nothing_and_waits_for_nothing_asks_for_no_marks(
    desk: Beating,
) -> None:
    order = desk.limit_buy("10")
    # one look while the order may still fill, none once it is over
    assert desk.time.next_at() == OPEN + 5 * SECOND
    desk.take(r.VenueRejects(order, "NO", "", desk.time.now()))
    desk.wait(5 * SECOND)
    assert desk.time.next_at() == days(OPEN)[1]


def test_after_a_restart_what_is_held_is_valued_again(desk: Beating) -> None:
    desk.filled(desk.limit_buy("10"), "10")
    desk.restart()
    desk.quote("97.00", "100.01")
    assert marks(desk.wait(5 * SECOND)) == 1
