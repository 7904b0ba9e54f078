"""Running sums of scopes: what they count, and what a scope made midway finds."""

from __future__ import annotations

from decimal import Decimal

import pytest

from holdfast.core.apply import apply
from holdfast.core.ledger import freeze, thaw
from holdfast.core.scoped import ScopeState
from holdfast.core.tally import counted
from holdfast.messages import events as e
from holdfast.messages import reports as r
from holdfast.model.limits import Limits
from holdfast.model.order import OrderType, Side, Tactic
from holdfast.model.scope import FIRM, Scope
from tests.support.hand_played import HandPlayed, hand_played

LOOSE = Limits(gross_notional_max=Decimal(10**12))


@pytest.fixture
def desk() -> HandPlayed:
    desk = hand_played()
    desk.account("B")
    desk.instrument("OPT", "100")
    desk.quote("1.00", "1.02", "OPT")
    return desk


def govern(desk: HandPlayed, scope: Scope) -> ScopeState:
    apply(desk.ledger, e.LimitsSet(scope.account, LOOSE, "risk officer", "test", scope))
    state = desk.ledger.scope_of(scope)
    assert state is not None
    return state


def sums(state: ScopeState) -> tuple[str, ...]:
    tally = state.tally
    numbers = (tally.open_value, tally.gross_value, tally.net_value, tally.flow)
    return (str(tally.open_orders), *(format(number.normalize(), "f") for number in numbers))


def test_a_fill_moves_from_open_to_held_at_its_price_and_its_money_with_its_fee(
    desk: HandPlayed,
) -> None:
    state = desk.ledger.accounts["A"].scope
    order = desk.buy(100, type=OrderType.LIMIT, limit_price=Decimal(100))
    assert sums(state) == ("1", "10000", "0", "0", "0")
    desk.fill(order, 40, "99.5", "1.25")
    assert sums(state) == ("1", "6000", "3980", "3980", "-3981.25")
    desk.fill(order, 60, "99")
    assert sums(state) == ("0", "0", "9900", "9900", "-9921.25")
    assert state.tally.profit == Decimal("-21.25")
    desk.audit()


def test_a_short_counts_in_full_in_gross_and_below_zero_in_net(desk: HandPlayed) -> None:
    desk.fill(desk.buy(10, instrument="OPT"), 10, "1")
    desk.fill(desk.sell(5), 5, 100)
    state = desk.ledger.accounts["A"].scope
    assert sums(state) == ("0", "0", "1500", "500", "-500")
    desk.fill(desk.sell(5), 5, 101)
    assert sums(state)[2:4] == ("2010", "-10")
    desk.audit()


def test_turning_a_long_into_a_short_values_what_is_left(desk: HandPlayed) -> None:
    desk.fill(desk.buy(10), 10, 100)
    desk.fill(desk.sell(25), 25, 102)
    state = desk.ledger.accounts["A"].scope
    assert sums(state) == ("0", "0", "1530", "-1530", "1550")
    assert state.tally.profit == 20


def test_a_busted_fill_leaves_no_trace_in_any_scope(desk: HandPlayed) -> None:
    firm, own = govern(desk, FIRM), desk.ledger.accounts["A"].scope
    first = desk.buy(10)
    desk.fill(first, 10, 100, 1)
    before = (sums(own), sums(firm), firm.books["A"]["AAPL"].qty)
    order = desk.buy(10)
    exec_id = desk.fill(order, 10, 150, 1)
    assert sums(own)[2] == "3000"
    desk.bust(exec_id)
    desk.take(r.VenueCancels(order, desk.at))
    assert (sums(own), sums(firm), firm.books["A"]["AAPL"].qty) == before
    desk.audit()


def test_each_scope_counts_the_orders_that_are_in_it(desk: HandPlayed) -> None:
    firm = govern(desk, FIRM)
    strategy = govern(desk, Scope(strategy="s"))
    narrow = govern(desk, Scope(account="A", instrument="OPT"))
    elsewhere = govern(desk, Scope(venue="ELSEWHERE"))
    desk.fill(desk.buy(10, strategy="s"), 10, 100)
    desk.fill(desk.sell(4, account="B", strategy="s"), 4, 100)
    desk.buy(1, instrument="OPT")
    assert sums(firm)[0] == "1"
    assert sums(firm)[2:4] == ("1400", "600")
    assert sums(strategy)[:4] == ("0", "0", "1400", "600")
    assert {account: book["AAPL"].qty for account, book in strategy.books.items()} == {
        "A": 10,
        "B": -4,
    }
    assert narrow.books["A"]["OPT"].buy_open == 1
    assert sums(elsewhere) == ("0", "0", "0", "0", "0")
    desk.audit()


def test_a_scope_made_midway_counts_what_was_before_and_begins_its_day(desk: HandPlayed) -> None:
    early = govern(desk, Scope(strategy="s"))
    desk.fill(desk.buy(10, strategy="s"), 10, 100, 1)
    desk.fill(desk.sell(4, strategy="s"), 4, 98)
    resting = desk.buy(7, strategy="s", type=OrderType.LIMIT, limit_price=Decimal(99))
    desk.take(r.VenueSilent(resting, "", desk.at))
    late = govern(desk, FIRM)
    assert sums(late) == sums(early)
    assert late.books == early.books
    assert early.tally.base == 0
    assert late.tally.base == late.tally.peak == late.tally.profit == -1 - 20
    desk.audit()


def test_a_parent_and_its_slices_are_open_orders_and_no_unit_is_reserved_twice(
    desk: HandPlayed,
) -> None:
    firm = govern(desk, FIRM)
    terms = {"type": OrderType.LIMIT, "limit_price": Decimal(100)}
    parent = desk.buy(
        100, tactic=Tactic("twap", {"duration_s": 60, "slices": 2, "jitter": "0"}), **terms
    )
    assert sums(firm)[:2] == ("1", "10000")
    desk.wake(parent)
    assert sums(firm)[:2] == ("2", "10000")
    assert firm.tally.orders == 1  # of the day: what was sent to a venue
    desk.audit()


def test_a_fee_in_another_currency_is_no_part_of_the_flow(desk: HandPlayed) -> None:
    desk.fill(desk.buy(1), 1, 100, 5, "EUR")
    tally = desk.ledger.accounts["A"].scope.tally
    assert (tally.flow, tally.profit) == (-100, 0)
    desk.audit()


def test_buys_and_sells_that_are_open_are_told_apart(desk: HandPlayed) -> None:
    limit = {"type": OrderType.LIMIT, "limit_price": Decimal(100)}
    desk.buy(3, **limit)
    order = desk.sell(2, **limit)
    tally = desk.ledger.accounts["A"].scope.tally
    assert (tally.open_buys, tally.open_sells) == (300, 200)
    desk.take(r.VenueRejects(order, "NO", "", desk.at))
    assert (tally.open_buys, tally.open_sells) == (300, 0)


def test_sums_survive_a_snapshot(desk: HandPlayed) -> None:
    govern(desk, Scope(strategy="s"))
    desk.fill(desk.buy(10, strategy="s"), 10, 100)
    again = thaw(freeze(desk.ledger))
    assert again.scopes["strategy=s"].tally.gross_value == 1000
    assert counted(again, Scope(strategy="s"))[1]["A"]["AAPL"].qty == 10


def test_a_scope_of_one_order_keeps_no_sums(desk: HandPlayed) -> None:
    order = desk.buy(1)
    assert counted(desk.ledger, Scope(order_id=order))[0].open_orders == 0


def test_side_is_enough_to_tell_what_a_fill_paid(desk: HandPlayed) -> None:
    desk.fill(desk.submit(Side.SELL, 2, instrument="OPT"), 2, "1.5", "0.1")
    assert desk.ledger.accounts["A"].scope.tally.flow == Decimal("299.9")
