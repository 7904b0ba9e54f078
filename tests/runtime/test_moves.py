"""Moves of the market are evidence where a check could refuse for them, and nowhere else."""

from decimal import Decimal

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfast.core.gate import judge
from holdfast.messages import commands as c
from holdfast.messages.plan import Action, Decision, DecisionPlan, Size
from holdfast.messages.stamp import Stamp
from holdfast.model.order import OrderType, Side, Tactic
from holdfast.model.quote import Move
from holdfast.runtime.evidence import EVIDENCE
from holdfast.runtime.moves import FORGETFUL, MovesOf
from holdfast.runtime.preview import preview
from tests.risk.f0 import F0
from tests.support.desks import POLICIES, SECOND
from tests.support.people import named

CALM = 6  # fields of an entry that has no moves
TEN = Decimal(10)


@pytest.fixture
def f0() -> F0:
    """The market came from 100 to 104 in the collar's window, slower than it would be paused."""
    f0 = F0()
    f0.limit(velocity_max=Decimal("0.05"), order_rate_max=1_000)
    f0.trades_at("100.00")
    f0.wait(40 * SECOND)
    f0.trades_at("104.00")
    f0.wait(SECOND)
    return f0


def moves(f0: F0, message: object) -> list[Move]:
    """Take a message and return the moves in its journal line, which must be decided the same."""
    f0.take(message)
    f0.check_decisions()
    return list(list(f0.journal.entries())[-1].moves)


def limit(price: str, side: Side = Side.BUY, **terms: object) -> c.SubmitOrder:
    kind = OrderType.LIMIT
    return c.SubmitOrder("A1", "ABC", side, TEN, kind, Decimal(price), **terms)


def test_an_order_that_the_past_could_refuse_takes_it_along(f0: F0) -> None:
    (move,) = moves(f0, limit("105.01"))
    assert (move.instrument, move.anchor) == ("ABC", 100)
    assert (move.low, move.high) == (100, 104)


def test_one_that_it_could_not_takes_none_and_is_written_as_ever(f0: F0) -> None:
    assert moves(f0, limit("105.00")) == []
    assert moves(f0, limit("90.00")) == []
    assert moves(f0, limit("150.00", Side.SELL)) == []
    fields = msgspec.msgpack.decode(f0.journal._lines[-1])
    assert len(fields) == CALM


def test_bounds_that_are_too_wide_are_looked_at_closely(f0: F0) -> None:
    f0.wait(61 * SECOND)
    f0.trades_at("104.00")
    # the last two minutes hold 100, the window of the collar does not
    assert f0.past.bounds("ABC", 60 * SECOND)[0] == 100
    assert moves(f0, limit("108.00")) == []


def test_a_market_that_ran_is_evidence_for_any_price(f0: F0) -> None:
    f0.trades_at("110.00")
    (move,) = moves(f0, limit("100.00"))
    # ten seconds ago 100 still stood
    assert (move.low, move.high) == (100, 110)


def test_a_market_order_takes_it_where_the_touch_strays(f0: F0) -> None:
    order = c.SubmitOrder("A1", "ABC", Side.BUY, TEN)
    assert moves(f0, order) == []
    f0.trades_at("106.00")
    assert len(moves(f0, order)) == 1


def test_a_replacement_takes_it_for_its_new_price(f0: F0) -> None:
    f0.take(limit("104.00"))
    order_id = f0.last.id
    f0.accept(order_id)
    assert moves(f0, c.ReplaceOrder(order_id, limit_price=Decimal("105.00"))) == []
    f0.take(limit("104.00"))
    order_id = f0.last.id
    f0.accept(order_id)
    assert len(moves(f0, c.ReplaceOrder(order_id, limit_price=Decimal("105.01")))) == 1


def test_a_wake_takes_it_for_the_limit_of_its_parent(f0: F0) -> None:
    f0.wait(70 * SECOND)
    f0.trades_at("100.00")
    tactic = Tactic("twap", {"duration_s": 120, "slices": 2, "jitter": "0"})
    f0.take(limit("104.99", tactic=tactic))
    f0.trades_at("99.00")
    f0.wait(121 * SECOND)
    woken = [entry for entry in f0.journal.entries() if isinstance(entry.asked, c.Wake)]
    assert [len(entry.moves) for entry in woken][::2] == [0, 1]
    f0.check_decisions()


def test_a_plan_takes_it_for_each_of_its_decisions(f0: F0) -> None:
    def plan(plan_id: str, price: str) -> c.SubmitPlan:
        bought = Decision(
            "ABC", Action.BUY, size=Size(TEN), order_type=OrderType.LIMIT,
            limit_price=Decimal(price),
        )  # fmt: skip
        return c.SubmitPlan(DecisionPlan(plan_id, "A1", (bought, Decision("ABC", Action.HOLD))))

    assert moves(f0, plan("p", "104.50")) == []
    assert len(moves(f0, plan("q", "106.00"))) == 1


def test_a_preview_sees_every_measure_and_says_what_is_then_done(f0: F0) -> None:
    bought = Decision(
        "ABC", Action.BUY, size=Size(TEN), order_type=OrderType.LIMIT, limit_price=Decimal("104.50")
    )
    command = named(f0.ledger, c.SubmitPlan(DecisionPlan("p", "A1", (bought,))))
    (seen,) = preview(f0.desk, f0.quotes, command).decisions
    checks = {each.check: each for each in seen.checks}
    assert (checks["collar_window"].measured, checks["collar_window"].limit) == (
        Decimal("0.045"),
        Decimal("0.05"),
    )
    assert checks["velocity"].measured == Decimal("0.04")
    assert seen.passed
    f0.take(command)
    assert f0.last.refusals == ()


@pytest.mark.parametrize("price", ["NaN", "sNaN", "Infinity", "-5"])
def test_a_price_of_nonsense_is_refused_for_its_form(f0: F0, price: str) -> None:
    f0.take(limit(price))
    assert [refusal.field for refusal in f0.last.refusals] == ["limit_price"]


def test_an_account_that_is_not_there_needs_no_evidence(f0: F0) -> None:
    order = msgspec.structs.replace(limit("150.00"), account="nobody")
    assert moves(f0, order) == []


def test_a_desk_without_a_past_takes_none() -> None:
    f0 = F0()
    order = limit("150.00")
    found = EVIDENCE[c.SubmitOrder](f0.ledger, order, f0.quotes)
    assert MovesOf(FORGETFUL)(f0.ledger, order, found, f0.time.now()) == {}
    told = MovesOf(FORGETFUL, tells_all=True)(f0.ledger, order, found, f0.time.now())
    assert told == {}


walks = st.lists(st.tuples(st.integers(0, 40), st.integers(9_000, 11_000)), min_size=1, max_size=8)
prices = st.none() | st.integers(8_500, 11_500)


@settings(max_examples=60, deadline=None)
@given(walks, prices, st.sampled_from(Side), st.sampled_from(["0.02", "0.05"]))
def test_what_is_left_out_would_have_changed_nothing(
    walk: list[tuple[int, int]], cents: int | None, side: Side, velocity: str
) -> None:
    f0 = F0()
    f0.limit(velocity_max=Decimal(velocity))
    for seconds, mid in walk:
        f0.wait(seconds * SECOND)
        f0.trades_at(str(Decimal(mid) / 100))
    order = c.SubmitOrder("A1", "ABC", side, TEN)
    if cents is not None:
        order = limit(str(Decimal(cents) / 100), side)
    order = named(f0.ledger, order)
    at = f0.time.now()
    found = EVIDENCE[c.SubmitOrder](f0.ledger, order, f0.quotes)

    def verdict(tells_all: bool):
        told = MovesOf(f0.past, tells_all=tells_all)(f0.ledger, order, found, at)
        return judge(f0.ledger, order, Stamp(f0.ledger.seq + 1, at, found, told), POLICIES)

    assert verdict(tells_all=False) == verdict(tells_all=True)
