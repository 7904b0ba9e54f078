"""Tests of a desk on the last of its disk, and of commands that no desk should take."""

from decimal import Decimal

import pytest
from msgspec.structs import replace

from holdfast.journal.memory import MemoryJournal
from holdfast.messages.commands import CancelOrder, ReplaceOrder, SubmitOrder, SubmitPlan
from holdfast.messages.plan import Action, Decision, DecisionPlan, ExecutionParams, Size
from holdfast.messages.refusals import Reason
from holdfast.model.order import OrderStatus, OrderType, Side
from tests.support.hand_played import HandPlayed


class NearlyFull(MemoryJournal):
    """A journal in memory that says what one on a full disk says."""

    full = False

    @property
    def is_space_low(self) -> bool:
        return self.full


def resting(price: str = "99") -> SubmitOrder:
    return SubmitOrder(
        "BENCH",
        "AAPL",
        Side.BUY,
        Decimal(10),
        OrderType.LIMIT,
        limit_price=Decimal(price),
        principal="bench",
    )


def test_the_last_of_the_disk_takes_no_new_risk_and_every_cancel() -> None:
    from holdfast.bench.bench_desk import BenchDesk, quotes

    journal = NearlyFull(epoch="full")
    bench = BenchDesk(["AAPL"], journal)
    bench.quote(quotes("AAPL", 1)[0])
    order = bench.desk.ask(resting())
    bench.desk.drain()
    journal.full = True
    entries = journal.head().entries
    for command in (resting("98"), ReplaceOrder(order.order_id, qty=Decimal(20))):
        told = bench.desk.ask(command)
        assert [refusal.code for refusal in told.refusals] == [Reason.DISK_LOW]
    assert journal.head().entries == entries
    assert bench.desk.ask(CancelOrder(order.order_id)).ok
    bench.desk.drain()
    assert bench.desk.ledger.orders[order.order_id].status is OrderStatus.CANCELED
    journal.full = False
    assert bench.desk.ask(resting("98")).ok


def test_on_the_last_of_the_disk_a_repeat_is_answered_as_it_was() -> None:
    from holdfast.bench.bench_desk import BenchDesk, quotes

    journal = NearlyFull(epoch="full")
    bench = BenchDesk(["AAPL"], journal)
    bench.quote(quotes("AAPL", 1)[0])
    asked = replace(resting(), client_order_id="mine")
    order = bench.desk.ask(asked)
    journal.full = True
    again = bench.desk.ask(asked)
    assert (again.order_id, again.ok, again.repeated) == (order.order_id, True, True)
    otherwise = bench.desk.ask(replace(asked, qty=Decimal(11)))
    assert [each.code for each in otherwise.refusals] == [Reason.CLIENT_ORDER_ID_CONFLICT]


@pytest.mark.parametrize("number", ["NaN", "sNaN", "Infinity"])
def test_a_change_to_no_number_is_refused_by_its_field(number: str) -> None:
    desk = HandPlayed()
    desk.account()
    desk.instrument()
    desk.quote("99.99", "100.01")
    order_id = desk.buy("10", type=OrderType.LIMIT, limit_price=Decimal(99))
    desk.accept(order_id)
    (refused,) = desk.take(ReplaceOrder(order_id, limit_price=Decimal(number)))
    assert [each.field for each in refused.refusals] == ["limit_price"]
    assert desk.order(order_id).status is OrderStatus.NEW


def test_a_rehearsal_given_to_the_desk_itself_is_refused() -> None:
    desk = HandPlayed()
    desk.account()
    desk.instrument()
    desk.quote("99.99", "100.01")
    plan = DecisionPlan("p", "A", (Decision("AAPL", Action.BUY, size=Size(Decimal(1))),))
    (refused,) = desk.take(SubmitPlan(plan, ExecutionParams(dry_run=True)))
    assert [each.field for each in refused.refusals] == ["execution_params.dry_run"]
