"""Orders that are over leave the ledger and come back: what is lost, what is not, and when."""

from __future__ import annotations

from decimal import Decimal

import pytest

from holdfast.core.forgetting import FORGOTTEN_MAX, TOO_OLD, is_dropped, is_known
from holdfast.core.invariants import audit
from holdfast.core.ledger import freeze
from holdfast.messages import commands as c
from holdfast.messages import differences as d
from holdfast.messages import events as e
from holdfast.messages import reports as r
from holdfast.messages.plan import Action, Decision, DecisionPlan, Size, SizeUnit
from holdfast.messages.refusals import Reason
from holdfast.messages.retention import Forget, OrdersForgotten, OrdersRecalled
from holdfast.model.order import Liquidity, OrderStatus, Side, Tactic
from holdfast.model.scope import Scope
from tests.support.desks import SECOND, PlayedDesk, ready_desk
from tests.support.limits import WIDE

EVER = 2**62
ALL = 10**9


@pytest.fixture
def desk() -> PlayedDesk:
    return ready_desk()


def submit(desk: PlayedDesk, name: str, qty: int = 10, **terms: object) -> str:
    side = Side.BUY if qty > 0 else Side.SELL
    order = c.SubmitOrder(
        "A",
        "AAPL",
        side,
        Decimal(abs(qty)),
        client_order_id=name,
        **terms,  # type: ignore[arg-type]  # fields by name
    )
    desk.take(order)
    return desk.ledger.accounts["A"].client_ids[name]


def fill(desk: PlayedDesk, order_id: str, exec_id: str, qty: int, price: str = "100") -> list:
    at = desk.time.now()
    report = r.VenueFills(
        order_id,
        exec_id,
        Decimal(qty),
        Decimal(price),
        Decimal("0.01"),
        "USD",
        Liquidity.TAKER,
        at,
    )
    return desk.take(report)


def traded(desk: PlayedDesk, name: str, qty: int = 10) -> str:
    order_id = submit(desk, name, qty)
    fill(desk, order_id, f"x-{name}", abs(qty))
    return order_id


def forget(desk: PlayedDesk, closed_max: int = 0, packed_max: int = ALL) -> list[e.Event]:
    return desk.take(Forget(EVER, closed_max, packed_max, EVER))


def test_an_order_that_is_over_leaves_and_its_sums_stay(desk: PlayedDesk) -> None:
    order_id = traded(desk, "o")
    before = freeze(desk.ledger.accounts["A"].positions), desk.ledger.accounts["A"].cash
    assert forget(desk) == [OrdersForgotten((order_id,))]
    assert order_id not in desk.ledger.orders
    assert not desk.ledger.accounts["A"].fills
    assert (freeze(desk.ledger.accounts["A"].positions), desk.ledger.accounts["A"].cash) == before
    desk.check()
    desk.check_decisions()


def test_the_oldest_leave_until_no_more_are_over_than_may_be(desk: PlayedDesk) -> None:
    ids = [traded(desk, f"o{number}") for number in range(5)]
    forget(desk, closed_max=2)
    assert list(desk.ledger.orders) == ids[3:]


def test_what_is_over_for_long_leaves_though_there_is_room(desk: PlayedDesk) -> None:
    old = traded(desk, "old")
    desk.wait(100 * SECOND)
    desk.quote("99.99", "100.01")
    new = traded(desk, "new")
    desk.take(Forget(100 * SECOND, ALL, ALL, EVER))
    assert list(desk.ledger.orders) == [new]
    assert is_known(desk.ledger, old)


def test_what_may_not_have_left_yet_is_not_forgotten(desk: PlayedDesk) -> None:
    traded(desk, "o")
    assert desk.take(Forget(EVER, 0, ALL, desk.time.now())) == []


def test_one_input_forgets_no_more_than_so_many(desk: PlayedDesk) -> None:
    for number in range(FORGOTTEN_MAX + 10):
        submit(desk, f"o{number}", 10**7)  # refused: over at once
    forget(desk)
    assert len(desk.ledger.orders) == 10
    forget(desk)
    assert not desk.ledger.orders


def test_an_order_that_is_open_stays(desk: PlayedDesk) -> None:
    order_id = submit(desk, "o")
    fill(desk, order_id, "x", 4)
    assert forget(desk) == []
    assert order_id in desk.ledger.orders


def test_slices_leave_with_their_parent_and_not_before(desk: PlayedDesk) -> None:
    parent = submit(desk, "p", tactic=Tactic("twap", {"duration_s": 60, "slices": 2}))
    desk.wait(20 * SECOND)
    assert desk.ledger.parents[parent].children
    child = desk.ledger.parents[parent].children[0]
    fill(desk, child, "x1", 5)
    assert not desk.ledger.orders[child].is_open
    assert forget(desk) == []
    desk.take(c.CancelOrder(parent))
    assert not desk.ledger.orders[parent].is_open
    forget(desk)
    assert not desk.ledger.orders
    assert desk.ledger.memory.root_of(child) == parent
    desk.check()


def test_an_entry_stays_while_its_shares_are_protected(desk: PlayedDesk) -> None:
    entry = submit(desk, "b", stop_loss=Decimal(90))
    fill(desk, entry, "x1", 10)
    stop = desk.ledger.brackets[entry].exits[0]
    assert forget(desk) == [OrdersForgotten((), (entry,))]
    desk.take(r.VenueAccepts(stop, "V1", desk.time.now()))
    fill(desk, stop, "x2", 10, "90")
    forget(desk)
    assert not desk.ledger.orders
    assert not desk.ledger.brackets
    desk.check()


def test_the_same_client_order_id_is_answered_as_ever_and_sends_nothing(desk: PlayedDesk) -> None:
    order_id = traded(desk, "o")
    sent = len(desk.venue.sent)
    forget(desk)
    told = desk.desk.ask(desk_order("o"))
    assert (told.order_id, told.repeated) == (order_id, True)
    other = desk.desk.ask(desk_order("o", qty=11))
    assert [each.code for each in other.refusals] == [Reason.CLIENT_ORDER_ID_CONFLICT]
    assert len(desk.venue.sent) == sent


def desk_order(name: str, qty: int = 10) -> c.SubmitOrder:
    return c.SubmitOrder(
        "A", "AAPL", Side.BUY, Decimal(qty), client_order_id=name, principal="trader"
    )


def test_a_fill_told_again_is_not_booked_again(desk: PlayedDesk) -> None:
    order_id = traded(desk, "o")
    forget(desk)
    assert fill(desk, order_id, "x-o", 10) == [OrdersRecalled(order_id)]
    assert desk.ledger.position("A", "AAPL").qty == 10
    desk.check()


def test_a_late_fill_reaches_the_position(desk: PlayedDesk) -> None:
    order_id = submit(desk, "o")
    desk.take(r.VenueCancels(order_id, desk.time.now()))
    forget(desk)
    told = fill(desk, order_id, "late", 3)
    assert [type(each) for each in told] == [OrdersRecalled, e.OrderFilled]
    assert desk.ledger.position("A", "AAPL").qty == 3
    desk.check()
    desk.check_decisions()


def test_a_bust_takes_a_forgotten_fill_back(desk: PlayedDesk) -> None:
    order_id = traded(desk, "o")
    traded(desk, "keep", 5)
    forget(desk)
    desk.take(r.VenueBusts(order_id, "x-o", desk.time.now()))
    held = desk.ledger.position("A", "AAPL")
    assert (held.qty, held.cost, held.realised) == (5, 500, 0)
    forget(desk)
    desk.check()


def test_a_cancel_of_a_forgotten_order_is_judged_as_ever(desk: PlayedDesk) -> None:
    order_id = traded(desk, "o")
    before = desk.take(c.CancelOrder(order_id))
    forget(desk)
    assert desk.take(c.CancelOrder(order_id)) == [OrdersRecalled(order_id), *before]


def test_a_scope_that_is_governed_late_counts_what_was_forgotten(desk: PlayedDesk) -> None:
    traded(desk, "o")
    forget(desk)
    desk.take(c.SetLimits("", WIDE, scope=Scope(instrument="AAPL")))
    state = desk.ledger.scope_of(Scope(instrument="AAPL"))
    assert state is not None
    assert state.books["A"]["AAPL"].qty == 10
    assert state.tally.flow == Decimal("-1000.01")
    desk.check()


def test_what_is_dropped_is_known_by_its_number_alone(desk: PlayedDesk) -> None:
    order_id = traded(desk, "o")
    forget(desk, packed_max=0)
    forget(desk, packed_max=0)
    assert is_dropped(desk.ledger, order_id)
    assert not is_dropped(desk.ledger, "E-99")
    assert "o" not in desk.ledger.accounts["A"].client_ids
    desk.check()


def test_what_a_venue_says_of_a_dropped_order_reaches_a_person_and_no_book(
    desk: PlayedDesk,
) -> None:
    order_id = traded(desk, "o")
    forget(desk, packed_max=0)
    forget(desk, packed_max=0)
    (told,) = fill(desk, order_id, "x-o", 10)
    assert isinstance(told, e.DiscrepancyFound)
    assert (told.subject, told.detail) == (order_id, TOO_OLD)
    assert "x-o" in told.evidence
    assert desk.ledger.position("A", "AAPL").qty == 10


def test_a_plan_is_remembered_as_long_as_its_orders_are(desk: PlayedDesk) -> None:
    size = Size(Decimal(5), SizeUnit.SHARES)
    plan = c.SubmitPlan(DecisionPlan("p1", "A", (Decision("AAPL", Action.BUY, size=size),)))
    desk.take(plan)
    (order_id,) = desk.ledger.orders
    fill(desk, order_id, "x", 5)
    forget(desk)
    assert desk.desk.ask(plan).repeated
    forget(desk, packed_max=0)
    forget(desk, packed_max=0)
    assert not desk.ledger.accounts["A"].plans


def test_a_refused_order_stays_as_long_as_its_block_may_be_acknowledged(desk: PlayedDesk) -> None:
    order_id = submit(desk, "o", 10**7)
    assert desk.ledger.orders[order_id].status is OrderStatus.REFUSED
    soft = any(each.block_id for each in desk.ledger.orders[order_id].refusals)
    forget(desk)
    assert (order_id in desk.ledger.orders) is soft


def shown(desk: PlayedDesk, order_id: str, *fills: r.HeldFill) -> r.VenueSnapshot:
    """A picture of what the account holds after these fills."""
    at = desk.time.now()
    held = sum((each.qty for each in fills), Decimal(0))
    paid = sum((each.qty * each.price + each.fee for each in fills), Decimal(0))
    cash = {"USD": Decimal(1_000_000) - paid}
    return r.VenueSnapshot("sim", "A", (), fills, {"AAPL": held}, cash, None, True, at, at)


def held_fill(desk: PlayedDesk, order_id: str, exec_id: str, venue_id: str = "V1") -> r.HeldFill:
    return r.HeldFill(
        order_id,
        venue_id,
        exec_id,
        "AAPL",
        Side.BUY,
        Decimal(10),
        Decimal(100),
        Decimal("0.01"),
        "USD",
        Liquidity.TAKER,
        desk.time.now(),
    )


def test_a_picture_that_names_what_was_forgotten_books_nothing_again(desk: PlayedDesk) -> None:
    order_id = traded(desk, "o1")
    told_before = held_fill(desk, order_id, "x-o1")
    forget(desk)
    assert order_id not in desk.ledger.orders
    told = desk.take(shown(desk, order_id, told_before))
    assert OrdersRecalled(order_id) in told
    assert not [each for each in told if isinstance(each, e.OrderFilled | d.OrderAdopted)]
    assert desk.ledger.position("A", "AAPL").qty == 10
    desk.check()


def test_of_what_was_dropped_a_picture_can_book_nothing_either(desk: PlayedDesk) -> None:
    order_id = traded(desk, "o1")
    told_before = held_fill(desk, order_id, "x-o1")
    forget(desk, packed_max=0)
    forget(desk, packed_max=0)
    assert is_dropped(desk.ledger, order_id)
    told = desk.take(shown(desk, order_id, told_before))
    assert not [each for each in told if isinstance(each, e.OrderFilled | d.OrderAdopted)]
    assert desk.ledger.position("A", "AAPL").qty == 10
    desk.check()


def test_a_correction_of_what_was_forgotten_finds_its_order(desk: PlayedDesk) -> None:
    order_id = traded(desk, "o1")
    forget(desk)
    at = desk.time.now()
    told = desk.take(r.VenueCorrects(order_id, "x-o1", "x-2", Decimal(10), Decimal(101), at))
    assert [type(each) for each in told] == [OrdersRecalled, e.FillBusted, e.OrderFilled]
    assert desk.ledger.accounts["A"].cash["USD"] == Decimal(1_000_000) - 1010 - Decimal("0.01")
    desk.check()


def test_a_bust_that_names_the_wrong_order_finds_the_one_that_was_forgotten(
    desk: PlayedDesk,
) -> None:
    forgotten = traded(desk, "o1")
    forget(desk)
    other = submit(desk, "o2")
    told = desk.take(r.VenueBusts(other, "x-o1", desk.time.now()))
    assert OrdersRecalled(forgotten) in told
    assert not [each for each in told if isinstance(each, e.FillBusted)]
    desk.check()


def test_a_fill_of_another_order_under_the_id_of_a_forgotten_one_is_strange(
    desk: PlayedDesk,
) -> None:
    traded(desk, "o1")
    forget(desk)
    other = submit(desk, "o2")
    told = fill(desk, other, "x-o1", 10)
    assert not [each for each in told if isinstance(each, e.OrderFilled)]
    assert desk.ledger.position("A", "AAPL").qty == 10
    desk.check()


def test_what_was_busted_of_one_account_leaves_the_fill_of_another_in_its_sums(
    desk: PlayedDesk,
) -> None:
    desk.account("B")
    theirs = submit(desk, "a")
    fill(desk, theirs, "f1", 10)
    # the bust outruns its fill, and B is told of a fill under the same exec id
    desk.take(r.VenueBusts(theirs, "f2", desk.time.now()))
    desk.take(c.SubmitOrder("B", "AAPL", Side.BUY, Decimal(10)))
    ours = list(desk.ledger.orders)[-1]
    fill(desk, ours, "f2", 10)
    assert list(desk.ledger.accounts["A"].busted) == ["f2"]
    assert list(desk.ledger.accounts["B"].fills) == ["f2"]
    forget(desk)
    assert not desk.ledger.orders
    assert desk.ledger.position("B", "AAPL").qty == 10
    assert audit(desk.ledger) == ()
