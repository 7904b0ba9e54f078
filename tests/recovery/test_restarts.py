"""A desk that dies while it gets up gets up all the same, from the real journal on a real disk.

What was in flight when it died stays unknown and reserved, parents and brackets go on where they
were, and no order leaves twice, however often and wherever in a start the next death comes.
"""

from __future__ import annotations

from decimal import Decimal as D
from pathlib import Path

import pytest

from holdfast.core.brackets import unprotected_qty
from holdfast.core.invariants import audit
from holdfast.core.ledger import freeze
from holdfast.journal import Batch, Durability
from holdfast.journal.sqlite import SqliteJournal
from holdfast.messages import commands as c
from holdfast.messages import reports as r
from holdfast.messages import requests as q
from holdfast.model.order import OrderStatus, OrderType, Side, Tactic
from holdfast.recovery.replay import rebuild
from tests.support.desks import SECOND, PlayedDesk
from tests.support.honest_venue import HonestVenue

TWAP = Tactic("twap", {"duration_s": 40, "slices": 4, "jitter": "0"})
# a start writes its own entry, then its tests and what persons answer for
POINTS = [(count, is_before) for count in (1, 2, 3) for is_before in (True, False)]


class Dead(BaseException):
    """The process is gone: no handler of the desk may see it."""


class MortalJournal(SqliteJournal):
    """The journal of a process that ends as it writes its nth batch, before or after."""

    lives_for = 0
    dies_before = False

    def append(self, batch: Batch) -> None:
        self.lives_for -= 1
        if self.lives_for == 0 and self.dies_before:
            raise Dead
        super().append(batch)
        if self.lives_for == 0:
            raise Dead


class Lives:
    """One desk over many lives, and a venue that outlives them."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.venue = HonestVenue()
        self.seen = 0
        self.desk = PlayedDesk(self._journal())
        self.desk.account()
        self.desk.instrument()
        self.desk.quote("99.99", "100.01")

    def dies(self) -> None:
        """End the process; what was on its way back to it is lost."""
        self.desk.journal.abandon()

    def starts(self, lives_for: int = 0, is_before: bool = False) -> bool:
        """Start again; tell whether it lived through the start."""
        journal = self.desk.journal = self._journal()
        journal.lives_for, journal.dies_before = lives_for, is_before
        try:
            self.desk.restart()
        except Dead:
            self.dies()
            return False
        return True

    def requests_arrive(self) -> list[r.Report]:
        at = self.desk.time.now()
        sent = self.desk.venue.sent[self.seen :]
        self.seen += len(sent)
        return [report for request in sent for report in self.venue.answer(request, at)]

    def answered(self) -> None:
        """Let everything arrive and be answered until nothing follows."""
        while reports := self.requests_arrive():
            for report in reports:
                self.desk.take(report)

    def fills(self, order_id: str, qty: int) -> None:
        self.desk.take(self.venue.fill(order_id, D(qty), self.desk.time.now()))

    def placed(self) -> list[str]:
        return [each.order_id for each in self.desk.venue.sent if isinstance(each, q.PlaceOrder)]

    def holds_its_laws(self) -> None:
        assert audit(self.desk.ledger) == ()
        assert freeze(rebuild(self.desk.journal)) == freeze(self.desk.ledger)
        assert len(self.placed()) == len(set(self.placed()))
        assert len(self.venue.places) == len(set(self.venue.places))
        self.desk.check_decisions()

    def _journal(self) -> MortalJournal:
        return MortalJournal(self.path, Durability.OS, epoch="E")


@pytest.fixture
def lives(tmp_path: Path) -> Lives:
    return Lives(tmp_path / "journal.db")


def limit(name: str, **terms: object) -> c.SubmitOrder:
    return c.SubmitOrder(
        "A", "AAPL", Side.BUY, D(10), OrderType.LIMIT, D(100), client_order_id=name, **terms
    )


def in_the_middle_of_it(lives: Lives) -> None:
    """A slice, an exit, a cancel and a change are in flight as the process ends."""
    desk = lives.desk
    desk.take(limit("parent", tactic=TWAP))
    desk.take(limit("bracket", stop_loss=D(90), take_profit=D(110)))
    desk.take(limit("canceled"))
    desk.take(limit("changed"))
    lives.answered()
    lives.fills(desk.ledger.parents[desk.order("parent").id].children[0], 2)
    desk.wait(10 * SECOND)
    lives.fills(desk.order("bracket").id, 6)
    desk.take(c.CancelOrder(desk.order("canceled").id))
    desk.take(c.ReplaceOrder(desk.order("changed").id, D(20)))
    desk.take(limit("lost"))


@pytest.mark.parametrize("arrives", [True, False], ids=["what left arrived", "what left was lost"])
@pytest.mark.parametrize(("count", "is_before"), POINTS)
def test_a_death_in_the_middle_of_a_start_is_no_other_than_any_death(
    lives: Lives, count: int, is_before: bool, arrives: bool
) -> None:
    in_the_middle_of_it(lives)
    if arrives:
        lives.requests_arrive()
    lives.seen = len(lives.desk.venue.sent)
    lives.dies()
    assert not lives.starts(count, is_before)
    assert not lives.starts(count, is_before)
    assert lives.starts()
    desk = lives.desk
    assert desk.order("lost").status is OrderStatus.UNKNOWN
    assert desk.order("lost").reserved_qty == D(10)
    lives.answered()
    # a slice is given out once, whatever became of it, and the parent goes on with its schedule
    parent = desk.ledger.parents[desk.order("parent").id]
    assert [desk.ledger.orders[each].qty for each in parent.children] == [D(2), D(3)]
    assert parent.committed == (D(5) if arrives else D(2))
    desk.wait(10 * SECOND)
    assert parent.committed <= D(10)
    lives.answered()
    assert unprotected_qty(desk.ledger, desk.order("bracket").id) == 0
    exits = desk.ledger.brackets[desk.order("bracket").id].open_exits
    assert sorted(desk.ledger.orders[each].qty for each in exits) == [D(6), D(6)]
    assert desk.order("canceled").status is OrderStatus.CANCELED
    changed = desk.order("changed")
    assert (changed.status, changed.qty) == (OrderStatus.NEW, D(20) if arrives else D(10))
    lost = OrderStatus.NEW if arrives else OrderStatus.REJECTED
    assert desk.order("lost").status is lost
    lives.holds_its_laws()


def test_what_is_unknown_is_so_after_any_number_of_starts(lives: Lives) -> None:
    desk = lives.desk
    desk.take(limit("lost"))
    for _ in range(5):
        lives.dies()
        assert lives.starts()
        assert desk.order("lost").status is OrderStatus.UNKNOWN
        assert desk.order("lost").id in desk.ledger.questions.open
    asked = [each for each in desk.venue.sent if isinstance(each, q.QueryOrder)]
    assert len(asked) == 5
    lives.answered()
    assert desk.order("lost").status is OrderStatus.NEW
    lives.holds_its_laws()


def test_questions_go_on_after_a_start_at_their_pace(lives: Lives) -> None:
    desk = lives.desk
    desk.take(limit("lost"))
    lives.dies()
    lives.starts()
    before = len(desk.venue.sent)
    desk.wait(SECOND)
    asked = [each for each in desk.venue.sent[before:] if isinstance(each, q.QueryOrder)]
    assert 3 <= len(asked) <= 4
    lives.holds_its_laws()


def test_exits_that_could_not_leave_are_sent_by_the_next_life(lives: Lives) -> None:
    desk = lives.desk
    desk.take(limit("bracket", stop_loss=D(90)))
    lives.answered()
    lives.fills(desk.order("bracket").id, 10)
    (stop,) = desk.ledger.brackets[desk.order("bracket").id].exits
    lives.seen = len(desk.venue.sent)
    desk.take(r.VenueUnreachable(stop, "an outage", desk.time.now(), unsent=True))
    for count, is_before in ((1, True), (1, False), (2, True)):
        lives.dies()
        assert not lives.starts(count, is_before)
    assert lives.starts()
    assert unprotected_qty(desk.ledger, desk.order("bracket").id) == D(10)
    desk.wait(SECOND)
    lives.answered()
    assert unprotected_qty(desk.ledger, desk.order("bracket").id) == 0
    assert desk.ledger.questions.exits == {}
    lives.holds_its_laws()


def test_a_snapshot_in_the_middle_keeps_what_is_waited_for(lives: Lives) -> None:
    in_the_middle_of_it(lives)
    lives.dies()
    lives.starts()
    lives.desk.desk.snapshot()
    state = freeze(lives.desk.ledger)
    assert freeze(rebuild(lives.desk.journal)) == state
    lives.dies()
    lives.starts()
    lives.answered()
    assert lives.desk.ledger.questions.open == {}
    lives.holds_its_laws()
