"""The paper venue's drop copy: whatever it is made to lose, double or change, the desk sees it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal

import pytest
from msgspec.structs import replace

from holdfast.config import Settings
from holdfast.core.invariants import audit
from holdfast.core.ledger import freeze
from holdfast.journal.memory import MemoryJournal
from holdfast.main import opening_commands, opening_limits, policies, principals_of, wire
from holdfast.messages.commands import SubmitOrder
from holdfast.messages.control import SelfTest
from holdfast.messages.drop_copy import DropCopyFills
from holdfast.messages.refusals import Reason
from holdfast.model.numbers import use_exact_context
from holdfast.model.order import Side
from holdfast.recovery.replay import rebuild, redecide
from holdfast.runtime.desk import Desk
from holdfast.runtime.virtual_time import VirtualTime

START = 1_767_623_400_000_000_000
SECOND = 1_000_000_000
Alter = Callable[[DropCopyFills], Iterable[DropCopyFills]]


class Copied:
    """A whole paper desk in virtual time, whose drop copy a test may alter."""

    def __init__(self, alter: Alter | None = None, store: str = "") -> None:
        use_exact_context()
        base = Settings()
        self.settings = replace(base, paper=replace(base.paper, store=store, drop_copy=True))
        self.alter = alter
        self.journal = MemoryJournal(epoch="e")
        self.time = VirtualTime(START)
        self.start()

    def start(self) -> None:
        self.wired = wire(self.settings, self.journal, self.time, None)
        self.desk: Desk = self.wired.desk
        (self.copy,) = self.desk.drop_copies
        self.copy._alter = self.alter
        self.desk.start("build", 7, principals_of(self.settings))
        for command in (*opening_commands(self.settings, None), *opening_limits(self.settings)):
            self.desk.ask(command)
        self.wired.paper.start()
        self.wait(5)
        self.desk.ask(SelfTest())

    def wait(self, seconds: int) -> None:
        self.desk.run(self.time, self.time.now() + seconds * SECOND)

    def buy(self, qty: int) -> list[Reason]:
        order = SubmitOrder("paper", "AAPL", Side.BUY, Decimal(qty), principal="operator")
        return [each.code for each in self.desk.ask(order).refusals]

    def check(self) -> None:
        assert audit(self.desk.ledger) == ()
        assert freeze(rebuild(self.journal)) == freeze(self.desk.ledger)
        assert redecide(self.journal.entries(), policies()).differences == ()


@pytest.fixture
def made() -> Iterator[Callable[..., Copied]]:
    desks: list[Copied] = []

    def make(alter: Alter | None = None, store: str = "") -> Copied:
        desks.append(Copied(alter, store))
        return desks[-1]

    yield make
    for each in desks:
        each.desk.close()


def test_what_both_feeds_have_leaves_nothing_behind(made: Callable[..., Copied]) -> None:
    desk = made()
    for qty in (10, 11, 12):
        assert desk.buy(qty) == []
        desk.wait(1)
    desk.wait(10)
    watch = desk.desk.ledger.watch
    assert len(desk.desk.ledger.accounts["paper"].fills) >= 3
    assert watch.waiting == {}
    assert desk.desk.ledger.discrepancies == []
    assert desk.buy(13) == []
    desk.check()


@pytest.mark.parametrize(
    "alter",
    [
        lambda fill: (),
        lambda fill: (replace(fill, qty=fill.qty + 1),),
        lambda fill: (replace(fill, price=fill.price * 2),),
        lambda fill: (fill, replace(fill, exec_id=f"{fill.exec_id}-more")),
    ],
    ids=["lost", "quantity", "price", "one more"],
)
def test_a_feed_that_differs_freezes_the_instrument_within_five_seconds(
    made: Callable[..., Copied], alter: Alter
) -> None:
    desk = made(alter)
    assert desk.buy(10) == []
    desk.wait(6)
    assert desk.desk.ledger.discrepancies
    assert desk.buy(11) == [Reason.TRADING_HALTED]
    desk.check()


def test_an_execution_that_is_told_twice_is_one(made: Callable[..., Copied]) -> None:
    desk = made(lambda fill: (fill, fill))
    assert desk.buy(10) == []
    desk.wait(10)
    assert desk.desk.ledger.discrepancies == []
    assert desk.desk.ledger.watch.waiting == {}


def test_a_feed_that_was_away_tells_what_it_missed(made: Callable[..., Copied]) -> None:
    desk = made()
    desk.buy(10)
    desk.wait(1)
    desk.copy.disconnect("cut")
    desk.buy(11)
    desk.wait(60)
    watch = desk.desk.ledger.watch
    assert len(watch.waiting) >= 1
    assert desk.desk.ledger.discrepancies == []
    desk.copy.connect(desk.desk.deliver, watch.copies["PAPER"].heard_at)
    desk.wait(10)
    assert watch.waiting == {}
    assert desk.desk.ledger.discrepancies == []
    desk.check()
